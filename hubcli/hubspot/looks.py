"""Reads of many records at a time, each in its turn, and again until an answer says something."""

from collections.abc import Callable, Mapping, Sequence

import orjson

from hubcli.core.undo import Seen
from hubcli.core.verification import LinkType
from hubcli.errors import AccountError, StoppedError, UnavailableError
from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange, Outcome
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.rates import rate_of
from hubcli.hubspot.reads import Denied, Passing, Read, judged
from hubcli.hubspot.session import Session
from hubcli.hubspot.undo_wire import encode_look, seen_of
from hubcli.hubspot.window import FIRST_INTERVAL

_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_MOST_WAIT = 300.0
"""Seconds in sum for one read."""
_TOO_MANY = 429


class Looks:
    """The records of one object type; may be used from several threads."""

    def __init__(
        self,
        session: Session,
        paths: Paths,
        object_type: str,
        pace: Pace,
        *,
        wait: Callable[[float], bool],
    ) -> None:
        """`object_type` as it goes into the address; `wait` gives False when the command is ending."""
        self._session = session
        self._paths = paths
        self._object = object_type
        self._pace = pace
        self._wait = wait

    def records(self, ids: Sequence[str], properties: Sequence[str]) -> Seen:
        """One batch/read by id (api.md 7.3). Raises AccountError for a 403, else UnavailableError."""
        url = self._paths.objects(self._object, "batch/read")
        answer = self._post(url, encode_look(ids, properties, ()))
        if isinstance(answer, Denied):
            scopes = ", ".join(answer.problem.scopes)
            wants = f"It needs one of these scopes: {scopes}." if scopes else ""
            message = f"the records can't be read (HubSpot answered {answer.status})"
            raise AccountError(message, wants)
        seen = seen_of(answer)
        if seen is None:
            raise UnavailableError("the answer of batch/read can't be read", "Try again later.")
        return seen

    def links(
        self, to_object: str, ids: Sequence[str]
    ) -> Mapping[str, Mapping[str, frozenset[LinkType]]] | None:
        """The associations to one object (api.md 5.4), at most the first page of each record."""
        url = self._paths.associations(self._object, to_object, "batch/read")
        answer = self._post(url, orjson.dumps({"inputs": [{"id": one} for one in ids]}))
        if isinstance(answer, Denied) or not isinstance(answer.get("results"), list):
            return None
        found: dict[str, dict[str, frozenset[LinkType]]] = {}
        for item in answer["results"]:
            if isinstance(item, dict) and isinstance(item.get("from"), dict):
                found.setdefault(str(item["from"].get("id")), {}).update(_targets(item.get("to")))
        return found

    def _post(self, url: str, body: bytes) -> Read:
        """Raises AccountError for a 401, UnavailableError where nothing usable answers for long."""
        wait, waited = _FIRST_WAIT, 0.0
        while True:
            outcome = self._send(url, body)
            answer = judged(outcome)
            if not isinstance(answer, Passing):
                return answer
            hold = _held(outcome) if isinstance(outcome, Exchange) else 0.0
            waited += hold or wait
            if waited > _MOST_WAIT:
                raise UnavailableError(f"{url}: {answer.reason}", "Try again later.")
            if hold:
                self._pace.hold(hold)
            elif not self._wait(wait):
                raise _ending()
            wait = min(wait * 2, _LONGEST_WAIT)

    def _send(self, url: str, body: bytes) -> Outcome:
        """One request in its turn."""
        if not self._pace.turn():
            raise _ending()
        if stop := self._pace.spent():
            raise UnavailableError(stop.message, stop.hint)
        left = self._pace.leaving()
        outcome = self._session.send("POST", url, body)
        if isinstance(outcome, Exchange):
            self._pace.learn(outcome.headers, left, status=outcome.status)
        return outcome


def _ending() -> StoppedError:
    return StoppedError("interrupted; nothing was sent")


def _held(exchange: Exchange) -> float:
    """Seconds for which nobody may go after this answer; 0 where it is no 429.

    Raises UnavailableError where the limit of the day is reached (api.md 2.8).
    """
    if exchange.status != _TOO_MANY:
        return 0.0
    problem = wire.problem(exchange.content, None)
    if "daily" in (problem.policy or problem.message).lower():
        hint = "It is reset at midnight in the account's time zone; go on then."
        raise UnavailableError(f"HubSpot answered 429: {problem.message}", hint)
    rate = rate_of(exchange.headers)
    return rate.interval if rate else FIRST_INTERVAL


def _targets(items: object) -> Mapping[str, frozenset[LinkType]]:
    found = {}
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, dict):
            continue
        types = item.get("associationTypes")
        found[str(item.get("toObjectId"))] = frozenset(
            LinkType(str(one.get("category")), int(one.get("typeId") or 0))
            for one in (types if isinstance(types, list) else ())
            if isinstance(one, dict)
        )
    return found
