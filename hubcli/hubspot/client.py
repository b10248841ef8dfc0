"""The portal as the pipeline needs it: create or change a batch, find records again."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from hubcli.core.overwrites import RECORD_ID
from hubcli.core.records import Record, comparable_key
from hubcli.core.replies import (
    Answer,
    Found,
    Lost,
    NeverSent,
    Reply,
    Result,
    Unreadable,
)
from hubcli.hubspot import wire
from hubcli.hubspot.answers import answer_of, unreadable
from hubcli.hubspot.http import Exchange, Outcome
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.search import Search
from hubcli.hubspot.session import Session

_MOST_INPUTS = 100
_ALL_THERE = 200
_READING = "reading it back"
_MANY_FACED = frozenset({"email", RECORD_ID})
"""Properties by which a record can be found that holds another value of them."""


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True


class Portal:
    """One object type of one account, over HTTP; nothing is ever sent twice by itself."""

    def __init__(
        self,
        session: Session,
        paths: Paths,
        object_type: str,
        pace: Pace,
        *,
        wait: Callable[[float], bool] = _sleep,
    ) -> None:
        """`object_type` as it goes into the address: a name, or an objectTypeId.

        `wait` is for searches, which have a limit of their own; it gives False when the run is ending.
        """
        self._session = session
        self._create = paths.objects(object_type, "batch/create")
        self._update = paths.objects(object_type, "batch/update")
        self._upsert = paths.objects(object_type, "batch/upsert")
        self._read = paths.objects(object_type, "batch/read")
        self._search = Search(session, paths.objects(object_type, "search"), object_type, wait)
        self._pace = pace

    def server_time(self) -> datetime:
        """The server's clock now, never ahead of it."""
        return self._session.clock.now()

    def create(self, records: Sequence[Record]) -> Reply:
        """One POST to batch/create (api.md section 1), and what came of it."""
        return self._write(self._create, wire.encode_create(records))

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        """One POST to batch/update (api.md 7.2), and what came of it.

        Each record's values go to the record with the id beside it. No id may be there twice:
        HubSpot then refuses the whole. Associations can't be written this way. The answer's results
        name records by id and hold the values that were written; a record that was merged into
        another is in none of them.
        """
        return self._write(self._update, wire.encode_update(pairs))

    def upsert(self, key: str, records: Sequence[Record]) -> Reply:
        """One POST to batch/upsert (api.md 7.1) by a unique property of one's own, and what came of it.

        Of the records, those that are there are changed and the others made; each result says which.
        Associations can't be written this way.
        """
        return self._write(self._upsert, wire.encode_upsert(records, key))

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        """Read back by a unique property, or by the records' own ids (`hs_object_id`).

        What is absent is named in no result (api.md 7.3).
        """
        wanted = list(properties)
        found: dict[str, Result] = {}
        for start in range(0, len(values), _MOST_INPUTS):
            part = self._find(key, values[start : start + _MOST_INPUTS], wanted)
            if isinstance(part, Unreadable):
                return part
            found |= part
        return found

    def seek(
        self, properties: Mapping[str, str], since: datetime
    ) -> tuple[Result, ...] | Unreadable:
        """Records made at or after the second of `since`, by the server's clock, that may hold these values.

        They are found by search and read from the primary store, with all of these properties, which
        are for the caller to compare. Whoever is among them is there for certain; who is not may be
        there all the same, as the index is seconds behind and has its own way with texts (api.md 7.4).
        """
        ids = self._search.ids(properties, since)
        return ids if isinstance(ids, Unreadable) else self._read_all(ids, properties)

    def _read_all(
        self, ids: tuple[str, ...], properties: Iterable[str]
    ) -> tuple[Result, ...] | Unreadable:
        """All of the records with these ids, which are at most a hundred, or why not."""
        if not ids:
            return ()
        answer = self._look(wire.encode_read_ids(ids, properties))
        if isinstance(answer, Unreadable):
            return answer
        if answer.body is None:
            return unreadable(answer.http_status, answer.problem, _READING)
        found = {result.id: result for result in answer.body.results}
        if found.keys() != set(ids):
            return Unreadable("search finds records that can't be read back", again=True)
        return tuple(found.values())

    def _write(self, url: str, body: bytes) -> Reply:
        if stop := self._pace.spent():
            return NeverSent(stop.message, stop)
        outcome = self._send(url, body)
        return answer_of(outcome) if isinstance(outcome, Exchange) else outcome

    def _send(self, url: str, body: bytes) -> Outcome:
        left = self._pace.leaving()
        outcome = self._session.send("POST", url, body)
        if isinstance(outcome, Exchange):
            self._pace.learn(outcome.headers, left, status=outcome.status)
        return outcome

    def _look(self, body: bytes) -> Answer | Unreadable:
        """One POST to batch/read in its turn."""
        if not self._pace.turn():
            return Unreadable("the run is ending", again=True)
        outcome = self._send(self._read, body)
        match outcome:
            case Lost(reason) | NeverSent(reason):
                return Unreadable(reason, again=True)
            case Exchange():
                return answer_of(outcome)

    def _find(self, key: str, values: Sequence[str], properties: list[str]) -> Found:
        body = (
            wire.encode_read_ids(values, properties)
            if key == RECORD_ID
            else wire.encode_read(key, values, properties)
        )
        answer = self._look(body)
        return (
            answer
            if isinstance(answer, Unreadable)
            else self._found(answer, key, values, properties)
        )

    def _found(
        self, answer: Answer, key: str, values: Sequence[str], properties: list[str]
    ) -> Found:
        if answer.body is None:
            return unreadable(answer.http_status, answer.problem, _READING)
        found: dict[str, Result] = {}
        asked = set(values)
        for result in answer.body.results:
            value = result.id if key == RECORD_ID else result.properties.get(key)
            name = comparable_key(key, value) if value else ""
            if name in asked:
                found[name] = result
            elif key not in _MANY_FACED or len(answer.body.results) > len(values):
                return Unreadable("the answer names records that were not asked for", again=True)
            elif len(values) > 1:
                # A contact found by an additional e-mail (api.md 7.1) shows its first one, a record
                # that was merged into another may show that one's id: which of the values it was
                # found by can be told only where one is asked for.
                return self._one_by_one(key, values, properties)
            else:
                found[values[0]] = result
        if not found and not answer.body.errors and answer.http_status != _ALL_THERE:
            return Unreadable("the answer names no row", again=True)
        return found

    def _one_by_one(self, key: str, values: Sequence[str], properties: list[str]) -> Found:
        found: dict[str, Result] = {}
        for value in values:
            part = self._find(key, [value], properties)
            if isinstance(part, Unreadable):
                return part
            found |= part
        return found
