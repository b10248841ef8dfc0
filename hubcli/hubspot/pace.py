"""The account's rate limit: a rolling window that all threads share, learned from the headers."""

from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock

FIRST_LIMIT = 100
FIRST_INTERVAL = 10.0
"""The lowest limit of any account (api.md 3.1), kept until the first answer says more."""
_SLACK = 0.05
"""Seconds added to the window, as requests do not arrive at the distances at which they left."""

_MOST_DIGITS = 12

_MAX = "x-hubspot-ratelimit-max"
_REMAINING = "x-hubspot-ratelimit-remaining"
_INTERVAL = "x-hubspot-ratelimit-interval-milliseconds"


class Pace:
    """Gives each request its turn.

    An answer without rate-limit headers means that none is stated: then only a 429 slows us down.
    """

    def __init__(
        self,
        now: Callable[[], float],
        wait: Callable[[float], bool],
    ) -> None:
        """`wait` gives False when the run is ending."""
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._limit: int | None = FIRST_LIMIT
        self._interval = FIRST_INTERVAL
        self._turns: deque[float] = deque()
        self._held_until = 0.0
        self._others = 0
        self._others_until = 0.0

    def turn(self) -> bool:
        """Wait for a turn under the limit; False when the run is ending."""
        with self._lock:
            at = self._reserve()
        while True:
            delay = max(at, self._held_until) - self._now()
            if delay <= 0:
                return self._wait(0)
            if not self._wait(delay):
                return False

    def hold(self, seconds: float) -> None:
        """Nobody goes before so many seconds have passed: a 429 said so."""
        with self._lock:
            self._held_until = max(self._held_until, self._now() + seconds)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Take the limit, and what others use of it, from an answer's headers (api.md 3.3)."""
        limit, remaining = whole(headers.get(_MAX)), whole(headers.get(_REMAINING))
        interval = whole(headers.get(_INTERVAL))
        with self._lock:
            if limit is None:
                # Searches carry no such headers, but this is only fed by what the limit is about.
                self._limit = None
                return
            self._limit = max(limit, 1)
            self._interval = (interval or FIRST_INTERVAL * 1000) / 1000 + _SLACK
            if remaining is not None:
                self._count_others(limit - remaining)

    def _reserve(self) -> float:
        now = self._now()
        if self._limit is None:
            return now
        self._forget(now)
        others = self._others if now < self._others_until else 0
        limit = max(self._limit - others, 1)
        at = now
        if len(self._turns) >= limit:
            at = max(now, self._turns[-limit] + self._interval)
        self._turns.append(at)
        return at

    def _count_others(self, used: int) -> None:
        """Requests of other processes in this window are turns that we do not have."""
        now = self._now()
        self._forget(now)
        ours = len(self._turns)
        if ours and self._turns[-1] > now:
            ours = sum(turn <= now for turn in self._turns)
        self._others, self._others_until = max(0, used - ours), now + self._interval

    def _forget(self, now: float) -> None:
        while self._turns and self._turns[0] <= now - self._interval:
            self._turns.popleft()


def whole(text: str | None) -> int | None:
    """A header's number, None where it is none that a limit can be."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        return None
    return int(text)
