"""Undoing: what is planned, what is left, and that nothing is taken for archived that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import LOOSE, Sent, Target
from hubcli.errors import ExitCode
from hubcli.pipeline.undo_judge import beside
from tests.pipeline.undo_fakes import (
    Act,
    FakeCount,
    FakeRows,
    UndoStage,
    planned,
    sent_rows,
    undo_stage,
)


def plan(stage: UndoStage) -> ExitCode | None:
    stop = stage.undo().plan(FakeCount())
    return stop.exit_code if stop else None


def archive(stage: UndoStage) -> ExitCode | None:
    planned(stage)
    stop = stage.undo().archive(FakeCount())
    return stop.exit_code if stop else None


def test_a_plan_archives_nothing() -> None:
    stage = undo_stage(120, sent=sent_rows(120))
    count = FakeCount()
    assert stage.undo().plan(count) is None
    assert stage.counts() == {"planned": 120}
    assert stage.shelf.looks == [50, 50, 20]
    assert stage.shelf.sizes == []
    assert count.done == 120
    assert set(stage.journal.lines.values()) == set(range(2, 122))


def test_the_sent_values_and_all_histories_are_asked_for() -> None:
    stage = undo_stage(1, sent=FakeRows([Sent(1, 2, {"name": "n1001", "gone": "x"})]))
    plan(stage)
    assert stage.shelf.asked == [(["gone", "name"], ["gone", "name", "phone"])]
    assert stage.journal.faults["1001"].code == "CHANGED"


def test_what_was_changed_is_left_and_named() -> None:
    stage = undo_stage(3)
    stage.shelf.changed = {"1002"}
    plan(stage)
    assert stage.counts() == {"left": 1, "planned": 2}
    assert stage.journal.faults["1002"].code == "CHANGED_BY_PERSON"


def test_another_value_than_the_one_sent_is_a_change() -> None:
    rows = FakeRows([Sent(1, 2, {"name": "n1001"}), Sent(2, 3, {"name": "other"})])
    stage = undo_stage(2, sent=rows)
    plan(stage)
    assert stage.counts() == {"left": 1, "planned": 1}
    assert stage.journal.lines == {"1001": 2, "1002": 3}


def test_even_changed_takes_it_and_says_why_it_should_not() -> None:
    stage = undo_stage(3, even_changed=True)
    stage.shelf.changed = {"1002"}
    plan(stage)
    assert stage.counts() == {"planned": 3}
    assert stage.journal.faults["1002"].code == "CHANGED_BY_PERSON"


def test_what_somebody_else_archived_is_gone() -> None:
    stage = undo_stage(3)
    stage.shelf.there.remove("1002")
    plan(stage)
    assert stage.counts() == {"archived": 1, "planned": 2}


@pytest.mark.parametrize("even_changed", [False, True])
def test_what_the_answer_does_not_speak_of_is_left_whatever_is_wanted(
    *, even_changed: bool
) -> None:
    stage = undo_stage(3, even_changed=even_changed)
    stage.shelf.there.remove("1002")
    stage.shelf.merged = {"1002"}
    plan(stage)
    assert stage.counts() == {"left": 1, "planned": 2}
    assert stage.journal.faults["1002"].code == "NOT_NAMED"


@pytest.mark.parametrize(("even_changed", "counts"), [(False, {"left": 2}), (True, {"planned": 2})])
def test_a_403_on_the_read_leaves_everything_and_names_the_scope(
    *, even_changed: bool, counts: dict[str, int]
) -> None:
    stage = undo_stage(2, look=[403], even_changed=even_changed)
    assert plan(stage) is None
    assert stage.counts() == counts
    assert "crm.objects.contacts.read" in stage.journal.faults["1001"].message


def test_without_the_properties_nothing_can_be_judged() -> None:
    stage = undo_stage(2, schema=ObjectSchema("contacts"), sent=sent_rows(2))
    assert plan(stage) is None
    assert stage.counts() == {"left": 2}
    assert stage.shelf.looks == []
    assert stage.journal.lines == {"1001": 2, "1002": 3}


@pytest.mark.parametrize("act", ["before", 502, 429, 423, "unreachable"])
def test_a_read_is_repeated_until_it_says_something(act: Act) -> None:
    stage = undo_stage(2, look=[act, act])
    undo = stage.undo()
    assert undo.plan(FakeCount()) is None
    assert stage.counts() == {"planned": 2}
    assert undo.requests.sent == (1 if act == "unreachable" else 3)
    assert undo.requests.rate_limited == (2 if act == 429 else 0)


@pytest.mark.parametrize(("act", "code"), [(401, 4), ((429, 500.0), 6)])
def test_a_plan_that_can_not_be_made_stops(act: Act, code: int) -> None:
    stage = undo_stage(2, look=[act])
    assert plan(stage) == code
    assert stage.counts() == {"open": 2}


def test_an_input_that_changes_meanwhile_stops() -> None:
    stage = undo_stage(2, sent=FakeRows([], broken=True))
    stop = stage.undo().plan(FakeCount())
    assert stop is not None
    assert (stop.exit_code, stop.message) == (6, "data.csv:2: it changed")


def test_rows_are_laid_beside_by_their_ordinals() -> None:
    targets = [Target(2, "a"), Target(5, "b"), Target(LOOSE, "c")]
    rows = [Sent(n, n + 1, {}) for n in (1, 2, 3, 4, 6)]
    (work,) = beside([targets], iter(rows))
    assert [sent and sent.number for sent in work.sent] == [2, None, None]
    (work,) = beside([targets], None)
    assert work.sent == [None, None, None]


def test_archiving_goes_by_the_hundred() -> None:
    stage = undo_stage(230)
    count = FakeCount()
    planned(stage)
    undo = stage.undo()
    assert undo.archive(count) is None
    assert (stage.shelf.sizes, stage.counts()) == ([100, 100, 30], {"archived": 230})
    assert (count.done, undo.requests.sent) == (230, 3)
    assert set(stage.journal.attempts.values()) == {"settled"}


@pytest.mark.parametrize("act", [429, 423, 477, "unreachable"])
def test_what_surely_did_nothing_is_sent_again_without_reading(act: Act) -> None:
    stage = undo_stage(archive=[act])
    assert archive(stage) is None
    assert stage.counts() == {"archived": 3}
    assert stage.shelf.looks == []
    assert stage.journal.attempts == {1: "not taken", 2: "settled"}


@pytest.mark.parametrize("act", ["after", "before", "half", 502, 204 + 3])
def test_a_lost_answer_is_read_back(act: Act) -> None:
    stage = undo_stage(archive=[act])
    assert archive(stage) is None
    assert stage.counts() == {"archived": 3}
    assert stage.shelf.there == set()
    assert len(stage.shelf.looks) == 1
    assert len(stage.shelf.sizes) == (1 if act == "after" else 2)


def test_where_it_can_not_be_read_back_it_is_archived_again() -> None:
    stage = undo_stage(archive=["after"], look=[403])
    assert archive(stage) is None
    assert (stage.shelf.sizes, stage.counts()) == ([3, 3], {"archived": 3})


def test_reading_back_is_not_gone_on_with_for_ever() -> None:
    stage = undo_stage(archive=["before"], look=[401])
    assert archive(stage) == 4
    assert stage.counts() == {"planned": 3}
    assert stage.journal.attempts == {1: "about to send"}


def test_an_outage_ends_it() -> None:
    stage = undo_stage(archive=["before"] * 100)
    assert archive(stage) == 6
    assert stage.counts() == {"planned": 3}


def test_a_refused_record_is_left_and_the_others_go() -> None:
    stage = undo_stage(5)
    stage.shelf.stubborn = {"1003"}
    assert archive(stage) is None
    assert stage.counts() == {"archived": 4, "left": 1}
    assert stage.journal.faults["1003"].code == "NO"


@pytest.mark.parametrize(("act", "code"), [(401, 4), (403, 4), (415, 6), ((429, 500.0), 6)])
def test_a_stop(act: Act, code: int) -> None:
    stage = undo_stage(archive=[act])
    assert archive(stage) == code
    assert stage.counts() == {"planned": 3}
    assert stage.shelf.there


def test_a_full_disk_ends_it_before_the_request() -> None:
    stage = undo_stage()
    stage.journal.full = True
    assert archive(stage) == 6
    assert stage.shelf.sizes == []


def test_somebody_ends_it() -> None:
    stage = undo_stage(250)
    planned(stage)
    stage.stopper.stop()
    stop = stage.undo().archive(FakeCount())
    assert stop is not None
    assert stop.exit_code is ExitCode.INTERRUPTED
    assert stage.counts() == {"planned": 250}
    assert plan(undo := undo_stage(1)) is None
    assert undo.counts() == {"planned": 1}


@pytest.mark.parametrize("act", ["ok", 423, "before"])
def test_somebody_ends_it_meanwhile(act: Act) -> None:
    stage = undo_stage(250, archive=[act, act])
    taken = stage.shelf.archive

    def and_stop(ids: list[str]) -> object:
        reply = taken(ids)
        stage.stopper.stop()
        return reply

    stage.shelf.archive = and_stop  # type: ignore[method-assign, assignment]
    assert archive(stage) is ExitCode.INTERRUPTED
    assert stage.shelf.sizes == [100]
    assert stage.counts() == (
        {"archived": 100, "planned": 150} if act == "ok" else {"planned": 250}
    )


def test_somebody_ends_it_between_two_parts() -> None:
    stage = undo_stage(4, archive=[400])
    taken = stage.shelf.archive

    def and_stop(ids: list[str]) -> object:
        stage.stopper.stop()
        return taken(ids)

    stage.shelf.archive = and_stop  # type: ignore[method-assign, assignment]
    assert archive(stage) is ExitCode.INTERRUPTED
    assert (stage.shelf.sizes, stage.counts()) == ([4], {"planned": 4})


def test_somebody_ends_the_plan_meanwhile() -> None:
    stage = undo_stage(120)
    look = stage.shelf.look

    def and_stop(ids: list[str], **asked: list[str]) -> object:
        stage.stopper.stop()
        return look(ids, properties=asked["properties"], history=asked["history"])

    stage.shelf.look = and_stop  # type: ignore[method-assign, assignment]
    assert plan(stage) is ExitCode.INTERRUPTED
    assert stage.counts() == {"open": 70, "planned": 50}


def test_an_old_plan_is_looked_at_once_more() -> None:
    stage = undo_stage(3)
    undo = stage.undo()
    assert undo.plan(FakeCount()) is None
    stage.clock.go_to(stage.clock.now() + 61)
    stage.shelf.changed = {"1002"}
    stage.shelf.there.remove("1003")
    assert undo.archive(FakeCount()) is None
    assert stage.counts() == {"archived": 2, "left": 1}
    assert stage.shelf.archived == ["1001"]


def test_an_old_plan_of_which_nothing_is_left_sends_nothing() -> None:
    stage = undo_stage(1)
    undo = stage.undo()
    undo.plan(FakeCount())
    stage.clock.go_to(stage.clock.now() + 61)
    stage.shelf.changed = {"1001"}
    assert undo.archive(FakeCount()) is None
    assert (stage.counts(), stage.shelf.sizes) == ({"left": 1}, [])


def test_an_old_plan_that_can_not_be_looked_at_again_stops() -> None:
    stage = undo_stage(1, look=["ok", 401])
    undo = stage.undo()
    undo.plan(FakeCount())
    stage.clock.go_to(stage.clock.now() + 61)
    stop = undo.archive(FakeCount())
    assert stop is not None
    assert stop.exit_code is ExitCode.ACCOUNT


def test_even_changed_needs_no_second_look() -> None:
    stage = undo_stage(1, even_changed=True)
    undo = stage.undo()
    undo.plan(FakeCount())
    stage.clock.go_to(stage.clock.now() + 61)
    assert undo.archive(FakeCount()) is None
    assert stage.shelf.looks == [1]


def test_a_bug_in_a_thread_is_raised() -> None:
    stage = undo_stage(1, schema=ObjectSchema("x", {"name": None}))  # type: ignore[dict-item]
    with pytest.raises(AttributeError):
        plan(stage)
    stage = undo_stage(1)
    del stage.journal.states["1001"]
    stage.journal.states["9"] = "open"
    stage.journal.targets = {"9": Target(1, "9")}
    stage.journal.judged = None  # type: ignore[assignment, method-assign]
    with pytest.raises(TypeError):
        plan(stage)


def test_nobody_is_waited_for_after_the_second_time() -> None:
    stage = undo_stage(1)
    stage.stopper.abandon()
    assert plan(stage) is ExitCode.INTERRUPTED


_ARCHIVE = st.sampled_from(["ok", "before", "after", "half", 429, 502, "unreachable", 207, 423])
_LOOK = st.sampled_from(["ok", "before", 429, 502, 403, "empty", "unreachable"])


@given(
    st.integers(1, 260),
    st.lists(_ARCHIVE, max_size=12),
    st.lists(_LOOK, max_size=12),
    st.sets(st.integers(1001, 1260)),
    st.sampled_from([1, 4]),
)
def test_nothing_is_claimed_that_is_not_so_and_in_the_end_all_is_gone(
    count: int, archive: list[Act], look: list[Act], changed: set[int], concurrency: int
) -> None:
    stage = undo_stage(count, archive, look, concurrency=concurrency)
    stage.shelf.changed = {str(one) for one in changed}
    for _ in range(20):
        stage.journal.reopen()
        undo = stage.undo()
        stop = undo.plan(FakeCount()) or undo.archive(FakeCount())
        assert stop is None
        gone = {one for one, state in stage.journal.states.items() if state == "archived"}
        assert not gone & stage.shelf.there
        assert not stage.shelf.changed & set(stage.shelf.archived)
        if gone == stage.journal.targets.keys() - stage.shelf.changed:
            break
    assert stage.shelf.there == stage.shelf.changed & stage.journal.targets.keys()
    assert stage.journal.count("left") == len(stage.shelf.there)
