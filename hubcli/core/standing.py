"""Where the rows of a run stand that was begun before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

OPEN, DONE, DOUBT = 0, 1, 2


class Sent(NamedTuple):
    """When requests left that carried a row and may have been taken; the server's clock."""

    first: datetime
    last: datetime


@dataclass(slots=True)
class Standing:
    """A byte for each row, so that a million of them take a megabyte."""

    marks: bytearray
    """By ordinal; the one at 0 stands for no row. Rows beyond its end are open."""
    sent: dict[int, Sent] = field(default_factory=dict)
    """Of rows in doubt."""

    def of(self, number: int) -> int:
        """OPEN, DONE or DOUBT."""
        return self.marks[number] if number < len(self.marks) else OPEN

    def finish(self, numbers: Iterable[int]) -> None:
        """These rows have come to their ends."""
        for number in numbers:
            self.marks[number] = DONE

    def doubt(self, numbers: Iterable[int], sent: Mapping[int, Sent]) -> None:
        """HubSpot may hold these rows, for all that is known."""
        for number in numbers:
            self.marks[number] = DOUBT
            if number in sent:
                self.sent[number] = sent[number]

    @property
    def doubts(self) -> int:
        """How many rows are in doubt."""
        return self.marks.count(DOUBT)

    @property
    def undone(self) -> int:
        """How many rows are neither done nor in doubt."""
        return self.marks.count(OPEN, 1)


def new_standing(total: int) -> Standing:
    """All rows open."""
    return Standing(bytearray(total + 1))
