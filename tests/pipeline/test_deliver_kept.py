"""What a delivery keeps of one request while others go on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hubcli.core.outcomes import Created, InDoubt, Stop
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, Found, Reply, Result
from hubcli.core.schema import ObjectSchema, Property
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import EMAIL, batch_of, names, record, records, stage
from tests.pipeline.fake_hubspot import (
    FakeHubSpot,
    answer,
    lost,
    never_sent,
    says,
    stop_then,
    whole,
)
from tests.pipeline.fakes import FakeJournal

UNNAMED = "HubSpot's answer does not name this row"
CLAIMED = "HubSpot says that a record with its key exists already"


def test_rows_that_were_lost_before_stay_in_doubt_when_the_run_ends_with_others() -> None:
    one = stage(says(400), lost(), stop_then(lost()))
    done = one.deliver(records(2))
    why = "the connection was lost; the run ended"
    ends = [end.faults[0].message for end in done.outcomes.values() if isinstance(end, InDoubt)]
    assert ends == [why, why]
    assert one.sizes() == [2, 1, 1]


def test_rows_that_were_lost_before_stay_in_doubt_when_the_others_are_made() -> None:
    one = stage(says(400), lost(), stop_then(answer()))
    done = one.deliver(records(2))
    assert [type(done.outcomes[at]) for at in (0, 1)] == [InDoubt, Created]


def test_every_request_is_written_down_with_the_servers_time() -> None:
    one = stage(lost(), patience=5.0)
    before = one.hubspot.server_time()
    one.deliver(records(1))
    first, second = one.journal.left.values()
    assert first == before
    assert (second - first).total_seconds() == 5.0


class Noting(FakeJournal):
    """Notes of which batch each request is."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        self.batches.append(batch)
        return super().about_to_send(batch, records, at)

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        self.batches.append(batch)
        super().loose(batch, ids)


def test_every_request_is_written_down_with_its_batch() -> None:
    one = stage(says(400))
    journal = Noting()
    one.tools = replace(one.tools, journal=journal)
    delivery = Delivery(batch_of(records(2), 7), one.terms, one.tools)
    assert delivery.advance() is None
    assert journal.batches == [7, 7, 7]


def test_records_of_no_row_for_certain_are_written_down_with_their_batch() -> None:
    one = stage(answer(trace=False, echo=False), key=None)
    journal = Noting()
    one.tools = replace(one.tools, journal=journal)
    delivery = Delivery(batch_of(records(2, key=None), 7), one.terms, one.tools)
    assert delivery.advance() is None
    assert delivery.outcomes == {0: Created(""), 1: Created("")}
    assert journal.loose_ids == [made.id for made in one.hubspot.made]
    assert journal.batches == [7, 7]


def test_an_answer_is_read_with_the_key_and_the_schema() -> None:
    """Without trace ids: one row is named by its key, another by a number in HubSpot's form."""

    def said(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        named = Result("8", {"email": "a@b.co", "firstname": "changed"})
        return Answer(201, BatchBody((Result("9", {"amount": "1.5"}), named)))

    one = stage(said)
    schema = ObjectSchema("contacts", {"amount": Property("amount", type="number")})
    one.terms = replace(one.terms, schema=schema)
    rows = [
        record(1, {"email": "A@b.co", "firstname": "Ada"}, EMAIL),
        record(2, {"amount": "1.50"}, EMAIL),
        record(3, {"firstname": "Bob"}, EMAIL),
    ]
    ends = one.deliver(rows).outcomes
    assert (ends[0], ends[1]) == (Created("8"), Created("9"))
    assert isinstance(ends[2], InDoubt)


def reasons(delivery: Delivery) -> list[str]:
    ends = delivery.outcomes.values()
    return [end.faults[0].message for end in ends if isinstance(end, InDoubt)]


def test_a_request_is_not_settled_while_one_of_its_rows_is_in_doubt() -> None:
    one = stage(answer(keep=lambda at: at == 0), patience=5.0)
    delivery = Delivery(batch_of(records(2)), one.terms, one.tools)
    delivery.advance()
    assert one.journal.states == {1: "about to send"}


def test_a_row_that_no_answer_names_is_told_so() -> None:
    one = stage(stop_then(answer(keep=lambda at: at == 0)))
    assert reasons(one.deliver(records(2))) == [f"{UNNAMED}; the run ended"]
    assert one.journal.states == {1: "about to send"}


class Hidden(FakeHubSpot):
    """Shows no record, whoever has the key."""

    def find(self, key: str, values: object, properties: object) -> Found:
        return {}


def test_what_is_claimed_and_not_shown_is_not_sent_a_third_time() -> None:
    one = stage(patience=5.0)
    script = [lost(made=lambda at: at < 2)]
    hubspot = Hidden(one.clock, one.stopper, key="email", script=script)
    one.hubspot, one.tools = hubspot, replace(one.tools, hubspot=hubspot)
    done = one.deliver(records(3))
    assert one.sizes() == [3, 3]
    assert reasons(done) == [f"{CLAIMED}; it shows none"] * 2
    assert isinstance(done.outcomes[2], Created)
    assert one.journal.states == {1: "about to send", 2: "about to send"}


def test_waits_may_take_as_long_in_sum_as_is_said_and_no_longer() -> None:
    one = stage(says(423, "locked"), says(423, "locked"), max_wait=4.0)
    done = one.deliver(records(1))
    assert (names(done.outcomes), done.stop) == (["Created"], None)
    one = stage(*[says(423, "locked")] * 3, max_wait=4.0)
    message = "HubSpot answered 423: locked (correlation id c-9)"
    hint = "Go on when HubSpot is reachable again."
    assert one.deliver(records(1)).stop == Stop(ExitCode.UNAVAILABLE, message, hint)


def test_one_row_that_is_claimed_and_not_shown_is_told_so_too() -> None:
    one = stage(patience=5.0)
    hubspot = Hidden(one.clock, one.stopper, key="email", script=[lost(made=bool), whole()])
    hubspot.put({"email": "row1@example.com"}, ago=-1.0)
    one.hubspot, one.tools = hubspot, replace(one.tools, hubspot=hubspot)
    assert reasons(one.deliver(records(1))) == [f"{CLAIMED}; it shows none"]
    assert one.sizes() == [1, 1]


def test_a_batch_that_ends_the_run_does_not_wait_for_its_other_doubts() -> None:
    """While it waited nobody else would know, and further batches would be sent."""
    one = stage(says(400), lost(), never_sent(), lost())
    one.terms = replace(one.terms, most_losses=1)
    delivery = Delivery(batch_of(records(2)), one.terms, one.tools)
    due = delivery.advance()
    assert due is not None
    one.clock.go_to(due)
    assert delivery.advance() is None
    assert delivery.stop is not None
    assert delivery.stop.exit_code is ExitCode.UNAVAILABLE
    assert names(delivery.outcomes) == ["NotSent", "InDoubt"]
