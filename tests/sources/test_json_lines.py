import codecs

import pytest

from hubcli.core.rows import SourceRow
from hubcli.errors import SourceError
from tests.sources.folder import Folder, broken, good, the_broken


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_one_record_a_line(folder: Folder, end: str) -> None:
    text = end.join(["", ' {"a": "x"} ', "  ", '{"b": [1, {"c": null}], "_id": "7"}'])
    source = folder.open("d.jsonl", text)
    assert good(source.rows()) == [
        (2, {"a": "x"}),
        (4, {"b": [1, {"c": None}], "_id": "7"}),
    ]
    assert source.columns() == {"a": 2, "b": 4}


def test_byte_order_marks_are_taken_away(folder: Folder) -> None:
    text = '{"a": "å"}\n'
    for content in (codecs.BOM_UTF8 + text.encode(), text.encode("utf-16")):
        assert good(folder.rows("d.jsonl", content)) == [(1, {"a": "å"})]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('{"a": }', 7),
        ('  {"a": }', 9),
        ('{"a": "x}', 7),
        ('{"a": 1} {"a": 2}', 9),
        ('{"a": 1},', 9),
        ("{'a': 1}", 2),
        ("email", 1),
        ('{"a": "x\ty"}', 9),
        ('{"a": "x\0y"}', 9),
    ],
)
def test_a_broken_line_is_that_rows_fault(folder: Folder, line: str, column: int) -> None:
    rows = folder.rows("d.jsonl", f'{{"a": 1}}\n{line}\n{{"a": 2}}\n')
    assert broken(rows) == [(2, 2, "BROKEN_LINE")]
    assert the_broken(rows).raw == line.strip()
    assert f"column {column}" in the_broken(rows).message
    assert len([row for row in rows if isinstance(row, SourceRow)]) == 2


@pytest.mark.parametrize("levels", [101, 100_000])
def test_a_line_nested_too_deep_is_that_rows_fault(folder: Folder, levels: int) -> None:
    rows = folder.rows("d.jsonl", '{"a": ' + "[" * levels + "]" * levels + '}\n{"a": 1}\n')
    assert broken(rows) == [(1, 1, "BROKEN_LINE")]
    assert "too deep" in the_broken(rows).message
    assert len(rows) == 2


def test_a_line_without_end_is_the_files_fault(folder: Folder) -> None:
    with pytest.raises(SourceError, match=r"^d.jsonl:2: .*16,777,216 characters"):
        folder.rows("d.jsonl", '{"a": 1}\n{"a": "' + "x" * (17 << 20))


def test_a_file_of_blank_lines_has_no_rows(folder: Folder) -> None:
    assert folder.rows("d.jsonl", "\n \n") == []
