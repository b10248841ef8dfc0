"""Rows that stay in doubt say why they are, and why nobody can say what became of them."""

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import InDoubt
from hubcli.pipeline.deliver import CUT_OFF
from tests.pipeline.builders import Stage, records, stage
from tests.pipeline.test_looking_up import doubtful, looked_up


def told(one: Stage) -> list[str]:
    ends = one.journal.ends.values()
    return [end.faults[0].message for end in ends if isinstance(end, InDoubt)]


def test_a_newer_record_with_other_values() -> None:
    one = stage()
    rows = records(1)
    doubts = doubtful(one, rows)
    there = one.hubspot.put(rows[0].properties | {"firstname": "Other"}, ago=0.0)
    looked_up(one, doubts)
    assert told(one) == [f"{CUT_OFF}; record {there.id} has its key and other values"]


def test_a_record_of_before_that_may_have_got_the_values() -> None:
    one = stage(on_existing=OnExisting.UPDATE)
    rows = records(1)
    doubts = doubtful(one, rows)
    there = one.hubspot.put(rows[0].properties)
    looked_up(one, doubts)
    why = f"record {there.id} was there before, and whether it got the row's values is not known"
    assert told(one) == [f"{CUT_OFF}; {why}"]
