"""The requests of the day: what the account says of them, and the share that is left to others."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hubcli.errors import ExitCode
from hubcli.hubspot.quota import Quota, Usage, usage_of

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def quota(leave: float, usage: Usage | None = None, now: datetime = NOW) -> Quota:
    return Quota(leave, usage, clock=lambda: now)


def daily(limit: int, left: int) -> dict[str, str]:
    return {
        "x-hubspot-ratelimit-daily": str(limit),
        "x-hubspot-ratelimit-daily-remaining": str(left),
    }


def test_as_long_as_more_is_left_than_others_are_to_have() -> None:
    one = quota(0.2)
    one.learn(daily(1_000, 201))
    assert one.spent() is None
    one.learn(daily(1_000, 200))
    stop = one.spent()
    assert stop is not None
    assert stop.exit_code is ExitCode.UNAVAILABLE
    assert (
        stop.message
        == "of the account's 1,000 requests a day 200 are left, which --leave 20% leaves to others"
    )
    assert "midnight" in stop.hint


def test_a_new_day_begins_anew() -> None:
    one = quota(0.2)
    one.learn(daily(1_000, 100))
    one.learn(daily(1_000, 999))
    assert one.spent() is None


def test_where_nothing_is_known_nothing_stops() -> None:
    one = quota(0.5)
    one.learn({})
    one.learn({"x-hubspot-ratelimit-daily": "many"})
    assert one.spent() is None


def test_where_nothing_is_to_be_left_only_hubspot_stops() -> None:
    one = quota(0.0)
    one.learn(daily(1_000, 0))
    assert one.spent() is None


def test_without_headers_our_own_requests_are_counted() -> None:
    one = quota(0.5, Usage(100, 48))
    assert one.spent() is None
    one.learn({})
    assert one.spent() is None
    one.learn({})
    assert one.spent() is not None


def test_headers_know_better_than_what_was_asked_before() -> None:
    one = quota(0.5, Usage(100, 99))
    assert one.spent() is not None
    one.learn(daily(100, 90))
    assert one.spent() is None


def test_what_was_used_yesterday_stops_nobody_today() -> None:
    one = quota(0.5, Usage(100, 99, NOW - timedelta(seconds=1)))
    one.learn({})
    assert one.spent() is None


def test_until_midnight_it_is_today() -> None:
    one = quota(0.5, Usage(100, 99, NOW + timedelta(seconds=1)))
    one.learn({})
    assert one.spent() is not None


def _counter(**changes: object) -> dict[str, Any]:
    counter = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": 250_000,
        "currentUsage": 123,
        "resetsAt": "2026-11-24T05:00:00Z",
    }
    return {"results": [counter | changes]}


def test_the_accounts_own_count() -> None:
    usage = usage_of(_counter())
    assert usage == Usage(250_000, 123, datetime(2026, 11, 24, 5, tzinfo=UTC))
    assert usage.left == 249_877
    assert Usage(10, 11).left == 0


@pytest.mark.parametrize("moment", [None, 5, "soon", "2026-11-24T05:00:00"])
def test_when_it_is_reset_may_be_unknown(moment: object) -> None:
    usage = usage_of(_counter(resetsAt=moment))
    assert usage is not None
    assert usage.resets_at is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"results": None},
        {"results": []},
        {"results": ["x"]},
        _counter(usageLimit="many"),
        _counter(usageLimit=True),
        _counter(usageLimit=0),
        _counter(currentUsage=None),
        _counter(currentUsage=-1),
    ],
)
def test_an_answer_that_tells_no_count(data: dict[str, Any]) -> None:
    assert usage_of(data) is None
