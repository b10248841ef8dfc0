"""The journal takes events from many threads, and the ledger gives back what became of every row."""

import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubcli.core.outcomes import (
    Created,
    Existing,
    Fault,
    InDoubt,
    Outcome,
    OutcomeName,
    Refused,
    Updated,
)
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport
from hubcli.errors import UnavailableError
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger, RowEnd
from tests.runs.rows import batch, record

NOW = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)
_FAULT = Fault(
    "no", "INVALID_EMAIL", "VALIDATION_ERROR", "email", "E-mail", "x'; DROP TABLE --\n\0", "c-1"
)


@dataclass
class Books:
    path: Path
    journal: Journal

    def rows(self) -> list[RowEnd]:
        return list(self.ledger().rows())

    def ledger(self) -> Ledger:
        self.journal.close()
        return Ledger(self.path)


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    path = tmp_path / "journal.db"
    journal = Journal(path)
    yield Books(path, journal)
    journal.close()


def _report(number: int) -> BatchReport:
    return BatchReport(
        number=number,
        file="a.csv",
        first_line=2,
        last_line=101,
        rows=100,
        status="COMPLETE",
        http_status=201,
        created=100,
        num_errors=0,
        attempts=1,
        seconds=0.5,
        links={"next": "x"},
        remark="split",
    )


def test_it_is_for_its_owners_eyes_only(books: Books) -> None:
    assert stat.S_IMODE(books.path.stat().st_mode) == 0o600


def test_the_end_of_every_row_in_order(books: Books) -> None:
    journal = books.journal
    journal.about_to_send(2, batch(2, 4, 6).records, NOW)
    journal.settled(
        batch(2, 4, 6), {1: Refused((_FAULT,)), 0: Created("44"), 2: InDoubt((_FAULT,))}
    )
    journal.about_to_send(1, batch(1, 1, 3).records, NOW)
    journal.settled(
        batch(1, 1, 3), {0: Created("11", "https://x/y"), 1: Existing("12"), 2: Updated("13")}
    )
    journal.refused("a.csv", [RefusedRow(7, 8, (_FAULT, _FAULT))])
    ledger = books.ledger()
    assert list(ledger.rows()) == [
        RowEnd(1, OutcomeName.CREATED, "11", "https://x/y"),
        RowEnd(2, OutcomeName.EXISTING, "12", ""),
        RowEnd(3, OutcomeName.UPDATED, "13", ""),
        RowEnd(4, OutcomeName.CREATED, "44", ""),
        RowEnd(5, OutcomeName.REFUSED, "", ""),
        RowEnd(6, OutcomeName.IN_DOUBT, "", ""),
        RowEnd(7, OutcomeName.REFUSED, "", ""),
    ]
    errors = list(ledger.errors())
    assert [(error.line, error.batch, error.outcome) for error in errors] == [
        (6, 2, OutcomeName.REFUSED),
        (7, 2, OutcomeName.IN_DOUBT),
        (8, None, OutcomeName.REFUSED),
        (8, None, OutcomeName.REFUSED),
    ]
    assert {error.fault for error in errors} == {_FAULT}
    faults = list(ledger.faults(OutcomeName.REFUSED))
    assert [(number, len(found)) for number, _, found in faults] == [(5, 1), (7, 2)]
    ledger.close()


def test_warnings_on_rows_that_were_made(books: Books) -> None:
    books.journal.settled(batch(1, 1, 1), {0: Created("1", "", (_FAULT,))})
    ledger = books.ledger()
    assert [error.outcome for error in ledger.errors()] == [OutcomeName.CREATED]
    assert list(ledger.faults(OutcomeName.REFUSED, OutcomeName.IN_DOUBT)) == []
    ledger.close()


def test_followers_share_the_fate_of_their_leader(books: Books) -> None:
    journal = books.journal
    journal.followed("a.csv", [Follower(4, 5, 1), Follower(5, 6, 2), Follower(6, 7, 3)])
    journal.settled(batch(1, 1, 2), {0: Created("11"), 1: Refused((_FAULT,))})
    assert dict(journal.fates()) == {
        OutcomeName.EXISTING: 1,
        OutcomeName.REFUSED: 1,
        OutcomeName.NOT_SENT: 1,
    }
    ledger = books.ledger()
    ends = {end.number: (end.outcome, end.id) for end in ledger.rows()}
    assert ends[4] == (OutcomeName.EXISTING, "11")
    assert ends[5] == (OutcomeName.REFUSED, "")
    shared = next(error for error in ledger.errors() if error.line == 6)
    assert "line 3" in shared.fault.message
    assert shared.fault.code == "INVALID_EMAIL"
    ledger.close()


def test_no_followers_have_no_fates(books: Books) -> None:
    books.journal.settled(batch(1, 1, 1), {0: Created("1")})
    assert list(books.journal.fates()) == []


