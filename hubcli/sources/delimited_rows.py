"""One pass over the rows of a delimited file: what is a row, what is a broken one, and what ends it all."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, repeat
from operator import itemgetter, length_hint
from typing import NamedTuple

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


class Sound(NamedTuple):
    """Rows on consecutive lines, a line each, with as many cells as there are columns."""

    line: int
    """That of the first row."""
    rows: list[list[str]]


class Single(NamedTuple):
    """One row that had to be looked at."""

    line: int
    cells: list[str] | BadCells


class DelimitedPass:
    """Reads the header first, and then the rows.

    A block of lines in which every line is a row costs a few calls for all of them. Where a cell has
    line ends in it, a row is ragged or a quote is wrong, rows are read one by one.
    """

    def __init__(self, lines: Lines, delimiter: str, name: str) -> None:
        """Begin at the first line; `name` is the file's, for errors."""
        # The limit belongs to the whole process, and its default of 128 KiB refuses long notes.
        # Without any limit, a quote that never closes would take the rest of the file into memory.
        csv.field_size_limit(LONGEST)
        self._lines = lines
        self._name = name
        self._delimiter = delimiter
        self._blocks = lines.blocks()
        self._block: Iterator[str] = iter(())
        """What is left of the block of lines that was handed out last."""
        self._returned: list[str] | None = None
        self._skipped = 0
        """Lines that the reader of single rows has not seen."""
        self._reader = csv.reader(
            chain.from_iterable(self._flow()), delimiter=delimiter, strict=True
        )

    def header(self) -> tuple[int, list[str]]:
        """The first line that is not blank, and its cells; raises SourceError where there is none."""
        line = 1
        try:
            for cells in self._reader:
                if not self._is_blank(line, self._last, cells):
                    return line, cells
                line = self._last + 1
        except csv.Error as error:
            message = f"the quotes in the header are not right: {error}"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT) from error
        raise SourceError(Place(self._name), "the file is empty", "it must begin with a header")

    def blocks(self, header: tuple[str, ...], first: int) -> Iterator[list[ReadRow]]:
        """All rows after the header; raises SourceError where the borders of rows can't be trusted."""
        number, width = first, len(header)
        for part in self._parts(width):
            match part:
                case Sound(line, rows):
                    numbers = range(number, number + len(rows))
                    # What SourceRow(…) does, at a stroke for all rows.
                    values = zip(numbers, count(line), repeat(header), rows)
                    yield list(map(tuple.__new__, repeat(SourceRow), values))
                    number += len(rows)
                case Single(line, cells):
                    yield [_row(number, line, header, cells)]
                    number += 1

    def cells(self, width: int, index: int) -> Iterator[str | None]:
        """The cell at `index` of all rows after the header; None for a row that is refused."""
        pick = itemgetter(index)
        for part in self._parts(width):
            match part:
                case Sound(rows=rows):
                    yield from map(pick, rows)
                case Single(cells=cells):
                    yield None if isinstance(cells, BadCells) else cells[index]

    @property
    def _last(self) -> int:
        """The line on which the row ends that the reader of single rows gave last."""
        return self._skipped + self._reader.line_num

    def _flow(self) -> Iterator[Iterator[str]]:
        while (block := self._next_block()) is not None:
            self._block = iter(block)
            yield self._block

    def _next_block(self) -> list[str] | None:
        block, self._returned = self._returned, None
        return block if block is not None else next(self._blocks, None)

    def _parts(self, width: int) -> Iterator[Sound | Single]:
        while not self._lines.ended:
            block = list(self._block) or self._next_block() or []
            line = self._last + 1
            rows = self._at_once(block)
            if rows is None:
                self._returned = block
                yield from self._singles(width)
                continue
            self._skipped += len(block)
            if width > 1 and set(map(len, rows)) == {width} and line > self._lines.nul_until:
                yield Sound(line, rows)
                continue
            for at, cells in enumerate(rows, line):
                if not self._is_blank(at, at, cells):
                    yield Single(at, self._judged(at, at, cells, width))

    def _at_once(self, block: list[str]) -> list[list[str]] | None:
        """The rows of a block in which every line is one; None where that is not so."""
        try:
            rows = list(csv.reader(block, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None
        return rows if len(rows) == len(block) else None

    def _singles(self, width: int) -> Iterator[Single]:
        """Row by row, until a row ends where a block of lines does."""
        line = self._last + 1
        while not self._lines.ended:
            try:
                for cells in self._reader:
                    if not self._is_blank(line, self._last, cells):
                        yield Single(line, self._judged(line, self._last, cells, width))
                    line = self._last + 1
                    if not length_hint(self._block):
                        return
            except csv.Error:
                # The reader has left the rest of the line out and is ready for the next one.
                yield Single(line, self._misquoted(line))
                line = self._last + 1

    def _is_blank(self, line: int, last: int, cells: list[str]) -> bool:
        if len(cells) > 1:
            return False
        return line == last and not self._lines.line(line).strip()

    def _judged(self, line: int, last: int, cells: list[str], width: int) -> list[str] | BadCells:
        if len(cells) != width:
            message = f"the row has {_counted(len(cells), 'cell')}, the header {_counted(width, 'column')}"
            if last > line:
                message += f"; it ends on line {last}: is a quote missing or too many?"
            return BadCells("RAGGED_ROW", message, tuple(cells))
        for column, cell in enumerate(cells, 1):
            if "\0" in cell:
                return BadCells("NUL_BYTE", f"cell {column} holds a NUL byte", tuple(cells))
        return cells

    def _misquoted(self, line: int) -> BadCells:
        """The row of a line whose quotes are wrong; raises SourceError where more than the line may be."""
        last = self._last
        if self._lines.ended:
            message = "a quote is opened in the row that begins on this line and never closed"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT)
        if last != line:
            message = f"the quotes of the row that begins on this line go wrong on line {last}"
            raise SourceError(Place(self._name, line), message, _QUOTE_HINT)
        text = self._lines.line(line).rstrip("\r\n")
        message = 'a quoted cell goes on after its closing quote: a " inside of it is written twice'
        return BadCells("BROKEN_QUOTE", message, tuple(text.split(self._delimiter)))


def _row(number: int, line: int, header: tuple[str, ...], cells: list[str] | BadCells) -> ReadRow:
    if isinstance(cells, BadCells):
        return BrokenRow(number, line, cells.code, cells.message, cells.cells)
    return SourceRow(number, line, header, cells)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
