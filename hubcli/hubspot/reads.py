"""Plain reads, which may be repeated: the JSON, or why there is none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from hubcli.core.replies import Problem
from hubcli.errors import AccountError, UnavailableError
from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange, Outcome
from hubcli.hubspot.session import Session
from hubcli.hubspot.waiting_reads import get

_TRIES = 4
_BACK_OFF = 0.5
_OK = range(200, 300)
_UNAUTHORIZED = 401
_PASSING = frozenset({408, 423, 429, 500, 502, 503, 504, *range(520, 530)})


@dataclass(frozen=True, slots=True)
class Denied:
    """The read is not to be had here: no scope, no such endpoint, or no such object."""

    status: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Passing:
    """No answer to rely on; another try may bring one."""

    reason: str


Read: TypeAlias = dict[str, Any] | Denied
"""A JSON object, or why there is none."""


def read(session: Session, url: str, wait: Callable[[float], bool]) -> Read:
    """GET a JSON object, with a few tries where that may help.

    Raises AccountError for a 401, UnavailableError where nothing usable answers.
    """
    said = ""
    for _ in attempts(wait):
        match judged(get(session, url, wait)):
            case Passing(reason):
                said = reason
            case found:
                return found
    raise UnavailableError(f"{url}: {said}", "Is the network up, and the base URL right?")


def attempts(wait: Callable[[float], bool]) -> Iterator[int]:
    """Count a few tries, with a wait before each but the first that grows; none when the run is ending."""
    for number in range(_TRIES):
        if number and not wait(_BACK_OFF * 2**number):
            return
        yield number


def judged(outcome: Outcome) -> Read | Passing:
    """What one exchange of JSON objects gave. Raises AccountError for a 401."""
    if not isinstance(outcome, Exchange):
        return Passing(outcome.reason)
    data = wire.decode(outcome.content)
    if outcome.status in _OK and isinstance(data, dict):
        return data
    problem = wire.problem(outcome.content, outcome.headers.get("x-hubspot-correlation-id"))
    said = f"answered {outcome.status}" + (f": {problem.message}" if problem.message else "")
    if outcome.status == _UNAUTHORIZED:
        hint = "Set HUBSPOT_ACCESS_TOKEN to a valid token."
        raise AccountError(f"HubSpot does not accept the token ({said})", hint)
    if outcome.status not in _PASSING and outcome.status not in _OK:
        return Denied(outcome.status, problem)
    return Passing(said)
