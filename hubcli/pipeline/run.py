"""A whole run: bounded workers, batches in turn, a clean end, and the result."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import assert_never

from hubcli.core.causes import CauseTally, reason_of
from hubcli.core.outcomes import (
    NAMES,
    NotSent,
    OutcomeName,
    Refused,
    Stop,
    Tally,
    faults_of,
    graver,
    name_of,
)
from hubcli.core.records import Batch
from hubcli.core.results import Cause, Requests, RowReport
from hubcli.errors import ExitCode, HubcliError
from hubcli.pipeline.breaker import Breaker
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.ports import Progress
from hubcli.pipeline.prepare import Followers, Prepared, Refusals
from hubcli.pipeline.terms import Terms, Tools
from hubcli.pipeline.workers import Workers

_LOOK_AHEAD = 2
_TICK = 0.2
_HOPELESS = 3
"""Batches running, refused to the last row for one reason, after which going on makes no sense."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What became of all rows."""

    tally: Tally
    requests: Requests
    stop: Stop | None
    causes: tuple[Cause, ...]
    batches: int
    errors: int


class Run:
    """Sends what `prepared` gives, on the main thread's watch."""

    def __init__(
        self,
        prepared: Iterator[Prepared],
        total: int,
        *,
        terms: Terms,
        tools: Tools,
        progress: Progress,
        concurrency: int = 8,
    ) -> None:
        """`total` is the number of all rows, so that those never reached are counted too."""
        self._prepared = prepared
        self._total = total
        self._terms = terms
        self._tools = tools
        self._progress = progress
        self._concurrency = concurrency
        self._tally = Tally()
        self._causes = CauseTally()
        self._requests = Requests()
        self._stop: Stop | None = None
        self._batches = 0
        self._busy: set[Delivery] = set()
        self._later: list[tuple[float, int, Delivery]] = []
        self._ordinal = count()
        self._exhausted = False
        self._doubted: set[int] = set()
        self._answered = False
        self._breaker = Breaker(terms.max_wait)
        self._last_reason: object = None
        self._hopeless = 0

    def execute(self) -> RunEnd:
        """Deliver everything, or as much as can be; every row of the input is in the tally."""
        workers = Workers(self._concurrency)
        try:
            while self._feed(workers) or self._busy or self._later:
                self._collect(workers)
                if self._tools.stopper.abandoned:
                    break
            self._notice_interruption()
        finally:
            self._tools.stopper.stop()
            workers.end()
        waiting = [delivery for _, _, delivery in self._later]
        for delivery in sorted([*self._busy, *waiting], key=lambda one: one.batch.number):
            self._finish_now(delivery)
        return self._end()

    def _feed(self, workers: Workers) -> bool:
        """Hand out what is due; whether there is more to come."""
        now = self._tools.clock.now()
        if self._tools.stopper.stopping:
            self._exhausted = True
            while self._later:
                self._finish_now(heappop(self._later)[2])
        while self._later and self._later[0][0] <= now:
            self._start(heappop(self._later)[2], workers)
        while self._has_room() and not self._tools.stopper.stopping:
            if not self._breaker.allows(len(self._busy), now):
                return True
            self._take_next(workers)
        return not self._exhausted

    def _has_room(self) -> bool:
        return not self._exhausted and len(self._busy) < self._concurrency + _LOOK_AHEAD

    def _take_next(self, workers: Workers) -> None:
        try:
            item = next(self._prepared, None)
        except HubcliError as error:
            # The input changed or went away under us: what was sent is sent, the rest is not.
            self._stop_run(Stop(ExitCode.UNAVAILABLE, error.message, error.hint))
            return
        match item:
            case None:
                self._exhausted = True
            case Batch():
                self._start(Delivery(item, self._terms, self._tools), workers)
            case Refusals():
                self._refuse(item)
            case Followers(file, rows):
                self._tools.journal.followed(file, rows)
            case _:
                assert_never(item)

    def _start(self, delivery: Delivery, workers: Workers) -> None:
        self._busy.add(delivery)
        workers.take(delivery)

    def _refuse(self, refusals: Refusals) -> None:
        self._tools.journal.refused(refusals.file, refusals.rows)
        self._tally.add(OutcomeName.REFUSED, len(refusals.rows))
        for row in refusals.rows:
            for fault in row.faults:
                self._causes.add(
                    RowReport(refusals.file, row.line, None, OutcomeName.REFUSED, fault)
                )
        self._progress.advance(self._tally)

    def _collect(self, workers: Workers) -> None:
        due = self._later[0][0] - self._tools.clock.now() if self._later else _TICK
        came = workers.next(timeout=min(max(due, 0.001), _TICK))
        if came is None:
            if self._breaker.given_up:
                message = "HubSpot does not answer any more"
                self._stop_run(Stop(ExitCode.UNAVAILABLE, message, "Go on when it does."))
            return
        delivery, due_again = came
        self._busy.discard(delivery)
        self._breaker.heard(delivery.lost_in_a_row, self._tools.clock.now())
        if due_again is None:
            self._finish(delivery)
        else:
            number = delivery.batch.number
            if number not in self._doubted:
                self._doubted.add(number)
                self._progress.note(
                    f"Batch {number} is in doubt: it is looked up until that is known"
                )
            heappush(self._later, (due_again, next(self._ordinal), delivery))

    def _finish_now(self, delivery: Delivery) -> None:
        delivery.abandon()
        self._finish(delivery)

    def _finish(self, delivery: Delivery) -> None:
        self._batches += 1
        self._tools.journal.batch_done(delivery.report())
        sums, more = self._requests, delivery.requests
        self._requests = Requests(
            sums.sent + more.sent,
            sums.retried + more.retried,
            sums.rate_limited + more.rate_limited,
        )
        for kind, number in delivery.counts().items():
            self._tally.add(NAMES[kind], number)
            self._answered |= kind is not NotSent
        self._note_causes(delivery)
        if delivery.stop:
            self._stop_run(delivery.stop)
        self._watch_for_hopelessness(delivery)
        self._progress.advance(self._tally)

    def _note_causes(self, delivery: Delivery) -> None:
        batch = delivery.batch
        troubled = {i: end for i, end in delivery.outcomes.items() if faults_of(end)}
        for index in sorted(troubled):
            line, name = batch.records[index].row.line, name_of(troubled[index])
            for fault in faults_of(troubled[index]):
                self._causes.add(RowReport(batch.file, line, batch.number, name, fault))

    def _watch_for_hopelessness(self, delivery: Delivery) -> None:
        if delivery.counts()[Refused] < len(delivery.outcomes):
            self._hopeless = 0
            return
        reasons = {
            reason_of(fault)
            for outcome in delivery.outcomes.values()
            for fault in faults_of(outcome)[:1]
        }
        if len(reasons) != 1:
            self._hopeless = 0
            return
        same = reasons == self._last_reason
        self._hopeless = self._hopeless + 1 if same else 1
        self._last_reason = reasons
        if self._hopeless >= _HOPELESS:
            outcome = next(iter(delivery.outcomes.values()))
            cause = faults_of(outcome)[0].message
            message = f"{_HOPELESS} batches in a row were refused to the last row: {cause}"
            self._stop_run(Stop(ExitCode.REFUSED, message, "Mend the cause, then send the rest."))

    def _stop_run(self, stop: Stop) -> None:
        self._exhausted = True
        self._notice_interruption()
        self._stop = graver(self._stop, stop)
        self._tools.stopper.stop()

    def _notice_interruption(self) -> None:
        """Somebody else ends the run where nothing of our own did before."""
        stopper = self._tools.stopper
        if stopper.abandoned or (stopper.stopping and self._stop is None):
            self._stop = graver(self._stop, Stop(ExitCode.INTERRUPTED, "interrupted"))

    def _end(self) -> RunEnd:
        for name, number in self._tools.journal.fates():
            self._tally.add(name, number)
        self._tally.add(OutcomeName.NOT_SENT, self._total - self._tally.read)
        return RunEnd(
            self._tally,
            self._requests,
            self._final_stop(),
            self._causes.causes(),
            self._batches,
            self._causes.reports,
        )

    def _final_stop(self) -> Stop | None:
        """Exit 5 always means that nothing was sent; once something was, the run is resumable."""
        stop = self._stop
        if stop and stop.exit_code is ExitCode.UNUSABLE and self._answered:
            return Stop(ExitCode.UNAVAILABLE, stop.message, stop.hint)
        return stop
