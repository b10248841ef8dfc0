"""Lists of runs: one line each, on a terminal, in a pipe and as a document."""

import json

import pytest
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from hubcli.core.run_lines import RunLine, Stage
from hubcli.report.run_list import tell_runs
from tests.report.builders import written


def _run(number: int, **more: object) -> RunLine:
    told: dict[str, object] = {
        "id": f"20260301-10000{number}-abcde{number}",
        "command": "create",
        "object": "contacts",
        "portal_id": 4242,
        "rehearsal": False,
        "files": ("data.csv",),
        "rows": {"created": 1230, "existing": 0, "refused": 7},
        "stage": Stage.FINISHED,
        "started_at": "2026-03-01T10:00:00.000Z",
        "completed_at": "2026-03-01T10:00:09.000Z",
    }
    return RunLine(**told | more)  # type: ignore[arg-type]


RUNS = (
    _run(5, stage=Stage.AT_WORK, rows={"inDoubt": 200, "notSent": 1_000_000}, completed_at=None),
    _run(4, command="undo", rows={"created": 9, "archived": 8, "left": 1}, portal_id=None),
    _run(3, rehearsal=True, object="companies", files=("a.csv", "b.jsonl")),
    _run(2, stage=Stage.CUT_OFF, files=("/a/very/long/path/to/some/where/contacts-of-2026.csv",)),
    _run(1, stage=Stage.UNFINISHED, object="\x1b[2Jcustom", files=("a\tb\n.csv",), rows={}),
)


def _printed(*, width: int | None = None) -> str:
    to = written(terminal=width is not None, width=width or 80)
    tell_runs(to.streams, RUNS, json=False)
    assert to.err.getvalue() == ""
    return to.out.getvalue()


@pytest.mark.parametrize("width", [80, 120, 160])
def test_on_a_terminal(width: int, snapshot: SnapshotAssertion) -> None:
    printed = _printed(width=width)
    assert printed == snapshot
    assert len(printed.splitlines()) == 2 + len(RUNS)
    assert all(cell_len(line) <= width for line in printed.splitlines())


def test_in_a_pipe_every_line_has_the_same_fields(snapshot: SnapshotAssertion) -> None:
    printed = _printed()
    assert printed == snapshot
    assert {line.count("\t") for line in printed.splitlines()} == {7}


def test_as_a_document() -> None:
    to = written()
    tell_runs(to.streams, RUNS, json=True)
    made = json.loads(to.out.getvalue())
    assert list(made) == ["hubcli", "command", "status", "exitCode", "runs"]
    assert (made["command"], made["status"], made["exitCode"]) == ("runs list", "success", 0)
    assert [run["state"] for run in made["runs"]] == [
        "atWork",
        "finished",
        "finished",
        "cutOff",
        "unfinished",
    ]
    assert made["runs"][2] == {
        "id": "20260301-100003-abcde3",
        "command": "create",
        "object": "companies",
        "portalId": 4242,
        "rehearsal": True,
        "files": ["a.csv", "b.jsonl"],
        "state": "finished",
        "rows": {"created": 1230, "existing": 0, "refused": 7},
        "startedAt": "2026-03-01T10:00:00.000Z",
        "completedAt": "2026-03-01T10:00:09.000Z",
    }


def test_no_run_at_all() -> None:
    to = written(terminal=True)
    tell_runs(to.streams, (), json=False)
    assert (to.out.getvalue(), to.err.getvalue()) == ("", "hubcli: There are no runs yet.\n")
