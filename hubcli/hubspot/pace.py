"""The account's rate limit: each request gets its turn in a rolling window, learned from the headers."""

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import local

from hubcli.core.outcomes import Stop
from hubcli.hubspot.numbers import whole
from hubcli.hubspot.quota import Quota
from hubcli.hubspot.rates import rate_of
from hubcli.hubspot.shared_pace import Book, OwnBook, SharedBook
from hubcli.hubspot.window import Window

__all__ = ["Pace", "whole"]

_REMAINING = "x-hubspot-ratelimit-remaining"
_SECONDLY = "x-hubspot-ratelimit-secondly"
_SECONDLY_REMAINING = "x-hubspot-ratelimit-secondly-remaining"
_OK = 200
_FINE = range(200, 300)
_TOO_MANY = 429
_LOOK = 1.0
"""Seconds after which whoever waits looks whether the turn has come nearer."""
_LONG = 5.0
"""Seconds of waiting that are worth telling."""


def _tell_nobody(_text: str) -> None:
    """Nobody listens."""


class Pace:
    """Gives each request its turn; one for all threads.

    An answer without rate-limit headers means that none is stated: then only a 429 slows us down.
    """

    def __init__(
        self,
        now: Callable[[], float],
        wait: Callable[[float], bool],
        *,
        leave: float = 0.0,
        quota: Quota | None = None,
        shared: Path | None = None,
        tell: Callable[[str], None] = _tell_nobody,
    ) -> None:
        """`wait` gives False when the run is ending. `leave` is the share of the rate that others are to have.

        `shared` is the file of this account in which all processes of this machine note their turns; `now`
        must then be a clock that they share. `tell` hears, once each, why the run is waiting.
        """
        self._now = now
        self._wait = wait
        self._leave = leave
        self._quota = quota
        self._limited: Book = SharedBook(shared, Window(), now) if shared else OwnBook(Window())
        self._unlimited: Book = OwnBook(Window(limit=None))
        self._book: Book = self._limited
        self._tell = tell
        self._told: set[str] = set()
        self._stated: tuple[int, float] | tuple[()] = ()
        """The limit and the interval, once an answer has named them."""
        self._is_free = False
        """Whether a turn costs nothing: no limit that anybody could meet, and no hold."""
        self._mine = local()

    def spent(self) -> Stop | None:
        """Why nothing more may be sent today; None where it may."""
        return self._quota.spent() if self._quota else None

    def begin(self, headers: Mapping[str, str], requests: int) -> None:
        """So many requests were answered before anybody asked for a turn; the headers of the last."""
        if headers and not self._states(headers, _OK):
            return
        with self._book.open() as window:
            now = self._now()
            for _ in range(requests):
                window.take(now)
            if self._stated:
                window.state(*self._stated)
            remaining = whole(headers.get(_REMAINING))
            if remaining is not None:
                window.found(remaining, now)

    def turn(self) -> bool:
        """Wait for a turn under the limit; False when the run is ending."""
        while not self._is_free:
            with self._book.open() as window:
                now = self._now()
                at = window.due(now, self._leave)
                if at <= now:
                    self._is_free = window.limit is None
                    window.take(now)
                    self._mine.turn = now
                    break
                why = _why(window, at, at - now)
            if why and why not in self._told:
                self._told.add(why)
                self._tell(why)
            if not self._wait(min(at - now, _LOOK)):
                return False
        return self._wait(0)

    def leaving(self) -> float:
        """This thread's request leaves now: only then does its place in the window begin. Gives the time."""
        now = self._now()
        turn = getattr(self._mine, "turn", None)
        if turn is not None:
            self._mine.turn = None
            with self._book.open() as window:
                window.leave(turn, now)
        return now

    def hold(self, seconds: float) -> None:
        """Nobody goes before so many seconds have passed: a 429 said so."""
        with self._book.open() as window:
            window.hold(self._now() + seconds)
            self._is_free = False

    def learn(
        self, headers: Mapping[str, str], left: float | None = None, *, status: int = 201
    ) -> None:
        """Take the limit, and what others use of it, from the answer to a request (api.md 3.3).

        `left` is when that request left.
        """
        if self._quota:
            self._quota.learn(headers)
        if self._states(headers, status):
            with self._book.open() as window:
                self._look(window, headers, left, status)

    def _states(self, headers: Mapping[str, str], status: int) -> bool:
        """Whether the headers state a limit that can be met."""
        rate = rate_of(headers)
        if rate and not rate.is_met_by_nobody:
            self._stated = (rate.limit, rate.interval)
            self._is_free, self._book = False, self._limited
            return True
        # Where HubSpot did not answer itself, its limit is none the less for not being named.
        if rate or (status in _FINE and not self._stated):
            self._book = self._unlimited
        return False

    def _look(
        self, window: Window, headers: Mapping[str, str], left: float | None, status: int
    ) -> None:
        """What an answer says of the use of the window."""
        window.state(*self._stated)
        remaining, now = whole(headers.get(_REMAINING)), self._now()
        left = now if left is None else left
        if status != _TOO_MANY:
            if remaining is not None:
                window.saw(left, remaining, now)
            window.answered(left, now)
        elif remaining and headers.get(_SECONDLY_REMAINING) == "0":
            window.secondly = whole(headers.get(_SECONDLY)) or 0
        else:
            window.refused(left, now)


def _why(window: Window, at: float, delay: float) -> str:
    """Why somebody waits until then, where that is long enough to be told."""
    if delay <= _LONG:
        return ""
    if at == window.held_until:
        return "HubSpot has asked for a pause: its rate limit was met"
    return f"The account's limit sets the pace: {window.limit:,} requests in {window.interval:g} seconds"
