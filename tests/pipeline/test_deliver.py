from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import Created, Fault, InDoubt, NotSent, Refused, Stop
from hubcli.core.records import Record
from hubcli.core.replies import (
    Answer,
    BatchBody,
    ErrorItem,
    Found,
    Reply,
    Result,
    Unreadable,
)
from hubcli.core.results import Requests
from hubcli.errors import ExitCode, UnavailableError
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import (
    EMAIL,
    IMPORT_KEY,
    Stage,
    batch_of,
    names,
    record,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    Act,
    FakeHubSpot,
    Made,
    answer,
    lost,
    never_sent,
    says,
    stop_then,
    unusable,
    whole,
)
from tests.pipeline.fakes import FakeJournal, FakePace


def unreadable(*, again: bool) -> Unreadable:
    return Unreadable("reading is not allowed", again=again)


def all_made(_: int) -> bool:
    return True


# Sending and settling


def test_a_good_batch_is_one_request() -> None:
    one = stage()
    done = one.deliver(records(100))
    assert one.sizes() == [100]
    assert names(done.outcomes) == ["Created"] * 100
    assert done.requests == Requests(sent=1)
    assert [event for event, _ in one.journal.events] == ["about to send", "settled"]


def test_refusals_name_the_column() -> None:
    one = stage()
    done = one.deliver(records(3, bad=[1]))
    assert names(done.outcomes) == ["Created", "Refused", "Created"]
    refused = done.outcomes[1]
    assert isinstance(refused, Refused)
    assert refused.faults[0].column == "column of bad"


def test_nothing_leaves_when_the_run_is_ending_already() -> None:
    one = stage()
    one.stopper.stop()
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert one.sizes() == []


def test_a_turn_that_is_not_given_sends_nothing() -> None:
    one = stage()

    class Ending(FakePace):
        def turn(self) -> bool:
            one.stopper.stop()
            return super().turn()

    tools = replace(one.tools, pace=Ending(one.clock, one.stopper))
    delivery = Delivery(batch_of(records(2)), one.terms, tools)
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["NotSent", "NotSent"]
    assert one.journal.events == []


# Surely nothing happened


@pytest.mark.parametrize(
    ("reply", "waited"),
    [
        (never_sent(), 0.5),
        (says(423), 2.0),
        (says(423, retry_after=7.0), 7.0),
        (says(477, retry_after=40.0), 40.0),
        (says(477, retry_after=0.0), 0.5),
        (says(477), 0.5),
    ],
)
def test_what_surely_did_nothing_is_sent_again(reply: Act, waited: float) -> None:
    one = stage(reply)
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["Created", "Created"]
    assert one.clock.waits == [waited]
    assert one.journal.states == {1: "not taken", 2: "sent"}


@pytest.mark.parametrize(
    ("reply", "held"),
    [
        (says(429, policy="TEN_SECONDLY_ROLLING"), 10.0),
        (says(429, policy="TEN_SECONDLY_ROLLING", interval=3.0), 3.0),
        (says(429, policy="SECONDLY"), 1.0),
        (says(429, "You have reached your secondly limit."), 1.0),
        (says(429, retry_after=4.0), 4.0),
        (says(429, retry_after=4_000.0), 4.0),
        (says(429, retry_after=0.0), 0.5),
    ],
)
def test_a_rate_limit_holds_everybody(reply: Act, held: float) -> None:
    one = stage(reply)
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["Created", "Created"]
    assert one.pace.holds == [held]
    assert done.requests == Requests(sent=2, retried=1, rate_limited=1)


def test_waits_grow_and_have_an_end() -> None:
    one = stage(otherwise=never_sent())
    done = one.deliver(records(2))
    assert one.clock.waits[:8] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert sum(one.clock.waits) <= 300.0
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE
    assert done.requests == Requests()


def test_a_limit_of_no_seconds_does_not_turn_for_ever() -> None:
    one = stage(otherwise=says(429, retry_after=0.0))
    done = one.deliver(records(1))
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE


def test_a_wait_of_hours_stops_at_once() -> None:
    one = stage(says(477, retry_after=40_000.0))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE
    assert one.clock.waits == []
    assert one.journal.states == {1: "not taken"}


def test_the_daily_limit_stops() -> None:
    one = stage(says(429, policy="DAILY"))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.UNAVAILABLE
    assert one.sizes() == [2]


