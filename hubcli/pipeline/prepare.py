"""Read, map, check, and gather what is to be sent into batches."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any, TypeAlias

from hubcli.core.duplicates import KeyGroups
from hubcli.core.outcomes import Fault
from hubcli.core.records import Batch, Follower, MappedRow, Record, RefusedRow
from hubcli.core.rows import ReadRow, Source
from hubcli.core.standing import DOUBT, OPEN, Sent, Standing

_CHUNK = 100
"""Refused rows and followers are handed on in portions, so that a bad file takes no memory."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file of the run."""

    source: Source
    first: int
    """The ordinal of its first row in the run."""
    map_rows: Callable[[Sequence[ReadRow]], list[MappedRow]]
    explain_key: Callable[[Record, Fault], Fault] = lambda _, fault: fault
    """Adds property, column and cell to a fault of a record's key."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Rows of one file that hubcli itself refuses."""

    file: str
    rows: tuple[RefusedRow, ...]


@dataclass(frozen=True, slots=True)
class Followers:
    """Such rows of one file."""

    file: str
    rows: tuple[Follower, ...]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A batch of rows that an earlier session sent, and that have no end for certain."""

    batch: Batch
    sent: Mapping[int, Sent]
    """When they were sent, by their index in the batch."""


_End: TypeAlias = Record | RefusedRow | Follower
Prepared: TypeAlias = Batch | Refusals | Followers | Doubtful


@dataclass(slots=True)
class Share:
    """Which of the rows are this session's; batches are numbered over all sessions."""

    standing: Standing | None = None
    """Where they stand; None: all are open."""
    first_batch: int = 1
    limit: int | None = None
    """How many open rows; None: all."""


def prepare(
    inputs: Sequence[Input],
    groups: KeyGroups,
    *,
    batch_size: int = 100,
    share: Share | None = None,
) -> Iterator[Prepared]:
    """Everything that becomes of the rows before a request, as a stream in the files' order.

    Rows in doubt come first, in batches of their own. Raises the sources' errors.
    """
    share = share or Share()
    numbers = count(share.first_batch)
    standing = share.standing
    if standing and standing.doubts:
        yield from doubtful(inputs, standing, batch_size, numbers)
    left = None if share.limit is None else iter(range(share.limit))
    for one in inputs:
        decided = _decided(one, groups, standing)
        if left is not None:
            decided = _limited(decided, left)
        yield from _prepared(one.source.name, decided, batch_size, numbers)


def _limited(decided: Iterable[_End], left: Iterator[int]) -> Iterator[_End]:
    for end in decided:
        if next(left, None) is None:
            return
        yield end


def doubtful(
    inputs: Iterable[Input],
    standing: Standing,
    batch_size: int = 100,
    numbers: Iterator[int] | None = None,
) -> Iterator[Doubtful]:
    """The rows in doubt, in batches of their own. Raises the sources' errors."""
    numbers = numbers or count(1)
    for one in inputs:
        rows = _with_mark(one, standing, DOUBT)
        ends = chain.from_iterable(map(one.map_rows, rows))
        records = (end for end in ends if isinstance(end, Record))
        while part := list(islice(records, batch_size)):
            batch = Batch(next(numbers), one.source.name, part)
            sent = {
                index: standing.sent[record.row.number]
                for index, record in enumerate(batch.records)
                if record.row.number in standing.sent
            }
            yield Doubtful(batch, sent)


def _with_mark(one: Input, standing: Standing, mark: int) -> Iterator[list[ReadRow]]:
    for block in one.source.blocks(one.first):
        rows = [row for row in block if standing.of(row.number) == mark]
        if rows:
            yield rows


def _prepared(
    file: str,
    decided: Iterable[_End],
    batch_size: int,
    numbers: Iterator[int],
) -> Iterator[Prepared]:
    records: list[Record] = []
    others: dict[type, list[Any]] = {RefusedRow: [], Follower: []}
    for end in decided:
        if type(end) is Record:
            records.append(end)
            if len(records) >= batch_size:
                yield Batch(next(numbers), file, records)
                records = []
                # What was refused on the way is told with the batch, and not long after it.
                yield from (_handed_on(file, portion) for portion in others.values() if portion)
                others = {RefusedRow: [], Follower: []}
        else:
            portion = others[type(end)]
            portion.append(end)
            if len(portion) >= _CHUNK:
                others[type(end)] = []
                yield _handed_on(file, portion)
    if records:
        yield Batch(next(numbers), file, records)
    yield from (_handed_on(file, portion) for portion in others.values() if portion)


def _handed_on(file: str, portion: list[Any]) -> Prepared:
    if isinstance(portion[0], RefusedRow):
        return Refusals(file, tuple(portion))
    return Followers(file, tuple(portion))


def _decided(one: Input, groups: KeyGroups, standing: Standing | None) -> Iterable[_End]:
    """Every open row of a file as what becomes of it before it could be sent."""
    blocks = _with_mark(one, standing, OPEN) if standing else one.source.blocks(one.first)
    mapped = chain.from_iterable(map(one.map_rows, blocks))
    if not groups.groups:
        return mapped
    return (_repeated(end, groups, one.explain_key) for end in mapped)


def _repeated(
    record: MappedRow, groups: KeyGroups, explain: Callable[[Record, Fault], Fault]
) -> _End:
    if not isinstance(record, Record) or record.key not in groups.groups:
        return record
    row = record.row
    key = record.key or ""
    if place := groups.others(key, row.number):
        message = f"{place} has the same key, {key}"
        fault = explain(record, Fault(message, "DUPLICATE_KEY"))
        return RefusedRow(row.number, row.line, (fault,))
    if leader := groups.leader(key, row.number):
        return Follower(row.number, row.line, leader)
    return record
