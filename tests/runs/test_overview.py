"""Runs at a glance: by what their journals say, and whether somebody is at work on them."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from hubcli.core.outcomes import Created, Fault, InDoubt, Outcome, OutcomeName, Refused
from hubcli.core.records import Follower
from hubcli.core.run_lines import RunLine, Stage
from hubcli.core.undo import Target
from hubcli.errors import UnusableError, UsageError
from hubcli.runs.catalog import find_folder, find_run
from hubcli.runs.folder import RunFolder, new_run
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import RunLock, is_held
from hubcli.runs.overview import run_lines, suspects
from hubcli.runs.record import FileRecord, RunRecord, RunState
from hubcli.runs.undo_journal import UndoJournal
from tests.runs.rows import batch, record

_HOLD = """
import sys
from pathlib import Path
from hubcli.runs.lock import RunLock
lock = RunLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def at_work(folder: RunFolder) -> Iterator[None]:
    """Another process holds the run's lock."""
    command = (sys.executable, "-c", _HOLD, str(folder.lock))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"held\n"
        yield
        process.stdin.close()


def begun(home: Path, *, rows: int = 10, command: str = "create") -> tuple[RunFolder, RunRecord]:
    folder = new_run(home)
    return folder, RunRecord(
        id=folder.id,
        command=command,
        object="contact",
        object_type="contacts",
        portal_id=7,
        account_type="STANDARD",
        api_version="2025-09",
        base_url="https://api.hubapi.com",
        rehearsal=False,
        started_at="2026-03-01T10:00:00.000Z",
        files=(FileRecord("a.csv", "/x/a.csv", "0" * 64, rows),),
    )


def cut_off(home: Path, *, end: RunState | None = None) -> RunFolder:
    """Rows: 1 created, 2 refused, 3 in doubt, 4 to 6 under way, 7 follows 1, 8 follows 4, 9 and 10 open."""
    folder, record_ = begun(home)
    journal = Journal(folder.journal)
    journal.begin(record_)
    ends: dict[int, Outcome] = {
        0: Created("1"),
        1: Refused((Fault("no"),)),
        2: InDoubt((Fault("?"),)),
    }
    journal.settled(batch(1, 1, 3), ends)
    journal.about_to_send(2, [record(number) for number in (4, 5, 6)], datetime.now(UTC))
    journal.followed("a.csv", [Follower(7, 8, 1), Follower(8, 9, 4), Follower(9, 10, 10)])
    if end:
        journal.end(end)
    journal.close()
    return folder


def only(home: Path) -> RunLine:
    (line,) = run_lines(home)
    return line


def counts(line: RunLine) -> dict[str, int]:
    return {name: number for name, number in line.rows.items() if number}


def test_a_run_that_was_cut_off_counts_what_its_journal_knows(tmp_path: Path) -> None:
    folder = cut_off(tmp_path)
    line = only(tmp_path)
    assert (line.id, line.stage, line.completed_at) == (folder.id, Stage.CUT_OFF, None)
    assert counts(line) == {
        "created": 1,
        "existing": 1,
        "refused": 1,
        "inDoubt": 1 + 3 + 1,
        "notSent": 2,
    }
    assert (line.object, line.portal_id, line.files) == ("contacts", 7, ("a.csv",))


@pytest.mark.parametrize(("left", "stage"), [(0, Stage.FINISHED), (3, Stage.UNFINISHED)])
def test_a_run_that_ended_counts_as_it_did_then(tmp_path: Path, left: int, stage: Stage) -> None:
    rows = {"created": 7, "notSent": left}
    cut_off(tmp_path, end=RunState("2026-03-01T10:00:09.000Z", 0, rows, {}))
    line = only(tmp_path)
    assert (line.stage, line.rows, line.completed_at) == (stage, rows, "2026-03-01T10:00:09.000Z")


def test_a_run_at_work_is_seen_and_not_disturbed(tmp_path: Path) -> None:
    folder = cut_off(tmp_path, end=RunState("2026", 0, {"created": 7}, {}))
    with at_work(folder):
        assert is_held(folder.lock)
        line = only(tmp_path)
        assert (line.stage, line.completed_at) == (Stage.AT_WORK, None)
        assert counts(line)["inDoubt"] == 5
        with pytest.raises(UnusableError, match="another process is at work"):
            RunLock(folder.lock)
        assert is_held(folder.lock)
    assert not is_held(folder.lock)
    RunLock(folder.lock).release()


def test_nobody_holds_a_lock_that_is_not_there(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "lock")


def test_where_the_system_can_not_be_asked_the_lock_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cut_off(tmp_path)
    monkeypatch.setattr(sys, "platform", "plan9")
    with at_work(folder):
        assert is_held(folder.lock)
    assert not is_held(folder.lock)


def test_rows_that_only_an_attempt_names(tmp_path: Path) -> None:
    ledger = Ledger(cut_off(tmp_path).journal)
    assert suspects(ledger.standing(10), ledger.doubtful()) == [4, 5, 6]
    assert ledger.error_count() == 2
    assert [error.outcome for error in ledger.own_errors()] == [OutcomeName.REFUSED]
    both = [error.outcome for error in ledger.own_errors(doubts=True)]
    assert both == [OutcomeName.REFUSED, OutcomeName.IN_DOUBT]
    ledger.close()


def test_an_undoing_has_counts_of_its_own(tmp_path: Path) -> None:
    folder, record_ = begun(tmp_path, command="undo")
    journal = UndoJournal(folder.journal)
    journal.keep("run", orjson.dumps(record_).decode())
    journal.begin([Target(1, "1"), Target(2, "2")], [])
    journal.close()
    line = only(tmp_path)
    assert (line.command, line.stage) == ("undo", Stage.CUT_OFF)
    assert counts(line) == {"created": 2, "notSent": 2}


def test_the_latest_first_and_no_folder_without_a_journal(tmp_path: Path) -> None:
    assert list(run_lines(tmp_path)) == []
    cut_off(tmp_path)
    new_run(tmp_path)
    later = tmp_path / "runs" / "99990101-000000-abcdef"
    later.mkdir()
    (later / "journal.db").write_bytes(b"no database, but long enough to look at" * 10)
    assert len(list(run_lines(tmp_path))) == 1


def test_a_journal_of_another_format_is_listed_without_its_rows(tmp_path: Path) -> None:
    folder = cut_off(tmp_path)
    with closing(sqlite3.connect(folder.journal)) as db:
        db.execute("DROP TABLE attempts")
    line = only(tmp_path)
    assert (line.stage, line.rows) == (Stage.CUT_OFF, {})


@pytest.mark.parametrize("name", ["../x", "..", "/", "x/../..", "\x1b[2J", "*", "a" * 5000])
def test_a_name_leads_nowhere_else(tmp_path: Path, name: str) -> None:
    (tmp_path / "x").mkdir()
    cut_off(tmp_path)
    for find in (find_folder, find_run):
        with pytest.raises(UsageError, match="there is no run"):
            find(tmp_path, name)
