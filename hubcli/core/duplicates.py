"""Rows with the same key, found in two light passes and a few bytes a row."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hubcli.core.mapping import Duplicates

_BUCKETS = 256


class KeyHashes:
    """The first pass: eight bytes for each key, in buckets that are sorted one at a time.

    A set of a million keys would take a hundred times the memory. Equal hashes are candidates only:
    the second pass compares the keys themselves.
    """

    def __init__(self) -> None:
        """Start with no keys."""
        self._buckets = [array("q") for _ in range(_BUCKETS)]

    def add_all(self, keys: Iterable[str | None]) -> int:
        """Take the keys of many rows, None for a row that has none; gives how many rows there were."""
        append = [bucket.append for bucket in self._buckets]
        before = self._rows
        for value in map(hash, keys):
            append[value % _BUCKETS](value)
        return self._rows - before

    @property
    def _rows(self) -> int:
        return sum(map(len, self._buckets))

    def repeated(self) -> frozenset[int]:
        """The hashes that stand for more than one row."""
        found = {value for bucket in self._buckets for value in _repeated(bucket)}
        return frozenset(found - {hash(None)})


def _repeated(bucket: Iterable[int]) -> Iterator[int]:
    return (one for one, other in pairwise(sorted(bucket)) if one == other)


@dataclass(slots=True)
class Group:
    """The rows of one key: their ordinals, and the places to name."""

    first: int
    last: int
    first_place: str
    second_place: str = ""
    rows: int = 1


@dataclass(slots=True)
class KeyGroups:
    """The keys that several rows share; empty for most files."""

    policy: Duplicates = Duplicates.REFUSE
    groups: dict[str, Group] = field(default_factory=dict)

    def add(self, key: str, number: int, place: str) -> None:
        """Count a row whose key's hash is repeated."""
        group = self.groups.get(key)
        if group is None:
            self.groups[key] = Group(number, number, place)
            return
        group.last = number
        group.rows += 1
        group.second_place = group.second_place or place

    def settle(self) -> None:
        """Drop the keys that only looked repeated."""
        self.groups = {key: group for key, group in self.groups.items() if group.rows > 1}

    def others(self, key: str, number: int) -> str | None:
        """The place of another row with this key, where the policy refuses such rows."""
        group = self.groups.get(key)
        if group is None or self.policy is not Duplicates.REFUSE:
            return None
        return group.second_place if number == group.first else group.first_place

    def leader(self, key: str, number: int) -> int | None:
        """The row that is sent in place of this one, or None where this one is to be sent."""
        group = self.groups.get(key)
        if group is None or self.policy is Duplicates.REFUSE:
            return None
        sent = group.first if self.policy is Duplicates.FIRST else group.last
        return None if number == sent else sent
