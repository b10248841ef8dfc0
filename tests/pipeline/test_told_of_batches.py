"""What is told of a batch and of its rows' records: the file, the sums, the addresses."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Updated
from hubcli.core.replies import Answer, BatchBody, Found, Reply, Result
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import batch_of, records, stage
from tests.pipeline.fake_hubspot import FakeHubSpot, Pairs, answer, says


def test_numbers_of_errors_are_added_up_over_the_parts_of_a_batch() -> None:
    one = stage(says(400), answer(num_errors=2), answer(num_errors=3))
    delivery = Delivery(batch_of(records(2), 7, "more.csv"), one.terms, one.tools)
    assert delivery.advance() is None
    report = delivery.report()
    assert (report.number, report.file, report.num_errors, report.attempts) == (7, "more.csv", 5, 3)
    assert (report.created, report.existing, report.updated, report.refused) == (2, 0, 0, 0)


class Addressed(FakeHubSpot):
    """Names the address of every record, and notes which properties it was asked for."""

    asked: Sequence[str] = ()

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        self.asked = list(properties)
        found = super().find(key, values, ())
        assert isinstance(found, dict)
        return {name: one._replace(url=f"u/{one.id}") for name, one in found.items()}


def test_an_update_that_is_read_back_is_told_with_its_address() -> None:
    def not_named(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        for id_, record in pairs:
            hubspot.change(id_, record)
        return Answer(200, BatchBody((Result("1", {}),), (), "COMPLETE"))

    one = stage(on_existing=OnExisting.UPDATE)
    hubspot = Addressed(one.clock, one.stopper, key="email")
    hubspot.updates = iter([not_named])
    there = hubspot.put({"email": "row1@example.com"})
    one.hubspot, one.tools = hubspot, replace(one.tools, hubspot=hubspot)
    assert one.deliver(records(1)).outcomes == {0: Updated(there.id, f"u/{there.id}")}
    assert hubspot.asked == ["email", "firstname"]
