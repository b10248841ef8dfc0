import pytest

from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import Created, Fault, InDoubt, Refused
from hubcli.core.replies import Answer, Problem, Unreadable
from hubcli.core.results import Requests
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import (
    EMAIL,
    IMPORT_KEY,
    batch_of,
    names,
    record,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    Act,
    answer,
    lost,
    says,
    stop_then,
    unusable,
    whole,
)


def unreadable(*, again: bool) -> Unreadable:
    return Unreadable("reading is not allowed", again=again)


def all_made(_: int) -> bool:
    return True


@pytest.mark.parametrize("made", [True, False])
@pytest.mark.parametrize("key", [EMAIL, IMPORT_KEY])
def test_a_lost_answer_is_settled_by_reading_back(*, made: bool, key: KeyRule) -> None:
    one = stage(lost(made=lambda _: made), key=key)
    done = one.deliver(records(5, key=key))
    assert names(done.outcomes) == ["Created"] * 5
    assert one.sizes() == ([5] if made else [5, 5])
    assert len(one.hubspot.made) == 5


@pytest.mark.parametrize("status", [201, 302, 408, 500, 502, 503, 504, 521, 524])
@pytest.mark.parametrize("made", [True, False])
def test_an_answer_that_says_nothing_is_settled_too(status: int, *, made: bool) -> None:
    one = stage(unusable(status, made=made))
    assert names(one.deliver(records(2)).outcomes) == ["Created", "Created"]
    assert len(one.hubspot.made) == 2


def test_only_what_is_absent_is_sent_again() -> None:
    one = stage(lost(made=lambda number: number % 2 == 0))
    assert names(one.deliver(records(5)).outcomes) == ["Created"] * 5
    assert one.sizes() == [5, 2]


def test_what_is_absent_is_read_again_when_the_patience_has_passed() -> None:
    one = stage(lost(made=all_made, late=20.0))
    began = one.clock.now()
    assert names(one.deliver(records(3)).outcomes) == ["Created"] * 3
    assert one.sizes() == [3]
    assert len(one.hubspot.looked_up) == 2
    assert one.clock.now() == began + 30.0


def test_what_hubspot_claims_and_never_shows_stays_in_doubt() -> None:
    """An archived holder of the key: sent again for ever it would end the run, and it is one row."""
    conflict = Problem("exists", faults=(Fault("exists", "ALREADY_EXISTS"),))
    one = stage(lost(), lambda *_: Answer(409, problem=conflict))
    done = one.deliver(records(1))
    assert names(done.outcomes) == ["InDoubt"]
    assert done.stop is None
    assert one.sizes() == [1, 1]


def test_already_exists_after_a_lost_try_is_looked_up() -> None:
    # Longer than the patience: the record is there when the row is sent again, and only just.
    one = stage(lost(made=all_made, late=31.0), patience=30.0)
    done = one.deliver(records(1))
    assert one.sizes() == [1, 1]
    assert names(done.outcomes) == ["Created"]
    assert isinstance(done.outcomes[0], Created)
    assert done.outcomes[0].id == one.hubspot.made[0].id


def test_already_exists_after_a_lost_try_is_looked_up_when_the_batch_is_refused_whole() -> None:
    one = stage(lost(made=all_made, late=31.0), otherwise=whole())
    done = one.deliver(records(2))
    assert one.sizes() == [2, 2, 1, 1]
    assert names(done.outcomes) == ["Created", "Created"]
    assert len(one.hubspot.made) == 2


@pytest.mark.parametrize("otherwise", [answer(), whole()])
def test_already_exists_on_a_first_try_is_a_refusal(otherwise: Act) -> None:
    one = stage(otherwise=otherwise)
    one.hubspot.put({"email": "row1@example.com"})
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["Refused", "Created"]
    assert isinstance(done.outcomes[0], Refused)
    assert done.outcomes[0].faults[0].code == "ALREADY_EXISTS"
    assert one.hubspot.looked_up == []


def test_another_refusal_after_a_lost_try_is_one() -> None:
    one = stage(lost(), says(400, "no"))
    done = one.deliver(records(1))
    assert names(done.outcomes) == ["Refused"]


def test_a_record_that_was_there_before_is_not_ours() -> None:
    one = stage(lost())
    one.hubspot.put({"email": "row1@example.com", "firstname": "n1"})
    refused = one.deliver(records(1)).outcomes[0]
    assert isinstance(refused, Refused)
    assert refused.faults[0].code == "ALREADY_EXISTS"
    assert refused.faults[0].property == "email"
    assert "Existing ID: 9000" in refused.faults[0].message


def test_a_newer_record_with_other_values_leaves_the_row_in_doubt() -> None:
    one = stage(lost())
    one.hubspot.put({"email": "row1@example.com", "firstname": "somebody"}, ago=0.0)
    assert names(one.deliver(records(1)).outcomes) == ["InDoubt"]


