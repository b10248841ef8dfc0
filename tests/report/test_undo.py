"""How an undoing is told: its plan, its document, its tables and its lines."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.core.results import Requests
from hubcli.core.undo_results import LeftRow, Reason, UndoCounts, UndoReport
from hubcli.errors import ExitCode
from hubcli.report.undo import tell_undo, undo_document
from hubcli.report.undo_words import looked_up_line, plan_lines, question, sum_line, to_look_up_line
from tests.report.builders import FACTS, written

BY_PERSON = Fault("phone was set by a person (CRM_UI userId:1)", "CHANGED_BY_PERSON", None, "phone")
LEFT = (
    LeftRow("data.csv", 17, 16, "101", 1, BY_PERSON),
    LeftRow("data.csv", None, 20, "", None, Fault("HubSpot may hold it", "IN_DOUBT")),
    LeftRow("data.csv", None, None, "103", 2, Fault("no\x1b[31m scope", None, "FORBIDDEN")),
)
REASONS = tuple(
    Reason(is_left=True, code=code, property=name, message=message, count=1, first=first)
    for code, name, message, first in (
        ("CHANGED_BY_PERSON", "phone", BY_PERSON.message, "data.csv:17"),
        ("IN_DOUBT", None, "HubSpot may hold it", "row 20"),
        ("UNREADABLE", None, "no\x1b[31m scope", ""),
    )
)
COUNTS = UndoCounts(created=9, archived=4, left=3, planned=2, open=1)
REPORT = UndoReport(
    FACTS, "20260301-run", COUNTS, Requests(5, 0, 0), ExitCode.REFUSED, None, REASONS, 1.5
)
CLEAN = replace(
    REPORT,
    counts=UndoCounts(created=2, archived=2, left=0, planned=0, open=0),
    exit_code=ExitCode.SUCCESS,
    reasons=(),
)


def told(
    report: UndoReport,
    left: Sequence[LeftRow] = (),
    *,
    terminal: bool = False,
    width: int = 80,
    json_: bool = False,
    quiet: bool = False,
) -> tuple[str, str]:
    page = written(terminal=terminal, width=width)
    tell_undo(page.streams, report, left, json=json_, quiet=quiet)
    return page.out.getvalue(), page.err.getvalue()


def test_rows_in_doubt_are_told_before_they_are_looked_up_and_after() -> None:
    assert to_look_up_line(1) == "Looking up 1 row in doubt; nothing is sent."
    assert (
        to_look_up_line(1200, "it changed")
        == "1,200 rows in doubt can't be looked up (it changed)."
    )
    found = Tally()
    assert looked_up_line(found) == "Looked up 0 rows in doubt."
    for number, name in enumerate(OutcomeName, 1):
        found.add(name, number if name is not OutcomeName.UPDATED else 0)
    assert looked_up_line(found) == (
        "Looked up 18 rows in doubt: 1 created, 6 there before, 6 not there, 5 still in doubt."
    )


def test_the_document() -> None:
    document = undo_document(REPORT, LEFT)
    assert document["hubcli"] == 1
    assert document["command"] == "undo"
    assert (document["status"], document["exitCode"]) == ("partial", 3)
    assert document["rows"] == {
        "created": 9, "archived": 4, "updated": 0, "restored": 0, "left": 3, "notSent": 3
    }  # fmt: skip
    assert document["run"]["undoes"] == "20260301-run"
    assert document["numErrors"] == 3
    assert document["errors"][0] == {
        "file": "data.csv", "line": 17, "batch": 1, "outcome": "left", "category": None,
        "code": "CHANGED_BY_PERSON", "property": "phone", "column": None, "value": None,
        "message": BY_PERSON.message, "correlationId": None, "id": "101",
    }  # fmt: skip
    assert document["errors"][1]["id"] is None
    assert (document["errorsOmitted"], document["batchesOmitted"], document["stop"]) == (0, 0, None)


def test_no_more_than_a_thousand_errors() -> None:
    many = replace(REPORT, counts=replace(COUNTS, left=1_200))
    document = undo_document(many, [LEFT[0]] * 1_200)
    assert (len(document["errors"]), document["errorsOmitted"]) == (1_000, 200)


@pytest.mark.parametrize(
    ("code", "archived", "status"),
    [
        (ExitCode.SUCCESS, 4, "success"),
        (ExitCode.INTERRUPTED, 4, "interrupted"),
        (ExitCode.REFUSED, 4, "partial"),
        (ExitCode.REFUSED, 0, "failure"),
        (ExitCode.ACCOUNT, 0, "failure"),
    ],
)
def test_the_status(code: ExitCode, archived: int, status: str) -> None:
    report = replace(REPORT, exit_code=code, counts=replace(COUNTS, archived=archived))
    assert undo_document(report, ())["status"] == status


def test_json_is_all_that_is_on_standard_output() -> None:
    stop = Stop(ExitCode.ACCOUNT, "HubSpot answered 401", "Set a token.")
    out, err = told(replace(REPORT, stop=stop), LEFT, json_=True)
    assert json.loads(out)["stop"]["message"] == "HubSpot answered 401"
    assert "\x1b" not in out
    assert "HubSpot answered 401" in err


def test_plain_lines() -> None:
    out, err = told(REPORT, LEFT)
    assert out.splitlines() == [
        f"data.csv:17: left: CHANGED_BY_PERSON: property phone: record 101: {BY_PERSON.message}",
        "data.csv (row 20): left: IN_DOUBT: HubSpot may hold it",
        r"record 103: left: FORBIDDEN: no\x1b[31m scope",
        f"cause: 1 left: CHANGED_BY_PERSON: property phone: {BY_PERSON.message} (first: data.csv:17)",
        "cause: 1 left: IN_DOUBT: HubSpot may hold it (first: row 20)",
        r"cause: 1 left: UNREADABLE: no\x1b[31m scope",
        "9 records created: 4 archived, 3 left, 3 not reached.",
        "5 requests to portal 4242 in 1.5 s.",
        "HubSpot keeps what was archived for 90 days; it can be restored there.",
        "What was changed since is left; --even-changed takes it too.",
        "Rows in doubt are left: `hubcli undo 20260301-run` looks them up again.",
    ]
    assert err == ""


def test_what_was_taken_all_the_same_is_said() -> None:
    taken = replace(REASONS[0], is_left=False)
    out, _ = told(replace(CLEAN, reasons=(taken,)))
    assert out.startswith("cause: 1 taken although changed: CHANGED_BY_PERSON")
    assert "--even-changed" not in out


def test_quiet_tells_only_what_is_left() -> None:
    assert told(CLEAN, quiet=True) == ("", "")
    assert "left" in told(REPORT, LEFT, quiet=True)[0]
    assert told(CLEAN)[0].startswith("2 records created: 2 archived.")


def test_a_rehearsal_and_no_portal() -> None:
    facts = replace(FACTS, rehearsal=True, portal_id=None)
    out, _ = told(replace(CLEAN, facts=facts))
    assert "5 requests in 1.5 s." in out
    assert "A rehearsal: nothing of this is in HubSpot." in out
    assert "90 days" not in out
    assert "requests" not in told(replace(CLEAN, requests=Requests()))[0]


@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_shows_why_and_which(width: int) -> None:
    out, _ = told(REPORT, LEFT, terminal=True, width=width)
    lines = out.splitlines()
    assert all(len(line) <= width for line in lines)
    assert lines[0].split() == ["records", "why", "property", "first", "at"]
    assert any(line.split()[:3] == ["1", "CHANGED_BY_PERSON", "phone"] for line in lines)
    assert any(line.split()[:2] == ["data.csv:17", "101"] for line in lines)
    assert out.count("phone was set by a person") == 1
    assert out.count(r"no\x1b[31m scope") == 2
    assert "\x1b" not in out


def test_a_terminal_shows_the_first_twenty_and_why_it_stopped() -> None:
    stop = Stop(ExitCode.ACCOUNT, "HubSpot answered 401", "Set a token.")
    many = replace(REPORT, counts=replace(COUNTS, left=50), stop=stop)
    out, err = told(many, [LEFT[0]] * 50, terminal=True)
    assert out.count("data.csv:17") == 21
    assert "30 more records: through a pipe, all are told." in out
    assert out.splitlines()[-2:] == ["Stopped: HubSpot answered 401", "Set a token."]
    assert err == ""
    assert "why" not in told(CLEAN, terminal=True)[0]


def test_the_plan() -> None:
    lines = plan_lines(COUNTS, REASONS, run="r1", where="contacts of portal 4242")
    assert lines == [
        "Run r1 created 9 records in contacts of portal 4242.",
        "4 of them are gone already.",
        "To be archived: 2. To be left: 3.",
        "1 left, changed since by a person: phone (first: data.csv:17)",
        "1 left, in doubt (first: row 20)",
        r"1 left, no\x1b[31m scope",
    ]


def test_a_plan_with_many_reasons_and_with_one_gone() -> None:
    counts = UndoCounts(created=30, archived=1, left=0, planned=29, open=0)
    taken = [replace(REASONS[0], is_left=False, property=f"p{n}") for n in range(25)]
    lines = plan_lines(counts, tuple(taken), run="r1", where="x")
    assert lines[1] == "1 of them is gone already."
    assert lines[3] == "1 taken all the same, changed since by a person: p0 (first: data.csv:17)"
    assert lines[-1] == "5 more reasons."


CHANGED = UndoCounts(
    created=2, archived=1, left=1, planned=1, open=0, updated=5, restored=2, to_restore=2
)


def test_what_was_changed_is_told_beside_what_was_made() -> None:
    lines = plan_lines(CHANGED, (), run="r", where="contacts of portal 1")
    assert lines == [
        "Run r created 2 records and updated 5 in contacts of portal 1.",
        "1 of them is gone already.",
        "2 of them hold already what was there before.",
        "To be archived: 1. To be put back: 2. To be left: 1.",
    ]
    assert question(CHANGED) == "Archive 1 and put back 2 of them?"
    assert (
        sum_line(CHANGED)
        == "2 records created, 5 updated: 1 archived, 2 put back, 1 left, 3 not reached."
    )


def test_what_was_changed_alone() -> None:
    counts = replace(CHANGED, created=0, archived=0, planned=0, left=0, restored=1)
    assert plan_lines(counts, (), run="r", where="deals of portal 1") == [
        "Run r updated 5 records in deals of portal 1.",
        "1 of them holds already what was there before.",
        "To be archived: 0. To be put back: 2. To be left: 0.",
    ]
    assert question(counts) == "Put back 2 of them?"
    document = undo_document(replace(REPORT, counts=counts), [])
    assert document["status"] == "partial"
    assert (document["rows"]["updated"], document["rows"]["restored"]) == (5, 1)
