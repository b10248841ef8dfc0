from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hubcli.hubspot.server_clock import ServerClock


def _ago(**time: float) -> float:
    return timedelta(**time).total_seconds()


def _off(clock: ServerClock) -> float:
    return (clock.now() - datetime.now(UTC)).total_seconds()


def test_until_the_first_answer_it_is_our_own() -> None:
    assert abs(_off(ServerClock())) < 0.1


@pytest.mark.parametrize("hours", [-30, -1, 0, 1, 30])
def test_it_follows_the_server_and_is_never_ahead(hours: int) -> None:
    clock = ServerClock()
    there = datetime.now(UTC) + timedelta(hours=hours)
    clock.learn(format_datetime(there, usegmt=True))
    assert -1.1 < _off(clock) - _ago(hours=hours) <= 0.05


def test_of_several_answers_the_one_that_was_fastest_counts() -> None:
    clock = ServerClock()
    now = datetime.now(UTC)
    for delay in (40, 5, 20):
        clock.learn(format_datetime(now - timedelta(seconds=delay), usegmt=True))
    assert -6.1 < _off(clock) <= -4.9


@pytest.mark.parametrize(
    "date", [None, "", "soon", "Mon, 99 Foo 2026 00:00:00 GMT", "Fri, 31 Dec 99999 23:59:59 GMT"]
)
def test_a_date_that_is_none_changes_nothing(date: str | None) -> None:
    clock = ServerClock()
    clock.learn(date)
    assert abs(_off(clock)) < 0.1


def test_a_date_without_a_zone_is_universal_time() -> None:
    clock = ServerClock()
    there = datetime.now(UTC) - timedelta(hours=5)
    clock.learn(there.strftime("%a, %d %b %Y %H:%M:%S -0000"))
    assert -1.1 < _off(clock) + _ago(hours=5) <= 0.05