def test_a_record_of_the_same_second_with_our_values_is_ours() -> None:
    """The server's clock is known to the second."""
    one = stage(lost())
    made = one.hubspot.put({"email": "row1@example.com", "firstname": "n1"}, ago=0.2)
    assert one.hubspot.server_time() <= one.hubspot.moment(made.at)
    assert names(one.deliver(records(1)).outcomes) == ["Created"]


def test_an_import_key_that_is_found_is_ours_whatever_it_holds() -> None:
    one = stage(lost(), key=IMPORT_KEY)
    one.hubspot.put({"hubcli_key": "key-1"})
    assert names(one.deliver(records(1, key=IMPORT_KEY)).outcomes) == ["Created"]


def test_without_a_key_a_lost_answer_leaves_the_rows_in_doubt_and_never_sends_them_again() -> None:
    one = stage(lost(made=all_made), key=None)
    done = one.deliver(records(3, key=None))
    assert names(done.outcomes) == ["InDoubt"] * 3
    assert one.sizes() == [3]
    assert done.lost_in_a_row == 1


def test_a_row_without_a_key_among_rows_with_one() -> None:
    one = stage(lost(made=all_made))
    rows = [*records(2), record(3, {"firstname": "keyless"}, EMAIL)]
    assert names(one.deliver(rows).outcomes) == ["Created", "Created", "InDoubt"]


def test_two_rows_with_one_key_are_not_mixed_up() -> None:
    one = stage(lost(made=lambda number: number == 0))
    rows = [
        record(1, {"email": "a@b.co", "firstname": "first"}, EMAIL),
        record(2, {"email": "A@B.co", "firstname": "second"}, EMAIL),
    ]
    assert names(one.deliver(rows).outcomes) == ["Created", "InDoubt"]


def test_a_row_that_an_answer_does_not_name_is_looked_up() -> None:
    one = stage(answer(keep=lambda number: number != 1))
    done = one.deliver(records(3))
    assert names(done.outcomes) == ["Created"] * 3
    assert one.hubspot.looked_up == [("row2@example.com",)]
    assert done.lost_in_a_row == 0


def test_a_look_up_that_fails_is_tried_again() -> None:
    fault = unreadable(again=True)
    one = stage(lost(made=all_made), finds=[fault, fault])
    assert names(one.deliver(records(2)).outcomes) == ["Created", "Created"]
    assert len(one.hubspot.looked_up) == 3


def test_a_look_up_that_is_not_allowed_leaves_the_rows_in_doubt() -> None:
    one = stage(lost(made=all_made), finds=[unreadable(again=False)])
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["InDoubt", "InDoubt"]
    doubt = done.outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == "the connection was lost; reading is not allowed"
    assert len(one.hubspot.looked_up) == 1


def test_a_look_up_that_never_succeeds_has_an_end() -> None:
    one = stage(lost(made=all_made), finds=[unreadable(again=True)] * 1_000, max_wait=20.0)
    assert names(one.deliver(records(2)).outcomes) == ["InDoubt", "InDoubt"]
    assert len(one.hubspot.looked_up) == 11


def test_what_hubspot_never_takes_stops_the_run_and_the_rows_are_surely_not_there() -> None:
    one = stage(otherwise=lost())
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert one.sizes() == [2] * 4
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE
    assert done.lost_in_a_row == 0


def test_a_stop_leaves_what_may_be_there_in_doubt_and_the_rest_not_sent() -> None:
    split = whole()
    one = stage(split, stop_then(lost()))
    done = one.deliver(records(4, bad=[3]))
    assert names(done.outcomes) == ["InDoubt", "InDoubt", "NotSent", "NotSent"]
    doubt = done.outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults[0].message == "the connection was lost; the run ended"
    assert (done.report().in_doubt, done.report().created) == (2, 0)


def test_a_stop_before_the_patience_has_passed_leaves_doubt() -> None:
    one = stage(lost())
    delivery = Delivery(batch_of(records(2)), one.terms, one.tools)
    due = delivery.advance()
    assert due == one.clock.now() + 30.0
    one.stopper.stop()
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["InDoubt", "InDoubt"]


def test_a_row_that_is_sent_again_and_held_up_is_surely_not_there() -> None:
    one = stage(lost(), says(401))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.requests == Requests(sent=2, retried=1)


def test_errors_without_rows_refuse_no_row_that_an_earlier_try_made() -> None:
    """One of two errors says that a record exists: it may be the one that came late."""
    one = stage(
        lost(made=lambda number: number == 0, late=40.0),
        answer(named_errors=False),
        key=IMPORT_KEY,
    )
    done = one.deliver(records(2, key=IMPORT_KEY, bad=[1]))
    assert names(done.outcomes) == ["Created", "InDoubt"]
