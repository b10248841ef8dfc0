"""The rate limit with a clock of our own: a rolling window, holds, and what others use."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.hubspot.pace import FIRST_INTERVAL, FIRST_LIMIT, Pace, whole


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


def _pace() -> tuple[FakeClock, Pace]:
    clock = FakeClock()
    return clock, Pace(clock.now, clock.wait)


def _headers(limit: int, remaining: int | None = None, interval: int = 10_000) -> dict[str, str]:
    told = {
        "x-hubspot-ratelimit-max": str(limit),
        "x-hubspot-ratelimit-interval-milliseconds": str(interval),
    }
    return told if remaining is None else told | {"x-hubspot-ratelimit-remaining": str(remaining)}


def _turns(clock: FakeClock, pace: Pace, number: int) -> list[float]:
    times = []
    for _ in range(number):
        assert pace.turn()
        times.append(clock.time)
    return times


def _fits(times: list[float], limit: int, interval: float) -> bool:
    """Whether no rolling window holds more than the limit."""
    return all(
        later - earlier >= interval for earlier, later in zip(times, times[limit:], strict=False)
    )


def test_before_the_first_answer_the_lowest_limit_of_any_account_holds() -> None:
    clock, pace = _pace()
    times = _turns(clock, pace, 350)
    assert times[FIRST_LIMIT - 1] == times[0]
    assert _fits(times, FIRST_LIMIT, FIRST_INTERVAL)
    assert times[-1] - times[0] < 3 * FIRST_INTERVAL + 1


def test_the_accounts_own_limit_is_learned() -> None:
    clock, pace = _pace()
    pace.learn(_headers(190))
    times = _turns(clock, pace, 600)
    assert times[189] == times[0]
    assert _fits(times, 190, 10.0)


def test_no_limit_is_stated() -> None:
    clock, pace = _pace()
    pace.learn({})
    assert len(set(_turns(clock, pace, 5000))) == 1


def test_the_daily_headers_alone_state_no_limit() -> None:
    clock, pace = _pace()
    pace.learn({"x-hubspot-ratelimit-daily": "250000"})
    assert len(set(_turns(clock, pace, 500))) == 1


def test_what_others_use_is_felt() -> None:
    clock, pace = _pace()
    _turns(clock, pace, 1)
    pace.learn(_headers(100, remaining=30))
    times = _turns(clock, pace, 200)
    # 69 are somebody else's: in this window 31 are left for us, one of which is gone.
    assert sum(time < 1010 for time in times) == 30


def test_what_others_used_is_forgotten_after_a_window() -> None:
    clock, pace = _pace()
    pace.learn(_headers(100, remaining=10))
    clock.time += 11
    assert len(set(_turns(clock, pace, 100))) == 1


def test_our_own_requests_are_not_taken_for_somebody_elses() -> None:
    clock, pace = _pace()
    _turns(clock, pace, 60)
    pace.learn(_headers(100, remaining=40))
    times = _turns(clock, pace, 40)
    assert len(set(times)) == 1


def test_a_429_holds_everybody() -> None:
    clock, pace = _pace()
    pace.learn({})
    pace.hold(7.0)
    assert _turns(clock, pace, 3) == [1007.0] * 3
    pace.hold(1.0)
    pace.hold(5.0)
    assert _turns(clock, pace, 1) == [1012.0]


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    clock, pace = _pace()
    pace.hold(9.0)
    pace.hold(1.0)
    assert _turns(clock, pace, 1) == [1009.0]


def test_a_turn_is_not_had_when_the_run_ends() -> None:
    clock, pace = _pace()
    clock.stopped = True
    assert not pace.turn()
    pace.hold(5.0)
    assert not pace.turn()


@pytest.mark.parametrize("limit", ["0", "-1", "", "many", "9" * 5000, "\xb2"])
def test_a_limit_that_is_none_stops_nobody_for_good(limit: str) -> None:
    clock, pace = _pace()
    pace.learn({"x-hubspot-ratelimit-max": limit})
    assert _turns(clock, pace, 3)[-1] < 1100


@given(
    st.integers(1, 50),
    st.lists(st.one_of(st.floats(0, 5), st.integers(0, 50)), min_size=1, max_size=200),
)
def test_no_window_ever_holds_more_than_the_limit(limit: int, steps: list[float | int]) -> None:
    clock, pace = _pace()
    pace.learn(_headers(limit))
    times = []
    for step in steps:
        if isinstance(step, float):
            clock.time += step
        else:
            pace.learn(_headers(limit, remaining=min(step, limit)))
        assert pace.turn()
        times.append(clock.time)
    assert _fits(times, limit, 10.0)


@pytest.mark.parametrize(
    ("text", "number"), [("190", 190), (None, None), ("", None), ("1.5", None), ("\u0663", None)]
)
def test_numbers_of_headers(text: str | None, number: int | None) -> None:
    assert whole(text) == number
