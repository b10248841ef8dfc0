"""What is seen while a run works, by a clock that the test turns."""

import re
from dataclasses import dataclass

import pytest
from rich.cells import cell_len

from hubcli.core.outcomes import OutcomeName, Tally
from hubcli.report.bar import bar_line, plain_line
from hubcli.report.course import Reading
from hubcli.report.progress import Progress, progress_for
from hubcli.report.speed import Speed
from tests.report.builders import Written, tally, written


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def drawn(to: Written) -> list[str]:
    return to.err.getvalue().split("\r\x1b[K")


def begun(to: Written, clock: Clock, total: int = 1_000) -> Progress:
    progress = progress_for(to.streams, quiet=False, clock=clock)
    progress.start(total)
    return progress


def test_the_bar_is_drawn_ten_times_a_second_at_most() -> None:
    to, clock, counted = written(terminal=True), Clock(), Tally()
    progress = begun(to, clock)
    for _ in range(1_000):
        clock.now += 0.01
        counted.add(OutcomeName.CREATED)
        progress.advance(counted)
    assert 90 <= len(drawn(to)) <= 102


def test_the_bar_shows_rows_rate_refused_and_time_left() -> None:
    to, clock = written(terminal=True, width=100), Clock()
    progress = begun(to, clock)
    progress.advance(tally(created=100))
    clock.now += 5
    progress.advance(tally(created=590, refused=10))
    last = drawn(to)[-1]
    assert last == (
        "━━━━━━━━━━━━━━━━━━━━━━━━────────────────   60 %  600/1,000 rows  100 rows/s  10 refused"
        "  0:04 left"
    )


def test_the_bar_is_gone_before_tables() -> None:
    to = written(terminal=True)
    progress = begun(to, Clock())
    progress.advance(tally(created=10))
    progress.stop()
    progress.stop()
    assert to.err.getvalue().endswith("\r\x1b[K")
    assert drawn(to)[-1] == ""


def test_the_last_state_stays_where_the_tables_go_elsewhere() -> None:
    to = written(terminal=False, err_terminal=True)
    progress = begun(to, Clock())
    progress.advance(tally(created=600))
    progress.advance(tally(created=1_000))
    progress.stop()
    progress.stop()
    assert "100 %  1,000/1,000 rows" in drawn(to)[-1]
    assert drawn(to)[-1].endswith("\n")


def test_a_note_stands_above_the_bar() -> None:
    to = written(terminal=True)
    progress = begun(to, Clock())
    bar = drawn(to)[-1]
    progress.note("waiting 10 s")
    assert drawn(to)[-1] == f"hubcli: waiting 10 s\n{bar}"


def test_a_bar_that_never_began_leaves_nothing() -> None:
    to = written(terminal=True)
    progress = progress_for(to.streams, quiet=False, clock=Clock())
    progress.stop()
    assert to.err.getvalue() == ""


def test_no_rows_are_all_done() -> None:
    to = written(terminal=True)
    progress = begun(to, Clock(), total=0)
    progress.advance(Tally())
    progress.stop()
    assert "100 %  0/0 rows" in to.err.getvalue()


def test_a_log_has_a_line_every_ten_seconds() -> None:
    to, clock, counted = written(), Clock(), Tally()
    progress = begun(to, clock, 10_000)
    for _ in range(35):
        clock.now += 1
        counted.add(OutcomeName.CREATED, 100)
        progress.advance(counted)
    progress.note("waiting 10 s")
    progress.stop()
    assert to.err.getvalue().splitlines() == [
        "hubcli: 1,000 of 10,000 rows, 100 rows/s, 1:30 left",
        "hubcli: 2,000 of 10,000 rows, 100 rows/s, 1:20 left",
        "hubcli: 3,000 of 10,000 rows, 100 rows/s, 1:10 left",
        "hubcli: waiting 10 s",
    ]


