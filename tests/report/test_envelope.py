"""The contract with programs: these keys, in this order, with these meanings."""

from dataclasses import replace

import pytest

from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.core.results import RowReport
from hubcli.errors import AccountError, ExitCode, UnusableError
from hubcli.report.envelope import Document, document, failure_document
from tests.report.builders import (
    FACTS,
    INVALID_EMAIL,
    Run,
    a_few_bad,
    batch,
    in_doubt,
    report,
    stopped,
    tally,
)

TOP = [
    "hubcli", "command", "status", "exitCode", "run", "rows", "requests", "numErrors", "batches",
    "errors", "errorsOmitted", "batchesOmitted", "stop",
]  # fmt: skip
RUN = [
    "id", "object", "portalId", "apiVersion", "rehearsal", "files", "startedAt", "completedAt",
    "journal", "rejects", "results", "inDoubt",
]  # fmt: skip
ROWS = ["read", "created", "existing", "updated", "refused", "inDoubt", "notSent"]
BATCH = [
    "number", "firstLine", "lastLine", "rows", "status", "httpStatus", "created", "existing",
    "updated", "numErrors", "attempts", "startedAt", "completedAt", "correlationId", "links",
]  # fmt: skip
ERROR = [
    "file", "line", "batch", "outcome", "category", "code", "property", "column", "value",
    "message", "correlationId", "proposal",
]  # fmt: skip


def told(run: Run) -> Document:
    return document(run.report, run.batches, run.errors)


def test_the_keys_and_their_order() -> None:
    made = told(a_few_bad())
    assert list(made) == TOP
    assert list(made["run"]) == RUN
    assert list(made["rows"]) == ROWS
    assert list(made["requests"]) == ["sent", "retried", "rateLimited"]
    assert [list(entry) for entry in made["batches"]] == [BATCH] * 3
    assert [list(entry) for entry in made["errors"]] == [ERROR] * 6


def test_the_values() -> None:
    made = told(a_few_bad())
    assert made["hubcli"] == 1
    assert made["command"] == "create"
    assert made["status"] == "partial"
    assert made["exitCode"] == 3
    assert made["run"] == {
        "id": FACTS.id,
        "object": "contacts",
        "portalId": 4242,
        "apiVersion": "2025-09",
        "rehearsal": False,
        "files": ["data.csv"],
        "startedAt": "2026-03-01T10:00:00Z",
        "completedAt": "2026-03-01T10:00:02Z",
        "journal": None,
        "rejects": "/home/ada/crm/rejects.csv",
        "results": None,
        "inDoubt": None,
    }
    assert made["rows"] == {
        "read": 300, "created": 294, "existing": 0, "updated": 0, "refused": 6, "inDoubt": 0,
        "notSent": 0,
    }  # fmt: skip
    assert made["requests"] == {"sent": 4, "retried": 1, "rateLimited": 1}
    assert made["numErrors"] == 6
    assert made["batches"][0] == {
        "number": 1,
        "firstLine": 2,
        "lastLine": 101,
        "rows": 100,
        "status": "COMPLETE",
        "httpStatus": 207,
        "created": 97,
        "existing": 0,
        "updated": 0,
        "numErrors": 3,
        "attempts": 1,
        "startedAt": "2026-03-01T10:00:00.100Z",
        "completedAt": "2026-03-01T10:00:00.410Z",
        "correlationId": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "links": {},
    }
    assert made["errors"][0] == {
        "file": "data.csv",
        "line": 17,
        "batch": 1,
        "outcome": "refused",
        "category": "VALIDATION_ERROR",
        "code": "INVALID_EMAIL",
        "property": "email",
        "column": "Email",
        "value": "ada@",
        "message": "Email address ada@ is invalid",
        "correlationId": "0f8fad5b-d9cb-469f-a165-70867728950e",
        "proposal": None,
    }
    assert made["errors"][-1]["batch"] is None
    assert made["errorsOmitted"] == made["batchesOmitted"] == 0
    assert made["stop"] is None


