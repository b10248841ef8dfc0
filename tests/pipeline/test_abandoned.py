from collections.abc import Iterable, Sequence
from dataclasses import replace

from hubcli.core.outcomes import NotSent
from hubcli.core.records import Record
from hubcli.core.replies import (
    Found,
    Reply,
)
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import (
    Stage,
    batch_of,
    names,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    Act,
    FakeHubSpot,
    lost,
    whole,
)


def all_made(_: int) -> bool:
    return True


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