def test_a_stop_during_a_wait_leaves_the_rows_not_sent() -> None:
    one = stage(stop_then(never_sent()))
    assert names(one.deliver(records(2)).outcomes) == ["NotSent", "NotSent"]


@pytest.mark.parametrize("status", [401, 403])
def test_an_account_that_may_not_stops_the_run(status: int) -> None:
    one = stage(says(status))
    done = one.deliver(records(2))
    assert names(done.outcomes) == ["NotSent", "NotSent"]
    assert done.stop is not None
    assert done.stop.exit_code is ExitCode.ACCOUNT
    assert one.journal.states == {1: "not taken"}


# Splitting


@given(bad=st.integers(0, 99), size=st.integers(1, 100))
def test_one_bad_row_costs_at_most_14_further_requests(bad: int, size: int) -> None:
    bad %= size
    one = stage(otherwise=whole())
    done = one.deliver(records(size, bad=[bad]))
    assert len(one.sizes()) <= 1 + 14
    expected = ["Created"] * size
    expected[bad] = "Refused"
    assert names(done.outcomes) == expected


@given(bad=st.sets(st.integers(0, 99), min_size=1))
def test_each_bad_row_costs_at_most_14_further_requests(bad: set[int]) -> None:
    one = stage(otherwise=whole())
    done = one.deliver(records(100, bad=bad))
    assert len(one.sizes()) <= 1 + 14 * len(bad)
    assert {i for i, end in done.outcomes.items() if isinstance(end, Refused)} == bad
    assert len(one.hubspot.made) == 100 - len(bad)


def test_every_split_is_in_the_journal() -> None:
    one = stage(otherwise=whole())
    one.deliver(records(4, bad=[3]))
    assert one.sizes() == [4, 2, 2, 1, 1]
    assert list(one.journal.states.values()) == ["returned", "sent", "returned", "sent", "returned"]


def test_rows_that_a_whole_refusal_names_go_alone() -> None:
    one = stage(otherwise=whole(names_rows=True))
    done = one.deliver(records(10, bad=[2, 7]))
    assert one.sizes() == [10, 1, 1, 8]
    assert [r.trace_id for (r, *_) in one.hubspot.requests[1:3]] == ["t-3", "t-8"]
    assert names(done.outcomes).count("Created") == 8


def test_a_whole_refusal_that_names_all_rows_is_halved() -> None:
    one = stage(otherwise=whole(names_rows=True))
    done = one.deliver(records(4, bad=range(4)))
    assert one.sizes() == [4, 2, 1, 1, 2, 1, 1]
    assert names(done.outcomes) == ["Refused"] * 4


def test_the_report_of_a_split_batch_shows_the_first_answer_and_the_sums() -> None:
    one = stage(otherwise=whole())
    report = one.deliver(records(4, bad=[0])).report()
    assert report.http_status == 400
    assert (report.status, report.correlation_id) == (None, None)
    assert (report.created, report.refused, report.attempts) == (3, 1, 5)
    assert report.remark == "split"
    assert (report.first_line, report.last_line) == (2, 5)


# A journal that can't be written


class FullDisk(FakeJournal):
    def about_to_send(self, batch: int, records: Sequence[Record]) -> int:
        if self.sent:
            raise UnavailableError("disk full", "make room")
        return super().about_to_send(batch, records)


def test_what_can_not_be_written_down_is_not_sent() -> None:
    one = stage(otherwise=whole())
    tools = replace(one.tools, journal=FullDisk())
    delivery = Delivery(batch_of(records(2, bad=[1])), one.terms, tools)
    assert delivery.advance() is None
    assert one.sizes() == [2]
    assert names(delivery.outcomes) == ["NotSent", "NotSent"]
    assert delivery.stop == Stop(ExitCode.UNAVAILABLE, "disk full", "make room")


# Doubt


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


# Abandoned


class Abandoning(FakeHubSpot):
    """The second Ctrl-C comes while HubSpot is at it."""

    delivery: Delivery
    during: str

    def create(self, records: Sequence[Record]) -> Reply:
        self._abandon("create", len(records))
        return super().create(records)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        self._abandon("find", len(values))
        return super().find(key, values, properties)

    def _abandon(self, doing: str, rows: int) -> None:
        if (doing, rows) == (self.during, 2):
            self.stopper.abandon()
            self.delivery.abandon()


