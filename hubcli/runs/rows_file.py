"""A file that gives source rows back in the source's own form, with columns of ours at the end."""

import codecs
import contextlib
import csv
import io
import os
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol

import orjson

from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm
from hubcli.core.rows import RESERVED_COLUMNS, BrokenRow, ReadRow, SourceRow
from hubcli.errors import UnavailableError
from hubcli.runs.folder import private


class RowsFile(Protocol):
    """Takes rows; the file is there, whole, only after `finish`."""

    def write(self, row: ReadRow, ours: Mapping[str, str | int]) -> None:
        """One row as it was read, and our columns."""

    def finish(self) -> None:
        """Put the file into its place."""

    def discard(self) -> None:
        """Leave no trace, and what was there before as it was."""


def open_rows_file(path: Path, form: RowForm, ours: Sequence[str]) -> RowsFile:
    """A new file in a source's form, with `ours` as its last columns. Raises UnavailableError."""
    match form:
        case DelimitedForm():
            return _Delimited(path, form, ours)
        case JsonLinesForm():
            return _JsonLines(path)


class _Replacing:
    """Writes beside the place and moves there at the end, so that no half file is ever seen."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # A link stays one: what it points to is replaced.
        self._place = path.resolve()
        self._part = self._place.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            self._file: IO[bytes] = open(self._part, "wb", opener=private)  # noqa: SIM115 - closed by finish or discard
        except OSError as error:
            raise _unwritable(path, error) from error

    def _put(self, data: bytes) -> None:
        try:
            self._file.write(data)
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def finish(self) -> None:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._part.replace(self._place)
        except OSError as error:
            raise _unwritable(self._path, error) from error

    def discard(self) -> None:
        with contextlib.suppress(OSError):  # what it still held is not wanted any more
            self._file.close()
        self._part.unlink(missing_ok=True)


class _Delimited(_Replacing):
    def __init__(self, path: Path, form: DelimitedForm, ours: Sequence[str]) -> None:
        super().__init__(path)
        self._keep = [i for i, name in enumerate(form.header) if name not in RESERVED_COLUMNS]
        self._ours = ours
        # Keeps the state of the encoding over the lines: a byte order mark comes once, and where a
        # file had one in front of every line, the marks would be part of the first cells.
        self._encoder = codecs.getincrementalencoder(form.encoding)("replace")
        self._text = io.StringIO()
        self._writer = csv.writer(self._text, delimiter=form.delimiter, lineterminator="\r\n")
        self._line([form.header[i] for i in self._keep] + list(ours))

    def write(self, row: ReadRow, ours: Mapping[str, str | int]) -> None:
        match row:
            case SourceRow(cells=cells):
                kept = ["" if cells[i] is None else cells[i] for i in self._keep]
            case BrokenRow(raw=raw):
                # A ragged row stays ragged, so that it can't be imported before it is mended.
                kept = list(raw) if isinstance(raw, tuple) else [raw]
        self._line([*kept, *(ours.get(name, "") for name in self._ours)])

    def finish(self) -> None:
        self._put(self._encoder.encode("", final=True))
        super().finish()

    def _line(self, cells: Sequence[Any]) -> None:
        self._writer.writerow(cells)
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        self._put(self._encoder.encode(text))


class _JsonLines(_Replacing):
    def write(self, row: ReadRow, ours: Mapping[str, str | int]) -> None:
        match row:
            case SourceRow(columns=columns, cells=cells):
                record: dict[str, Any] = {
                    name: _spelled(cell)
                    for name, cell in zip(columns, cells, strict=True)
                    if name not in RESERVED_COLUMNS
                }
                self._put(orjson.dumps(record | dict(ours)) + b"\n")
            case BrokenRow(raw=raw):
                # It is no record that could take our keys, and stays refused until it is mended.
                self._put(str(raw).replace("\n", " ").encode("utf-8", "replace") + b"\n")


def _spelled(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Numbers with their digits to the letter, which neither floats nor 64 bits would keep."""
    match value:
        case bool() | str() | None:
            return value
        case Decimal() | int():
            return orjson.Fragment(str(value).encode())
        case list():
            return [_spelled(item) for item in value]
        case dict():
            return {name: _spelled(item) for name, item in value.items()}
    return value


def _unwritable(path: Path, error: OSError) -> UnavailableError:
    return UnavailableError(
        f"{path}: {error.strerror or error}", "Make room, or name another file."
    )
