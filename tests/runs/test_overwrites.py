"""What rows put in the place of what: kept before it leaves, forgotten where nothing was written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubcli.core.outcomes import (
    Created,
    Existing,
    Fault,
    InDoubt,
    NotSent,
    Outcome,
    Refused,
    Updated,
)
from hubcli.core.overwrites import Cell, Overwrite
from hubcli.core.put_back import Cell as Both
from hubcli.core.put_back import Changed, changed_of
from hubcli.core.undo import Target
from hubcli.core.undo_results import UndoCounts
from hubcli.errors import UnavailableError
from hubcli.pipeline.undo_ports import ChangeJudged
from hubcli.runs.deciding import write_decisions
from hubcli.runs.decisions import Decided
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.record import FileRecord
from hubcli.runs.undo_journal import Stray, UndoJournal
from hubcli.runs.undo_ledger import UndoLedger
from tests.runs.rows import batch

AT = datetime(2026, 11, 23, tzinfo=UTC)
FILES = (FileRecord("a.csv", "/a.csv", "x", 5),)
FAULT = Fault("city was set", "CHANGED_BY_PERSON", None, "city")


def one(number: int, city: str | None = "Oslo") -> Overwrite:
    return Overwrite(f"7{number}", {"city": Cell(city, "Bodø"), "phone": Cell(None, "")})


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path / "journal.db")
    yield journal
    journal.close()


def reopened(journal: Journal, tmp_path: Path) -> Journal:
    journal.close()
    return Journal(tmp_path / "journal.db", again=True)


def test_it_is_there_in_the_next_session(journal: Journal, tmp_path: Path) -> None:
    journal.overwriting({1: one(1), 2: one(2), 3: Overwrite("73", {})})
    with closing(reopened(journal, tmp_path)) as again:
        assert again.overwritten([1, 3, 9]) == {1: one(1)}


def test_what_is_said_last_counts(journal: Journal) -> None:
    journal.overwriting({1: one(1), 2: one(2)})
    journal.overwriting({1: one(1, "Voss"), 2: Overwrite("72", {})})
    assert journal.overwritten([1, 2]) == {1: one(1, "Voss")}


def test_rows_that_were_not_written_are_forgotten(journal: Journal) -> None:
    journal.overwriting({number: one(number) for number in range(1, 7)})
    ends: list[Outcome] = [
        Updated("71"),
        Created("72"),
        Refused((FAULT,)),
        Existing("74"),
        NotSent(),
    ]
    journal.settled(batch(1, 1, 6), dict(enumerate([*ends, InDoubt((FAULT,))])))
    assert journal.overwritten(range(9)).keys() == {1, 2, 6}


def test_records_come_one_after_the_other(journal: Journal, tmp_path: Path) -> None:
    journal.overwriting({5: Overwrite("71", {"city": Cell("Oslo", "x")})})
    journal.overwriting({2: Overwrite("72", {}), 3: Overwrite("70", {"city": Cell("", "y")})})
    journal.overwriting({1: Overwrite("71", {"city": Cell("x", "z")})})
    journal.settled(batch(1, 5, 5), {0: Updated("71")}, None)
    with closing(Ledger(tmp_path / "journal.db")) as ledger:
        assert list(changed_of(ledger.overwrites())) == [
            Changed(3, "70", None, {"city": Both("", ("y",))}),
            Changed(1, "71", None, {"city": Both("Oslo", ("x", "z"))}),
        ]
        assert ledger.overwritten() == {1, 3}
        assert list(ledger.updated_ids()) == [(5, "71", 1)]


def test_a_journal_of_before_is_gone_on_with(journal: Journal, tmp_path: Path) -> None:
    journal.close()
    path = tmp_path / "journal.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE overwrites")
    with closing(Ledger(path)) as ledger:
        assert (list(ledger.overwrites()), ledger.overwritten()) == ([], set())
    with closing(Journal(path, again=True)) as again:
        again.overwriting({1: one(1)})
        assert again.overwritten([1]) == {1: one(1)}


def test_where_it_can_not_be_kept_nothing_leaves(journal: Journal, tmp_path: Path) -> None:
    enduring = EnduringJournal(journal)
    enduring.overwriting({1: one(1)})
    assert enduring.overwritten([1]) == {1: one(1)}
    with closing(sqlite3.connect(tmp_path / "journal.db")) as db, db:
        db.execute("DROP TABLE overwrites")
    enduring.overwriting({2: one(2)})
    assert enduring.failure is not None
    assert enduring.overwritten([1]) == {}
    with pytest.raises(UnavailableError):
        enduring.about_to_send(1, batch(1, 1, 1).records, AT)


# Of an undoing

A = Changed(1, "71", None, {"city": Both("Oslo", ("Bodø", "x"))})
B, C = Changed(2, "72", 3), Changed(4, "70", None, {"city": Both(None, ("",))})


@pytest.fixture
def book(tmp_path: Path) -> Iterator[UndoJournal]:
    book = UndoJournal(tmp_path / "undo.db")
    book.begin(
        [Target(3, "79", 1)], [Stray(5, 6, "IN_DOUBT", "why")], [A, C, Changed(1, "71", 2), B]
    )
    yield book
    book.close()


def counts(tmp_path: Path) -> UndoCounts:
    with closing(UndoLedger(tmp_path / "undo.db", FILES)) as ledger:
        return ledger.counts()


def test_changed_records_come_in_the_rows_order(book: UndoJournal, tmp_path: Path) -> None:
    known = Changed(1, "71", 2, A.cells)
    assert list(book.open_changes(2)) == [[known, B], [C]]
    assert list(book.planned_changes(2)) == []
    assert counts(tmp_path) == UndoCounts(1, 0, 1, 0, open=4, updated=3)


def test_what_became_of_them(book: UndoJournal, tmp_path: Path) -> None:
    book.judged_changes(
        [ChangeJudged(A, "planned", 2, FAULT), ChangeJudged(B, "left", None, FAULT)]
    )
    attempt = book.about_to_change(["71"], AT)
    assert list(book.planned_changes(9)) == [[Changed(1, "71", 2, A.cells)]]
    book.changed(attempt)
    book.judged_changes([ChangeJudged(A, "restored", 2), ChangeJudged(C, "planned")])
    found = UndoCounts(1, 0, 2, 0, open=1, updated=3, restored=1, to_restore=1)
    assert counts(tmp_path) == found
    with closing(UndoLedger(tmp_path / "undo.db", FILES)) as ledger:
        left = [(row.number, row.line, row.id, row.batch, row.fault.code) for row in ledger.left()]
        assert left == [(2, None, "72", 3, "CHANGED_BY_PERSON"), (5, 6, "", None, "IN_DOUBT")]
        assert ledger.sent() == 1


def test_a_part_that_stays_is_told_before(book: UndoJournal, tmp_path: Path) -> None:
    book.judged_changes([ChangeJudged(A, "planned", 2, FAULT)])
    for even_changed in (False, True):
        path = tmp_path / "undo.db"
        with closing(UndoLedger(path, FILES, even_changed=even_changed)) as ledger:
            told = {(one.is_left, one.property, one.first) for one in ledger.reasons()}
        assert told == {(not even_changed, "city", "a.csv:2"), (True, None, "a.csv:6")}


def test_what_the_run_made_itself_is_not_put_back(book: UndoJournal, tmp_path: Path) -> None:
    book.begin([Target(1, "71", 1)], [])
    assert counts(tmp_path).updated == 2


def test_a_new_session_judges_afresh_but_for_what_is_put_back(
    book: UndoJournal, tmp_path: Path
) -> None:
    book.judged_changes([ChangeJudged(A, "restored"), ChangeJudged(B, "left", None, FAULT)])
    again = Changed(4, "70", None, {"city": Both(None, ("", "more"))})
    book.begin([], [], [A, again, Changed(2, "72", 3)])
    assert counts(tmp_path) == UndoCounts(1, 0, 0, 0, open=3, updated=3, restored=1)
    assert list(book.open_changes(9)) == [[B, again]]
    more = Changed(1, "71", None, {"city": Both("Oslo", ("Bodø", "x", "y"))})
    book.begin([], [], [more])
    assert counts(tmp_path).restored == 0


def test_an_undoing_of_before_is_told_and_gone_on_with(book: UndoJournal, tmp_path: Path) -> None:
    book.close()
    path = tmp_path / "undo.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("DROP TABLE changes")
    with closing(UndoLedger(path, FILES)) as ledger:
        assert (ledger.counts().updated, len(ledger.reasons())) == (0, 1)
        assert [row.number for row in ledger.left()] == [5]
    with closing(UndoJournal(path)) as again:
        assert list(again.open_changes(9)) == []


def test_a_person_may_call_it_created_and_it_was_there_all_the_same(
    journal: Journal, tmp_path: Path
) -> None:
    journal.overwriting({2: one(2)})
    write_decisions(tmp_path / "journal.db", Decided({1: "71", 2: "72"}, [3]))
    with closing(Ledger(tmp_path / "journal.db")) as ledger:
        assert list(ledger.created_ids()) == [(1, "71", 0)]
        assert list(ledger.updated_ids()) == [(2, "72", 0)]