def test_rows_in_doubt() -> None:
    made = told(in_doubt())
    assert made["exitCode"] == 7
    assert made["rows"]["inDoubt"] == 140
    assert made["errors"][0]["outcome"] == "inDoubt"
    assert made["run"]["inDoubt"] == "/home/ada/crm/in-doubt.csv"
    assert made["run"]["rehearsal"] is True
    assert made["errorsOmitted"] == 40


def test_why_it_stopped() -> None:
    made = told(stopped())
    assert list(made["stop"]) == ["exitCode", "message", "hint"]
    assert made["stop"]["exitCode"] == 4
    assert made["exitCode"] == 4


def test_batches_name_their_file_where_there_are_several() -> None:
    facts = replace(FACTS, files=("a.csv", "b.csv"))
    made = document(report(tally(created=100), facts=facts), [batch(1, file="b.csv")], [])
    assert list(made["batches"][0])[:2] == ["number", "file"]
    assert made["batches"][0]["file"] == "b.csv"


def test_what_is_left_out_is_counted() -> None:
    errors = (
        RowReport("data.csv", line, 1, OutcomeName.REFUSED, INVALID_EMAIL) for line in range(1_500)
    )
    made = document(
        report(tally(refused=1_500), batches=10_007, errors=1_500),
        (batch(number) for number in range(10_007)),
        errors,
    )
    assert len(made["errors"]) == 1_000
    assert made["errorsOmitted"] == 500
    assert len(made["batches"]) == 10_000
    assert made["batchesOmitted"] == 7


@pytest.mark.parametrize(
    ("counted", "stop", "status"),
    [
        (tally(created=1), None, "success"),
        (tally(), None, "success"),
        (tally(existing=1, refused=1), None, "partial"),
        (tally(updated=1, in_doubt=1), None, "partial"),
        (tally(refused=3), None, "failure"),
        (tally(created=1, not_sent=1), Stop(ExitCode.UNAVAILABLE, "no"), "partial"),
        (tally(not_sent=1), Stop(ExitCode.UNAVAILABLE, "no"), "failure"),
        (tally(created=1, not_sent=1), Stop(ExitCode.INTERRUPTED, "no"), "interrupted"),
    ],
)
def test_the_status(counted: Tally, stop: Stop | None, status: str) -> None:
    assert document(report(counted, stop=stop), [], [])["status"] == status


@pytest.mark.parametrize(
    ("counted", "stop", "status"),
    [
        (tally(not_sent=3), None, "success"),
        (tally(not_sent=2, refused=1), None, "partial"),
        (tally(refused=1), None, "failure"),
        (tally(not_sent=2, refused=1), Stop(ExitCode.UNUSABLE, "no such property"), "failure"),
    ],
)
def test_check_has_rows_of_its_own(counted: Tally, stop: Stop | None, status: str) -> None:
    made = document(report(counted, command="check", stop=stop), [], [])
    assert list(made) == TOP
    assert list(made["rows"]) == ["read", "valid", "refused"]
    assert made["rows"]["valid"] == made["rows"]["read"] - made["rows"]["refused"]
    assert made["status"] == status


@pytest.mark.parametrize(
    ("error", "code"), [(UnusableError("no file", "name one"), 5), (AccountError("no token"), 4)]
)
def test_a_failure_before_anything_was_sent(error: UnusableError | AccountError, code: int) -> None:
    made = failure_document("create", error)
    assert made == {
        "hubcli": 1,
        "command": "create",
        "status": "failure",
        "exitCode": code,
        "error": {"message": error.message, "hint": error.hint},
    }
    assert list(made) == ["hubcli", "command", "status", "exitCode", "error"]


def test_what_would_mend_a_fault_is_beside_it() -> None:
    run = a_few_bad()
    report = replace(run.report, mend=lambda fault: f"mend {fault.code}")
    made = document(report, run.batches, run.errors)
    assert {error["proposal"] for error in made["errors"]} == {
        f"mend {error.fault.code}" for error in run.errors
    }