def test_a_short_run_leaves_no_line_in_a_log() -> None:
    to, clock = written(), Clock()
    progress = begun(to, clock)
    clock.now += 9.9
    progress.advance(tally(created=1_000))
    progress.stop()
    assert to.err.getvalue() == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_is_silent(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    progress = progress_for(to.streams, quiet=True, clock=Clock())
    progress.start(10)
    progress.advance(tally(created=10))
    progress.note("waiting")
    progress.stop()
    assert to.err.getvalue() == ""


def test_a_dumb_terminal_gets_lines() -> None:
    to = written(terminal=True, env={"TERM": "dumb"})
    begun(to, Clock())
    assert to.err.getvalue() == ""


def test_speed_forgets_what_is_older_than_fifteen_seconds() -> None:
    speed = Speed()
    for second in range(100):
        speed.record(second, second * 1_000)
    for second in range(100, 121):
        speed.record(second, 99_000 + (second - 99) * 10)
    assert speed.per_second == pytest.approx(10)
    assert speed.left(99_210 + 100) == pytest.approx(10)


def test_speed_counts_from_where_it_began() -> None:
    speed = Speed()
    speed.record(0, 500_000)
    assert speed.per_second is None
    speed.record(10, 500_100)
    assert speed.per_second == pytest.approx(10)


@pytest.mark.parametrize(
    "samples",
    [
        [],
        [(0.0, 0)],
        [(0.0, 0), (0.5, 1_000)],
        [(0.0, 10), (60.0, 10)],
        [(0.0, 10), (0.0, 20)],
        [(0.0, 0), (1_000_000.0, 1)],
    ],
)
def test_no_time_left_is_told_where_it_would_be_absurd(samples: list[tuple[float, int]]) -> None:
    speed = Speed()
    for now, done in samples:
        speed.record(now, done)
    assert speed.left(10**9) is None


def test_a_standstill_is_felt() -> None:
    speed = Speed()
    speed.record(0, 0)
    speed.record(1, 1_000)
    speed.record(60, 1_001)
    assert speed.per_second == pytest.approx(1 / 59)


READING = Reading(
    total=300_000, done=189_000, refused=1_234, in_doubt=5, per_second=2_140.4, left=52
)


@pytest.mark.parametrize("width", range(1, 140))
def test_the_bar_fits_every_window(width: int) -> None:
    assert cell_len(bar_line(READING, written(terminal=True, width=width).streams.stderr)) < width


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (
            120,
            "━━━─   63 %  189,000/300,000 rows  2,140 rows/s  1,234 refused  5 in doubt  0:52 left",
        ),
        (80, "━━━━━━────   63 %  189,000/300,000 rows  1,234 refused  5 in doubt  0:52 left"),
        (60, "━━━━━───   63 %  189,000/300,000 rows  1,234 refused"),
        (40, "━━━━━───   63 %  189,000/300,000 rows"),
        (32, " 63 %  189,000/300,000 rows"),
    ],
)
def test_what_gives_way_in_narrow_windows(width: int, line: str) -> None:
    shown = bar_line(READING, written(terminal=True, width=width).streams.stderr)
    assert re.sub("[━─]+", "━", shown) == re.sub("[━─]+", "━", line)


def test_the_bar_in_colour() -> None:
    out = written(terminal=True, env={}, width=100).streams.stderr
    shown = bar_line(Reading(total=10, done=5, refused=1, in_doubt=1), out)
    assert "\x1b[32m━" in shown
    assert "\x1b[31m1 refused\x1b[0m" in shown
    assert "\x1b[33m1 in doubt\x1b[0m" in shown


def test_a_hundred_percent_is_not_told_too_early() -> None:
    reading = Reading(total=1_000_000, done=999_999)
    assert " 99 %" in bar_line(reading, written(terminal=True).streams.stderr)


def test_a_plain_line_has_everything() -> None:
    assert plain_line(READING) == (
        "189,000 of 300,000 rows, 2,140 rows/s, 1,234 refused, 5 in doubt, 0:52 left"
    )
