"""Plain reads, which may be repeated: the JSON, or why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from hubcli.core.replies import Problem
from hubcli.errors import AccountError, UnavailableError
from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.session import Session

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


Read: TypeAlias = dict[str, Any] | Denied
"""A JSON object, or why there is none."""


def read(session: Session, url: str, wait: Callable[[float], bool]) -> Read:
    """GET a JSON object, with a few tries where that may help.

    Raises AccountError for a 401, UnavailableError where nothing usable answers.
    """
    said = ""
    for number in range(_TRIES):
        if number and not wait(_BACK_OFF * 2**number):
            break
        outcome = session.send("GET", url)
        if not isinstance(outcome, Exchange):
            said = outcome.reason
            continue
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
    raise UnavailableError(f"{url}: {said}", "Is the network up, and the base URL right?")
