"""What a terminal shows of very many causes and errors."""

from dataclasses import replace

import pytest

from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import RowReport
from hubcli.report.fault_tables import write_causes, write_details
from hubcli.report.screen import Screen
from tests.report.builders import FACTS, INVALID_EMAIL, cause, report, tally, written

REFUSED = OutcomeName.REFUSED


def test_causes_beyond_what_a_screen_should_show_are_counted() -> None:
    to = written(terminal=True)
    causes = [
        cause(REFUSED, replace(INVALID_EMAIL, code=f"CODE_{number}"), 1, f"data.csv:{number}")
        for number in range(53)
    ]
    write_causes(Screen(to.streams.stdout), report(tally(refused=53), causes=causes))
    assert "CODE_49 " in to.out.getvalue()
    assert "CODE_50 " not in to.out.getvalue()
    assert to.out.getvalue().endswith("\n 3 more causes.\n\n")


def test_details_say_where_the_others_are() -> None:
    errors = [RowReport("data.csv", line, 1, REFUSED, INVALID_EMAIL) for line in range(2, 53)]
    facts = replace(FACTS, rejects="rejects.csv")
    for of_run, where in (
        (FACTS, "31 more errors: through a pipe, all are told."),
        (facts, "31 more errors: all are in the files named below."),
    ):
        to = written(terminal=True)
        made = report(tally(refused=51), errors=51, facts=of_run)
        write_details(Screen(to.streams.stdout), made, iter(errors))
        assert to.out.getvalue().count("data.csv:") == 20
        assert to.out.getvalue().endswith(f"\n {where}\n\n")


def test_no_error_no_table() -> None:
    to = written(terminal=True)
    write_causes(Screen(to.streams.stdout), report(tally()))
    write_details(Screen(to.streams.stdout), report(tally()), [])
    assert to.out.getvalue() == ""


@pytest.mark.parametrize("width", [60, 160])
def test_what_would_mend_a_cause_stands_below_it(width: int) -> None:
    to = written(terminal=True, width=width)
    fault = replace(INVALID_EMAIL, column="E-mail", value="ada@")
    causes = [cause(REFUSED, fault, 2, "data.csv:3"), cause(REFUSED, Fault("no"), 1, "data.csv:9")]
    asked: list[Fault] = []

    def mend(fault: Fault) -> str | None:
        asked.append(fault)
        return "E-mail: {property: email}" if fault.code else None

    made = replace(report(tally(refused=3), causes=causes), mend=mend)
    write_causes(Screen(to.streams.stdout), made)
    lines = to.out.getvalue().splitlines()
    (told,) = (line for line in lines if "try:" in line)
    assert told == "      try: E-mail: {property: email}"
    assert lines.index(told) < next(at for at, line in enumerate(lines) if "data.csv:9" in line)
    assert asked[0].code == "INVALID_EMAIL"
