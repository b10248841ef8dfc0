"""Read, map, check, and gather what is to be sent into batches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, TypeAlias

from hubcli.core.duplicates import KeyGroups
from hubcli.core.outcomes import Fault
from hubcli.core.records import Batch, Follower, MappedRow, Record, RefusedRow
from hubcli.core.rows import ReadRow, Source

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


Prepared: TypeAlias = Batch | Refusals | Followers


def prepare(
    inputs: Iterable[Input], groups: KeyGroups, *, batch_size: int = 100
) -> Iterator[Prepared]:
    """Everything that becomes of the rows before a request, as a stream in the files' order.

    Raises the sources' errors.
    """
    number = count(1)
    for one in inputs:
        yield from _prepare_file(one, groups, batch_size, number)


def _prepare_file(
    one: Input, groups: KeyGroups, batch_size: int, number: Iterator[int]
) -> Iterator[Prepared]:
    file = one.source.name
    records: list[Record] = []
    others: dict[type, list[Any]] = {RefusedRow: [], Follower: []}
    for end in _decided(one, groups):
        if type(end) is Record:
            records.append(end)
            if len(records) >= batch_size:
                yield Batch(next(number), file, records)
                records = []
        else:
            portion = others[type(end)]
            portion.append(end)
            if len(portion) >= _CHUNK:
                others[type(end)] = []
                yield _handed_on(file, portion)
    if records:
        yield Batch(next(number), file, records)
    yield from (_handed_on(file, portion) for portion in others.values() if portion)


def _handed_on(file: str, portion: list[Any]) -> Prepared:
    if isinstance(portion[0], RefusedRow):
        return Refusals(file, tuple(portion))
    return Followers(file, tuple(portion))


def _decided(one: Input, groups: KeyGroups) -> Iterable[Record | RefusedRow | Follower]:
    """Every row of a file as what becomes of it before it could be sent."""
    mapped = chain.from_iterable(map(one.map_rows, one.source.blocks(one.first)))
    if not groups.groups:
        return mapped
    return (_repeated(end, groups, one.explain_key) for end in mapped)


def _repeated(
    record: MappedRow, groups: KeyGroups, explain: Callable[[Record, Fault], Fault]
) -> Record | RefusedRow | Follower:
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
