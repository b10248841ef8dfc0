"""Errors grouped by cause, so that a thousand rows with one reason are one line to read."""

import re
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
    places: list[str] = field(default_factory=list)


class CauseTally:
    """Counts row reports by outcome, code, property and the unvarying part of the message."""

    def __init__(self) -> None:
        """Start with none."""
        self._groups: dict[tuple[str | None, ...], _Group] = {}
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
        group.count += 1
        if len(group.places) < _MOST_PLACES:
            group.places.append(f"{report.file}:{report.line}")

    def causes(self) -> tuple[Cause, ...]:
        """The groups, most rows first."""
        groups = sorted(self._groups.values(), key=lambda group: -group.count)
        return tuple(
            Cause(
                outcome=group.outcome,
                code=group.fault.code,
                category=group.fault.category,
                property=group.fault.property,
                message=group.fault.message,
                count=group.count,
                places=tuple(group.places),
            )
            for group in groups
        )


def reason_of(fault: Fault) -> tuple[str | None, ...]:
    """What two rows have in common that were refused for one reason: all but the values."""
    message = None if fault.code else _VARYING.sub("…", fault.message)
    return (fault.code, fault.category, fault.property, message)
