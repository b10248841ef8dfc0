"""Rejects and results: the input read again beside the journal."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm
from hubcli.core.outcomes import Created, Fault, InDoubt, OutcomeName, Refused
from hubcli.core.records import RefusedRow
from hubcli.core.rows import BrokenRow, ReadRow
from hubcli.errors import UnavailableError
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import ReadInput, suffix_of, write_rejects, write_results
from tests.runs.rows import COLUMNS, Held, batch, row

_CSV = DelimitedForm(COLUMNS, ",", "utf-8")
_TWO = (
    Fault("bad", "INVALID_EMAIL", None, "email", "E-mail"),
    Fault("why"),
    Fault("x", "INVALID_EMAIL"),
)


def _input(first: int, *rows: ReadRow, form: RowForm = _CSV) -> ReadInput:
    return ReadInput(Held(rows), form, first)


def _placed(folder: Path) -> Callable[[str, int], Path]:
    return lambda suffix, number: folder / f"out-{number}{suffix}"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Rows 1 to 8: created, refused, in doubt, not sent, refused by us, created, refused, not sent."""
    journal = Journal(tmp_path / "journal.db")
    journal.settled(batch(1, 1, 3), {0: Created("1"), 1: Refused(_TWO), 2: InDoubt((Fault("?"),))})
    journal.refused("a.csv", [RefusedRow(5, 6, (Fault("m", "RAGGED_ROW"),))])
    journal.settled(
        batch(2, 6, 7, "b.csv"), {0: Created("6", "https://u/six"), 1: Refused((Fault("n"),))}
    )
    journal.close()
    return Ledger(tmp_path / "journal.db")


def _all() -> tuple[ReadInput, ReadInput]:
    broken = BrokenRow(5, 6, "RAGGED_ROW", "m", ("a", "b", "c"))
    first = _input(1, *map(row, range(1, 5)), broken)
    second = _input(6, *map(row, range(6, 9)), form=JsonLinesForm())
    return first, second


def _csv(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))


def test_refused_rows_with_their_reasons_a_file_for_each_form(
    ledger: Ledger, tmp_path: Path
) -> None:
    paths = write_rejects(_all(), ledger, OutcomeName.REFUSED, _placed(tmp_path))
    assert [path.name for path in paths] == ["out-1.csv", "out-2.jsonl"]
    assert _csv(paths[0]) == [
        ["email", "name", "_line", "_outcome", "_code", "_message"],
        ["p2@x.co", "N2", "3", "refused", "INVALID_EMAIL", "E-mail: bad; why; x"],
        ["a", "b", "c", "6", "refused", "RAGGED_ROW", "m"],
    ]
    assert json.loads(paths[1].read_text()) == {
        "email": "p7@x.co",
        "name": "N7",
        "_line": 8,
        "_outcome": "refused",
        "_code": "",
        "_message": "n",
    }
    ledger.close()


def test_rows_in_doubt_go_to_a_file_of_their_own(ledger: Ledger, tmp_path: Path) -> None:
    (path,) = write_rejects(_all(), ledger, OutcomeName.IN_DOUBT, _placed(tmp_path))
    assert [line[:4] for line in _csv(path)[1:]] == [["p3@x.co", "N3", "4", "inDoubt"]]
    ledger.close()


def test_nothing_to_tell_is_no_file(ledger: Ledger, tmp_path: Path) -> None:
    assert write_rejects(_all(), ledger, OutcomeName.UPDATED, _placed(tmp_path)) == []
    ledger.close()


def test_results_have_every_row_with_its_id_and_address(ledger: Ledger, tmp_path: Path) -> None:
    paths = write_results(_all(), ledger, lambda number: f"https://app/{number}", _placed(tmp_path))
    table = _csv(paths[0])
    assert table[0] == ["email", "name", "_line", "_outcome", "_id", "_url"]
    assert [line[-3:] for line in table[1:]] == [
        ["created", "1", "https://app/1"],
        ["refused", "", ""],
        ["inDoubt", "", ""],
        ["notSent", "", ""],
        ["refused", "", ""],
    ]
    records = [json.loads(line) for line in paths[1].read_text().splitlines()]
    assert [(one["_outcome"], one["_id"], one["_url"]) for one in records] == [
        ("created", "6", "https://u/six"),
        ("refused", "", ""),
        ("notSent", "", ""),
    ]
    ledger.close()


class _Gone(Held):
    """An input that is gone after its second row."""

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        yield from list(super().rows(first))[:2]
        raise UnavailableError("gone")


def test_an_input_that_is_gone_leaves_no_half_file(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    gone = ReadInput(_Gone(tuple(map(row, range(1, 5)))), _CSV, 1)
    with pytest.raises(UnavailableError):
        write_results([gone], ledger, str, _placed(folder))
    assert list(folder.iterdir()) == []
    ledger.close()


def test_suffixes() -> None:
    forms: list[RowForm] = [
        _CSV,
        DelimitedForm(COLUMNS, ";", "cp1252"),
        DelimitedForm(COLUMNS, "\t", "utf-8"),
        JsonLinesForm(),
    ]
    assert [suffix_of(form) for form in forms] == [".csv", ".csv", ".tsv", ".jsonl"]
