"""Searches for records that were made lately: a hit is sure, an absence never is (api.md 7.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from hubcli.core.replies import Problem, Unreadable
from hubcli.hubspot import wire
from hubcli.hubspot.answers import unreadable
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.session import Session
from hubcli.hubspot.wire_search import (
    MOST_HITS,
    Hits,
    created_names,
    encode_search,
    hits_of,
    telling,
)

_TRIES = 5
_APART = 0.2
"""Seconds between searches: five a second are allowed to an account (api.md 3.2)."""
_LIMITED = 1.0
"""Seconds until the second of that limit is over."""
_ENDING = Unreadable("the run is ending", again=True)
_OK, _BAD_REQUEST, _TOO_MANY = 200, 400, 429


@dataclass(frozen=True, slots=True)
class _Refused:
    """HubSpot did not take the question: a property that can't be searched by, or a value."""

    reason: str


_Asked: TypeAlias = Hits | _Refused | Unreadable


class Search:
    """Finds the ids of records by the time of their creation and some of their values."""

    def __init__(
        self, session: Session, url: str, object_type: str, wait: Callable[[float], bool]
    ) -> None:
        """`url` is the object type's search; `wait` gives False when the run is ending."""
        self._session = session
        self._url = url
        self._names = created_names(object_type)
        self._wait = wait

    def ids(self, properties: Mapping[str, str], since: datetime) -> tuple[str, ...] | Unreadable:
        """The records made at or after the second of `since` that may hold these values.

        At first by the values that tell most. Where the index knows none, or refuses the question,
        by the time alone: it may hold a text in another form than it is asked for.
        """
        if equal := telling(properties):
            match self._ask(since, equal):
                case Hits(total=0) | _Refused():
                    pass
                case found:
                    return _ids(found, again=False)
        # Where the values found none, the index may still catch up and find them later.
        return _ids(self._ask(since, {}), again=bool(equal))

    def _ask(self, since: datetime, equal: Mapping[str, str]) -> _Asked:
        """One question; a refused one is put again with the other name of the time of creation."""
        likely, other = self._names
        found = self._send(encode_search(likely, since, equal))
        if isinstance(found, _Refused):
            second = self._send(encode_search(other, since, equal))
            return found if isinstance(second, _Refused) else second
        return found

    def _send(self, body: bytes) -> _Asked:
        wait = _APART
        for _ in range(_TRIES):
            if not self._wait(wait):
                return _ENDING
            outcome = self._session.send("POST", self._url, body)
            if not isinstance(outcome, Exchange):
                return Unreadable(outcome.reason, again=True)
            if not _is_limited(outcome):
                return _read(outcome)
            wait = _LIMITED
        return Unreadable("search was answered 429 again and again", again=True)


def _ids(found: _Asked, *, again: bool) -> tuple[str, ...] | Unreadable:
    match found:
        case Hits(too_many=True):
            return Unreadable(f"search finds more than {MOST_HITS} records that may be it", again)
        case Hits(ids):
            return ids
        case _Refused(reason):
            return Unreadable(reason, again=False)
    return found


def _read(exchange: Exchange) -> _Asked:
    if exchange.status == _OK:
        hits = hits_of(wire.decode(exchange.content))
        return hits or Unreadable("the answer of search can't be read", again=True)
    problem = _problem(exchange)
    if exchange.status == _BAD_REQUEST:
        return _Refused(f"search was refused ({problem.message or exchange.status})")
    return unreadable(exchange.status, problem, "search")


def _is_limited(exchange: Exchange) -> bool:
    """Whether a second's wait may help: a day's limit lasts longer (api.md 2.8)."""
    if exchange.status != _TOO_MANY:
        return False
    problem = _problem(exchange)
    return "daily" not in (problem.policy or problem.message).lower()


def _problem(exchange: Exchange) -> Problem:
    return wire.problem(exchange.content, exchange.headers.get("x-hubspot-correlation-id"))
