"""A run's refused rows by their causes: one group for each column, property, code and cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from hubcli.core.outcomes import Fault

_MOST = 20_000
"""Groups that are held, so that a file of millions does not fill the memory."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Rows that were refused for one reason, with one cell."""

    fault: Fault
    """The first row's."""
    rows: int


@dataclass(slots=True)
class Complaints:
    """Counts the faults of rows."""

    _groups: dict[Fault, Complaint] = field(default_factory=dict)
    dropped: int = 0
    """Faults that found no room."""

    def add(self, faults: Sequence[Fault]) -> None:
        """The faults of one row; those that say the same count once."""
        for key, fault in {_key(fault): fault for fault in reversed(faults)}.items():
            known = self._groups.get(key)
            if known is None and len(self._groups) >= _MOST:
                self.dropped += 1
            else:
                self._groups[key] = Complaint(
                    *((known.fault, known.rows + 1) if known else (fault, 1))
                )

    def __iter__(self) -> Iterator[Complaint]:
        """Most rows first."""
        return iter(sorted(self._groups.values(), key=lambda one: -one.rows))


def _key(fault: Fault) -> Fault:
    """All but what differs from row to row of one cause; without a code, the message is the cause."""
    message = "" if fault.code else fault.message
    return replace(fault, message=message, category=None, correlation_id=None, existing_id=None)
