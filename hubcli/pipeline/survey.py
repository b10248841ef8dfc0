"""The first reading: counts the rows and finds equal keys, before anything is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hubcli.core.duplicates import KeyGroups, KeyHashes
from hubcli.core.mapping import Duplicates
from hubcli.core.rows import BrokenRow, Source, Value

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
    sources: Sequence[Source], column: str | None, key_of: KeyOf, policy: Duplicates
) -> Survey:
    """Read all files through; a second time only where keys look alike. Raises the sources' errors.

    `column` feeds the key; None where the rows have none that could be repeated.
    """
    hashes = KeyHashes()
    if column is None:
        # Any column does for counting.
        counts = [sum(1 for _ in source.cells("")) for source in sources]
        return Survey(tuple(counts), KeyGroups(policy))
    counts = [hashes.add_all(map(key_of, source.cells(column))) for source in sources]
    found = Survey(tuple(counts), KeyGroups(policy))
    if repeated := hashes.repeated():
        _group(sources, column, key_of, repeated, found)
    return found


def _group(
    sources: Sequence[Source],
    column: str,
    key_of: KeyOf,
    repeated: frozenset[int],
    found: Survey,
) -> None:
    for index, source in enumerate(sources):
        for row in source.rows(found.first_of(index)):
            if isinstance(row, BrokenRow) or column not in row.columns:
                continue
            key = key_of(row.cells[row.columns.index(column)])
            if key and hash(key) in repeated:
                found.groups.add(key, row.number, f"{source.name}:{row.line}")
    found.groups.settle()
