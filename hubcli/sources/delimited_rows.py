"""One pass over the rows of a delimited file: what is a row, what is a broken one, and what ends it all."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from hubcli.core.rows import BrokenRow, ReadRow, SourceRow
from hubcli.errors import Place, SourceError
from hubcli.sources.text import LONGEST, Lines

_QUOTE_HINT = 'a cell that begins with " must end with one, and a " inside of it is written twice'


@dataclass(frozen=True, slots=True)
class BadCells:
    """A row that is refused, with its cells as they were read."""

    code: str
    message: str
    cells: tuple[str, ...]


class DelimitedPass:
    """Reads the header first, and then the rows."""

    def __init__(self, lines: Lines, delimiter: str, name: str) -> None:
        """Begin at the first line; `name` is the file's, for errors."""
        # The limit belongs to the whole process, and its default of 128 KiB refuses long notes.
        # Without any limit, a quote that never closes would take the rest of the file into memory.
        csv.field_size_limit(LONGEST)
        self._lines = lines
        self._name = name
        self._delimiter = delimiter
        blocks = chain.from_iterable(lines.blocks())
        self._reader = csv.reader(blocks, delimiter=delimiter, strict=True)

    def header(self) -> tuple[int, list[str]]:
        """The first line that is not blank, and its cells; raises SourceError where there is none."""
        line = 1
        try:
            for cells in self._reader:
                if not self._is_blank(line, cells):
                    return line, cells
                line = self._reader.line_num + 1
        except csv.Error as error:
            message = f"the quotes in the header are not right: {error}"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT) from error
        raise SourceError(Place(self._name), "the file is empty", "it must begin with a header")

    def rows(self, header: tuple[str, ...], first: int) -> Iterator[ReadRow]:
        """All rows after the header; raises SourceError where the borders of rows can't be trusted."""
        new, number, width = tuple.__new__, first, len(header)
        for line, cells in self._parsed(width):
            if isinstance(cells, BadCells):
                yield BrokenRow(number, line, cells.code, cells.message, cells.cells)
            else:
                # What SourceRow(…) does, less the half of its time that finds out how to be called.
                yield new(SourceRow, (number, line, header, cells))
            number += 1

    def cells(self, width: int, index: int) -> Iterator[str | None]:
        """The cell at `index` of all rows after the header; None for a row that is refused."""
        return (cells[index] if type(cells) is list else None for _, cells in self._parsed(width))

    def _parsed(self, width: int) -> Iterator[tuple[int, list[str] | BadCells]]:
        lines, reader = self._lines, self._reader
        line = reader.line_num + 1
        while not lines.ended:
            try:
                for cells in reader:
                    if len(cells) == width > 1 and line > lines.nul_until:
                        yield line, cells
                    elif not self._is_blank(line, cells):
                        yield line, self._judged(line, cells, width)
                    line = reader.line_num + 1
            except csv.Error:
                # The reader has left the rest of the line out and is ready for the next one.
                yield line, self._misquoted(line)
                line = reader.line_num + 1

    def _is_blank(self, line: int, cells: list[str]) -> bool:
        if len(cells) > 1:
            return False
        return line == self._reader.line_num and not self._lines.line(line).strip()

    def _judged(self, line: int, cells: list[str], width: int) -> list[str] | BadCells:
        if len(cells) != width:
            message = f"the row has {_counted(len(cells), 'cell')}, the header {_counted(width, 'column')}"
            if (last := self._reader.line_num) > line:
                message += f"; it ends on line {last}: is a quote missing or too many?"
            return BadCells("RAGGED_ROW", message, tuple(cells))
        for column, cell in enumerate(cells, 1):
            if "\0" in cell:
                return BadCells("NUL_BYTE", f"cell {column} holds a NUL byte", tuple(cells))
        return cells

    def _misquoted(self, line: int) -> BadCells:
        """The row of a line whose quotes are wrong; raises SourceError where more than the line may be."""
        last = self._reader.line_num
        if self._lines.ended:
            message = "a quote is opened in the row that begins on this line and never closed"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT)
        if last != line:
            message = f"the quotes of the row that begins on this line go wrong on line {last}"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT)
        text = self._lines.line(line).rstrip("\r\n")
        message = 'a quoted cell goes on after its closing quote: a " inside of it is written twice'
        return BadCells("BROKEN_QUOTE", message, tuple(text.split(self._delimiter)))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
