"""Records by their ids, over HTTP: a look at them with their history, and archiving."""

from collections.abc import Sequence
from datetime import datetime

from hubcli.core.records import Record
from hubcli.core.replies import NeverSent, Reply
from hubcli.core.undo import Seen
from hubcli.hubspot import wire
from hubcli.hubspot.answers import answer_of
from hubcli.hubspot.http import Exchange, Outcome
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session
from hubcli.hubspot.undo_wire import encode_ids, encode_look, seen_of

_OK = range(200, 300)


class RecordShelf:
    """The records of one object type of one account; nothing is ever sent twice by itself."""

    def __init__(self, session: Session, paths: Paths, object_type: str, pace: Pace) -> None:
        """`object_type` as it goes into the address: a name, or an objectTypeId."""
        self._session = session
        self._read = paths.objects(object_type, "batch/read")
        self._archive = paths.objects(object_type, "batch/archive")
        self._update = paths.objects(object_type, "batch/update")
        self._pace = pace

    def server_time(self) -> datetime:
        """The server's clock now, never ahead of it."""
        return self._session.clock.now()

    def look(
        self, ids: Sequence[str], *, properties: Sequence[str], history: Sequence[str]
    ) -> Seen | Reply:
        """One POST to batch/read (api.md 7.3): at most 100 ids, 50 where a history is asked for."""
        outcome = self._send(self._read, encode_look(ids, properties, history))
        if not isinstance(outcome, Exchange):
            return outcome
        seen = seen_of(wire.decode(outcome.content)) if outcome.status in _OK else None
        return seen or answer_of(outcome)

    def archive(self, ids: Sequence[str]) -> Reply:
        """One POST to batch/archive (api.md 7.4) of at most 100 ids, and what came of it."""
        outcome = self._send(self._archive, encode_ids(ids))
        return answer_of(outcome) if isinstance(outcome, Exchange) else outcome

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        """One POST to batch/update (api.md 7.2), and what came of it."""
        outcome = self._send(self._update, wire.encode_update(pairs))
        return answer_of(outcome) if isinstance(outcome, Exchange) else outcome

    def _send(self, url: str, body: bytes) -> Outcome:
        if stop := self._pace.spent():
            return NeverSent(stop.message, stop)
        left = self._pace.leaving()
        outcome = self._session.send("POST", url, body)
        if isinstance(outcome, Exchange):
            self._pace.learn(outcome.headers, left, status=outcome.status)
        return outcome
