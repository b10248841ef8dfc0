"""What a look-up found of rows in doubt, in the journal of their run."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubcli.core.outcomes import Created, Fault, InDoubt, OutcomeName, Refused
from hubcli.core.standing import DONE, DOUBT, OPEN
from hubcli.errors import Place
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from tests.runs.rows import batch, record

TOTAL = 4


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Row 1 is in doubt by word, with two reasons; 2 to 4 by a request that nobody heard of again."""
    path = tmp_path / "journal.db"
    with closing(Journal(path)) as journal:
        journal.about_to_send(1, [record(number) for number in range(1, 5)], datetime.now(UTC))
        why = Fault("b", "IN_DOUBT"), Fault("a", "IN_DOUBT")
        journal.settled(batch(1, 1, 1), {0: InDoubt(why)})
    return path


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with closing(Ledger(path)) as ledger:
        yield ledger


def test_rows_that_are_not_there_are_open_whatever_was_tried(path: Path, ledger: Ledger) -> None:
    with closing(Journal(path, again=True)) as journal:
        EnduringJournal(journal).absent([record(1), record(3)])
        standing = ledger.standing(TOTAL)
        assert list(standing.marks[1:]) == [OPEN, DOUBT, OPEN, DOUBT]
        tally = ledger.tally(standing)
        assert (tally[OutcomeName.NOT_SENT], tally[OutcomeName.IN_DOUBT]) == (2, 2)
        assert list(ledger.errors()) == []
        journal.about_to_send(2, [record(3)], datetime.now(UTC))
        assert ledger.standing(TOTAL).of(3) == DOUBT


def test_what_no_batch_said_is_of_none(path: Path, ledger: Ledger) -> None:
    fault = Fault("it is there", "ALREADY_EXISTS")
    with closing(Journal(path, again=True)) as journal:
        journal.settled(batch(0, 1, 3), {0: Created("7"), 1: Refused((fault,))})
    (error,) = ledger.errors()
    assert (error.line, error.batch, error.outcome) == (3, None, OutcomeName.REFUSED)
    assert list(ledger.standing(TOTAL).marks[1:]) == [DONE, DONE, DOUBT, DOUBT]
    assert list(ledger.created_ids()) == [(1, "7", 0)]


def test_rows_in_doubt_are_told_with_their_lines_and_one_reason(ledger: Ledger) -> None:
    assert list(ledger.doubts()) == [(1, 2, "a")]
    assert ledger.places({1, 2}) == {1: Place("a.csv", 2)}
