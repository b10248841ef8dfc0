"""The lines of the journal's tables, made of outcomes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import TypeGuard, cast

import orjson

from hubcli.core.outcomes import (
    Created,
    Existing,
    Fault,
    NotSent,
    Outcome,
    OutcomeName,
    Refused,
    Updated,
    faults_of,
    name_of,
)
from hubcli.core.records import Batch
from hubcli.runs import statements as sql

_UNWRITTEN = (Existing, NotSent, Refused)
"""Nothing of the row went to a record that was there before."""
_ID, _REST = itemgetter(0), itemgetter(1, 2)


def are_plain(outcomes: Collection[Outcome]) -> bool:
    """Whether all were created and there is nothing to tell of any but its id."""
    if set(map(type, outcomes)) != {Created}:
        return False
    return set(map(_REST, cast("Iterable[Created]", outcomes))) == {("", ())}


def is_plain(outcome: Outcome, address: str | None) -> TypeGuard[Created]:
    """Created, and nothing else to tell: what nearly every row of a run comes to."""
    if type(outcome) is not Created or outcome.warnings:
        return False
    return not outcome.url or outcome.url == f"{address}{outcome.id}"


def first_address(outcomes: Iterable[Outcome]) -> str:
    """What the address of the first record begins with; empty where none has one."""
    all_made = (end for end in outcomes if isinstance(end, Created) and end.id and end.url)
    return next((end.url.removesuffix(end.id) for end in all_made if end.url.endswith(end.id)), "")


def lines_of(
    batch: Batch, outcomes: Mapping[int, Outcome], address: str | None
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Statements and their values: all that is to be written of rows, one by one."""
    created: list[tuple[str | int, ...]] = []
    for index, outcome in outcomes.items():
        row, name = batch.records[index].row, name_of(outcome)
        if isinstance(outcome, _UNWRITTEN):
            yield sql.NOT_OVERWRITTEN, (row.number,)
        if isinstance(outcome, NotSent):
            continue
        if is_plain(outcome, address):
            created.append((row.number, outcome.id))
            continue
        place = (row.number, batch.file, row.line, batch.number or None, name)
        if isinstance(outcome, (Created, Existing, Updated)):
            rows = [made_row(row.number, outcome.id, outcome.url, address)]
            yield sql.MADE, made(batch, name, rows)
        else:
            yield sql.END, place
        for fault in faults_of(outcome):
            yield sql.FAULT, fault_row(place, fault)
    if created:
        yield sql.MADE, made(batch, OutcomeName.CREATED, created)


def made_plain(
    batch: Batch, numbers: Sequence[int], outcomes: Mapping[int, Outcome]
) -> tuple[int, str, str]:
    """A line for outcomes that are plain."""
    ids = map(_ID, cast("Iterable[Created]", outcomes.values()))
    return made(
        batch, OutcomeName.CREATED, list(zip(map(numbers.__getitem__, outcomes), ids, strict=True))
    )


def made(batch: Batch, name: str, rows: Sequence[tuple[str | int, ...]]) -> tuple[int, str, str]:
    """A line of the table of that name."""
    return (batch.number, name, orjson.dumps(rows).decode())


def made_row(number: int, id_: str, url: str, address: str | None) -> tuple[str | int, ...]:
    """The record's address only where it is not made like the others'."""
    return (number, id_) if not url or url == f"{address}{id_}" else (number, id_, url)


def fault_row(place: tuple[int, str, int, int | None, str], fault: Fault) -> tuple[object, ...]:
    """A line of the table of faults; `place` is ordinal, file, line, batch and outcome."""
    return (
        *place,
        fault.message,
        fault.code,
        fault.category,
        fault.property,
        fault.column,
        fault.value,
        fault.correlation_id,
    )
