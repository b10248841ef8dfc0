"""What share of the window is used, and how many 429s that takes, in simulated time."""

from pathlib import Path

import pytest

from hubcli.hubspot.pace import Pace
from tests.benchmarks.pace import ideal_seconds
from tests.hubspot.pace_simulation import IN_FLIGHT, Account, Timeline, simulate

TENS, TWOS = (190, 10.0), (38, 2.0)


def _share(account: Account, rate: tuple[int, float], processes: int) -> float:
    taken = account.answered[-1] - account.answered[0]
    return ideal_seconds(len(account.answered), *rate, IN_FLIGHT * processes) / taken


def pace_at(timeline: Timeline, shared: Path | None = None) -> Pace:
    return Pace(lambda: timeline.now, timeline.wait, shared=shared)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("rate", "least"), [(TENS, 0.97), (TWOS, 0.95)])
def test_one_process_uses_the_window_and_never_meets_its_limit(
    rate: tuple[int, float], least: float, seed: int
) -> None:
    timeline = Timeline()
    account, (process,) = simulate(timeline, rate, [pace_at(timeline)], requests=600, seed=seed)
    assert len(account.answered) == 600
    assert account.refused == 0
    assert process.turns == sorted(process.turns)
    assert least <= _share(account, rate, 1) <= 1


@pytest.mark.parametrize(("rate", "least"), [(TENS, 0.97), (TWOS, 0.93)])
def test_two_processes_under_one_home_are_as_one(
    tmp_path: Path, rate: tuple[int, float], least: float
) -> None:
    timeline, file = Timeline(), tmp_path / "pace" / "4242.json"
    paces = [pace_at(timeline, file), pace_at(timeline, file)]
    account, _ = simulate(timeline, rate, paces, requests=600)
    assert len(account.answered) == 600
    assert account.refused <= 1
    assert least <= _share(account, rate, 2) <= 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("apart", [0.0, 0.1, 5.0])
@pytest.mark.parametrize("rate", [TENS, TWOS])
def test_two_that_feel_each_other_only_through_the_headers_share_the_window(
    rate: tuple[int, float], apart: float, seed: int
) -> None:
    timeline = Timeline()
    paces = [pace_at(timeline), pace_at(timeline)]
    account, _ = simulate(timeline, rate, paces, requests=1_200, apart=apart, seed=seed)
    assert len(account.answered) == 1_200
    assert account.refused <= 0.06 * 1_200
    assert _share(account, rate, 2) >= 0.75


def test_three_processes_do_not_drive_each_other_into_429s() -> None:
    timeline = Timeline()
    paces = [pace_at(timeline) for _ in range(3)]
    account, processes = simulate(timeline, TENS, paces, requests=1_500)
    assert account.refused <= 0.06 * 1_500
    assert all(len(process.turns) >= 500 for process in processes)


def test_a_late_comer_gets_in_and_its_part_grows() -> None:
    timeline = Timeline()
    paces = [pace_at(timeline), pace_at(timeline)]
    _, (first, second) = simulate(timeline, TENS, paces, requests=3_000, apart=15.0)
    began, over = second.turns[0], first.turns[-1]
    early = sum(turn < began + 10 for turn in second.turns)
    late = sum(over - 10 <= turn < over for turn in second.turns)
    assert 0 < early < late


def test_a_share_is_left_to_others() -> None:
    timeline = Timeline()
    pace = Pace(lambda: timeline.now, timeline.wait, leave=0.5)
    account, _ = simulate(timeline, TWOS, [pace], requests=200)
    times = account.answered[20:]
    assert all(later - earlier > 2.0 for earlier, later in zip(times, times[19:], strict=False))
    assert account.refused == 0
