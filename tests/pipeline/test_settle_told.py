"""What a look-up says of a row: whose the record is, with its id, its address and the reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import Created, Fault, InDoubt, Outcome, Refused
from hubcli.core.replies import Result
from hubcli.pipeline.settle import Doubt, settle
from hubcli.pipeline.terms import Tools
from tests.pipeline.builders import EMAIL, IMPORT_KEY, record, records, stage
from tests.pipeline.fake_hubspot import FakeHubSpot

VALUES = {"email": "row1@example.com", "firstname": "n1"}


class Shows(FakeHubSpot):
    """Shows one record for the first row's key, and notes what it was asked."""

    shown: Result
    asked: tuple[str, list[str], list[str]] | None = None

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> dict[str, Result]:
        self.asked = (key, list(values), list(properties))
        return {values[0]: self.shown}


def found(
    key: KeyRule = EMAIL,
    *,
    made: float | None,
    sent: bool = True,
    policy: OnExisting = OnExisting.REFUSE,
    firstname: str = "n1",
) -> Outcome:
    """What becomes of a row whose record was made so many seconds after the row was sent."""
    one = stage(key=key, on_existing=policy)
    left = one.hubspot.server_time() + timedelta(milliseconds=300)
    hubspot = Shows(one.clock, one.stopper, key=key.property)
    at = None if made is None else _time(left.replace(microsecond=0) + timedelta(seconds=made))
    hubspot.shown = Result("77", {**VALUES, "firstname": firstname}, None, at, "u/77")
    tools = Tools(hubspot, one.pace, one.clock, one.journal, one.stopper)
    doubt = Doubt((0,), "lost", one.clock.now())
    rows = records(1, key=key)
    return settle(doubt, rows, {0: left} if sent else {}, one.terms, tools).outcomes[0]


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


OURS = Created("77", "u/77")


@pytest.mark.parametrize("made", [0.0, 0.299, 0.3, 5.0])
def test_a_record_of_that_second_or_later_with_the_values_sent_is_ours(made: float) -> None:
    assert found(made=made) == OURS


@pytest.mark.parametrize("made", [-0.001, -3600.0])
def test_an_older_one_was_there_before(made: float) -> None:
    message = "a record with this key was there before. Existing ID: 77"
    fault = Fault(message, "ALREADY_EXISTS", "CONFLICT", "email", existing_id="77")
    assert found(made=made) == Refused((fault,))


@pytest.mark.parametrize(
    ("made", "sent", "firstname", "why"),
    [
        (5.0, True, "other", "record 77 has its key and other values"),
        (None, True, "n1", "record 77 has its key and no time of creation"),
        (5.0, False, "n1", "record 77 has its key and no time of creation"),
    ],
)
def test_anything_else_is_in_doubt(
    made: float | None, *, sent: bool, firstname: str, why: str
) -> None:
    end = found(made=made, sent=sent, firstname=firstname)
    assert end == InDoubt((Fault(f"lost; {why}", "IN_DOUBT"),))


@pytest.mark.parametrize("policy", OnExisting)
@pytest.mark.parametrize(("made", "sent"), [(0.0, True), (5.0, True), (None, True), (-9.0, False)])
def test_a_record_with_the_import_key_is_ours(
    policy: OnExisting, made: float | None, *, sent: bool
) -> None:
    assert found(IMPORT_KEY, made=made, sent=sent, policy=policy, firstname="x") == OURS


def test_also_one_of_an_earlier_run_where_that_makes_no_difference() -> None:
    assert found(IMPORT_KEY, made=-9.0) == OURS


def test_rows_that_share_a_key_are_looked_up_once_and_what_they_sent_is_asked_for() -> None:
    one = stage()
    hubspot = Shows(one.clock, one.stopper, key="email")
    hubspot.shown = Result("77", {}, None, None, "u/77")
    tools = Tools(hubspot, one.pace, one.clock, one.journal, one.stopper)
    rows = [
        record(1, {"email": "a@b.co", "lastname": "x"}, EMAIL),
        record(2, {"email": "A@b.co", "city": "y"}, EMAIL),
        record(3, {"email": "c@b.co", "firstname": "z"}, EMAIL),
    ]
    done = settle(Doubt((0, 1, 2), "lost", 0.0), rows, {}, one.terms, tools)
    assert hubspot.asked == ("email", ["a@b.co", "c@b.co"], ["email", "firstname", "lastname"])
    twin = Fault("lost; another row of its batch has its key", "IN_DOUBT")
    assert done.outcomes[1] == InDoubt((twin,))
    assert (done.absent, done.answered) == ([2], True)
