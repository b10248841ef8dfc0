from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.outcomes import Refused, Stop
from hubcli.core.records import Record
from hubcli.core.results import Requests
from hubcli.errors import ExitCode, UnavailableError
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import (
    batch_of,
    names,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    Act,
    never_sent,
    says,
    stop_then,
    whole,
)
from tests.pipeline.fakes import FakeJournal, FakePace

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
    assert one.journal.states == {1: "not taken", 2: "settled"}


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
    assert list(one.journal.states.values()) == [
        "returned",
        "settled",
        "returned",
        "settled",
        "returned",
    ]


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
    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        if self.sent:
            raise UnavailableError("disk full", "Make room.")
        return super().about_to_send(batch, records, at)


def test_what_can_not_be_written_down_is_not_sent() -> None:
    one = stage(otherwise=whole())
    tools = replace(one.tools, journal=FullDisk())
    delivery = Delivery(batch_of(records(2, bad=[1])), one.terms, tools)
    assert delivery.advance() is None
    assert one.sizes() == [2]
    assert names(delivery.outcomes) == ["NotSent", "NotSent"]
    assert delivery.stop == Stop(ExitCode.UNAVAILABLE, "disk full", "Make room.")
