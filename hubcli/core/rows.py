"""A record as it was read from a file, before any mapping."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol, TypeAlias

Value: TypeAlias = str | int | Decimal | bool | list[Any] | dict[str, Any] | None
"""A cell: text, or a JSON scalar (numbers with a fraction as Decimal), or what a record nests."""

RESERVED_COLUMNS = ("_line", "_outcome", "_code", "_message", "_id", "_url")
"""Columns that hubcli adds to the files it writes, and leaves out when it reads them again."""


class SourceRow(NamedTuple):
    """One record as read.

    A tuple and not a dataclass, with cells by position and not by name, because there is one for
    every row of a million: all rows of a delimited file share the very same `columns`.
    """

    number: int
    """Its ordinal in the run, from 1 over all files."""
    line: int
    """The physical line on which it begins, as an editor counts."""
    columns: tuple[str, ...]
    """The names of the cells, in the file's order, reserved columns included."""
    cells: Sequence[Value]

    @property
    def values(self) -> Mapping[str, Value]:
        """Column to cell."""
        return dict(zip(self.columns, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that can't be read as one; it is refused, and the rest of the file goes on."""

    number: int
    line: int
    code: str
    """What is wrong, in HubSpot's or our words (`RAGGED_ROW` …)."""
    message: str
    raw: tuple[str, ...] | str
    """As read, for the rejects file: the cells of a delimited file, else the text of the record."""


ReadRow: TypeAlias = SourceRow | BrokenRow
"""What a source yields for each record of its file."""


class Source(Protocol):
    """One input file, which can be read more than once and gives the same each time."""

    @property
    def name(self) -> str:
        """The file as the user typed it."""

    def columns(self) -> Mapping[str, int]:
        """Every column but the reserved ones, with the line on which it is first seen."""

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        """One pass over all records, numbered from `first`."""

    def blocks(self, first: int = 1) -> Iterator[list[ReadRow]]:
        """The same pass, as many rows at a time as come in one go."""

    def cells(self, column: str) -> Iterator[Value]:
        """One light pass: of every record (broken ones too) the cell in this column, None where there is none.

        This is the reading that counts the rows and finds equal keys before anything is sent, so for
        delimited files it does nothing per row but parse it and pick the cell.
        """

    def fingerprint(self) -> str:
        """The SHA-256 of the file's bytes, in hex; free after a whole pass."""
