"""Faults of rows get the column and the cell that fed the property at fault."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from hubcli.core.outcomes import Fault, InDoubt, Outcome, Refused
from hubcli.core.records import Batch, Record

Explain: TypeAlias = Callable[[str, Record, Fault], Fault]
"""Adds column and cell to a fault of a record of a file."""

_EXPLAINED = frozenset({Refused, InDoubt})


def explained(
    batch: Batch, outcomes: Mapping[int, Outcome], explain: Explain
) -> Mapping[int, Outcome]:
    """Outcomes by the index of their records in the batch, with their faults explained."""
    if _EXPLAINED.isdisjoint(map(type, outcomes.values())):
        return outcomes
    return {
        index: _explained(end, batch, index, explain) if isinstance(end, Refused | InDoubt) else end
        for index, end in outcomes.items()
    }


def _explained(end: Refused | InDoubt, batch: Batch, index: int, explain: Explain) -> Outcome:
    record = batch.records[index]
    return replace(end, faults=tuple(explain(batch.file, record, fault) for fault in end.faults))
