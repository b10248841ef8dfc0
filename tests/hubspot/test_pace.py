"""The rate limit with a clock of our own: a rolling window, holds, and what others use."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.hubspot.numbers import whole
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.quota import Quota
from hubcli.hubspot.window import FIRST_INTERVAL, FIRST_LIMIT


@dataclass
class FakeClock:
    """Waiting makes time go on; a stop ends it."""

    time: float = 1000.0
    stopped: bool = False
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def wait(self, seconds: float) -> bool:
        if seconds > 0:
            self.waits.append(seconds)
            self.time += seconds
        return not self.stopped


def pace_of(leave: float = 0.0) -> tuple[FakeClock, Pace, list[str]]:
    clock, told = FakeClock(), list[str]()
    return clock, Pace(clock.now, clock.wait, leave=leave, tell=told.append), told


def limits(limit: int, remaining: int | None = None, interval: int = 10_000) -> dict[str, str]:
    said = {
        "x-hubspot-ratelimit-max": str(limit),
        "x-hubspot-ratelimit-interval-milliseconds": str(interval),
    }
    return said if remaining is None else said | {"x-hubspot-ratelimit-remaining": str(remaining)}


def turns(clock: FakeClock, pace: Pace, number: int) -> list[float]:
    times = []
    for _ in range(number):
        assert pace.turn()
        times.append(clock.time)
    return times


def fits(times: list[float], limit: int, interval: float) -> bool:
    """Whether no rolling window holds more than the limit."""
    return all(
        later - earlier >= interval for earlier, later in zip(times, times[limit:], strict=False)
    )


def test_before_the_first_answer_the_lowest_limit_of_any_account_holds() -> None:
    clock, pace, _ = pace_of()
    times = turns(clock, pace, 350)
    assert times[FIRST_LIMIT - 2] == times[0]
    assert fits(times, FIRST_LIMIT, FIRST_INTERVAL)
    assert times[-1] - times[0] < 3 * FIRST_INTERVAL + 1


def test_the_accounts_own_limit_is_learned_but_for_a_place_for_whoever_comes_next() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(190))
    times = turns(clock, pace, 600)
    assert times[188] == times[0]
    assert times[189] > times[0]
    assert fits(times, 189, 10.0)


def test_a_small_window_is_used_whole() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(38, interval=2_000))
    times = turns(clock, pace, 100)
    assert times[37] == times[0]
    assert 2.0 < times[38] - times[0] < 2.1


@pytest.mark.parametrize("headers", [{}, {"x-hubspot-ratelimit-daily": "250000"}])
def test_no_limit_is_stated(headers: dict[str, str]) -> None:
    clock, pace, _ = pace_of()
    pace.learn(headers)
    assert len(set(turns(clock, pace, 5000))) == 1


def test_a_limit_that_nobody_meets_is_none() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(1_000_000, 3))
    assert len(set(turns(clock, pace, 5000))) == 1


@pytest.mark.parametrize("status", [429, 502, 204])
def test_a_limit_once_stated_stays_also_where_an_answer_names_none(status: int) -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(10))
    pace.learn({}, status=status)
    assert fits(turns(clock, pace, 30), 10, 10.0)


def test_something_in_front_of_hubspot_states_nothing() -> None:
    clock, pace, _ = pace_of()
    pace.learn({}, status=503)
    assert fits(turns(clock, pace, 250), FIRST_LIMIT, FIRST_INTERVAL)


def test_a_limit_may_be_stated_later() -> None:
    clock, pace, _ = pace_of()
    pace.learn({})
    turns(clock, pace, 500)
    pace.learn(limits(10))
    assert fits(turns(clock, pace, 30), 10, 10.0)


# What others use


def feel_others(clock: FakeClock, pace: Pace, limit: int, others: int) -> None:
    """Three requests, whose answers count so many of others."""
    for number in range(1, 4):
        assert pace.turn()
        left = pace.leaving()
        pace.learn(limits(limit, limit - others - number), left)


def test_what_others_use_is_felt() -> None:
    clock, pace, _ = pace_of()
    feel_others(clock, pace, 100, 60)
    times = turns(clock, pace, 90)
    # 60 are somebody else's, 3 are ours already, and a little is left free for others.
    assert 30 <= sum(time < 1001 for time in times) <= 37


def test_what_others_used_is_forgotten_after_a_window() -> None:
    clock, pace, _ = pace_of()
    feel_others(clock, pace, 100, 90)
    clock.time += 11
    assert len(set(turns(clock, pace, 99))) == 1


def test_what_others_used_before_the_start_is_known_at_the_start() -> None:
    clock, pace, _ = pace_of()
    pace.begin(limits(100, 30), 4)
    assert sum(time < 1001 for time in turns(clock, pace, 80)) <= 30


def test_requests_before_the_start_are_ours() -> None:
    clock, pace, _ = pace_of()
    pace.begin(limits(38, 34), 4)
    assert sum(time < 1001 for time in turns(clock, pace, 60)) == 34


def test_an_account_without_limit_is_known_before_the_start() -> None:
    clock, pace, _ = pace_of()
    pace.begin(limits(1_000_000), 4)
    assert len(set(turns(clock, pace, 500))) == 1
    pace.begin({}, 0)


def test_our_own_requests_are_not_taken_for_somebody_elses() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(38))
    left = []
    for _ in range(20):
        assert pace.turn()
        left.append(pace.leaving())
    for number in (3, 1, 2, 0, 5, 4, *range(6, 20)):
        pace.learn(limits(38, 37 - number), left[number])
    assert len(set(turns(clock, pace, 18))) == 1


def test_a_request_counts_from_when_it_leaves_and_not_from_its_turn() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(1))
    assert pace.turn()
    clock.time += 4
    assert pace.leaving() == 1004
    assert turns(clock, pace, 1)[0] >= 1014


def test_a_429_that_only_our_haste_explains_makes_us_slower() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(10))
    turns(clock, pace, 10)
    before = turns(clock, pace, 1)[0] - 1000
    pace.learn(limits(10, 0), pace.leaving(), status=429)
    assert turns(clock, pace, 1)[0] - 1000 > before


def test_a_429_tells_that_others_have_the_rest() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(100))
    turns(clock, pace, 5)
    pace.learn(limits(100, 0), pace.leaving(), status=429)
    assert sum(time < 1009 for time in turns(clock, pace, 20)) == 0


def test_the_limit_of_a_second_counts_where_it_was_met() -> None:
    clock, pace, _ = pace_of()
    secondly = {
        "x-hubspot-ratelimit-secondly": "5",
        "x-hubspot-ratelimit-secondly-remaining": "0",
    }
    pace.learn(limits(100, 90) | secondly)
    assert len(set(turns(clock, pace, 20))) == 1
    clock.time += 20
    pace.learn(limits(100, 90) | secondly, status=429)
    assert fits(turns(clock, pace, 20), 5, 1.0)


# Holds


def test_a_429_holds_everybody() -> None:
    clock, pace, _ = pace_of()
    pace.learn({})
    pace.hold(7.0)
    assert turns(clock, pace, 3) == [1007.0] * 3
    pace.hold(1.0)
    pace.hold(5.0)
    assert turns(clock, pace, 1) == [1012.0]
    assert len(set(turns(clock, pace, 500))) == 1


def test_eight_that_are_refused_together_wait_once() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(100))
    for _ in range(8):
        pace.hold(10.0)
        clock.time += 0.01
    assert turns(clock, pace, 8)[-1] == pytest.approx(1010.07)


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    clock, pace, _ = pace_of()
    pace.hold(9.0)
    pace.hold(1.0)
    assert turns(clock, pace, 1) == [1009.0]


def test_a_turn_is_not_had_when_the_run_ends() -> None:
    clock, pace, _ = pace_of()
    clock.stopped = True
    assert not pace.turn()
    pace.hold(5.0)
    assert not pace.turn()


def test_threads_share_one_window() -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(1_000))
    threads = [Thread(target=lambda: [pace.turn() for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.time == 1000.0
    assert len(set(turns(clock, pace, 599))) == 1
    assert turns(clock, pace, 1)[0] > 1009


# What is told


def test_a_long_wait_is_told_once() -> None:
    clock, pace, told = pace_of()
    pace.learn(limits(10))
    turns(clock, pace, 50)
    assert told == ["The account's limit sets the pace: 10 requests in 10 seconds"]
    pace.hold(30.0)
    turns(clock, pace, 1)
    pace.hold(30.0)
    turns(clock, pace, 1)
    assert told[1:] == ["HubSpot has asked for a pause: its rate limit was met"]


def test_short_waits_are_not_told() -> None:
    clock, pace, told = pace_of()
    pace.learn(limits(10, interval=2_000))
    turns(clock, pace, 50)
    assert told == []


# What is left to others


@pytest.mark.parametrize(("leave", "ours"), [(0.2, 80), (0.005, 99), (0.9, 10), (0.999, 1)])
def test_a_share_of_the_rate_is_left_to_others(leave: float, ours: int) -> None:
    clock, pace, _ = pace_of(leave)
    pace.learn(limits(100))
    times = turns(clock, pace, 3 * ours)
    assert fits(times, ours, 10.0)
    assert times[ours - 1] == times[0]


def test_what_others_use_of_their_share_is_not_taken_from_ours() -> None:
    clock, pace, _ = pace_of(0.5)
    feel_others(clock, pace, 100, 40)
    assert sum(time < 1001 for time in turns(clock, pace, 80)) == 47


def test_the_quota_of_the_day_is_asked() -> None:
    clock = FakeClock()
    quota = Quota(0.2, clock=lambda: datetime.now(UTC))
    pace = Pace(clock.now, clock.wait, leave=0.2, quota=quota)
    daily = {"x-hubspot-ratelimit-daily": "100", "x-hubspot-ratelimit-daily-remaining": "20"}
    assert pace.spent() is None
    pace.learn(daily)
    assert pace.spent() is not None
    assert Pace(clock.now, clock.wait).spent() is None


@pytest.mark.parametrize("limit", ["0", "-1", "", "many", "9" * 5000, "\xb2"])
def test_a_limit_that_is_none_stops_nobody_for_good(limit: str) -> None:
    clock, pace, _ = pace_of()
    pace.learn({"x-hubspot-ratelimit-max": limit})
    assert turns(clock, pace, 3)[-1] < 1100


@given(
    st.integers(1, 50),
    st.lists(st.one_of(st.floats(0, 5), st.integers(0, 50)), min_size=1, max_size=200),
)
def test_no_window_ever_holds_more_than_the_limit(limit: int, steps: list[float | int]) -> None:
    clock, pace, _ = pace_of()
    pace.learn(limits(limit))
    times = []
    for step in steps:
        if isinstance(step, float):
            clock.time += step
        else:
            pace.learn(limits(limit, remaining=min(step, limit)))
        assert pace.turn()
        times.append(clock.time)
    assert fits(times, limit, 10.0)


@pytest.mark.parametrize(
    ("text", "number"), [("190", 190), (None, None), ("", None), ("1.5", None), ("\u0663", None)]
)
def test_numbers_of_headers(text: str | None, number: int | None) -> None:
    assert whole(text) == number
