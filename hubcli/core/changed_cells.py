"""Every cell that is sent otherwise than it was read, gathered by what becomes of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from hubcli.core.cells import shown
from hubcli.core.mapping import MappingRules
from hubcli.core.records import MappedRow, Record
from hubcli.core.rows import ReadRow

_MapRows: TypeAlias = Callable[[Sequence[ReadRow]], list[MappedRow]]
_MOST = 1_000
"""Different changes that are kept, so that a long file takes no memory."""


@dataclass(slots=True)
class ChangedCell:
    """One change, and the rows in which it is made."""

    column: str
    """Empty for a value that the mapping gives to every row."""
    property: str
    cell: str
    """As read."""
    text: str
    """As sent; empty clears the property."""
    file: str
    line: int
    """Of the first row."""
    rows: int = 0


@dataclass(slots=True)
class ChangedCells:
    """The changes that a mapping makes; one pass over all rows fills it.

    What is not sent at all (an empty cell, a row that is refused) is no change.
    """

    rules: MappingRules
    constants: Mapping[str, str] = field(default_factory=dict)
    """The values that are the same for every row, by property, as the mapping says them."""
    others: int = 0
    """Changed cells that are counted only, as there are too many different ones."""
    _found: dict[tuple[str, str, str, str], ChangedCell] = field(default_factory=dict)

    @property
    def found(self) -> tuple[ChangedCell, ...]:
        """The changes, in the order in which they are first made."""
        return tuple(self._found.values())

    def watched(self, file: str, map_rows: _MapRows) -> _MapRows:
        """The same mapping of the rows of a file, looked at."""
        fed = [(rule.column, rule.property) for rule in self.rules.columns if rule.property]

        def look(rows: Sequence[ReadRow]) -> list[MappedRow]:
            mapped = map_rows(rows)
            for one in mapped:
                if isinstance(one, Record):
                    self._look(file, one, fed)
            return mapped

        return look

    def _look(self, file: str, record: Record, fed: Sequence[tuple[str, str]]) -> None:
        cells = record.row.values
        for column, name in fed:
            text = record.properties.get(name)
            if text is None or column not in cells:
                continue
            cell = shown(cells[column]) or ""
            if cell != text:
                self._add((column, name, cell, text), (file, record.row.line))
        for name, said in self.constants.items():
            if (text := record.properties[name]) != said:
                self._add(("", name, said, text), (file, record.row.line))

    def _add(self, what: tuple[str, str, str, str], place: tuple[str, int]) -> None:
        change = self._found.get(what)
        if change is None:
            if len(self._found) >= _MOST:
                self.others += 1
                return
            change = self._found[what] = ChangedCell(*what, *place)
        change.rows += 1
