"""Sends the requests of an undoing as often as it takes until an answer says something, and counts them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import assert_never

from hubcli.core.outcomes import Stop
from hubcli.core.replies import NeverSent, Reply
from hubcli.core.results import Requests
from hubcli.core.undo import Seen
from hubcli.core.undo_verdicts import Unjudged, judge_read
from hubcli.core.verdicts import Again, Doubt, Halt
from hubcli.errors import ExitCode
from hubcli.pipeline.ports import Clock, Pace, Stopper
from hubcli.pipeline.undo_ports import Shelf, UndoJournal

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 30.0


@dataclass(frozen=True, slots=True)
class Hands:
    """The outside, made in one place."""

    shelf: Shelf
    pace: Pace
    clock: Clock
    journal: UndoJournal
    stopper: Stopper
    jitter: Callable[[], float] = field(default=lambda: 0.0)
    """A random number from 0 to 1, so that waits of many don't end at once."""
    max_wait: float = 300.0
    """Seconds that one request may wait in sum before the undoing stops."""


@dataclass(frozen=True, slots=True)
class Ended:
    """There will be no answer; `stop` is None where somebody is ending it all."""

    stop: Stop | None = None


class Waiting:
    """How long one request waited so far."""

    def __init__(self, hands: Hands) -> None:
        """Not at all yet."""
        self._hands = hands
        self._back_off = _FIRST_BACK_OFF
        self._waited = 0.0

    def before_next(self, verdict: Again | Doubt) -> Ended | None:
        """Wait before the same is sent again; Ended where that is over."""
        asked = verdict.wait if isinstance(verdict, Again) else None
        wait = self._back_off if asked is None else max(asked, _FIRST_BACK_OFF)
        self._back_off = min(self._back_off * 2, _LONGEST_BACK_OFF)
        wait += wait * 0.2 * self._hands.jitter()
        self._waited += wait
        if self._waited > self._hands.max_wait:
            hint = "Go on when HubSpot is reachable again."
            return Ended(Stop(ExitCode.UNAVAILABLE, verdict.reason, hint))
        if isinstance(verdict, Again) and verdict.rate_limited:
            self._hands.pace.hold(wait)
            return None
        return None if self._hands.clock.wait(wait) else Ended()


class Courier:
    """Reads and archives; may be used from several threads."""

    def __init__(self, hands: Hands) -> None:
        """Nothing is sent yet."""
        self.hands = hands
        self._requests = Requests()
        self._lock = Lock()

    @property
    def requests(self) -> Requests:
        """How many left so far, reads and archivings together."""
        return self._requests

    def look(
        self, ids: Sequence[str], *, properties: Sequence[str] = (), history: Sequence[str] = ()
    ) -> Seen | Unjudged | Ended:
        """What HubSpot holds of records; reads are repeated until they say it."""
        waiting = Waiting(self.hands)
        while True:
            if not self.hands.pace.turn():
                return Ended()
            reply = self.hands.shelf.look(ids, properties=properties, history=history)
            if isinstance(reply, Seen):
                self.count(again=False)
                return reply
            verdict = judge_read(reply)
            self.count_reply(reply, verdict)
            match verdict:
                case Unjudged():
                    return verdict
                case Halt(stop):
                    return Ended(stop)
                case Again() | Doubt():
                    if ended := waiting.before_next(verdict):
                        return ended
                case _:
                    assert_never(verdict)

    def count_reply(self, reply: Reply, verdict: object) -> None:
        """One request, and whether the same has to be sent again."""
        if not isinstance(reply, NeverSent):
            limited = isinstance(verdict, Again) and verdict.rate_limited
            self.count(again=isinstance(verdict, Again | Doubt), limited=limited)

    def count(self, *, again: bool, limited: bool = False) -> None:
        """One request that left."""
        with self._lock:
            so_far = self._requests
            self._requests = Requests(
                so_far.sent + 1, so_far.retried + again, so_far.rate_limited + limited
            )
