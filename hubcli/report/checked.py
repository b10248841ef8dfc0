"""What `check` tells besides the faults: what would become of the rows, and what it could not check."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.results import Expected
from hubcli.report.wording import several


@dataclass(frozen=True, slots=True)
class Checked:
    """The end of a check."""

    expected: Expected | None = None
    """What `create` would come to; None where the portal was not asked, or did not say."""
    same_key: int = 0
    """Rows that would not be sent, as another row has their key."""
    duplicates: str = "first"
    """Which of such rows is sent."""
    unchecked: tuple[str, ...] = ()
    """What could not be checked, and why."""
    changed: ChangedCells | None = None
    """Cells that are sent otherwise than they were read; None where nobody asked for them."""

    def for_programs(self) -> dict[str, Any]:
        """Its part of the JSON document."""
        expected = self.expected
        forecast = expected and {
            "created": expected.created,
            "existing": expected.existing,
            "updated": expected.updated,
        }
        return {
            "unchecked": list(self.unchecked),
            "forecast": forecast,
            "sameKey": self.same_key,
            **(_changes(self.changed) if self.changed else {}),
        }

    def for_people(self) -> Iterator[str]:
        """A sentence each."""
        if self.same_key:
            what = "has" if self.same_key == 1 else "have"
            rows = several(self.same_key, "row")
            sent = f"of each such group the {self.duplicates} is sent"
            yield f"{rows} {what} the key of another row: {sent}."
        if self.expected:
            yield from _outlook(self.expected)
        yield from (f"Could not check: {text}" for text in self.unchecked)


def _outlook(expected: Expected) -> Iterator[str]:
    """`600 rows would be created, 400 would be updated.`; what comes to nothing is left out."""
    parts = (
        (expected.created, "would be created"),
        (expected.updated, "would be updated"),
        (expected.existing, "would be left as existing"),
    )
    told = [(number, what) for number, what in parts if number]
    if told:
        (number, what), *others = told
        first = f"{several(number, 'row')} {what}"
        yield ", ".join([first, *(f"{number:,} {what}" for number, what in others)]) + "."


def _changes(changed: ChangedCells) -> dict[str, Any]:
    told = [
        {
            "column": one.column or None,
            "property": one.property,
            "from": one.cell,
            "to": one.text,
            "rows": one.rows,
            "file": one.file,
            "line": one.line,
        }
        for one in changed.found
    ]
    return {"changes": told, "changesOmitted": changed.others}
