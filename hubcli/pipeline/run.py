"""A whole run: workers that take batches in turn, a clean end, and the result."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from threading import Condition
from typing import assert_never

from hubcli.core.outcomes import OutcomeName, Stop, Tally, graver
from hubcli.core.records import Batch
from hubcli.core.results import Cause, Requests
from hubcli.errors import ExitCode, HubcliError
from hubcli.pipeline.breaker import Breaker
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.ports import Progress
from hubcli.pipeline.prepare import Doubtful, Followers, Prepared, Refusals
from hubcli.pipeline.sums import Sums
from hubcli.pipeline.terms import Terms, Tools
from hubcli.pipeline.workers import Crowd, employ

_TICK = 0.02
"""Seconds after which the main thread looks around."""
_IDLE = 0.2
"""Seconds after which a worker that has nothing to do looks again."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """What became of all rows."""

    tally: Tally
    requests: Requests
    stop: Stop | None
    causes: tuple[Cause, ...]
    batches: int
    errors: int


@dataclass(frozen=True, slots=True)
class Load:
    """What a run is to deliver."""

    prepared: Iterator[Prepared]
    total: int
    """All rows of the input, so that those never reached are counted too."""
    sums: Sums = field(default_factory=Sums)
    """What earlier sessions came to."""


class Run:
    """Sends what `prepared` gives: each worker reads its next batch itself, under one lock."""

    def __init__(
        self,
        load: Load,
        *,
        terms: Terms,
        tools: Tools,
        progress: Progress,
        concurrency: int = 8,
    ) -> None:
        """Nothing is begun yet."""
        self._prepared = load.prepared
        self._total = load.total
        self._terms = terms
        self._tools = tools
        self._progress = progress
        self._crowd = Crowd(concurrency)
        self._sums = load.sums
        self._stop: Stop | None = None
        self._changed = Condition()
        """Holds for everything below; never held while a request is under way."""
        self._busy: dict[Delivery, float] = {}
        """What workers are at, and since when."""
        self._later: list[tuple[float, int, Delivery]] = []
        self._ordinal = count()
        self._exhausted = False
        self._closed = False
        self._bug: BaseException | None = None
        self._doubted: set[int] = set()
        self._breaker = Breaker(terms.max_wait)

    def execute(self) -> RunEnd:
        """Deliver everything, or as much as can be; every row of the input is in the tally."""
        employ(self._crowd.all, self._take, self._work)
        with self._changed:
            try:
                while not self._is_over():
                    self._watch()
                    self._changed.wait(_TICK)
                self._notice_interruption()
            finally:
                self._closed = True
                self._tools.stopper.stop()
                self._changed.notify_all()
            if self._bug:
                raise self._bug
            waiting = [delivery for _, _, delivery in self._later]
            for delivery in sorted([*self._busy, *waiting], key=lambda one: one.batch.number):
                self._finish_now(delivery)
            return self._end()

    def _is_over(self) -> bool:
        if self._tools.stopper.abandoned or self._bug:
            return True
        return self._exhausted and not self._busy and not self._later

    def _watch(self) -> None:
        """What nobody else would notice while all workers are busy."""
        now = self._tools.clock.now()
        if self._tools.stopper.stopping:
            self._end_waiting()
        if self._breaker.given_up and not self._busy and not self._exhausted:
            message = "HubSpot does not answer any more"
            self._stop_run(Stop(ExitCode.UNAVAILABLE, message, "Go on when it does."))
        before = self._crowd.size(now)
        for since in self._busy.values():
            self._crowd.took(now - since, now)
        if self._crowd.size(now) > before:
            self._changed.notify_all()

    def _end_waiting(self) -> None:
        self._exhausted = True
        while self._later:
            self._finish_now(heappop(self._later)[2])

    def _take(self, worker: int) -> Delivery | None:
        """What a worker is to do next; None when there is nothing to do any more."""
        with self._changed:
            while True:
                if self._closed or self._is_over():
                    self._changed.notify_all()
                    return None
                now = self._tools.clock.now()
                delivery = self._next(now) if worker < self._crowd.size(now) else None
                if delivery:
                    self._busy[delivery] = now
                    return delivery
                due = self._later[0][0] - now if self._later else _IDLE
                if not self._is_over():
                    self._changed.wait(min(max(due, 0.001), _IDLE))

    def _work(self, delivery: Delivery) -> None:
        try:
            due = delivery.advance()
            with self._changed:
                if not self._closed:
                    self._give_back(delivery, due)
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            with self._changed:
                self._bug = error
                self._changed.notify_all()

    def _next(self, now: float) -> Delivery | None:
        """A batch that is due again, or a new one; whatever else was read on the way is noted."""
        try:
            if self._tools.stopper.stopping:
                self._end_waiting()
            if self._later and self._later[0][0] <= now:
                return heappop(self._later)[2]
            while self._may_read(now):
                if delivery := self._read():
                    return delivery
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            self._bug = error
        return None

    def _may_read(self, now: float) -> bool:
        if self._exhausted or self._tools.stopper.stopping:
            return False
        return self._breaker.allows(len(self._busy), now)

    def _read(self) -> Delivery | None:
        try:
            item = next(self._prepared, None)
        except HubcliError as error:
            # The input changed or went away under us: what was sent is sent, the rest is not.
            self._stop_run(Stop(ExitCode.UNAVAILABLE, error.message, error.hint))
            return None
        match item:
            case None:
                self._exhausted = True
            case Batch():
                return Delivery(item, self._terms, self._tools)
            case Doubtful(batch, sent):
                delivery = Delivery(batch, self._terms, self._tools)
                delivery.suspect(sent)
                self._sums.suspected(batch)
                return delivery
            case Refusals():
                self._tools.journal.refused(item.file, item.rows)
                self._sums.refused(item)
                self._watch_refusals()
                self._progress.advance(self._sums.tally)
            case Followers(file, rows):
                self._tools.journal.followed(file, rows)
            case _:
                assert_never(item)
        return None

    def _give_back(self, delivery: Delivery, due: float | None) -> None:
        now = self._tools.clock.now()
        self._crowd.took(now - self._busy.pop(delivery), now)
        self._breaker.heard(delivery.lost_in_a_row, now)
        if due is None:
            self._finish(delivery)
            return
        number = delivery.batch.number
        heappush(self._later, (due, next(self._ordinal), delivery))
        if number not in self._doubted:
            self._doubted.add(number)
            self._progress.note(f"Batch {number} is in doubt: it is looked up until that is known")

    def _finish_now(self, delivery: Delivery) -> None:
        delivery.abandon()
        self._finish(delivery)

    def _finish(self, delivery: Delivery) -> None:
        self._tools.journal.batch_done(delivery.report())
        hopeless = self._sums.delivered(delivery)
        for stop in (delivery.stop, hopeless):
            if stop:
                self._stop_run(stop)
        self._watch_refusals()
        self._progress.advance(self._sums.tally)

    def _watch_refusals(self) -> None:
        most = self._terms.most_refused
        if most is not None and self._sums.refused_now >= most and self._stop is None:
            message = f"{self._sums.refused_now:,} rows were refused, and --max-refused is {most:,}"
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
        tally = self._sums.tally
        for name, number in self._tools.journal.fates():
            tally.add(name, number)
        tally.add(OutcomeName.NOT_SENT, self._total - tally.read)
        sums = self._sums
        return RunEnd(
            tally,
            sums.requests,
            self._final_stop(),
            sums.causes.causes(),
            sums.batches,
            sums.causes.reports,
        )

    def _final_stop(self) -> Stop | None:
        """Exit 5 always means that nothing was sent; once something was, the run is resumable."""
        stop = self._stop
        if stop and stop.exit_code is ExitCode.UNUSABLE and self._sums.answered:
            return Stop(ExitCode.UNAVAILABLE, stop.message, stop.hint)
        return stop
