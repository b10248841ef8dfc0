"""A later session of a run: only what is open is sent, and what is in doubt is looked up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hubcli.core.outcomes import Created, Fault, InDoubt, OutcomeName, Stop
from hubcli.core.records import Batch, RefusedRow
from hubcli.core.replies import Unreadable
from hubcli.core.standing import Sent, new_standing
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import CUT_OFF, Delivery
from hubcli.pipeline.prepare import Doubtful, Prepared, Refusals, Share
from hubcli.pipeline.seeking import Seeking
from hubcli.pipeline.sums import Sums
from tests.pipeline.builders import Stage, batch_of, batches, counts, names, records, stage
from tests.pipeline.fake_hubspot import lost, says
from tests.pipeline.test_prepare import good, prepared

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def numbers(item: Prepared) -> list[int]:
    match item:
        case Batch(records=rows) | Doubtful(Batch(records=rows)):
            return [record.row.number for record in rows]
    return [row.number for row in item.rows]


# Which rows


def test_only_open_rows_are_sent_and_batches_are_numbered_on() -> None:
    standing = new_standing(7)
    standing.finish([1, 2, 5])
    items = prepared(good(4), good(3, "b", "b.csv"), size=2, share=Share(standing, 9))
    assert [numbers(item) for item in items] == [[3, 4], [6, 7]]
    assert [item.number for item in items if isinstance(item, Batch)] == [9, 10]


def test_rows_in_doubt_come_first_in_batches_of_their_own() -> None:
    standing = new_standing(7)
    sent = Sent(NOON, NOON)
    standing.doubt([2, 3, 6], {3: sent})
    items = prepared(good(4), good(3, "b", "b.csv"), size=2, share=Share(standing))
    assert [type(item).__name__ for item in items] == ["Doubtful"] * 2 + ["Batch"] * 2
    assert [numbers(item) for item in items] == [[2, 3], [6], [1, 4], [5, 7]]
    (first, second, *_) = items
    assert isinstance(first, Doubtful)
    assert isinstance(second, Doubtful)
    assert (first.sent, second.sent) == ({1: sent}, {})
    assert [first.batch.number, second.batch.number] == [1, 2]


def test_as_many_rows_as_the_limit_says() -> None:
    items = prepared(good(4), good(3, "b", "b.csv"), share=Share(limit=5))
    assert [numbers(item) for item in items] == [[1, 2, 3, 4], [5]]
    assert [numbers(item) for item in prepared(good(4), share=Share(limit=9))] == [[1, 2, 3, 4]]


# What becomes of doubt


def suspected(one: Stage, ago: float, size: int = 2) -> Delivery:
    """Rows that a session of before sent so many seconds ago."""
    key = one.terms.key
    delivery = Delivery(batch_of(records(size, key=key)), one.terms, one.tools)
    left = one.hubspot.server_time() - timedelta(seconds=ago)
    delivery.suspect({index: Sent(left, left) for index in range(size)})
    return delivery


def test_what_an_earlier_session_made_is_found() -> None:
    one = stage()
    one.hubspot.write(records(2))
    delivery = suspected(one, 100.0)
    one.clock.go_to(one.clock.now() + 1)
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["Created", "Created"]
    assert one.hubspot.requests == []


def test_what_is_absent_is_sent_at_once_when_patience_is_over() -> None:
    one = stage(patience=30.0)
    delivery = suspected(one, 31.0)
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["Created", "Created"]
    assert one.sizes() == [2]


def test_and_waited_for_while_it_may_still_be_written() -> None:
    one = stage(patience=30.0)
    delivery = suspected(one, 10.0)
    due = delivery.advance()
    assert due is not None
    assert 19.0 <= due - one.clock.now() <= 21.0
    assert one.sizes() == []


def test_a_row_of_which_nobody_knows_when_it_was_sent_is_looked_up_too() -> None:
    one = stage()
    delivery = Delivery(batch_of(records(1)), one.terms, one.tools)
    delivery.suspect({})
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["Created"]


def test_rows_that_are_not_looked_up_in_time_stay_in_doubt() -> None:
    one = stage()
    delivery = suspected(one, 100.0)
    delivery.abandon()
    (first, _) = delivery.outcomes.values()
    assert isinstance(first, InDoubt)
    assert first.faults[0].message == f"{CUT_OFF}; the run ended"


def test_a_run_goes_on_with_what_earlier_sessions_came_to() -> None:
    one = stage()
    sums = Sums()
    sums.tally.add(OutcomeName.CREATED, 3)
    sums.tally.add(OutcomeName.IN_DOUBT, 2)
    left = one.hubspot.server_time() - timedelta(seconds=100)
    doubtful = Doubtful(batch_of(records(2)), dict.fromkeys(range(2), Sent(left, left)))
    rest = batch_of(records(2, first=3), 2)
    end = one.run([doubtful, rest], total=8, sums=sums)
    assert counts(end) == {"created": 7, "notSent": 1}
    assert end.batches == 2


def test_rows_in_doubt_that_were_not_reached_stay_so() -> None:
    one = stage()
    one.stopper.stop()
    sums = Sums()
    sums.tally.add(OutcomeName.IN_DOUBT, 2)
    end = one.run([Doubtful(batch_of(records(2)), {})], total=3, sums=sums)
    assert counts(end) == {"inDoubt": 2, "notSent": 1}


def test_rows_that_are_surely_absent_and_not_sent_again_are_no_longer_in_doubt() -> None:
    """The journal, and so the files made from it, say what the report says."""
    one = stage(says(401))
    rows = records(2)
    told = [RefusedRow(row.row.number, row.row.line, (Fault(CUT_OFF),)) for row in rows]
    one.journal.doubted("data.csv", told)
    left = one.hubspot.server_time() - timedelta(seconds=100)
    sums = Sums()
    sums.tally.add(OutcomeName.IN_DOUBT, 2)
    end = one.run([Doubtful(batch_of(rows), {0: Sent(left, left), 1: Sent(left, left)})], sums=sums)
    assert counts(end) == {"notSent": 2}
    assert one.journal.ends == {}


# Without a key


def searching(*seeks: Unreadable | None, ago: float = 100.0) -> tuple[Stage, Delivery]:
    one = stage(key=None)
    one.hubspot.seeks = iter(seeks)
    seeking = Seeking(["firstname", "lastname", "email"], one.hubspot.server_time())
    one.terms = replace(one.terms, seeking=seeking)
    return one, suspected(one, ago, 1)


def put(one: Stage, *, ago: float, **changed: str) -> str:
    values = records(1, key=None)[0].properties | changed
    return one.hubspot.put(values, ago=ago).id


def test_one_record_with_the_values_sent_is_ours() -> None:
    one, delivery = searching()
    found = put(one, ago=90.0)
    put(one, ago=90.0, firstname="other")
    assert delivery.advance() is None
    assert [end.id for end in delivery.outcomes.values() if isinstance(end, Created)] == [found]


def reason(delivery: Delivery) -> str:
    (end,) = delivery.outcomes.values()
    assert isinstance(end, InDoubt)
    return end.faults[0].message.removeprefix(f"{CUT_OFF}; it has no unique property, and ")


def test_an_older_one_is_not() -> None:
    one, delivery = searching()
    put(one, ago=200.0)
    assert delivery.advance() is None
    assert reason(delivery) == "a search shows no such record"


def test_nor_one_that_another_row_has() -> None:
    one, delivery = searching()
    one.journal.known_ids.add(put(one, ago=90.0))
    assert delivery.advance() is None
    assert reason(delivery) == "a search shows no such record"


def test_of_two_nobody_knows_which() -> None:
    one, delivery = searching()
    put(one, ago=90.0)
    put(one, ago=80.0)
    assert delivery.advance() is None
    assert reason(delivery) == "2 records hold its values"


def test_a_search_that_fails_settles_nothing() -> None:
    _, delivery = searching(Unreadable("searching was answered 403", again=False))
    assert delivery.advance() is None
    assert reason(delivery) == "searching was answered 403"


def test_nobody_searches_before_the_index_may_have_caught_up() -> None:
    one, delivery = searching(ago=10.0)
    assert delivery.advance() is not None
    assert one.hubspot.sought == []


def test_nor_one_that_holds_more_than_was_sent() -> None:
    """A row that is otherwise alike may have sent it."""
    one, delivery = searching()
    put(one, ago=90.0, lastname="Lovelace")
    assert delivery.advance() is None
    assert reason(delivery) == "a search shows no such record"


def test_of_two_rows_that_are_alike_only_one_gets_the_record() -> None:
    one, _ = searching()
    found = put(one, ago=90.0)
    first = records(1, key=None)[0]
    second = first._replace(trace_id="t-2", row=first.row._replace(number=2))
    delivery = Delivery(batch_of([first, second]), one.terms, one.tools)
    left = one.hubspot.server_time() - timedelta(seconds=100)
    delivery.suspect({0: Sent(left, left), 1: Sent(left, left)})
    assert delivery.advance() is None
    assert names(delivery.outcomes) == ["Created", "InDoubt"]
    assert [end.id for end in delivery.outcomes.values() if isinstance(end, Created)] == [found]


def test_what_was_lost_just_now_is_left_to_the_next_session() -> None:
    """A record made meanwhile may be that of a row whose answer is still to come."""
    one = stage(lost(made=lambda _: True), key=None)
    one.terms = replace(one.terms, seeking=Seeking(["firstname"], one.hubspot.server_time()))
    done = one.deliver(records(1, key=None))
    assert names(done.outcomes) == ["InDoubt"]


# The most that may be refused


def test_a_run_stops_after_so_many_refusals() -> None:
    one = stage()
    one.terms = replace(one.terms, most_refused=2)
    end = one.run(
        [*batches(records(2, bad=[0]), records(2, bad=[0], first=3)), *batches(records(2, first=5))]
    )
    assert counts(end) == {"created": 2, "refused": 2, "notSent": 2}
    message = "2 rows were refused, and --max-refused is 2"
    assert end.stop == Stop(ExitCode.REFUSED, message, "Mend the cause, then send the rest.")


def test_rows_that_hubcli_refuses_count_too() -> None:
    one = stage()
    one.terms = replace(one.terms, most_refused=1)
    rows = (RefusedRow(1, 2, (Fault("ragged"),)),)
    end = one.run([Refusals("data.csv", rows), *batches(records(2, first=2))])
    assert counts(end) == {"refused": 1, "notSent": 2}
