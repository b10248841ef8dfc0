from collections.abc import Iterator, Sequence
from dataclasses import replace
from threading import Barrier, Event
from time import sleep

import pytest

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.replies import Reply
from hubcli.core.results import BatchReport, Requests
from hubcli.errors import ExitCode, Place, SourceError
from hubcli.pipeline.prepare import Followers, Prepared, Refusals
from tests.pipeline.builders import batch_of, batches, counts, records, stage
from tests.pipeline.fake_hubspot import Act, FakeHubSpot, answer, lost, never_sent, says, stop_then
from tests.pipeline.fakes import FakeProgress


def many(number: int, *, size: int = 2, bad: bool = False, keyed: bool = True) -> list[Batch]:
    """So many batches of rows that all differ."""
    rows = [
        records(size, first=1 + at * size, bad=range(size) if bad else ())
        if keyed
        else records(size, first=1 + at * size, key=None)
        for at in range(number)
    ]
    return batches(*rows)


def refused(number: int, file: str = "data.csv") -> RefusedRow:
    return RefusedRow(number, number + 1, (Fault(f"row {number} is ragged", "RAGGED_ROW"),))


def all_made(_: int) -> bool:
    return True


# A good run


def test_all_batches_are_delivered() -> None:
    one, progress = stage(), FakeProgress()
    end = one.run(many(5), concurrency=3, progress=progress)
    assert counts(end) == {"created": 10}
    assert (end.stop, end.batches, end.errors, end.causes) == (None, 5, 0, ())
    assert end.requests == Requests(sent=5)
    assert sorted(one.journal.reports) == [1, 2, 3, 4, 5]
    assert progress.read == [2, 4, 6, 8, 10]


def test_nothing_to_do_is_no_fault() -> None:
    end = stage().run([])
    assert counts(end) == {}
    assert end.stop is None


