"""The first rows of a file as samples of its columns."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import text_of
from hubcli.core.matching_cells import Sample
from hubcli.core.rows import ReadRow, SourceRow, Value
from hubcli.core.unfold import unfold

MOST_ROWS = 1_000
"""Rows that are looked at."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What was looked at."""

    rows: int
    is_all: bool
    """Whether there are no more rows."""
    columns: tuple[Sample, ...]


def samples_of(rows: Iterator[ReadRow], columns: Sequence[str]) -> Samples:
    """A sample of each column, in their order; a column of objects becomes a path for each part."""
    cells: dict[str, Counter[str]] = {column: Counter() for column in columns}
    nested: dict[str, None] = {}
    read = 0
    for row in islice(rows, MOST_ROWS):
        read += 1
        if isinstance(row, SourceRow):
            for path, head, value in _flat(row):
                if head in cells and path != head:
                    nested[head] = None
                _count(cells, path, value)
    is_all = next(rows, None) is None
    kept = [column for column in _ordered(cells, columns) if column not in nested]
    return Samples(read, is_all, tuple(Sample(column, dict(cells[column])) for column in kept))


def _flat(row: SourceRow) -> Iterator[tuple[str, str, Value]]:
    """Path, column and value of each cell, parts of objects one by one."""
    try:
        row, _ = unfold(row, frozenset(), strict=False)
    except BadCell:
        return
    for column, value in zip(row.columns, row.cells, strict=True):
        for path, part in _parts(column, value):
            yield path, column, part


def _parts(path: str, value: Any) -> Iterable[tuple[str, Value]]:  # noqa: ANN401 - whatever the record nests
    if not isinstance(value, dict):
        yield path, value
        return
    for name, part in value.items():
        yield from _parts(f"{path}.{name}", part)


def _count(cells: dict[str, Counter[str]], path: str, value: Value) -> None:
    try:
        text = text_of(value)
    except BadCell:
        return
    if path not in cells and "." in path:
        cells[path] = Counter()
    if path in cells and text and not text.isspace():
        cells[path][text] += 1


def _ordered(cells: Iterable[str], columns: Sequence[str]) -> list[str]:
    """In the file's order, each path where its column stands."""
    where = {column: index for index, column in enumerate(columns)}
    return sorted(cells, key=lambda path: where.get(path, where.get(path.split(".", 1)[0], 0)))
