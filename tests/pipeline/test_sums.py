"""What a session adds up, and when it gives up hope."""

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Created, Fault, InDoubt, NotSent, Outcome, OutcomeName, Refused
from hubcli.core.records import RefusedRow
from hubcli.core.results import Requests
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.prepare import Refusals
from hubcli.pipeline.sums import Sums
from tests.pipeline.builders import batch_of, records, stage

A, B = Fault("a", "A", "V", "email"), Fault("b", "B", "V")


def delivered(*ends: Outcome, number: int = 1, requests: Requests | None = None) -> Delivery:
    one = stage(on_existing=OnExisting.REFUSE)
    delivery = Delivery(batch_of(records(len(ends)), number), one.terms, one.tools)
    delivery.outcomes = dict(enumerate(ends))
    if requests:
        delivery._sending.requests = requests
    return delivery


def test_rows_that_hubcli_refuses_are_added_up() -> None:
    sums = Sums()
    sums.refused(Refusals("a.csv", (RefusedRow(1, 2, (A, B)), RefusedRow(2, 3, (A,)))))
    sums.refused(Refusals("b.csv", (RefusedRow(3, 2, (A,)),)))
    assert (sums.tally[OutcomeName.REFUSED], sums.refused_now, sums.causes.reports) == (3, 3, 4)
    assert [(one.outcome, one.code, one.count, one.places) for one in sums.causes.causes()] == [
        (OutcomeName.REFUSED, "A", 3, ("a.csv:2", "a.csv:3", "b.csv:2")),
        (OutcomeName.REFUSED, "B", 1, ("a.csv:2",)),
    ]
    assert (sums.batches, sums.answered) == (0, False)


def test_batches_are_added_up() -> None:
    sums = Sums()
    sums.tally.add(OutcomeName.IN_DOUBT, 5)
    sums.suspected(batch_of(records(3)))
    first = delivered(Created("1"), Refused((A, B)), InDoubt((B,)), requests=Requests(3, 2, 1))
    second = delivered(Refused((A,)), Refused((A,)), number=2, requests=Requests(5, 3, 2))
    assert [sums.delivered(one) for one in (first, second)] == [None, None]
    assert sums.tally.counts == {
        **dict.fromkeys(OutcomeName, 0),
        OutcomeName.CREATED: 1,
        OutcomeName.REFUSED: 3,
        OutcomeName.IN_DOUBT: 3,
    }
    assert (sums.batches, sums.refused_now, sums.requests) == (2, 3, Requests(8, 5, 3))
    assert [(one.outcome, one.code, one.count, one.places) for one in sums.causes.causes()] == [
        (OutcomeName.REFUSED, "A", 3, ("data.csv:2", "data.csv:3", "data.csv:3")),
        (OutcomeName.REFUSED, "B", 1, ("data.csv:3",)),
        (OutcomeName.IN_DOUBT, "B", 1, ("data.csv:4",)),
    ]


@pytest.mark.parametrize(
    ("end", "answered"), [(NotSent(), False), (Refused((A,)), True), (InDoubt((A,)), True)]
)
def test_a_row_that_was_not_sent_is_no_answer(end: Outcome, answered: bool) -> None:  # noqa: FBT001
    sums = Sums()
    sums.delivered(delivered(end))
    assert sums.answered is answered


ALL_A, ALL_B = (Refused((A,)), Refused((A, B))), (Refused((B,)), Refused((B,)))
MIXED, SOME = (Refused((A,)), Refused((B,))), (Refused((A,)), Created("1"))


@pytest.mark.parametrize(
    ("before", "hopeless_at"),
    [
        ((ALL_A, ALL_A, ALL_A), 3),
        ((SOME, ALL_A, ALL_A, ALL_A), 4),
        ((ALL_A, ALL_A, SOME, ALL_A, ALL_A, ALL_A), 6),
        ((ALL_A, ALL_A, MIXED, ALL_A, ALL_A, ALL_A), 6),
        ((MIXED, ALL_A, ALL_A, ALL_A), 4),
        ((ALL_A, ALL_B, ALL_A, ALL_A, ALL_A), 5),
        ((ALL_B, ALL_A, ALL_A, ALL_A), 4),
        ((ALL_A, ALL_A, ALL_B, ALL_B, ALL_B), 5),
    ],
)
def test_three_batches_running_for_one_reason_are_hopeless(
    before: tuple[tuple[Outcome, ...], ...], hopeless_at: int
) -> None:
    sums = Sums()
    stops = [sums.delivered(delivered(*ends)) for ends in before]
    assert [stop is not None for stop in stops] == [
        at == hopeless_at for at in range(1, len(stops) + 1)
    ]
    stop = stops[-1]
    assert stop is not None
    assert stop.exit_code is ExitCode.REFUSED
    assert stop.message.startswith("3 batches in a row were refused to the last row: ")
    assert stop.hint
