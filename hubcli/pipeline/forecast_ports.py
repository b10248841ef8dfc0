"""What a forecast needs of the portal: reads only."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from hubcli.core.replies import Found, Unreadable


class Lookup(Protocol):
    """The account as it is now, from the primary store. Nothing is written, and nothing is raised."""

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        """The records that hold these values of a unique property, by comparable key (api.md 7.3)."""

    def missing(self, object_type: str, ids: Sequence[str]) -> frozenset[str] | Unreadable:
        """Which of these ids are surely no records of this type; at most a hundred."""
