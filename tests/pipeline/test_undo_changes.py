"""Records that a run changed: what is put back, what is left, and that no answer is taken for one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from hubcli.core.outcomes import Fault, Stop
from hubcli.core.put_back import Cell, Changed
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, ErrorItem, Lost, Problem, Reply, Result
from hubcli.core.results import Requests
from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.undo import Held, Past, Seen, Sent, Target
from hubcli.core.undo_results import UndoCounts
from hubcli.errors import ExitCode
from hubcli.pipeline.taking_back import TakingBack
from hubcli.pipeline.undo_changes import PuttingBack
from hubcli.pipeline.undo_courier import Hands
from hubcli.pipeline.undo_ports import ChangeJudged, Judged
from hubcli.pipeline.undo_run import UndoTerms
from tests.pipeline.fakes import FakeClock, FakePace, FakeStopper
from tests.pipeline.undo_fakes import FakeCount, FakeRows

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SCHEMA = ObjectSchema("contacts", {"city": Property("city"), "lifecyclestage": Property("stage")})
BAD = Fault("no", "NO")


class Shelf:
    """Holds records; `script` says how updates are met, `looks` how reads are."""

    def __init__(self, held: Mapping[str, Mapping[str, str | None]]) -> None:
        self.held = {id_: dict(values) for id_, values in held.items()}
        self.absent: set[str] = set()
        self.theirs: set[str] = set()
        self.looks: list[Seen | Reply] = []
        self.script: list[Callable[[Sequence[tuple[str, Record]]], Reply]] = []
        self.asked: list[int] = []
        self.on_look: Callable[[], None] = lambda: None
        self.sent: list[dict[str, dict[str, str]]] = []
        self.archived: list[str] = []

    def server_time(self) -> datetime:
        return AT

    def look(
        self, ids: Sequence[str], *, properties: Sequence[str], history: Sequence[str]
    ) -> Seen | Reply:
        self.asked.append(len(ids))
        self.on_look()
        if self.looks:
            return self.looks.pop(0)
        ours, theirs = Past(AT, "INTEGRATION", "1"), Past(AT + timedelta(9), "CRM_UI", "userId:1")
        past = {
            id_: {n: [theirs if id_ in self.theirs else ours] for n in properties} for id_ in ids
        }
        found = {id_: Held(id_, self.held[id_], past[id_]) for id_ in ids if id_ in self.held}
        return Seen(found, frozenset(self.absent))

    def archive(self, ids: Sequence[str]) -> Reply:
        self.archived += ids
        return Answer(204)

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        self.sent.append({id_: dict(record.properties) for id_, record in pairs})
        return self.script.pop(0)(pairs) if self.script else self.done(pairs)

    def done(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        for id_, record in pairs:
            self.held[id_] |= {name: value or None for name, value in record.properties.items()}
        return Answer(200, BatchBody(tuple(Result(id_, dict(self.held[id_])) for id_, _ in pairs)))

    def done_unheard(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        self.done(pairs)
        return Lost("cut")

    def done_unnamed(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        self.done(pairs)
        return Answer(200, BatchBody((Result("99", {}),)))


@dataclass
class Journal:
    """States by id."""

    changes: dict[str, Changed]
    states: dict[str, str] = field(default_factory=dict)
    judged_as: dict[str, ChangeJudged] = field(default_factory=dict)
    attempts: dict[int, str] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def open_targets(self, size: int) -> Iterator[list[Target]]:
        return iter([self.targets] if self.targets else [])

    planned_targets = open_targets

    def judged(self, verdicts: Sequence[Judged]) -> None:
        pass

    def about_to_archive(self, targets: Sequence[Target], at: datetime) -> int:
        return self.about_to_change([target.id for target in targets], at)

    def archived(self, attempt: int, targets: Sequence[Target]) -> None:
        self.changed(attempt)

    def open_changes(self, size: int) -> Iterator[list[Changed]]:
        return self._pages("open", size)

    def planned_changes(self, size: int) -> Iterator[list[Changed]]:
        return self._pages("planned", size)

    def judged_changes(self, verdicts: Sequence[ChangeJudged]) -> None:
        for one in verdicts:
            assert self.states[one.changed.id] != "restored"
            self.states[one.changed.id] = one.state
            self.judged_as[one.changed.id] = one

    def about_to_change(self, ids: Sequence[str], at: datetime) -> int:
        self.attempts[len(self.attempts) + 1] = "about to send"
        return len(self.attempts)

    def changed(self, attempt: int) -> None:
        self.attempts[attempt] = "settled"

    def not_taken(self, attempt: int) -> None:
        self.attempts[attempt] = "not taken"

    def _pages(self, state: str, size: int) -> Iterator[list[Changed]]:
        wanted = iter([one for one in self.changes.values() if self.states[one.id] == state])
        while page := list(islice(wanted, size)):
            yield page


@dataclass
class Scene:
    shelf: Shelf
    journal: Journal
    terms: UndoTerms
    hands: Hands
    stopper: FakeStopper

    def plan(self) -> dict[str, str]:
        assert PuttingBack(self.terms, self.hands).plan(FakeCount()) is None
        return self.journal.states

    def restore(self) -> Stop | None:
        self.plan()
        return PuttingBack(self.terms, self.hands).restore(FakeCount())

    def why(self, id_: str) -> Fault:
        why = self.journal.judged_as[id_].why
        assert why is not None
        return why


def scene(
    now: Mapping[str, Mapping[str, str | None]],
    cells: Mapping[str, Mapping[str, Cell] | None] | None = None,
    *,
    even_changed: bool = False,
    sent: Iterable[Sent] = (),
    max_wait: float = 300.0,
) -> Scene:
    cells = cells or {id_: {"city": Cell("old", ("new",))} for id_ in now}
    changes = {
        id_: Changed(number, id_, 1, told) for number, (id_, told) in enumerate(cells.items(), 1)
    }
    stopper = FakeStopper()
    clock = FakeClock(stopper)
    shelf, journal = Shelf(now), Journal(changes, dict.fromkeys(changes, "open"))
    rows = FakeRows(sent) if sent else None
    terms = UndoTerms(SCHEMA, rows, even_changed, concurrency=1)
    hands = Hands(shelf, FakePace(clock, stopper), clock, journal, stopper, max_wait=max_wait)
    return Scene(shelf, journal, terms, hands, stopper)


NEW = {"city": "new"}


def test_a_plan_writes_nothing() -> None:
    one = scene({str(n): NEW for n in range(120)}, sent=[Sent(n, n + 1, {}) for n in (0, 1, 3)])
    assert set(one.plan().values()) == {"planned"}
    assert (one.shelf.asked, one.shelf.sent) == ([50, 50, 20], [])
    lines = [one.journal.judged_as[id_].line for id_ in ("0", "1", "2")]
    assert lines == [2, None, 4]


def test_what_was_there_is_put_back_by_the_fifty() -> None:
    one = scene({str(n): NEW for n in range(60)})
    assert one.restore() is None
    assert set(one.journal.states.values()) == {"restored"}
    assert {values["city"] for values in one.shelf.held.values()} == {"old"}
    assert [len(part) for part in one.shelf.sent] == [50, 10]
    assert set(one.journal.attempts.values()) == {"settled"}


def test_done_twice_it_does_nothing() -> None:
    one = scene({"1": {"city": "old"}})
    assert one.plan() == {"1": "restored"}
    assert one.shelf.sent == []


def test_what_was_changed_since_is_left_and_the_rest_put_back() -> None:
    cells = {"city": Cell("old", ("new",)), "phone": Cell(None, ("1",))}
    now = {"1": {"city": "x", "phone": "1"}, "2": {"city": "x", "phone": "x"}}
    one = scene(now, dict.fromkeys(now, cells))
    one.shelf.theirs = {"1"}
    assert one.plan() == {"1": "planned", "2": "left"}
    assert one.restore() is None
    assert one.journal.states == {"1": "left", "2": "left"}
    assert one.shelf.sent == [{"1": {"phone": ""}}]
    assert one.why("1").code == "CHANGED_BY_PERSON"
    assert one.why("2").code == "CHANGED_BY_APP"


def test_even_changed_takes_it() -> None:
    one = scene({"1": {"city": "x"}}, even_changed=True)
    assert one.restore() is None
    assert one.journal.states == {"1": "restored"}
    assert one.why("1").property == "city"
    assert one.shelf.held["1"] == {"city": "old"}


def test_what_is_changed_between_plan_and_restoring_is_seen() -> None:
    one = scene({"1": NEW, "2": NEW, "3": NEW})
    one.plan()
    one.shelf.held["1"]["city"] = "theirs"
    one.shelf.held["2"]["city"] = "old"
    assert PuttingBack(one.terms, one.hands).restore(FakeCount()) is None
    assert one.journal.states == {"1": "left", "2": "restored", "3": "restored"}
    assert one.shelf.sent == [{"3": {"city": "old"}}]


def test_what_can_not_be_known_is_left() -> None:
    known = {"city": Cell("old", ("new",))}
    one = scene({"1": NEW}, {"1": None, "2": known, "3": known})
    one.shelf.absent = {"2"}
    assert one.plan() == {"1": "left", "2": "left", "3": "left"}
    codes = [one.why(id_).code for id_ in "123"]
    assert codes == ["OLD_VALUES_UNKNOWN", "OBJECT_NOT_FOUND", "NOT_NAMED"]
    only = scene({}, {"1": None})
    assert only.plan() == {"1": "left"}
    assert only.shelf.asked == []


def test_a_read_that_is_refused_leaves_all() -> None:
    one = scene({"1": NEW})
    one.shelf.looks = [Answer(403, problem=Problem("no", scopes=("read",), faults=(BAD,)))]
    assert one.plan() == {"1": "left"}
    assert (one.why("1").code, "read" in one.why("1").message) == ("UNREADABLE", True)


def test_a_plan_that_can_not_be_made_stops() -> None:
    one = scene({"1": NEW})
    one.shelf.looks = [Answer(401)] * 2
    stop = PuttingBack(one.terms, one.hands).plan(FakeCount())
    assert (stop and stop.exit_code, one.journal.states) == (ExitCode.ACCOUNT, {"1": "open"})
    one.journal.states["1"] = "planned"
    one.stopper.stopping = False
    stop = PuttingBack(one.terms, one.hands).restore(FakeCount())
    assert (stop and stop.exit_code, one.journal.states) == (ExitCode.ACCOUNT, {"1": "planned"})


def said(status: int, policy: str | None = None) -> Callable[[object], Reply]:
    return lambda _: Answer(status, problem=Problem("no", "ANY", policy, faults=(BAD,)))


def test_a_lost_answer_is_sent_again() -> None:
    one = scene({"1": NEW})
    one.shelf.script = [one.shelf.done_unheard, said(429, "SECONDLY"), said(502)]
    undo = PuttingBack(one.terms, one.hands)
    one.plan()
    assert undo.restore(FakeCount()) is None
    assert (one.journal.states, len(one.shelf.sent)) == ({"1": "restored"}, 4)
    assert list(one.journal.attempts.values()) == [
        "about to send",
        "not taken",
        "about to send",
        "settled",
    ]
    assert undo.requests == Requests(sent=5, retried=3, rate_limited=1)


def test_what_is_never_answered_stops_and_is_gone_on_with() -> None:
    one = scene({"1": NEW}, max_wait=3.0)
    one.shelf.script = [said(502)] * 9
    stop = one.restore()
    assert (stop and stop.exit_code, one.journal.states) == (ExitCode.UNAVAILABLE, {"1": "planned"})


def test_a_token_that_is_refused_stops() -> None:
    one = scene({"1": NEW})
    one.shelf.script = [said(401)]
    stop = one.restore()
    assert (stop and stop.exit_code, one.journal.attempts) == (ExitCode.ACCOUNT, {1: "not taken"})


def test_an_end_in_between_is_an_end() -> None:
    one = scene({"1": NEW})
    one.plan()

    def stopping(pairs: Sequence[tuple[str, Record]]) -> Reply:
        one.stopper.stop()
        return Lost("cut")

    one.shelf.script = [stopping]
    stop = PuttingBack(one.terms, one.hands).restore(FakeCount())
    assert (stop and stop.exit_code, one.journal.states) == (
        ExitCode.INTERRUPTED,
        {"1": "planned"},
    )


def test_an_end_before_anything_is_written_leaves_it_planned() -> None:
    one = scene({"1": NEW})
    one.plan()
    one.shelf.on_look = one.stopper.stop
    stop = PuttingBack(one.terms, one.hands).restore(FakeCount())
    assert (stop and stop.exit_code, one.shelf.sent) == (ExitCode.INTERRUPTED, [])


def test_a_record_at_fault_is_left_and_the_others_put_back() -> None:
    one = scene(dict.fromkeys("12345", NEW))

    def picky(pairs: Sequence[tuple[str, Record]]) -> Reply:
        return said(400)(pairs) if "3" in dict(pairs) else one.shelf.done(pairs)

    one.shelf.script = [picky] * 9
    assert one.restore() is None
    assert one.journal.states == {id_: "left" if id_ == "3" else "restored" for id_ in "12345"}
    assert one.why("3") == BAD


def test_an_error_of_a_row_is_why_it_is_left() -> None:
    one = scene({"1": NEW, "2": NEW})

    def half(pairs: Sequence[tuple[str, Record]]) -> Reply:
        error = ErrorItem((pairs[0][1].trace_id,), (BAD,))
        return Answer(207, BatchBody((Result("2", {}),), (error,)))

    one.shelf.script = [half]
    assert one.restore() is None
    assert one.journal.states == {"1": "left", "2": "restored"}


def test_what_an_answer_leaves_out_is_read_again() -> None:
    one = scene({"1": NEW, "2": NEW})
    one.shelf.script = [one.shelf.done_unnamed]
    assert one.restore() is None
    assert one.journal.states == {"1": "restored", "2": "restored"}
    other = scene({"1": NEW, "2": NEW})
    other.shelf.script = [lambda _: Answer(200, BatchBody((Result("2", {}),)))]
    assert other.restore() is None
    assert other.journal.states == {"1": "left", "2": "restored"}
    assert other.why("1").code == "NOT_NAMED"


def test_what_an_answer_leaves_out_and_nobody_can_read_stays_planned() -> None:
    one = scene({"1": NEW})
    one.plan()

    def unnamed(pairs: Sequence[tuple[str, Record]]) -> Reply:
        one.shelf.looks = [Answer(401)]
        return one.shelf.done_unnamed(pairs)

    one.shelf.script = [unnamed]
    stop = PuttingBack(one.terms, one.hands).restore(FakeCount())
    assert (stop and stop.exit_code, one.journal.states) == (ExitCode.ACCOUNT, {"1": "planned"})


def test_what_hubspot_does_not_take_is_left() -> None:
    one = scene({"1": NEW})
    one.shelf.script = [lambda _: Answer(200, BatchBody((Result("1", {"city": "new"}),)))]
    assert one.restore() is None
    assert (one.journal.states, one.why("1").code) == ({"1": "left"}, "NOT_PUT_BACK")


def test_a_stage_is_cleared_before_it_is_moved_back() -> None:
    """HubSpot's API moves it forward only (api.md 11, item 15)."""
    cells = {"lifecyclestage": Cell("lead", ("customer",))}
    empty = {"lifecyclestage": Cell(None, ("customer",))}
    now = {id_: {"lifecyclestage": "customer"} for id_ in "12"}
    one = scene(now, {"1": cells, "2": empty})
    assert one.restore() is None
    assert one.shelf.sent == [
        {"1": {"lifecyclestage": ""}},
        {"1": {"lifecyclestage": "lead"}, "2": {"lifecyclestage": ""}},
    ]
    other = scene(now, {"1": cells, "2": empty})
    other.shelf.script = [said(401)]
    stop = other.restore()
    assert (stop and stop.exit_code, len(other.shelf.sent)) == (ExitCode.ACCOUNT, 1)


def test_both_halves_of_an_undoing() -> None:
    one = scene({"1": NEW, "7": {"city": "x"}}, {"1": {"city": Cell("old", ("new",))}})
    one.journal.targets = [Target(2, "7", 1)]
    undo = TakingBack(one.terms, one.hands)
    assert undo.plan(FakeCount()) is None
    assert one.shelf.sent == []
    assert undo.take(FakeCount()) is None
    assert (one.journal.states, one.shelf.archived) == ({"1": "restored"}, ["7"])
    assert undo.requests == Requests(sent=5)


@pytest.mark.parametrize(("planned", "to_restore"), [(0, 0), (1, 0), (0, 1)])
def test_whether_anything_is_to_be_done(planned: int, to_restore: int) -> None:
    counts = UndoCounts(3, 0, 0, planned, 2, updated=1, to_restore=to_restore)
    assert counts.is_planned is bool(planned or to_restore)
    assert counts.not_sent == planned + to_restore + 2
