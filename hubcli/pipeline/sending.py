"""Requests of one batch: written down, sent, counted, and sent again while they surely did nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hubcli.core.outcomes import Stop
from hubcli.core.records import Batch, Record
from hubcli.core.replies import NeverSent, Reply
from hubcli.core.results import Requests
from hubcli.core.verdicts import Again, Doubt, Halt, Settle, Split, Verdict
from hubcli.errors import ExitCode, UnavailableError
from hubcli.pipeline.face import Face
from hubcli.pipeline.terms import Terms, Tools

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 30.0


@dataclass(frozen=True, slots=True)
class Letter:
    """One request."""

    records: Sequence[Record]
    post: Callable[[], Reply]
    judge: Callable[[Reply], Verdict]
    is_again: bool
    """Whether one of its rows was sent before."""
    is_shown: bool = True
    """Whether the batch's report shows its answer."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What HubSpot said to it, at last."""

    verdict: Settle | Split | Doubt | Halt
    attempt: int
    left: datetime
    """When it left, by the server's clock."""


class Sending:
    """Not thread-safe; belongs to one delivery."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """Nothing is sent yet."""
        self.requests = Requests()
        self.lost_in_a_row = 0
        """Requests without a usable answer since the last one that had one."""
        self.stop: Stop | None = None
        """Why nothing can be sent any more."""
        self.face = Face(tools.clock.now())
        self._batch = batch
        self._terms = terms
        self._tools = tools
        self._waited = 0.0

    def send(self, letter: Letter) -> Heard | None:
        """As often as it surely did nothing; None where it did nothing and the run is ending."""
        back_off = _FIRST_BACK_OFF
        while self._tools.pace.turn():
            left = self._tools.hubspot.server_time()
            attempt = self._written_down(letter.records, left)
            if attempt is None:
                return None
            reply = letter.post()
            verdict = letter.judge(reply)
            self._count(reply, verdict, letter)
            if not isinstance(verdict, Again):
                return Heard(verdict, attempt, left)
            self._tools.journal.not_taken(attempt)
            wait = back_off if verdict.wait is None else max(verdict.wait, _FIRST_BACK_OFF)
            back_off = min(back_off * 2, _LONGEST_BACK_OFF)
            if not self._wait(verdict, wait):
                return None
        return None

    def _written_down(self, records: Sequence[Record], left: datetime) -> int | None:
        """The attempt's number; None where the journal can't take it: then nothing may be sent."""
        try:
            return self._tools.journal.about_to_send(self._batch.number, records, left)
        except UnavailableError as error:
            self.stop = Stop(error.exit_code, error.message, error.hint)
            return None

    def _count(self, reply: Reply, verdict: Verdict, letter: Letter) -> None:
        if isinstance(reply, NeverSent):
            return
        is_again = isinstance(verdict, Again)
        limited = isinstance(verdict, Again) and verdict.rate_limited
        self.requests = Requests(
            self.requests.sent + 1,
            self.requests.retried + (letter.is_again or is_again),
            self.requests.rate_limited + limited,
        )
        if letter.is_shown:
            self.face.seen(reply, verdict)
        else:
            self.face.attempts += 1
        self.lost_in_a_row = self.lost_in_a_row + 1 if isinstance(verdict, Doubt) else 0

    def _wait(self, verdict: Again, wait: float) -> bool:
        """Wait before the same is sent again; False when the run is ending or waited too long."""
        wait += wait * 0.2 * self._tools.jitter()
        self._waited += wait
        if self._waited > self._terms.max_wait:
            hint = "Go on when HubSpot is reachable again."
            self.stop = Stop(ExitCode.UNAVAILABLE, verdict.reason, hint)
            return False
        if verdict.rate_limited:
            self._tools.pace.hold(wait)
            return True
        return self._tools.clock.wait(wait)
