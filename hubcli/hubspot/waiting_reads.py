"""GET where others may use up the account's rate just now: a 429 is waited for as its policy says."""

from collections.abc import Callable

from hubcli.errors import UnavailableError
from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange, Outcome
from hubcli.hubspot.rates import rate_of
from hubcli.hubspot.session import Session
from hubcli.hubspot.window import FIRST_INTERVAL

_TOO_MANY = 429
_ASKEW = 1.1
"""Who comes again after exactly one interval meets the same requests of the others again."""
_MOST_WAIT = 300.0
"""Seconds in sum."""


def get(session: Session, url: str, wait: Callable[[float], bool]) -> Outcome:
    """One answer that is no 429 of the rolling window, or the last of these after five minutes.

    Raises UnavailableError where the limit of the day is reached, which nobody waits for.
    """
    waited = 0.0
    while True:
        outcome = session.send("GET", url)
        pause = _pause(outcome)
        waited += pause
        if not pause or waited > _MOST_WAIT or not wait(pause):
            return outcome


def _pause(outcome: Outcome) -> float:
    """Seconds until another try makes sense; 0 for any other answer."""
    if not isinstance(outcome, Exchange) or outcome.status != _TOO_MANY:
        return 0.0
    problem = wire.problem(outcome.content, None)
    policy = (problem.policy or problem.message).lower()
    if "daily" in policy:
        hint = "It is reset at midnight in the account's time zone; go on then."
        raise UnavailableError(f"HubSpot answered 429: {problem.message}", hint)
    if "rolling" not in policy:
        return 0.0
    rate = rate_of(outcome.headers)
    return _ASKEW * (rate.interval if rate else FIRST_INTERVAL)
