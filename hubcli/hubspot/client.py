"""The portal as the pipeline needs it: create a batch, find records by a unique property."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.pace import Pace, whole
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session

_MOST_INPUTS = 100
_OK = range(200, 300)


class Portal:
    """One object type of one account, over HTTP; nothing is ever sent twice by itself."""

    def __init__(self, session: Session, paths: Paths, object_type: str, pace: Pace) -> None:
        """`object_type` as it goes into the address: a name, or an objectTypeId."""
        self._session = session
        self._create = paths.objects(object_type, "batch/create")
        self._read = paths.objects(object_type, "batch/read")
        self._pace = pace

    def server_time(self) -> datetime:
        """The server's clock now, never ahead of it."""
        return self._session.clock.now()

    def create(self, records: Sequence[Record]) -> Reply:
        """One POST to batch/create (api.md section 1), and what came of it."""
        outcome = self._session.send("POST", self._create, wire.encode_create(records))
        if not isinstance(outcome, Exchange):
            return outcome
        self._pace.learn(outcome.headers)
        return _answer(outcome)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        """Read back by a unique property; what is absent is named in no result (api.md 7.3)."""
        wanted = list(properties)
        found: dict[str, Result] = {}
        for start in range(0, len(values), _MOST_INPUTS):
            part = self._find(key, values[start : start + _MOST_INPUTS], wanted)
            if isinstance(part, Unreadable):
                return part
            found |= part
        return found

    def _find(self, key: str, values: Sequence[str], properties: list[str]) -> Found:
        if not self._pace.turn():
            return Unreadable("the run is ending", again=True)
        body = wire.encode_read(key, values, properties)
        outcome = self._session.send("POST", self._read, body)
        match outcome:
            case Lost(reason) | NeverSent(reason):
                return Unreadable(reason, again=True)
            case Exchange():
                return self._found(outcome, key, values)

    def _found(self, exchange: Exchange, key: str, values: Sequence[str]) -> Found:
        answer = _answer(exchange)
        if answer.body is None:
            return _unreadable(answer)
        found: dict[str, Result] = {}
        asked = set(values)
        for result in answer.body.results:
            value = result.properties.get(key)
            name = comparable_key(key, value) if value else ""
            if name in asked:
                found[name] = result
            elif key != "email" or len(answer.body.results) > len(values):
                return Unreadable("the answer names records that were not asked for", again=True)
            elif len(values) > 1:
                # A contact found by an additional e-mail (api.md 7.1) shows its first one: which of
                # the values it was found by can be told only where one is asked for.
                return self._one_by_one(key, values, list(result.properties))
            else:
                found[values[0]] = result
        if not found and not answer.body.errors and exchange.status != _ALL_THERE:
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


_ALL_THERE = 200


def _answer(exchange: Exchange) -> Answer:
    headers = exchange.headers
    correlation_id = headers.get("x-hubspot-correlation-id")
    body = wire.batch_body(wire.decode(exchange.content), correlation_id)
    if exchange.status not in _OK and not (body and body.results):
        body = None
    refused = None if body else wire.problem(exchange.content, correlation_id)
    if refused and correlation_id is None:
        correlation_id = next((fault.correlation_id for fault in refused.faults), None)
    return Answer(
        http_status=exchange.status,
        body=body,
        problem=refused,
        correlation_id=correlation_id,
        retry_after=_retry_after(headers),
        interval=_interval(headers),
    )


def _unreadable(answer: Answer) -> Unreadable:
    status = answer.http_status
    scopes = ", ".join(answer.problem.scopes) if answer.problem else ""
    if status in {401, 403}:
        wants = f"; it needs one of these scopes: {scopes}" if scopes else ""
        return Unreadable(f"reading it back was refused ({status}){wants}", again=False)
    final = 400 <= status < 500 and status not in {408, 423, 429}  # noqa: PLR2004
    return Unreadable(f"reading it back was answered {status}", again=not final)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date (RFC 9110, section 10.2.3)."""
    text = headers.get("retry-after")
    if not text:
        return None
    if text.isascii() and text.strip().replace(".", "", 1).isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _interval(headers: Mapping[str, str]) -> float | None:
    milliseconds = whole(headers.get("x-hubspot-ratelimit-interval-milliseconds"))
    return None if milliseconds is None else milliseconds / 1000