def test_more_batches_are_read_only_when_there_is_room() -> None:
    read = 0

    def prepared() -> Iterator[Prepared]:
        nonlocal read
        for batch in many(30):
            read += 1
            yield batch

    def slow(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        in_hand = read - len(hubspot.requests)
        assert in_hand <= 1 + 2
        return answer()(hubspot, rows)

    one = stage(otherwise=slow)
    assert counts(one.run(prepared(), total=60)) == {"created": 60}


def test_rows_that_hubcli_refuses_are_told_with_their_causes() -> None:
    one = stage()
    items: list[Prepared] = [
        Refusals("data.csv", (refused(1), refused(2))),
        batch_of(records(2, first=3)),
    ]
    end = one.run(items)
    assert counts(end) == {"created": 2, "refused": 2}
    (cause,) = end.causes
    assert (cause.count, cause.code, cause.places) == (
        2,
        "RAGGED_ROW",
        ("data.csv:2", "data.csv:3"),
    )
    assert end.errors == 2
    assert one.journal.ends[1] is OutcomeName.REFUSED


def test_rows_that_hubspot_refuses_are_told_with_their_causes() -> None:
    end = stage().run(batches(records(3, bad=[0, 2])))
    (cause,) = end.causes
    assert (cause.count, cause.code, cause.property) == (2, "INVALID_OPTION", "bad")
    assert cause.places == ("data.csv:2", "data.csv:4")
    assert end.requests == Requests(sent=1)


def test_followers_share_the_fate_of_their_leaders() -> None:
    followers = Followers("data.csv", (Follower(3, 4, 1), Follower(4, 5, 2), Follower(5, 6, 99)))
    end = stage().run([batch_of(records(2, bad=[1])), followers])
    assert counts(end) == {"created": 1, "existing": 1, "refused": 2, "notSent": 1}


def test_all_workers_take_part_where_requests_have_to_be_waited_for() -> None:
    both = Barrier(2)

    class Slow(FakeHubSpot):
        def create(self, records: Sequence[Record]) -> Reply:
            both.wait(10)
            return super().create(records)

    one = stage(tick=0.05)
    hubspot = Slow(one.clock, one.stopper, key="email")
    one.tools = replace(one.tools, hubspot=hubspot)
    assert counts(one.run(many(2), concurrency=2)) == {"created": 4}


# Ends before the last row


def test_an_input_that_goes_away_ends_the_run_and_keeps_what_was_done() -> None:
    def prepared() -> Iterator[Prepared]:
        yield from many(2)
        raise SourceError(Place("data.csv", 6), "the input changed", "Put it back.")

    one = stage()
    end = one.run(prepared(), total=20)
    assert end.tally[OutcomeName.CREATED] == len(one.hubspot.made)
    assert end.tally[OutcomeName.NOT_SENT] == 20 - len(one.hubspot.made)
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.UNAVAILABLE
    assert end.stop.message == "data.csv:6: the input changed"
    assert end.stop.hint == "Put it back."


def test_a_bug_in_a_worker_is_raised_in_the_main_thread() -> None:
    def broken(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        raise ZeroDivisionError

    one = stage(broken)
    with pytest.raises(ZeroDivisionError):
        one.run(many(3))
    assert one.stopper.stopping


def test_a_bug_after_a_batch_is_raised_in_the_main_thread() -> None:
    """Or the batch would be counted as not sent, though it is there."""

    class Broken(FakeProgress):
        def advance(self, tally: Tally) -> None:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stage().run(many(3), progress=Broken())


def test_a_bug_in_a_source_is_raised_in_the_main_thread() -> None:
    def prepared() -> Iterator[Prepared]:
        yield from many(2)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stage().run(prepared(), total=6)


def test_an_interruption_leaves_the_rest_not_sent() -> None:
    end = stage(answer(), stop_then(answer())).run(many(20))
    assert counts(end) == {"created": 4, "notSent": 36}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.INTERRUPTED


def test_an_interruption_asks_more_than_a_limit_that_is_met_afterwards() -> None:
    end = stage(stop_then(says(429, policy="DAILY"))).run(many(5))
    assert counts(end) == {"notSent": 10}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.INTERRUPTED


def test_a_token_that_expires_asks_more_than_an_interruption() -> None:
    end = stage(stop_then(says(401, "expired"))).run(many(5))
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.ACCOUNT


def test_a_stop_in_the_middle_of_doubt_leaves_it() -> None:
    end = stage(lost(), stop_then(answer()), patience=1_000.0, tick=1.0).run(many(20))
    assert counts(end) == {"created": 2, "inDoubt": 2, "notSent": 36}


def test_a_401_in_the_middle_stops_with_everything_else_not_sent() -> None:
    end = stage(answer(), otherwise=says(401, "expired")).run(many(20))
    assert counts(end) == {"created": 2, "notSent": 38}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.ACCOUNT


def test_what_no_row_can_cause_is_unusable_while_nothing_was_sent() -> None:
    end = stage(otherwise=says(415, "Unsupported")).run(many(5), concurrency=3)
    assert counts(end) == {"notSent": 10}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.UNUSABLE


@pytest.mark.parametrize("first", [answer(), says(400, "no"), lost()])
def test_what_no_row_can_cause_is_resumable_once_something_was_sent(first: Act) -> None:
    items = many(20, keyed=False)
    unsupported = says(415, "Unsupported")
    end = stage(*[first] * 3, otherwise=unsupported, key=None, tick=1.0).run(items)
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.UNAVAILABLE
    assert end.stop.message == "HubSpot answered 415: Unsupported (correlation id c-9)"


def test_a_run_gives_up_when_there_is_no_connection() -> None:
    end = stage(otherwise=never_sent()).run(many(20))
    assert counts(end) == {"notSent": 40}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.UNAVAILABLE


# Hopeless


def test_three_batches_refused_for_one_reason_end_the_run() -> None:
    end = stage().run(many(20, bad=True))
    assert counts(end)["refused"] >= 6
    assert counts(end)["notSent"] >= 28
    message = "3 batches in a row were refused to the last row: x was not valid"
    assert end.stop == Stop(ExitCode.REFUSED, message, "Mend the cause, then send the rest.")


def test_a_good_row_now_and_then_is_hope() -> None:
    good, bad = many(10), many(10, bad=True)
    mixed = [bad[at] if at % 3 else good[at] for at in range(10)]
    end = stage().run(mixed)
    assert counts(end) == {"created": 8, "refused": 12}
    assert end.stop is None


def test_different_reasons_are_not_hopeless() -> None:
    script = [says(400, message) for message in ("a", "a", "a", "b", "b", "b") * 2]
    one = stage(*script)
    end = one.run(many(4, size=2))
    assert counts(end) == {"refused": 8}
    assert end.stop is None


def test_a_batch_with_two_reasons_is_not_hopeless() -> None:
    script = [says(400, message) for message in ("whole", "a", "b") * 4]
    end = stage(*script).run(many(4, size=2))
    assert counts(end) == {"refused": 8}
    assert end.stop is None


# An outage


def test_without_keys_an_outage_costs_a_few_batches_only() -> None:
    one = stage(otherwise=lost(), key=None, tick=1.5, max_wait=20.0)
    end = one.run(many(1_000, keyed=False))
    assert end.tally[OutcomeName.IN_DOUBT] <= 2 * 12
    assert end.tally.read == 2_000
    message = "HubSpot does not answer any more"
    assert end.stop == Stop(ExitCode.UNAVAILABLE, message, "Go on when it does.")


def test_after_a_short_outage_the_run_goes_on() -> None:
    one = stage(*[lost()] * 4, key=None, tick=10.0)
    end = one.run(many(50, keyed=False))
    assert counts(end) == {"created": 92, "inDoubt": 8}
    assert end.stop is None


def test_with_keys_a_short_outage_costs_nothing() -> None:
    one = stage(*[lost()] * 4, tick=100.0)
    progress = FakeProgress()
    end = one.run(many(20), progress=progress)
    assert counts(end) == {"created": 40}
    assert progress.notes.count("Batch 1 is in doubt: it is looked up until that is known") == 1
    assert len(one.hubspot.made) == 40


# The second Ctrl-C


def test_nobody_waits_for_requests_in_flight_after_the_second_interruption() -> None:
    freed = Event()

    def hanging(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        hubspot.stopper.abandon()
        freed.wait(10)
        return answer()(hubspot, rows)

    one = stage(answer(), hanging)
    try:
        end = one.run(many(20))
    finally:
        freed.set()
    assert counts(end) == {"created": 2, "inDoubt": 2, "notSent": 36}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.INTERRUPTED
    (cause,) = end.causes
    assert cause.message == "HubSpot had not answered yet; the run ended"


def test_batches_that_wait_to_be_looked_up_do_not_wait_for_requests_in_flight() -> None:
    reports: dict[int, BatchReport] = {}

    def hanging(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        hubspot.stopper.stop()
        for _ in range(500):
            if reports:
                break
            sleep(0.01)
        return answer()(hubspot, rows)

    one = stage(lost(), hanging)
    one.journal.reports = reports
    assert counts(one.run(many(3))) == {"created": 2, "inDoubt": 2, "notSent": 2}
    assert list(reports) == [1, 2]


def test_batches_that_wait_to_be_looked_up_are_accounted_for_then() -> None:
    one = stage(lost(made=all_made, late=20.0))

    class SecondInterruption(FakeProgress):
        def note(self, message: str) -> None:
            one.stopper.abandon()

    end = one.run(many(1), progress=SecondInterruption())
    assert counts(end) == {"inDoubt": 2}
    assert sorted(one.journal.reports) == [1]
