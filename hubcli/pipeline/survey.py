"""The first reading: counts the rows and finds equal keys, before anything is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hubcli.core.duplicates import KeyGroups, KeyHashes
from hubcli.core.mapping import Duplicates
from hubcli.core.rows import Source, Value

KeyOf: TypeAlias = Callable[[Value], str | None]
"""A cell of the key's column to the key as it is compared; None where there is none."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of all rows before the first is sent."""

    rows: tuple[int, ...]
    """Per file."""
    groups: KeyGroups

    @property
    def total(self) -> int:
        """All rows of all files."""
        return sum(self.rows)

    def first_of(self, file: int) -> int:
        """The ordinal of a file's first row, the files counted from 0."""
        return 1 + sum(self.rows[:file])


def survey(
    sources: Sequence[Source], columns: Sequence[str], key_of: KeyOf, policy: Duplicates
) -> Survey:
    """Read all files through; a second time only where keys look alike. Raises the sources' errors.

    `columns` feed the key, one of them in each file; none where no key could be repeated.
    """
    hashes = KeyHashes()
    if not columns:
        # Any column does for counting.
        counts = [sum(1 for _ in source.cells("")) for source in sources]
        return Survey(tuple(counts), KeyGroups(policy))
    counts = [
        hashes.add_all(map(key_of, source.cells(_column_of(source, columns)))) for source in sources
    ]
    found = Survey(tuple(counts), KeyGroups(policy))
    if repeated := hashes.repeated():
        _group(sources, columns, key_of, repeated, found)
    return found


def _column_of(source: Source, columns: Sequence[str]) -> str:
    """The column of this file that feeds the key; a path is a column that stands in no header."""
    if len(columns) == 1:
        return columns[0]
    there = source.columns()
    return next((column for column in columns if column in there), "")


def _group(
    sources: Sequence[Source],
    columns: Sequence[str],
    key_of: KeyOf,
    repeated: frozenset[int],
    found: Survey,
) -> None:
    for index, source in enumerate(sources):
        rows = source.rows(found.first_of(index))
        # The source's cells and not the rows', which may nest theirs.
        for row, cell in zip(rows, source.cells(_column_of(source, columns)), strict=True):
            key = key_of(cell)
            if key and hash(key) in repeated:
                found.groups.add(key, row.number, f"{source.name}:{row.line}")
    found.groups.settle()
