"""Errors grouped by cause, so that a thousand rows with one reason are one line to read."""

import re
from bisect import insort
from dataclasses import dataclass, field

from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import Cause, RowReport

_MOST_CAUSES = 1_000
_MOST_PLACES = 3
_VARYING = re.compile(r"\d+|\"[^\"]*\"|\S*@\S*")


@dataclass(slots=True)
class _Group:
    outcome: OutcomeName
    fault: Fault
    count: int = 0
    places: list[tuple[int, int, str]] = field(default_factory=list)
    """The first few: which file of those seen, the line, and how it is told."""

    def add(self, place: tuple[int, int, str], fault: Fault) -> None:
        """Batches end in any order: the first place, whose fault is the example, may come last."""
        self.count += 1
        if len(self.places) < _MOST_PLACES or place < self.places[-1]:
            insort(self.places, place)
            del self.places[_MOST_PLACES:]
            if self.places[0] is place:
                self.fault = fault


class CauseTally:
    """Counts row reports by outcome, code, property and the unvarying part of the message."""

    def __init__(self) -> None:
        """Start with none."""
        self._groups: dict[tuple[str | None, ...], _Group] = {}
        self._files: dict[str, int] = {}
        self.reports = 0

    def add(self, report: RowReport) -> None:
        """Count one fault of one row."""
        self.reports += 1
        fault = report.fault
        signature = reason_of(fault)
        if signature not in self._groups and len(self._groups) >= _MOST_CAUSES:
            # Messages that all differ must not fill the memory: they share one last group.
            signature = ("…",)
            fault = Fault("other reasons")
        key = (report.outcome, *signature)
        group = self._groups.setdefault(key, _Group(report.outcome, fault))
        file = self._files.setdefault(report.file, len(self._files))
        group.add((file, report.line, f"{report.file}:{report.line}"), fault)

    def causes(self) -> tuple[Cause, ...]:
        """The groups, most rows first; of groups alike the one that comes first in the files."""
        groups = sorted(self._groups.values(), key=lambda group: (-group.count, group.places[0]))
        return tuple(
            Cause(
                outcome=group.outcome,
                code=group.fault.code,
                category=group.fault.category,
                property=group.fault.property,
                message=group.fault.message,
                count=group.count,
                places=tuple(place for _, _, place in group.places),
                column=group.fault.column,
                value=group.fault.value,
            )
            for group in groups
        )


def reason_of(fault: Fault) -> tuple[str | None, ...]:
    """What two rows have in common that were refused for one reason: all but the values."""
    message = None if fault.code else _VARYING.sub("…", fault.message)
    return (fault.code, fault.category, fault.property, message)
