"""Figures as people read them."""

import pytest

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.core.results import Requests
from hubcli.errors import ExitCode
from hubcli.report.sums import rows_line, sentences
from hubcli.report.wording import clock_time, duration, rate, several, short_places
from tests.report.builders import cause, report, tally


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0.00 s"),
        (0.314, "0.31 s"),
        (2.1, "2.1 s"),
        (59.9, "59.9 s"),
        (125, "2:05 min"),
        (3_725, "1:02:05 h"),
        (273_600, "3 d 4 h"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.4, "0:00"), (52, "0:52"), (3_600, "1:00:00"), (100_000, "1 d 3 h")]
)
def test_clock_times(seconds: float, shown: str) -> None:
    assert clock_time(seconds) == shown


def test_rates_and_counts() -> None:
    assert rate(2_140.4) == "2,140 rows/s"
    assert rate(0.42) == "0.4 rows/s"
    assert several(1, "row") == "1 row"
    assert several(1_237, "row") == "1,237 rows"
    assert several(0, "batch", "batches") == "0 batches"


def test_places_name_a_file_once() -> None:
    many = cause(OutcomeName.REFUSED, Fault("no"), 9, "a.csv:1", "a.csv:2", "b.csv:3", "odd")
    assert short_places(many, "…") == "a.csv:1, 2, b.csv:3, odd …"


@pytest.mark.parametrize(
    ("counted", "command", "line"),
    [
        (tally(created=1_230, refused=7), "create", "1,237 rows read: 1,230 created, 7 refused."),
        (tally(), "create", "0 rows read."),
        (tally(created=1), "create", "1 row read: 1 created."),
        (
            tally(created=1, existing=2, updated=3, refused=4, in_doubt=5, not_sent=6),
            "upsert",
            "21 rows read: 1 created, 2 existing, 3 updated, 4 refused, 5 in doubt, 6 not sent.",
        ),
        (tally(not_sent=293, refused=7), "check", "300 rows read: 293 valid, 7 refused."),
    ],
)
def test_the_first_sum(counted: Tally, command: str, line: str) -> None:
    assert rows_line(report(counted, command=command)) == line


def test_a_run_too_short_to_measure_has_no_rate() -> None:
    made = report(tally(created=1), requests=Requests(sent=1), seconds=0.0)
    assert list(sentences(made)) == ["1 request to portal 4242."]


def test_the_rate_counts_only_rows_that_had_their_turn() -> None:
    stop = Stop(ExitCode.INTERRUPTED, "interrupted")
    made = report(tally(created=50, not_sent=9_950), batches=1, seconds=2.0, stop=stop)
    assert list(sentences(made)) == ["1 request to portal 4242 in 2.0 s (25 rows/s)."]
