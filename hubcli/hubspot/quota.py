"""The account's requests of the day: what is left of them, and when our share of them is used up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from hubcli.core.outcomes import Stop
from hubcli.errors import ExitCode
from hubcli.hubspot.numbers import whole

_DAILY = "x-hubspot-ratelimit-daily"
_LEFT = "x-hubspot-ratelimit-daily-remaining"
_HINT = "The limit is reset at midnight in the account's time zone; go on then, or with a lower --leave."


@dataclass(frozen=True, slots=True)
class Usage:
    """The account's day, as it was before the start."""

    limit: int
    used: int
    resets_at: datetime | None = None

    @property
    def left(self) -> int:
        """Requests that anybody of the account may still send today."""
        return max(self.limit - self.used, 0)


def usage_of(data: Mapping[str, Any]) -> Usage | None:
    """The answer of GET /account-info/…/api-usage/daily/private-apps (api.md section 9); None for another."""
    results = data.get("results")
    for one in results if isinstance(results, list) else ():
        if not isinstance(one, dict):
            continue
        limit, used = one.get("usageLimit"), one.get("currentUsage")
        if type(limit) is int and type(used) is int and limit > 0 and used >= 0:
            return Usage(limit, used, _moment(one.get("resetsAt")))
    return None


class Quota:
    """Says when the part of the day's requests is used up that is not to be left to others.

    What the answers' headers say counts; where they say nothing (apps with OAuth, api.md 3.3), what was
    used before the start and our own requests since.
    """

    def __init__(
        self, leave: float, usage: Usage | None = None, *, clock: Callable[[], datetime]
    ) -> None:
        """`leave` is the share of the day's limit that others are to have; `clock` is the server's."""
        self._clock = clock
        self._leave = leave
        self._usage = usage
        self._limit = usage.limit if usage else 0
        self._left = usage.left if usage else 0
        self._lock = Lock()

    def learn(self, headers: Mapping[str, str]) -> None:
        """One of our requests was answered."""
        limit, left = whole(headers.get(_DAILY)), whole(headers.get(_LEFT))
        with self._lock:
            if limit is not None and left is not None:
                self._limit, self._left, self._usage = limit, left, None
            elif self._usage:
                self._left -= 1
                if self._usage.resets_at and self._clock() > self._usage.resets_at:
                    # A new day, of which nothing is known.
                    self._limit, self._usage = 0, None

    def spent(self) -> Stop | None:
        """Why nothing more may be sent today; None where it may."""
        kept = self._limit * self._leave
        if not kept or self._left > kept:
            return None
        message = (
            f"of the account's {self._limit:,} requests a day {max(self._left, 0):,} are left,"
            f" which --leave {self._leave:.0%} leaves to others"
        )
        return Stop(ExitCode.UNAVAILABLE, message, _HINT)


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