def test_the_reports_of_batches_come_back_as_they_went_in(books: Books) -> None:
    for number in (2, 1):
        books.journal.batch_done(_report(number))
    books.journal.fates()
    ledger = books.ledger()
    assert list(ledger.batches()) == [_report(1), _report(2)]
    ledger.close()


def test_attempts_are_written_before_anything_else_is_known(books: Books) -> None:
    journal = books.journal
    first = journal.about_to_send(1, [record(n) for n in (1, 2, 3, 7, 9, 10)], NOW)
    second = journal.about_to_send(1, [record(4), record(5)], NOW)
    third = journal.about_to_send(2, [record(8), record(11)], NOW)
    journal.not_taken(second)
    journal.returned(third)
    found = sqlite3.connect(books.path).execute("SELECT * FROM attempts ORDER BY number").fetchall()
    assert found == [
        (first, 1, "1-3,7,9-10", "about to send", NOW.timestamp()),
        (second, 1, "4-5", "not taken", NOW.timestamp()),
        (third, 2, "8,11", "returned", NOW.timestamp()),
    ]


def test_many_threads_write_into_one_journal(books: Books) -> None:
    def deliver(number: int) -> None:
        one = batch(number, number * 10, number * 10 + 9)
        books.journal.about_to_send(number, one.records, NOW)
        books.journal.settled(
            one, {index: Created(str(number * 10 + index)) for index in range(10)}
        )
        books.journal.batch_done(_report(number))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deliver, range(1, 51)))
    ends = books.rows()
    assert [end.number for end in ends] == list(range(10, 510))
    assert all(end.id == str(end.number) for end in ends)


def test_what_was_written_survives_without_a_clean_end(books: Books) -> None:
    """A copy of the files at any moment is what a crash leaves."""
    books.journal.settled(batch(1, 1, 2), {0: Created("1"), 1: Refused((_FAULT,))})
    copy = books.path.with_name("copy.db")
    for suffix in ("", "-wal"):
        source = books.path.with_name(books.path.name + suffix)
        copy.with_name(copy.name + suffix).write_bytes(source.read_bytes())
    db = sqlite3.connect(copy)
    assert db.execute("SELECT count(*) FROM rows").fetchone() == (2,)
    db.close()


def test_a_journal_is_never_written_over(books: Books) -> None:
    with pytest.raises(FileExistsError):
        Journal(books.path)


class _Broken(Journal):
    """A journal on a disk that gets full when it is told to."""

    full = False

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        self._fail()
        return super().about_to_send(batch, records, at)

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        self._fail()
        super().settled(batch, outcomes, attempt)

    def _fail(self) -> None:
        if self.full:
            raise UnavailableError("the disk is full")


def _fails_to_settle(journal: EnduringJournal) -> UnavailableError | None:
    journal.settled(batch(1, 1, 1), {0: Created("1")})
    return journal.failure


def test_after_a_failure_nothing_may_be_sent_and_nothing_is_raised_otherwise(
    tmp_path: Path,
) -> None:
    inner = _Broken(tmp_path / "journal.db")
    journal = EnduringJournal(inner)
    attempt = journal.about_to_send(1, [record(1)], NOW)
    assert journal.failure is None
    inner.full = True
    assert _fails_to_settle(journal)
    inner.full = False
    with pytest.raises(UnavailableError, match="full"):
        journal.about_to_send(2, [record(2)], NOW)
    journal.not_taken(attempt)
    journal.returned(attempt)
    journal.refused("a.csv", [])
    journal.followed("a.csv", [])
    journal.batch_done(_report(1))
    assert list(journal.fates()) == []
    journal.close()
    inner.close()


def test_a_failure_before_a_request_is_raised_and_kept(tmp_path: Path) -> None:
    inner = _Broken(tmp_path / "journal.db")
    inner.full = True
    journal = EnduringJournal(inner)
    with pytest.raises(UnavailableError):
        journal.about_to_send(1, [record(1)], NOW)
    assert journal.failure is not None
    inner.close()


def test_what_addresses_begin_with_is_kept_once(books: Books) -> None:
    """The portal that can't be named still says where its records are."""
    base = "https://app.example.com/contacts/1/record/0-1/"
    ends = {0: Created("71", f"{base}71"), 1: Created("72", f"{base}72"), 2: Created("73", "odd")}
    books.journal.settled(batch(1, 1, 3), ends)
    ledger = books.ledger()
    assert ledger.address() == base
    assert [(row.id, row.url) for row in ledger.rows()] == [("71", ""), ("72", ""), ("73", "odd")]


@pytest.mark.parametrize("name", ["ho?me", "ho#me", "ho%41me", "hø me"])
def test_any_folder_name_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    journal = Journal(folder / "journal.db")
    journal.settled(batch(1, 1, 1), {0: Created("71")})
    journal.close()
    assert [row.id for row in Ledger(folder / "journal.db").rows()] == ["71"]
    assert [path.name for path in tmp_path.iterdir()] == [name]