def abandoned(during: str, rows: Sequence[Record], *script: Act) -> tuple[Stage, Delivery]:
    one = stage()
    hubspot = Abandoning(one.clock, one.stopper, key="email", script=script)
    delivery = Delivery(batch_of(rows), one.terms, replace(one.tools, hubspot=hubspot))
    hubspot.delivery, hubspot.during = delivery, during
    assert delivery.advance() is None
    return one, delivery


def test_rows_in_flight_when_nobody_waits_any_more_are_in_doubt() -> None:
    one, delivery = abandoned("create", records(4, bad=[3]), whole())
    assert names(delivery.outcomes) == ["InDoubt", "InDoubt", "NotSent", "NotSent"]
    written = [event for event, _ in one.journal.events]
    assert written == ["about to send", "returned", "about to send", "settled"]


def test_rows_being_looked_up_when_nobody_waits_any_more_are_in_doubt() -> None:
    _, delivery = abandoned("find", records(2), lost(made=all_made), lost(made=all_made))
    assert names(delivery.outcomes) == ["InDoubt", "InDoubt"]


def test_a_delivery_that_nobody_took_on_has_sent_nothing() -> None:
    one = stage()
    delivery = Delivery(batch_of(records(2)), one.terms, one.tools)
    delivery.abandon()
    assert delivery.outcomes == {0: NotSent(), 1: NotSent()}


# Times and counts


def test_jitter_makes_waits_longer_by_at_most_a_fifth() -> None:
    one = stage(never_sent())
    tools = replace(one.tools, jitter=lambda: 1.0)
    Delivery(batch_of(records(1)), one.terms, tools).advance()
    assert one.clock.waits == [pytest.approx(0.6)]


def test_reports_carry_what_hubspot_said() -> None:
    one = stage(answer(status="CANCELED", num_errors=3))
    report = one.deliver(records(3, bad=[1])).report()
    assert (report.status, report.http_status, report.num_errors) == ("CANCELED", 207, 3)
    assert (report.created, report.refused, report.in_doubt, report.rows) == (2, 1, 0, 3)
    assert (report.started_at, report.completed_at, report.links) == ("start", "end", {"next": "x"})
    assert report.correlation_id == "c-1"
    assert report.remark == "numErrors is 3, but errors lists 1"


def test_num_errors_is_what_errors_list_where_hubspot_does_not_count() -> None:
    fault = ErrorItem(("t-1",), (Fault("no"),))
    one = stage(lambda _hubspot, _rows: Answer(207, BatchBody(errors=(fault,))))
    report = one.deliver(records(1)).report()
    assert report.num_errors == 1
    assert report.remark == ""


def test_a_batch_that_never_left_has_nothing_to_show() -> None:
    one = stage(otherwise=never_sent())
    report = one.deliver(records(1)).report()
    assert (report.http_status, report.status, report.attempts) == (None, None, 0)
    assert report.seconds == sum(one.clock.waits)


class SlowToShow(FakeHubSpot):
    """Records say that they were made when their request came, and are there 31 seconds later."""

    def result(self, made: Made, *, trace: bool = False, echo: bool = True) -> Result:
        found = super().result(made, trace=trace, echo=echo)
        return found._replace(created_at=self.moment(made.at - 31.0).isoformat())


def test_a_record_is_ours_from_the_first_request_on_that_carried_its_row() -> None:
    one = stage()
    script = [lost(made=all_made, late=31.0), answer()]
    hubspot = SlowToShow(one.clock, one.stopper, key="email", script=script)
    delivery = Delivery(batch_of(records(1)), one.terms, replace(one.tools, hubspot=hubspot))
    while (due := delivery.advance()) is not None:
        one.clock.go_to(due)
    assert len(hubspot.requests) == 2
    assert delivery.outcomes == {0: Created(hubspot.made[0].id)}


def test_faults_of_doubt_are_explained_too() -> None:
    one = stage(lost(), key=None)
    doubt = one.deliver(records(1, key=None)).outcomes[0]
    assert isinstance(doubt, InDoubt)
    assert doubt.faults == (
        Fault(
            "the connection was lost; it has no unique property to look it up by",
            "IN_DOUBT",
            column="column of None",
        ),
    )
