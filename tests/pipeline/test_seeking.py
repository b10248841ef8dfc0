"""Looking for a row without a key: which records are in time, and what is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from hubcli.core.outcomes import Created
from hubcli.core.replies import Result
from hubcli.pipeline.seeking import Seeking
from tests.pipeline.builders import SCHEMA, record
from tests.pipeline.fake_hubspot import FakeHubSpot
from tests.pipeline.fakes import FakeClock, FakeJournal, FakeStopper

SENT = datetime(2026, 3, 1, 12, 0, 5, 300_000, tzinfo=UTC)
BEGAN = datetime(2026, 3, 1, 13, 0, 0, tzinfo=UTC)
ROW = record(1, {"firstname": "Ada"})


class Shows(FakeHubSpot):
    """Finds these records, and notes since when they were asked for."""

    found: tuple[Result, ...] = ()
    since: datetime | None = None

    def seek(self, properties: object, since: datetime) -> tuple[Result, ...]:
        self.since = since
        return self.found


def looked(*created_at: str | None) -> tuple[Shows, Created | str]:
    stopper = FakeStopper()
    hubspot = Shows(FakeClock(stopper), stopper)
    hubspot.found = tuple(
        Result(f"{at}", {"firstname": "Ada"}, None, when, f"u/{at}")
        for at, when in enumerate(created_at, 1)
    )
    seeking = Seeking(["firstname", "lastname"], BEGAN)
    return hubspot, seeking.look(ROW, SENT, SCHEMA, at=hubspot, journal=FakeJournal())


def test_the_one_record_is_the_rows_with_its_address() -> None:
    hubspot, found = looked("2026-03-01T12:00:30Z")
    assert found == Created("1", "u/1")
    assert hubspot.since == SENT


@pytest.mark.parametrize(
    ("created_at", "is_ours"),
    [
        (SENT.replace(microsecond=0) - timedelta(milliseconds=1), False),
        (SENT.replace(microsecond=0), True),
        (BEGAN - timedelta(milliseconds=1), True),
        (BEGAN, False),
        (BEGAN + timedelta(milliseconds=1), False),
    ],
)
def test_it_was_made_since_the_second_of_the_request_and_before_the_session(
    created_at: datetime, *, is_ours: bool
) -> None:
    _, found = looked(created_at.isoformat())
    assert isinstance(found, Created) == is_ours


@pytest.mark.parametrize("created_at", [None, "", "yesterday", "2026-03-01T12:00:30"])
def test_a_record_whose_time_is_not_known_is_nobodys(created_at: str | None) -> None:
    assert looked(created_at)[1] == "a search shows no such record"


def test_one_in_time_among_others_is_the_rows() -> None:
    _, found = looked("2026-03-01T11:00:00Z", "2026-03-01T12:00:30Z", "2026-03-01T14:00:00Z")
    assert found == Created("2", "u/2")
