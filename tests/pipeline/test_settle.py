from dataclasses import replace

import pytest

from hubcli.core.outcomes import Created, InDoubt, Outcome, Refused
from hubcli.core.records import Record
from hubcli.core.replies import Result, Unreadable
from hubcli.pipeline.settle import Doubt, Settlement, settle
from tests.pipeline.builders import EMAIL, Stage, record, records, stage
from tests.pipeline.fake_hubspot import FakeHubSpot


class Showing(FakeHubSpot):
    """Shows one record for every key."""

    shown: Result

    def find(self, key: str, values: object, properties: object) -> dict[str, Result]:
        return {"row1@example.com": self.shown}


def looked_up(one: Stage, rows: list[Record], hubspot: FakeHubSpot | None = None) -> Settlement:
    everything = tuple(range(len(rows)))
    sent = dict.fromkeys(everything, one.hubspot.server_time())
    doubt = Doubt(everything, "lost", one.clock.now())
    tools = replace(one.tools, hubspot=hubspot or one.hubspot)
    return settle(doubt, rows, sent, one.terms, tools)


def shown(created_at: str | None, **properties: str | None) -> Outcome:
    one = stage()
    hubspot = Showing(one.clock, one.stopper)
    hubspot.shown = Result("77", {"email": "row1@example.com", **properties}, None, created_at)
    return looked_up(one, records(1), hubspot).outcomes[0]


def test_absent_rows_are_absent() -> None:
    found = looked_up(stage(), records(2))
    assert (found.absent, found.outcomes, found.answered) == ([0, 1], {}, True)


def test_nobody_is_asked_for_rows_without_keys() -> None:
    one = stage()
    found = looked_up(one, [record(1, {"firstname": "Ada"}, EMAIL)])
    assert isinstance(found.outcomes[0], InDoubt)
    assert not found.answered
    assert one.hubspot.looked_up == []


def test_a_look_up_that_fails_settles_nothing() -> None:
    fault = Unreadable("503", again=True)
    found = looked_up(stage(finds=[fault]), records(2))
    assert (found.unreadable, found.outcomes, found.absent) == (fault, {}, [])
    assert not found.answered


@pytest.mark.parametrize("created_at", [None, "", "yesterday", "2026-03-01T13:00:00"])
def test_without_a_time_of_creation_nobody_knows_whose_it_is(created_at: str | None) -> None:
    end = shown(created_at, firstname="n1")
    assert isinstance(end, InDoubt)
    assert end.faults[0].message == "lost; record 77 has its key and no time of creation"


def test_an_older_record_is_somebody_elses() -> None:
    assert isinstance(shown("2020-01-01T00:00:00Z", firstname="n1"), Refused)


def test_one_made_in_the_very_second_of_the_request_is_ours() -> None:
    second = stage().hubspot.server_time().isoformat()
    assert shown(second, firstname="n1") == Created("77")


def test_a_newer_one_with_the_values_sent_is_ours() -> None:
    assert shown("2030-01-01T00:00:00Z", firstname="n1") == Created("77")


@pytest.mark.parametrize("firstname", ["other", None])
def test_a_newer_one_with_other_values_is_nobodys_for_certain(firstname: str | None) -> None:
    end = shown("2030-01-01T00:00:00Z", firstname=firstname)
    assert isinstance(end, InDoubt)
    assert end.faults[0].message == "lost; record 77 has its key and other values"
