from dataclasses import replace

import pytest

from hubcli.core.outcomes import Created, Fault, InDoubt
from hubcli.core.replies import (
    Answer,
    BatchBody,
    ErrorItem,
    Result,
)
from hubcli.pipeline.deliver import Delivery
from tests.pipeline.builders import (
    batch_of,
    records,
    stage,
)
from tests.pipeline.fake_hubspot import (
    FakeHubSpot,
    Made,
    answer,
    lost,
    never_sent,
    says,
)


def all_made(_: int) -> bool:
    return True


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


def test_all_that_is_to_be_said_of_a_batch_is_said() -> None:
    one = stage(says(400), answer(num_errors=3))
    report = one.deliver(records(2)).report()
    assert report.remark == "numErrors is 3, but errors lists 0; split"


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
