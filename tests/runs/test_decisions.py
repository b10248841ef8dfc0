"""A person's decisions on rows in doubt: all of a file, or nothing and every fault of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm
from hubcli.core.outcomes import Created, Fault, InDoubt, Outcome, OutcomeName
from hubcli.core.records import Follower
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value
from hubcli.core.standing import DONE, DOUBT, OPEN
from hubcli.errors import UnavailableError, UnusableError
from hubcli.runs.deciding import write_decisions
from hubcli.runs.decisions import Decided, decided
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import ReadInput
from tests.runs.rows import COLUMNS, Held, batch, record, row

CSV = DelimitedForm(COLUMNS, ",", "utf-8")
OURS = ("_line", "_outcome", "_id", "_message")
DECIDES = "which has its key and is the one that was sent: what is said of that row decides"
DOUBTFUL = InDoubt((Fault("?", "IN_DOUBT"),))


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Row 1 is created as record 1, 2 to 4 are in doubt by word, 5 and 6 by an open attempt, 7 is open."""
    path = tmp_path / "journal.db"
    it = Journal(path)
    ends: dict[int, Outcome] = {0: Created("1"), 1: DOUBTFUL, 2: DOUBTFUL, 3: DOUBTFUL}
    it.settled(batch(1, 1, 4), ends)
    it.about_to_send(2, [record(5), record(6)], _now())
    it.close()
    return path


def _now() -> datetime:
    return datetime.now(UTC)


def inputs(form: RowForm = CSV) -> list[ReadInput]:
    return [ReadInput(Held(tuple(row(number) for number in range(1, 8))), form, 1)]


def said(number: int, outcome: str, id_: str = "", *, at: int = 0, line: Value = None) -> ReadRow:
    """A row of the file, as it gives back the run's row of this number."""
    cells = (f"p{number}@x.co", f"N{number}", str(number + 1) if line is None else line)
    return SourceRow(number, at or number, (*COLUMNS, *OURS), (*cells, outcome, id_, "why"))


def taken(journal: Path, *rows: ReadRow, read: list[ReadInput] | None = None) -> Decided:
    ledger = Ledger(journal)
    try:
        return decided(Held(rows, "d.csv"), read or inputs(), ledger, ledger.standing(10))
    finally:
        ledger.close()


def test_what_is_said_of_rows_in_doubt(journal: Path) -> None:
    rows = said(2, "created", "77"), said(3, "inDoubt"), said(4, " notSent "), said(6, "notSent")
    done = taken(journal, *rows)
    assert (done.created, done.open) == ({2: "77"}, [4, 6])


def test_every_fault_is_told_at_once_in_the_order_of_the_file(journal: Path) -> None:
    rows = [
        said(1, "created", "9", at=2),
        said(2, "created", at=3),
        said(3, "created", "x7", at=4),
        said(4, "made", at=5),
        said(5, "notSent", at=6, line="?"),
        said(5, "notSent", at=7, line=99),
        said(5, "notSent", at=8, line=7),
        BrokenRow(8, 9, "RAGGED_ROW", "3 cells, and the header has 6", ("a",)),
        said(2, "created", "1", at=10),
        said(3, "created", "5", at=11),
        said(4, "created", "5", at=12),
        said(4, "notSent", at=13),
    ]
    with pytest.raises(UnusableError) as caught:
        taken(journal, *rows)
    assert caught.value.message.split("\n") == [
        "d.csv:2: the row on line 2 is not in doubt",
        "d.csv:3: it is said to be created, and `_id` is empty",
        "d.csv:4: it is said to be created, and `_id` is 'x7', which is no record's id",
        "d.csv:5: `_outcome` is 'made', and only created, notSent or inDoubt can be said",
        "d.csv:6: `_line` is '?', which is no line's number",
        "d.csv:7: no row of the run begins on line 99, or it stands here twice",
        "d.csv:8: its cells are not those of the row on line 7",
        "d.csv:9: 3 cells, and the header has 6",
        "d.csv:10: record 1 is another row of the run",
        "d.csv:12: record 5 is said to be the row of d.csv:11 too",
        "d.csv:13: no row of the run begins on line 5, or it stands here twice",
    ]
    assert "Nothing was done" in caught.value.hint


# Rows that share the fate of another


@pytest.fixture
def shared(journal: Path) -> Path:
    """Of the rows in doubt, 7 shares the fate of 2, 8 of 5; 9 that of 1, which is created."""
    it = Journal(journal, again=True)
    pairs = ((7, 2), (8, 5), (9, 1))
    it.followed("data.csv", [Follower(number, number + 1, leader) for number, leader in pairs])
    it.close()
    return journal


def ten() -> list[ReadInput]:
    return [ReadInput(Held(tuple(row(number) for number in range(1, 11))), CSV, 1)]


