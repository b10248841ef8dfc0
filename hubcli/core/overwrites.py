"""Which of a row's values go to a record that is there already, and what stood in their place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from hubcli.core.mapping import Write
from hubcli.core.records import Record
from hubcli.core.replies import Result

RECORD_ID = "hs_object_id"
"""The property that holds a record's own id; batch/update takes it as `id` without `idProperty` (api.md 7.2)."""


class Doing(StrEnum):
    """What a run does with a row, in the words of the commands."""

    CREATE = "create"
    UPSERT = "upsert"
    UPDATE = "update"


class Cell(NamedTuple):
    """One property of a record: what it held, and what a run wrote there."""

    before: str | None
    written: str


class Overwrite(NamedTuple):
    """What a run puts in the place of the values of one record."""

    id: str
    cells: Mapping[str, Cell]
    """By property; those that are not written are not in it."""

    @property
    def written(self) -> dict[str, str]:
        """The values that are sent."""
        return {name: cell.written for name, cell in self.cells.items()}


@dataclass(frozen=True, slots=True)
class WriteRules:
    """What the mapping says of records that are there already."""

    key: str | None = None
    """Names the record, so it is not written: of a contact found by a second e-mail it would change the first."""
    rules: Mapping[str, Write] = field(default_factory=dict)
    """By property; those that are always written are not in it."""

    def overwrite(self, record: Record, held: Result) -> Overwrite:
        """The values of a row that go to the record with its key, as far as the rules let them."""
        cells = {
            name: Cell(held.properties.get(name), value)
            for name, value in record.properties.items()
            if self._goes(name, value, held.properties.get(name))
        }
        return Overwrite(held.id, cells)

    def _goes(self, name: str, value: str, held: str | None) -> bool:
        if name == self.key:
            return False
        match self.rules.get(name, Write.ALWAYS):
            case Write.ALWAYS:
                return True
            case Write.IF_EMPTY:
                return bool(value) and not (held or "").strip()
        return False
