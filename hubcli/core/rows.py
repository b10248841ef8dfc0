"""A record as it was read from a file, before any mapping."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

Value: TypeAlias = str | int | Decimal | bool | list[Any] | dict[str, Any] | None
"""A cell: text, or a JSON scalar (numbers with a fraction as Decimal), or what a record nests."""

RESERVED_COLUMNS = ("_line", "_outcome", "_code", "_message", "_id", "_url")
"""Columns that hubcli adds to the files it writes, and leaves out when it reads them again."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record as read."""

    number: int
    """Its ordinal in the run, from 1 over all files."""
    line: int
    """The physical line on which it begins, as an editor counts."""
    values: Mapping[str, Value]
    """Column to value, in the file's order, reserved columns included."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A record that can't be read as one; it is refused, and the rest of the file goes on."""

    number: int
    line: int
    code: str
    """What is wrong, in HubSpot's or our words (`INCORRECT_NUMBER_OF_COLUMNS` …)."""
    message: str
    raw: tuple[str, ...] | str
    """As read, for the rejects file: the cells of a delimited file, else the text of the record."""


ReadRow: TypeAlias = SourceRow | BrokenRow
"""What a source yields for each record of its file."""
