"""Reads back what a run made, so many records at a time, and compares it with what was sent."""

from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Protocol

from hubcli.core.outcomes import Stop
from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import Seen
from hubcli.core.verification import (
    Expected,
    Finding,
    LinkType,
    Mark,
    Verification,
    compare,
    missing_links,
)
from hubcli.errors import HubcliError
from hubcli.pipeline.ports import Stopper
from hubcli.pipeline.undo_courier import Ended
from hubcli.pipeline.undo_crew import Crew
from hubcli.pipeline.undo_ports import UndoProgress

MOST_READ = 100
"""Records in one batch/read (api.md 1.6)."""


class Looks(Protocol):
    """The portal as it is read; every call raises HubcliError where nothing can be read."""

    def records(self, ids: Sequence[str], properties: Sequence[str]) -> Seen:
        """Records by their ids; those that are nowhere in it are not there."""

    def links(
        self, to_object: str, ids: Sequence[str]
    ) -> Mapping[str, Mapping[str, frozenset[LinkType]]] | None:
        """The associations of records to one object, by record and by id; None where they can't be read."""


class Verifier:
    """Compares; may be used from several threads."""

    def __init__(self, looks: Looks, schema: ObjectSchema) -> None:
        """Nothing is read yet."""
        self.found = Verification()
        self.unread: set[str] = set()
        """Objects of which the associations can't be read."""
        self._looks = looks
        self._schema = schema
        self._lock = Lock()

    def run(
        self,
        rows: Iterator[Expected],
        progress: UndoProgress,
        stopper: Stopper,
        *,
        concurrency: int,
    ) -> Stop | None:
        """All of them; why that ended early, where it did."""

        def work(chunk: list[Expected]) -> Ended | None:
            try:
                self._check(chunk)
            except HubcliError as error:
                return Ended(Stop(error.exit_code, error.message, error.hint))
            progress.advance(len(chunk))
            return None

        return Crew(_chunks(rows), work, stopper).run(concurrency)

    def _check(self, chunk: list[Expected]) -> None:
        names = sorted({name for row in chunk for name in row.properties})
        seen = self._looks.records([row.id for row in chunk], names)
        links = self._links(chunk)
        findings = [list(self._findings(row, seen, links)) for row in chunk]
        with self._lock:
            for found in findings:
                self.found.add(found)

    def _findings(
        self,
        row: Expected,
        seen: Seen,
        links: Mapping[str, Mapping[str, Mapping[str, frozenset[LinkType]]]],
    ) -> Iterator[Finding]:
        held = seen.held.get(row.id)
        if held is None:
            yield Finding(row, Mark.GONE)
            return
        yield from compare(row, held.properties, self._schema)
        yield from missing_links(row, {to: found.get(row.id, {}) for to, found in links.items()})

    def _links(
        self, chunk: list[Expected]
    ) -> Mapping[str, Mapping[str, Mapping[str, frozenset[LinkType]]]]:
        """By object; without those that can't be read."""
        wanted: dict[str, list[str]] = {}
        for row in chunk:
            for to_object in dict.fromkeys(link.to_object for link in row.links):
                wanted.setdefault(to_object, []).append(row.id)
        held = {}
        for to_object, ids in wanted.items():
            found = self._looks.links(to_object, ids)
            if found is None:
                self.unread.add(to_object)
            else:
                held[to_object] = found
        return held


def _chunks(rows: Iterator[Expected]) -> Iterator[list[Expected]]:
    chunk: list[Expected] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == MOST_READ:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
