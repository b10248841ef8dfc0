"""A shelf of records that knows what it holds, and an undoing's journal in memory."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Literal, TypeAlias

from hubcli.core.outcomes import Fault
from hubcli.core.put_back import Changed
from hubcli.core.records import Record
from hubcli.core.replies import Answer, Lost, NeverSent, Problem, Reply
from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.undo import Held, Past, Seen, Sent, Target
from hubcli.errors import Place, SourceError, UnavailableError
from hubcli.pipeline.undo_courier import Hands
from hubcli.pipeline.undo_ports import ChangeJudged, Judged, Planned
from hubcli.pipeline.undo_run import Undo, UndoTerms
from tests.pipeline.fakes import FakeClock, FakePace, FakeStopper

MADE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SCHEMA = ObjectSchema("contacts", {"name": Property("name"), "phone": Property("phone")})
_OURS = Past(MADE, "INTEGRATION", "1")
_THEIRS = Past(MADE + timedelta(minutes=1), "CRM_UI", "userId:1")

Act: TypeAlias = (
    Literal["ok", "before", "after", "half", "unreachable", "empty"] | int | tuple[int, float]
)
"""How a request is met: `before`: lost, nothing done; `after`: done, then lost; `half`: half of it
done, then lost; a status with nothing done, or one with its Retry-After."""


def refusal(status: int, retry_after: float | None = None) -> Answer:
    scopes = ("crm.objects.contacts.read",) if status == 403 else ()
    problem = Problem("no", "SOME", scopes=scopes, faults=(Fault("no", "NO"),))
    return Answer(status, problem=problem, retry_after=retry_after)


class FakeShelf:
    """Holds the records; each of its two scripts says how the next requests of a kind are met."""

    def __init__(
        self, ids: Iterable[str], archive: Iterable[Act] = (), look: Iterable[Act] = ()
    ) -> None:
        self.there = set(ids)
        self.changed: set[str] = set()
        self.merged: set[str] = set()
        self.stubborn: set[str] = set()
        """Ids that HubSpot refuses to archive."""
        self.archived: list[str] = []
        self.looks: list[int] = []
        self.asked: list[tuple[Sequence[str], Sequence[str]]] = []
        self.sizes: list[int] = []
        self._archive, self._look = deque(archive), deque(look)
        self._lock = Lock()

    def server_time(self) -> datetime:
        return MADE

    def archive(self, ids: Sequence[str]) -> Reply:
        with self._lock:
            self.sizes.append(len(ids))
            if self.stubborn.intersection(ids):
                return refusal(400)
            match self._archive.popleft() if self._archive else "ok":
                case "ok":
                    self._take(ids)
                    return Answer(204)
                case "after":
                    self._take(ids)
                    return Lost("cut")
                case "half":
                    self._take(ids[: len(ids) // 2])
                    return Lost("cut")
                case act:
                    return _nothing_done(act)

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        raise AssertionError(f"nobody changed {pairs}")

    def look(
        self, ids: Sequence[str], *, properties: Sequence[str], history: Sequence[str]
    ) -> Seen | Reply:
        with self._lock:
            self.looks.append(len(ids))
            self.asked.append((properties, history))
            assert len(ids) <= (50 if history else 100)
            act = self._look.popleft() if self._look else "ok"
            if act == "empty":
                return Seen({})
            if act != "ok":
                return _nothing_done(act)
            found = {
                one: self._held(one, history=bool(history)) for one in ids if one in self.there
            }
            missing = {one for one in ids if one not in self.there and one not in self.merged}
            return Seen(found, frozenset(missing))

    def _take(self, ids: Sequence[str]) -> None:
        self.archived += [one for one in ids if one in self.there]
        self.there.difference_update(ids)

    def _held(self, one: str, *, history: bool) -> Held:
        past = {"name": [_THEIRS, _OURS] if one in self.changed else [_OURS]}
        return Held(one, {"name": f"n{one}", "phone": None}, past if history else None)


def _nothing_done(act: Act) -> Reply:
    match act:
        case "unreachable":
            return NeverSent("no connection")
        case int():
            return refusal(act)
        case (int() as status, float() as retry_after):
            return refusal(status, retry_after)
    return Lost("cut")


@dataclass
class FakeUndoJournal:
    """States by id, and every attempt; checks what a journal may take for granted."""

    targets: dict[str, Target]
    states: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    attempts: dict[int, str] = field(default_factory=dict)
    full: bool = False
    """The disk takes no more attempts."""
    _lock: Lock = field(default_factory=Lock)

    def reopen(self) -> None:
        """A new session."""
        self.states = {
            one: state if state == "archived" else "open" for one, state in self.states.items()
        }
        self.faults.clear()

    def open_targets(self, size: int) -> Iterator[list[Target]]:
        return self._pages("open", size)

    def planned_targets(self, size: int) -> Iterator[list[Target]]:
        return self._pages("planned", size)

    def judged(self, verdicts: Sequence[Judged]) -> None:
        with self._lock:
            for one in verdicts:
                assert self.states[one.target.id] != "archived"
                self.states[one.target.id] = one.state
                self.lines[one.target.id] = one.line
                if one.why:
                    self.faults[one.target.id] = one.why

    def about_to_archive(self, targets: Sequence[Target], at: datetime) -> int:
        with self._lock:
            if self.full:
                raise UnavailableError("journal.db: disk full", "Make room.")
            assert {self.states[one.id] for one in targets} == {"planned"}
            self.attempts[len(self.attempts) + 1] = "about to send"
            return len(self.attempts)

    def not_taken(self, attempt: int) -> None:
        self.attempts[attempt] = "not taken"

    def archived(self, attempt: int, targets: Sequence[Target]) -> None:
        with self._lock:
            self.attempts[attempt] = "settled"
            for one in targets:
                self.states[one.id] = "archived"

    def open_changes(self, size: int) -> Iterator[list[Changed]]:
        return iter(())

    planned_changes = open_changes

    def judged_changes(self, verdicts: Sequence[ChangeJudged]) -> None:
        assert not verdicts

    def about_to_change(self, ids: Sequence[str], at: datetime) -> int:
        raise AssertionError(f"nobody changed {ids}")

    def changed(self, attempt: int) -> None:
        raise AssertionError(attempt)

    def count(self, state: str) -> int:
        return list(self.states.values()).count(state)

    def _pages(self, state: str, size: int) -> Iterator[list[Target]]:
        wanted = [one for one in self.targets.values() if self.states[one.id] == state]
        for start in range(0, len(wanted), size):
            yield wanted[start : start + size]


class FakeRows:
    """What was sent; it breaks where the input changes meanwhile."""

    def __init__(self, rows: Iterable[Sent], *, broken: bool = False) -> None:
        self._rows = list(rows)
        self._broken = broken

    def rows(self) -> Iterator[Sent]:
        if self._broken:
            raise SourceError(Place("data.csv", 2), "it changed")
        yield from self._rows


class FakeCount:
    def __init__(self) -> None:
        self.done = 0
        self._lock = Lock()

    def advance(self, done: int) -> None:
        with self._lock:
            self.done += done


@dataclass
class UndoStage:
    """Everything one undoing needs, with its hands on the fakes."""

    shelf: FakeShelf
    journal: FakeUndoJournal
    clock: FakeClock
    stopper: FakeStopper
    pace: FakePace
    terms: UndoTerms
    hands: Hands

    def undo(self) -> Undo:
        return Undo(self.terms, self.hands)

    def counts(self) -> Mapping[str, int]:
        states = self.journal.states.values()
        return {state: list(states).count(state) for state in sorted(set(states))}


def undo_stage(
    count: int = 3,
    archive: Iterable[Act] = (),
    look: Iterable[Act] = (),
    *,
    sent: FakeRows | None = None,
    schema: ObjectSchema = SCHEMA,
    even_changed: bool = False,
    concurrency: int = 1,
    max_wait: float = 300.0,
    tick: float = 0.0,
) -> UndoStage:
    ids = [str(1000 + number) for number in range(1, count + 1)]
    stopper = FakeStopper()
    clock = FakeClock(stopper, tick=tick)
    pace = FakePace(clock, stopper)
    shelf = FakeShelf(ids, archive, look)
    targets = {one: Target(number, one, 1) for number, one in enumerate(ids, 1)}
    journal = FakeUndoJournal(targets, dict.fromkeys(ids, "open"))
    terms = UndoTerms(schema, sent, even_changed, concurrency)
    hands = Hands(shelf, pace, clock, journal, stopper, max_wait=max_wait)
    return UndoStage(shelf, journal, clock, stopper, pace, terms, hands)


def sent_rows(count: int) -> FakeRows:
    return FakeRows(Sent(n, n + 1, {"name": f"n{1000 + n}"}) for n in range(1, count + 1))


def planned(stage: UndoStage) -> None:
    """All judged well, without a look."""
    stage.journal.judged([Planned(target) for target in stage.journal.targets.values()])
