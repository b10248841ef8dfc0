"""An undoing's journal: what it keeps over sessions, and what is read back."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubcli.core.outcomes import Fault
from hubcli.core.undo import LOOSE, Target
from hubcli.core.undo_results import UndoCounts
from hubcli.errors import UnavailableError
from hubcli.pipeline.undo_ports import Gone, Left, Planned
from hubcli.runs.record import FileRecord
from hubcli.runs.undo_journal import Stray, UndoJournal, remember
from hubcli.runs.undo_ledger import UndoLedger

AT = datetime(2026, 11, 23, tzinfo=UTC)
FILES = (FileRecord("a.csv", "/a.csv", "x", 2), FileRecord("b.csv", "/b.csv", "y", 3))
A, B, C, D = Target(1, "11", 1), Target(2, "12", 1), Target(4, "10", 2), Target(LOOSE, "9", 2)
FAULT = Fault("phone was set", "CHANGED_BY_PERSON", None, "phone")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[UndoJournal]:
    journal = UndoJournal(tmp_path / "journal.db")
    journal.begin([D, C, B, A], [])
    yield journal
    journal.close()


def ledger(tmp_path: Path) -> UndoLedger:
    return UndoLedger(tmp_path / "journal.db", FILES)


def test_records_come_in_the_rows_order_and_those_without_a_row_last(journal: UndoJournal) -> None:
    assert list(journal.open_targets(3)) == [[A, B, C], [D]]
    assert list(journal.planned_targets(3)) == []


def test_a_page_is_not_lost_while_records_are_judged(journal: UndoJournal) -> None:
    seen = []
    for page in journal.open_targets(1):
        journal.judged([Planned(target) for target in page])
        seen += page
    assert seen == [A, B, C, D]


def test_what_became_of_records(journal: UndoJournal, tmp_path: Path) -> None:
    journal.judged([Planned(A), Left(B, FAULT, 3), Gone(C), Left(D, Fault("no history", "X"))])
    attempt = journal.about_to_archive([A], AT)
    journal.archived(attempt, [A])
    read = ledger(tmp_path)
    assert read.counts() == UndoCounts(created=4, archived=2, left=2, planned=0, open=0)
    assert [(row.file, row.line, row.number, row.id, row.batch) for row in read.left()] == [
        ("a.csv", 3, 2, "12", 1),
        ("a.csv", None, None, "9", 2),
    ]
    assert [row.fault for row in read.left()] == [FAULT, Fault("no history", "X")]
    assert {(one.code, one.property, one.count, one.first) for one in read.reasons()} == {
        ("CHANGED_BY_PERSON", "phone", 1, "a.csv:3"),
        ("X", None, 1, ""),
    }
    read.close()


def test_reasons_are_grouped_most_first(journal: UndoJournal, tmp_path: Path) -> None:
    journal.judged([Left(A, FAULT), Left(B, FAULT, 3), Planned(C, 5, FAULT)])
    told = [(one.is_left, one.count, one.first) for one in ledger(tmp_path).reasons()]
    assert told == [(True, 2, "a.csv:3"), (False, 1, "b.csv:5")]


def test_a_new_session_judges_afresh_but_for_what_is_gone(
    journal: UndoJournal, tmp_path: Path
) -> None:
    journal.judged([Planned(A), Left(B, FAULT), Planned(C)])
    journal.archived(journal.about_to_archive([A], AT), [A])
    journal.not_taken(journal.about_to_archive([C], AT))
    journal.close()
    again = UndoJournal(tmp_path / "journal.db")
    more = Target(5, "13", 3)
    again.begin([A, B, C, D, more], [Stray(3, None, "IN_DOUBT", "who knows")])
    assert list(again.open_targets(9)) == [[B, C, more, D]]
    again.judged([Left(A, FAULT)])
    read = ledger(tmp_path)
    assert read.counts() == UndoCounts(created=5, archived=1, left=1, planned=0, open=4)
    assert [(row.file, row.number, row.id) for row in read.left()] == [("b.csv", 3, "")]
    assert [(one.code, one.first) for one in read.reasons()] == [("IN_DOUBT", "row 3")]
    read.close()
    again.begin([], [])
    assert ledger(tmp_path).counts().left == 0
    again.close()


def test_an_attempt_is_written_before_it_leaves(journal: UndoJournal, tmp_path: Path) -> None:
    journal.about_to_archive([A, B], AT)
    journal.not_taken(journal.about_to_archive([C], AT))
    with sqlite3.connect(tmp_path / "journal.db") as db:
        rows = db.execute("SELECT ids, state FROM attempts").fetchall()
        level = db.execute("PRAGMA user_version").fetchone()[0]
    db.close()
    assert rows == [('["11","12"]', "about to send"), ('["10"]', "not taken")]
    assert level == 1


def test_only_its_owner_can_read_it(journal: UndoJournal, tmp_path: Path) -> None:
    assert (tmp_path / "journal.db").stat().st_mode & 0o777 == 0o600


def test_another_format_is_not_touched(journal: UndoJournal, tmp_path: Path) -> None:
    journal.close()
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("PRAGMA user_version = 7")
    db.close()
    with pytest.raises(UnavailableError, match="format 7"):
        UndoJournal(tmp_path / "journal.db")


def test_facts_are_put_into_the_other_runs_journal(journal: UndoJournal, tmp_path: Path) -> None:
    remember(tmp_path / "journal.db", {"undo": "x", "undone": "3"})
    remember(tmp_path / "journal.db", {"undone": "4"})
    journal.keep("run", "y")
    with sqlite3.connect(tmp_path / "journal.db") as db:
        facts = dict(db.execute("SELECT * FROM facts"))
    db.close()
    assert facts == {"undo": "x", "undone": "4", "run": "y"}
    with pytest.raises(UnavailableError):
        remember(tmp_path / "gone.db", {"undo": "x"})


def test_an_event_that_can_not_be_written_is_told(journal: UndoJournal, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "journal.db") as db:
        db.execute("DROP TABLE attempts")
    db.close()
    with pytest.raises(UnavailableError, match="attempts"):
        journal.about_to_archive([A], AT)
    journal.judged([Planned(A)])
    assert list(journal.planned_targets(9)) == [[A]]
