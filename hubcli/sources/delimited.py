"""CSV and TSV files as sources of rows."""

from collections.abc import Iterator, Mapping
from itertools import chain

from hubcli.core.forms import DelimitedForm
from hubcli.core.rows import RESERVED_COLUMNS, ReadRow, Value
from hubcli.errors import Place
from hubcli.sources.delimited_rows import DelimitedPass
from hubcli.sources.delimiters import find_delimiter
from hubcli.sources.encodings import Encoding
from hubcli.sources.header import check_header
from hubcli.sources.input_file import InputFile
from hubcli.sources.text import Lines, text_chunks


class DelimitedSource:
    """One file of delimited rows under a header."""

    def __init__(self, file: InputFile, encoding: Encoding, delimiter: str | None) -> None:
        """Read the header; raises SourceError where it, or the delimiter, can't be made out."""
        self._file = file
        self._encoding = encoding
        self._delimiter = delimiter or self._found_delimiter()
        self._line, cells = self._pass().header()
        self._header = check_header(cells, Place(file.name, self._line))

    @property
    def name(self) -> str:
        """The file as the user typed it."""
        return self._file.name

    @property
    def form(self) -> DelimitedForm:
        """The form in which rejects of this file are written."""
        return DelimitedForm(self._header, self._delimiter, self._encoding.codec)

    def columns(self) -> Mapping[str, int]:
        """Every column but the reserved ones, with the line of the header."""
        return {name: self._line for name in self._header if name not in RESERVED_COLUMNS}

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        """One pass over all rows, numbered from `first`; raises what `blocks` raises."""
        return chain.from_iterable(self.blocks(first))

    def blocks(self, first: int = 1) -> Iterator[list[ReadRow]]:
        """The same, some thousand rows at a time where they are plain.

        Raises SourceError where the file can't be read as what it is, and UnavailableError where it
        is not what it was.
        """
        return self._begun().blocks(self._header, first)

    def cells(self, column: str) -> Iterator[Value]:
        """One light pass: of every row the cell in this column.

        None for every broken row, because it is not sent whatever its cells, and where there is no such column.
        """
        width = len(self._header)
        if column not in self._header:
            return (None for _ in self._begun().cells(width, 0))
        return self._begun().cells(width, self._header.index(column))

    def fingerprint(self) -> str:
        """The SHA-256 of the file's bytes, in hex; free after a whole pass."""
        return self._file.fingerprint()

    def _begun(self) -> DelimitedPass:
        """A pass that stands behind the header."""
        this = self._pass()
        this.header()
        return this

    def _pass(self) -> DelimitedPass:
        return DelimitedPass(self._lines(), self._delimiter, self._file.name)

    def _lines(self) -> Lines:
        return Lines(text_chunks(self._file, self._encoding), self._file.name)

    def _found_delimiter(self) -> str:
        line = 1
        for block in self._lines().blocks():
            for index, text in enumerate(block):
                if text.strip():
                    return find_delimiter("".join(block[index:]), Place(self._file.name, line))
                line += 1
        return ","