@pytest.mark.parametrize("words", [("inDoubt", ""), ("created", "77")])
def test_a_row_with_the_key_of_another_is_decided_with_it(
    shared: Path, words: tuple[str, str]
) -> None:
    done = taken(shared, said(2, "created", "77"), said(7, *words), read=ten())
    assert (done.created, done.open) == ({2: "77"}, [])


def test_both_may_be_said_not_to_be_there(shared: Path) -> None:
    rows = said(7, "notSent", "what was looked for"), said(2, "notSent"), said(5, "notSent")
    done = taken(shared, *rows, read=ten())
    assert (done.created, done.open) == ({}, [2, 5])


def test_it_is_not_decided_by_itself_nor_otherwise(shared: Path) -> None:
    rows = [
        said(2, "created", "77", at=2),
        said(5, "inDoubt", at=3),
        said(7, "created", "78", at=4),
        said(8, "notSent", at=5),
        said(9, "created", "1", at=6),
    ]
    with pytest.raises(UnusableError) as caught:
        taken(shared, *rows, read=ten())
    first, second, third = caught.value.message.split("\n")
    assert first == (
        f"d.csv:4: the row on line 8 shares the fate of a.csv:3, {DECIDES}, and d.csv:2 says"
        " created as record 77"
    )
    assert second == (
        f"d.csv:5: the row on line 9 shares the fate of row 5, {DECIDES}, and nothing is decided"
        " of it here"
    )
    assert third == "d.csv:6: the row on line 10 is not in doubt"


def test_one_word_against_another(shared: Path) -> None:
    rows = said(7, "created", "77", at=2), said(2, "notSent", "77", at=3)
    with pytest.raises(UnusableError, match=r"d\.csv:2: .* and d\.csv:3 says notSent$"):
        taken(shared, *rows, read=ten())


def test_rows_of_several_inputs_on_one_line_are_known_by_their_cells(journal: Path) -> None:
    first = Held((row(1), row(2)))
    other = (row(1, "p3@x.co", "N3"), row(2, "p4@x.co", "N4"))
    read = [ReadInput(first, CSV, 1), ReadInput(Held(other, "b.csv"), CSV, 3)]
    rows = said(4, "created", "4", line="3"), said(2, "created", "2", line="3")
    assert taken(journal, *rows, read=read).created == {4: "4", 2: "2"}


def test_rows_that_are_alike_to_the_last_cell_are_taken_in_their_order(journal: Path) -> None:
    same = Held((row(1, "a", "b"),)), Held((row(1, "a", "b"),)), Held((row(1, "a", "b"),))
    read = [ReadInput(one, CSV, number) for number, one in enumerate(same, 2)]
    cells = ("a", "b", "2")
    rows = [
        SourceRow(at, at, (*COLUMNS, *OURS), (*cells, word, id_, ""))
        for at, (word, id_) in enumerate([("inDoubt", ""), ("created", "3"), ("notSent", "")], 2)
    ]
    done = taken(journal, *rows, read=read)
    assert (done.created, done.open) == ({3: "3"}, [4])


def test_records_with_other_values_than_text(journal: Path) -> None:
    columns = ("a", "b", *OURS)
    held = Held((row(1), SourceRow(2, 3, ("a", "b"), (1, {"c": [True, None]}))))
    read = [ReadInput(held, JsonLinesForm(), 1)]
    one = SourceRow(1, 1, columns, (1, {"c": [True, None]}, 3, "created", 8, ""))
    assert taken(journal, one, read=read).created == {2: "8"}


def test_the_journal_knows_then_what_was_decided(journal: Path) -> None:
    write_decisions(journal, Decided({2: "77"}, [3, 5]))
    ledger = Ledger(journal)
    standing = ledger.standing(7)
    assert list(standing.marks[1:]) == [DONE, DONE, OPEN, DOUBT, OPEN, DOUBT, OPEN]
    ends = {end.number: (end.outcome, end.id) for end in ledger.rows()}
    assert ends[2] == (OutcomeName.CREATED, "77")
    assert {number for number, _, _ in ledger.faults(OutcomeName.IN_DOUBT)} == {4}
    tally = ledger.tally(standing)
    assert (tally[OutcomeName.CREATED], tally[OutcomeName.IN_DOUBT]) == (2, 2)
    assert tally[OutcomeName.NOT_SENT] == 3
    assert ledger.taken(["1", "77", "9"]) == ["1", "77"]
    ledger.close()


def test_an_open_row_that_is_sent_again_can_come_into_doubt_again(journal: Path) -> None:
    write_decisions(journal, Decided({}, [5]))
    again = Journal(journal, again=True)
    again.about_to_send(3, [record(5)], _now())
    again.close()
    ledger = Ledger(journal)
    assert ledger.standing(7).of(5) == DOUBT
    ledger.close()


def test_a_journal_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match=r"journal\.db"):
        write_decisions(tmp_path / "journal.db", Decided({1: "1"}))
