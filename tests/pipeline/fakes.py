"""Stand-ins for everything the pipeline needs of the outside but HubSpot."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from threading import Lock, get_ident

from hubcli.core.outcomes import NotSent, Outcome, OutcomeName, Tally, name_of
from hubcli.core.overwrites import Overwrite
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport


class FakeStopper:
    def __init__(self) -> None:
        self.stopping = False
        self.abandoned = False

    def stop(self) -> None:
        self.stopping = True

    def abandon(self) -> None:
        self.abandoned = True
        self.stopping = True


class FakeClock:
    """Time passes when somebody waits; with a `tick` also whenever the thread that made it looks."""

    def __init__(self, stopper: FakeStopper, *, tick: float = 0.0) -> None:
        self.waits: list[float] = []
        self._stopper = stopper
        self._tick = tick
        self._now = 1_000.25
        self._owner = get_ident()
        self._lock = Lock()

    def now(self) -> float:
        with self._lock:
            if get_ident() == self._owner:
                self._now += self._tick
            return self._now

    def wait(self, seconds: float) -> bool:
        if self._stopper.stopping:
            return False
        with self._lock:
            self.waits.append(seconds)
            self._now += max(seconds, 0)
        return True

    def go_to(self, moment: float) -> None:
        with self._lock:
            self._now = max(self._now, moment)


class FakePace:
    def __init__(self, clock: FakeClock, stopper: FakeStopper) -> None:
        self.holds: list[float] = []
        self._clock = clock
        self._stopper = stopper
        self._held_until = 0.0

    def turn(self) -> bool:
        left = self._held_until - self._clock.now()
        if left > 0:
            self._clock.go_to(self._held_until)
        return not self._stopper.stopping

    def hold(self, seconds: float) -> None:
        self.holds.append(seconds)
        self._held_until = max(self._held_until, self._clock.now() + seconds)


class FakeJournal:
    """Keeps every event, and what became of every row."""

    def __init__(self) -> None:
        self.events: list[tuple[str, object]] = []
        self.states: dict[int, str] = {}
        self.sent: dict[int, tuple[str, ...]] = {}
        self.left: dict[int, datetime] = {}
        self.loose_ids: list[str] = []
        self.known_ids: set[str] = set()
        self.ends: dict[int, Outcome | OutcomeName] = {}
        self.reports: dict[int, BatchReport] = {}
        self.followers: list[Follower] = []
        self.overwrites: dict[int, Overwrite] = {}
        self._lock = Lock()

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        with self._lock:
            attempt = len(self.sent) + 1
            self.sent[attempt] = tuple(record.trace_id for record in records)
            self.states[attempt] = "about to send"
            self.left[attempt] = at
            self.events.append(("about to send", attempt))
            return attempt

    def overwriting(self, overwrites: Mapping[int, Overwrite]) -> None:
        with self._lock:
            self.events.append(("overwriting", dict(overwrites)))
            self.overwrites |= overwrites

    def overwritten(self, numbers: Iterable[int]) -> Mapping[int, Overwrite]:
        return {
            number: one for number in numbers if (one := self.overwrites.get(number)) and one.cells
        }

    def not_taken(self, attempt: int) -> None:
        self._state(attempt, "not taken")

    def returned(self, attempt: int) -> None:
        self._state(attempt, "returned")

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        with self._lock:
            self.events.append(("settled", dict(outcomes)))
            if attempt is not None:
                self.states[attempt] = "settled"
            for index, outcome in outcomes.items():
                number = batch.records[index].row.number
                before = self.ends.get(number)
                assert before in (None, OutcomeName.IN_DOUBT), f"row {number} has two ends"
                self.ends[number] = outcome
                if isinstance(outcome, NotSent):
                    del self.ends[number]

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        for row in rows:
            assert row.number not in self.ends
            self.ends[row.number] = OutcomeName.REFUSED

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None:
        for row in rows:
            self.ends[row.number] = OutcomeName.IN_DOUBT

    def absent(self, records: Sequence[Record]) -> None:
        with self._lock:
            for record in records:
                before = self.ends.pop(record.row.number, OutcomeName.IN_DOUBT)
                assert before is OutcomeName.IN_DOUBT
            self.events.append(("absent", [record.row.number for record in records]))

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        self.loose_ids += ids

    def has(self, record_id: str) -> bool:
        return record_id in self.known_ids

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        self.followers += rows

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        for follower in self.followers:
            yield self._fate(self.ends.get(follower.leader)), 1

    def batch_done(self, report: BatchReport) -> None:
        assert report.number not in self.reports
        self.reports[report.number] = report

    def _state(self, attempt: int, state: str) -> None:
        with self._lock:
            assert self.states[attempt] == "about to send"
            self.states[attempt] = state
            self.events.append((state, attempt))

    @staticmethod
    def _fate(end: Outcome | OutcomeName | None) -> OutcomeName:
        if end is None:
            return OutcomeName.NOT_SENT
        name = end if isinstance(end, OutcomeName) else name_of(end)
        made = {OutcomeName.CREATED, OutcomeName.UPDATED}
        return OutcomeName.EXISTING if name in made else name


class FakeProgress:
    def __init__(self) -> None:
        self.read: list[int] = []
        self.notes: list[str] = []

    def advance(self, tally: Tally) -> None:
        self.read.append(tally.read)

    def note(self, message: str) -> None:
        self.notes.append(message)
