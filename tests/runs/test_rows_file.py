"""Rows given back in the form in which they were read: to the letter, whole or not at all."""

import csv
import io
import json
import os
import stat
import tempfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm
from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value
from hubcli.errors import UnavailableError
from hubcli.runs.rows_file import RowsFile, open_rows_file
from hubcli.sources.open import open_source
from tests.runs.rows import COLUMNS, row

_OURS = ("_line", "_code")
_HARD = (
    "", " spaces ", "comma, semi;colon\ttab|pipe", '"quotes" and \'', "two\nlines", "\r\n", "\r", "Ünï 王 🎉", "=SUM(A1)",
    "00123", "1" * 40, "\u2028", "NULL", "\\N", "[red]",
)  # fmt: skip


def _form(
    delimiter: str = ",", encoding: str = "utf-8", header: Sequence[str] = COLUMNS
) -> DelimitedForm:
    return DelimitedForm(tuple(header), delimiter, encoding)


def _write(
    path: Path, form: RowForm, rows: Sequence[ReadRow], ours: Mapping[str, str | int] | None = None
) -> bytes:
    file = open_rows_file(path, form, _OURS)
    for one in rows:
        file.write(one, ours or {"_line": one.line, "_code": "X"})
    file.finish()
    return path.read_bytes()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_delimited_rows_come_back_as_they_were(
    delimiter: str, encoding: str, tmp_path: Path
) -> None:
    rows = [row(number, f"p{number}@x.co", text) for number, text in enumerate(_HARD, 1)]
    path = tmp_path / "out.csv"
    data = _write(path, _form(delimiter, encoding), rows)
    read = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=delimiter))
    assert read[0] == ["email", "name", "_line", "_code"]
    assert read[1:] == [[*map(str, one.cells), str(one.line), "X"] for one in rows]
    again = open_source(str(path), SourceOptions(delimiter=delimiter))
    assert list(again.columns()) == list(COLUMNS)
    found = [one.values for one in again.rows() if isinstance(one, SourceRow)]
    assert [(one["email"], one["name"]) for one in found] == [tuple(one.cells) for one in rows]


@pytest.mark.parametrize("encoding", ["utf-16-be", "shift_jis", "iso2022_jp"])
def test_encodings_without_a_mark_come_back_too(encoding: str, tmp_path: Path) -> None:
    rows = [row(number, f"p{number}@x.co", text) for number, text in enumerate(("山田", "大阪"), 1)]
    data = _write(tmp_path / "out.csv", _form(",", encoding), rows)
    read = list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
    assert read[1:] == [[*map(str, one.cells), str(one.line), "X"] for one in rows]


@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=5))
def test_any_text_comes_back(cells: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clean = [tuple(text.encode("utf-8", "ignore").decode() for text in pair) for pair in cells]
        rows = [row(number, *pair) for number, pair in enumerate(clean, 1)]
        data = _write(Path(folder) / "out.csv", _form(), rows)
        read = list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]
        assert [tuple(line[:2]) for line in read] == [tuple(one.cells) for one in rows]


def test_our_own_columns_of_an_earlier_file_are_replaced(tmp_path: Path) -> None:
    header = ("email", "_line", "name", "_outcome")
    one = row(1, "a@x.co", "7", "Ada", "refused", columns=header)
    data = _write(tmp_path / "out.csv", _form(header=header), [one])
    assert data.decode() == "email,name,_line,_code\r\na@x.co,Ada,2,X\r\n"


def test_a_ragged_row_stays_ragged(tmp_path: Path) -> None:
    """So that it can't be imported before it is mended: a cell too few must not be filled by ours."""
    rows = [
        BrokenRow(1, 2, "RAGGED_ROW", "m", ("a", "b", "c")),
        BrokenRow(2, 3, "RAGGED_ROW", "m", ("a",)),
    ]
    path = tmp_path / "out.csv"
    _write(path, _form(), rows)
    again = list(open_source(str(path), SourceOptions()).rows())
    assert [one.code for one in again if isinstance(one, BrokenRow)] == ["RAGGED_ROW"] * 2


def test_what_our_message_can_not_spell_in_the_files_encoding_becomes_a_question_mark(
    tmp_path: Path,
) -> None:
    one = row(1, "a@x.co", "Zoë")
    data = _write(tmp_path / "o.csv", _form(";", "cp1252"), [one], {"_line": 2, "_code": "王 no"})
    assert data.decode("cp1252").splitlines()[1] == "a@x.co;Zoë;2;? no"


_VALUES: tuple[Value, ...] = (
    "text", "00123", "", None, True, False, 0, -7, 10**40, Decimal("1.10"), Decimal("1E+30"), Decimal("0.1000"),
    ["a", 1, None, Decimal("2.50")], {"city": "Ürümqi", "zip": 10**20, "deep": {"x": [Decimal("1.0")]}}, "a\nb\u2028c",
)  # fmt: skip


@pytest.mark.parametrize("value", _VALUES, ids=str)
def test_json_values_keep_their_digits(value: Value, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    _write(path, JsonLinesForm(), [row(1, "a@x.co", value)])
    (again,) = open_source(str(path), SourceOptions()).rows()
    assert isinstance(again, SourceRow)
    found = again.values["name"]
    assert found == value
    assert type(found) is type(value)
    if isinstance(value, Decimal):
        assert str(found) == str(value)


def test_a_record_is_a_line_with_our_keys_in_place_of_older_ones(tmp_path: Path) -> None:
    one = row(1, "a@x.co", 9, columns=("email", "_line"))
    data = _write(tmp_path / "out.jsonl", JsonLinesForm(), [one])
    assert [json.loads(line) for line in data.splitlines()] == [
        {"email": "a@x.co", "_line": 2, "_code": "X"}
    ]


def test_a_broken_line_stays_broken(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    _write(path, JsonLinesForm(), [BrokenRow(1, 2, "BROKEN_LINE", "m", '{"email": ')])
    (again,) = open_source(str(path), SourceOptions()).rows()
    assert isinstance(again, BrokenRow)


@pytest.mark.parametrize("form", [_form(), JsonLinesForm()])
def test_nothing_is_seen_before_the_end_and_nothing_stays_after_a_failure(
    form: RowForm, tmp_path: Path
) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old")
    file = open_rows_file(path, form, _OURS)
    file.write(row(1), {"_line": 2})
    assert path.read_text() == "old"
    file.discard()
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.csv"]


def test_it_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    _write(path, _form(), [row(1)])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_stays_one(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    link.symlink_to(real)
    _write(link, _form(), [row(1)])
    assert link.is_symlink()
    assert real.read_text().startswith("email,name")


def test_a_place_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError, match="gone"):
        open_rows_file(tmp_path / "gone" / "out.csv", _form(), _OURS)


def _fill(file: RowsFile) -> None:
    for number in range(20_000):
        file.write(row(number), {"_line": 1})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    (tmp_path / f".out.csv.{os.getpid()}.part").symlink_to("/dev/full")
    file = open_rows_file(path, _form(), _OURS)
    with pytest.raises(UnavailableError, match="No space left"):
        _fill(file)
    file.discard()
    assert list(tmp_path.iterdir()) == []
