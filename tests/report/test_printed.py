"""What people see, as it looks: tables at two widths, and plain lines."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import Cause, RowReport
from hubcli.report.reporter import Reporter
from tests.report.builders import RUNS, Run, batch, report, tally, written
from tests.report.test_terminal_text import ANY_TEXT, CONTROLS, DIRECTIONS

COLOUR_CODE = re.compile(r"\x1b\[[0-9;]*m")


def printed(run: Run, *, width: int | None = None, colour: bool = False) -> str:
    to = written(
        terminal=width is not None, width=width or 80, env={} if colour else {"NO_COLOR": "1"}
    )
    Reporter(to.streams).result(run.report, run.batches, run.errors)
    return to.out.getvalue()


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("width", [80, 120])
def test_on_a_terminal(name: str, width: int, snapshot: SnapshotAssertion) -> None:
    assert printed(RUNS[name](), width=width) == snapshot


@pytest.mark.parametrize("name", RUNS)
def test_in_plain_lines(name: str, snapshot: SnapshotAssertion) -> None:
    assert printed(RUNS[name]()) == snapshot


@pytest.mark.parametrize("name", RUNS)
def test_colour_changes_nothing_but_colour(name: str) -> None:
    coloured = printed(RUNS[name](), width=80, colour=True)
    assert "\x1b[" in coloured
    assert COLOUR_CODE.sub("", coloured) == printed(RUNS[name](), width=80)


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_no_line_is_wider_than_the_window(name: str, width: int) -> None:
    for line in printed(RUNS[name](), width=width).splitlines():
        assert cell_len(line) <= width


@settings(max_examples=50, deadline=None)
@given(text=ANY_TEXT, width=st.integers(20, 130), terminal=st.booleans())
def test_hostile_text_reaches_no_terminal(*, text: str, width: int, terminal: bool) -> None:
    fault = Fault(text, code=text, category=text, property=text, column=text, value=text)
    run = Run(
        report(
            tally(refused=1),
            batches=1,
            errors=1,
            causes=[Cause(OutcomeName.REFUSED, text, text, text, text, 1, (f"{text}:1",))],
        ),
        [batch(1, status=text, file=text, remark=text)],
        [RowReport(text, 1, 1, OutcomeName.REFUSED, fault)],
    )
    shown = printed(run, width=width if terminal else None).replace("\n", "")
    assert not {unicodedata.category(char) for char in shown} & CONTROLS
    assert not {unicodedata.bidirectional(char) for char in shown} & DIRECTIONS
