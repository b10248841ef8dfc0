"""Several doubts of one batch: each is looked up in its own time, and all of their ends count."""

from datetime import timedelta

from hubcli.core.outcomes import Fault, InDoubt
from hubcli.core.replies import Unreadable
from hubcli.errors import ExitCode
from hubcli.pipeline.doubts import Doubts
from tests.pipeline.builders import EMAIL, Stage, batch_of, record, records, stage


def doubts_of(one: Stage, *, keyless: int = 0, keyed: int = 2) -> Doubts:
    rows = [record(number, {"firstname": "x"}) for number in range(1, keyless + 1)]
    rows += records(keyed, key=EMAIL, first=keyless + 1)
    return Doubts(batch_of(rows), one.terms, one.tools)


def reason(text: str) -> InDoubt:
    return InDoubt((Fault(text, "IN_DOUBT"),))


def test_the_sooner_look_counts_in_either_order() -> None:
    one = stage(patience=30.0)
    doubts = doubts_of(one)
    now = one.clock.now()
    doubts.add((0,), "lost", one.hubspot.server_time())
    one.clock.go_to(now + 10.0)
    doubts.add((1,), "lost", one.hubspot.server_time())
    assert doubts.look().due == now + 30.0
    one.clock.go_to(now + 30.0)
    looked = doubts.look()
    assert (looked.absent, looked.due) == ([(0,)], now + 40.0)
    one.clock.go_to(now + 40.0)
    looked = doubts.look()
    assert (looked.absent, looked.due, looked.outcomes) == ([(1,)], None, {})


def test_an_answer_to_one_of_them_is_an_answer() -> None:
    one = stage()
    doubts = doubts_of(one, keyless=1, keyed=1)
    doubts.add((1,), "lost", one.hubspot.server_time())
    doubts.add((0,), "cut", one.hubspot.server_time())
    looked = doubts.look()
    assert looked.answered
    why = "cut; it has no unique property to look it up by"
    assert looked.outcomes == {0: reason(why)}


def test_what_is_claimed_and_not_shown_takes_no_other_end_away() -> None:
    one = stage(patience=30.0)
    doubts = doubts_of(one, keyless=1, keyed=2)
    left = one.hubspot.server_time()
    doubts.add((0,), "cut", left)
    doubts.add((1, 2), "it is claimed", left, claimed=True)
    one.clock.go_to(one.clock.now() + 30.0)
    looked = doubts.look()
    assert looked.outcomes == {
        0: reason("cut; it has no unique property to look it up by"),
        1: reason("it is claimed; it shows none"),
        2: reason("it is claimed; it shows none"),
    }
    assert (looked.absent, looked.due, looked.stop) == ([], None, None)


def test_a_look_up_that_fails_is_tried_again_and_in_the_end_given_up() -> None:
    faults = [Unreadable("503", again=True), Unreadable("504", again=True)]
    one = stage(finds=faults, max_wait=60.0)
    doubts = doubts_of(one, keyless=1, keyed=1)
    now = one.clock.now()
    doubts.add((0, 1), "lost", one.hubspot.server_time())
    looked = doubts.look()
    assert (set(looked.outcomes), looked.due, looked.answered) == ({0}, now + 2.0, False)
    one.clock.go_to(now + 60.0)
    looked = doubts.look()
    assert (looked.outcomes, looked.due) == ({1: reason("lost; 504")}, None)
    assert (doubts.look().outcomes, doubts.look().due) == ({}, None)


def test_rows_that_are_absent_again_and_again_end_the_run() -> None:
    one = stage(patience=0.0)
    doubts = doubts_of(one)
    stops = []
    for _ in range(one.terms.most_losses):
        doubts.add((0, 1), "lost", one.hubspot.server_time())
        looked = doubts.look()
        assert looked.absent == [(0, 1)]
        stops.append(looked.stop)
    assert stops[:-1] == [None] * (len(stops) - 1)
    assert stops[-1] is not None
    assert (stops[-1].exit_code, stops[-1].message) == (
        ExitCode.UNAVAILABLE,
        "HubSpot does not take it: lost",
    )


def test_the_first_time_that_a_row_was_sent_is_kept() -> None:
    one = stage()
    doubts = doubts_of(one)
    first = one.hubspot.server_time()
    doubts.add((0,), "lost", first)
    doubts.add((0, 1), "lost", first + timedelta(seconds=9))
    doubts.add((), "lost", first)
    assert doubts.first_sent == {0: first, 1: first + timedelta(seconds=9)}


def test_a_look_up_that_fails_for_good_takes_no_other_end_away() -> None:
    one = stage(finds=[Unreadable("403", again=False)])
    doubts = doubts_of(one, keyless=1, keyed=1)
    doubts.add((0, 1), "lost", one.hubspot.server_time())
    why = "it has no unique property to look it up by"
    assert doubts.look().outcomes == {0: reason(f"lost; {why}"), 1: reason("lost; 403")}
