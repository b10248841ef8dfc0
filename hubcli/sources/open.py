"""Opens an input file as a source of rows, in whatever format, encoding and packing it comes."""

from functools import partial
from typing import Protocol

from hubcli.core.forms import RowForm
from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import Source as ReadableSource
from hubcli.errors import Place, SourceError
from hubcli.sources.delimited import DelimitedSource
from hubcli.sources.delimiters import check_delimiter
from hubcli.sources.encodings import Encoding, check_encoding, find_encoding
from hubcli.sources.formats import Format, check_format, format_of_content, format_of_name
from hubcli.sources.input_file import CorruptGzipError, InputFile
from hubcli.sources.json_lines import json_lines
from hubcli.sources.json_list import json_list
from hubcli.sources.records import RecordSource
from hubcli.sources.yaml_documents import yaml_documents

_CSV_HINT = "save it as CSV (UTF-8)"
_NO_TEXT = {
    b"PK\x03\x04": ("this is an Excel workbook or a ZIP archive", _CSV_HINT),
    b"\xd0\xcf\x11\xe0": ("this is an old Excel workbook", _CSV_HINT),
    b"%PDF": ("this is a PDF file", _CSV_HINT),
}


class Source(ReadableSource, Protocol):
    """A source that also says in which form its rows are written back."""

    @property
    def form(self) -> RowForm:
        """The form in which rejects of this file are written."""


def open_source(path: str, options: SourceOptions, *, name: str | None = None) -> Source:
    """Open a file for reading; `name` is how the user knows it, where that is not its path.

    Does the checks that need no whole pass. Raises UsageError for an unknown format, encoding or
    delimiter, and SourceError for a file that is missing, unreadable, a folder, empty, not text,
    or whose header can't be used.
    """
    said = options.format and check_format(options.format)
    delimiter = options.delimiter and check_delimiter(options.delimiter)
    if options.encoding:
        check_encoding(options.encoding)
    file = InputFile(path, name or path)
    head = _head(file)
    encoding = find_encoding(head, options.encoding, file.name)
    found = said or format_of_name(file.name) or format_of_content(_text(head, encoding))
    match found:
        case Format.CSV:
            return DelimitedSource(file, encoding, delimiter)
        case Format.TSV:
            return DelimitedSource(file, encoding, delimiter or "\t")
        case Format.JSON:
            return RecordSource(file, partial(json_list, file, encoding))
        case Format.JSON_LINES:
            return RecordSource(file, partial(json_lines, file, encoding))
        case Format.YAML:
            return RecordSource(file, partial(yaml_documents, file, encoding))


def _head(file: InputFile) -> bytes:
    try:
        head = next(file.chunks(), b"")
    except CorruptGzipError as error:
        place = Place(file.name, 1)
        message = f"the gzip file is cut off or damaged: {error}"
        raise SourceError(place, message, "fetch or pack the file again") from error
    if not head:
        raise SourceError(Place(file.name), "the file is empty", "was it written to the end?")
    for magic, (message, hint) in _NO_TEXT.items():
        if head.startswith(magic):
            raise SourceError(Place(file.name), message, hint)
    return head


def _text(head: bytes, encoding: Encoding) -> str:
    return head.decode(encoding.codec, "ignore")
