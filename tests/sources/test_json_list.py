import json
from decimal import Decimal

import pytest

from hubcli.core.rows import SourceRow
from hubcli.errors import SourceError
from tests.sources.folder import Folder, broken, good, the_broken


def test_a_list_of_records(folder: Folder) -> None:
    text = (
        '\r\n[\r\n  {"a": "x", "b": null},\r\n  {\r\n"c": [1, {"d": true}]}, {"a": "é😀"}\r\n]\r\n'
    )
    source = folder.open("d.json", text)
    assert good(source.rows()) == [
        (3, {"a": "x", "b": None}),
        (4, {"c": [1, {"d": True}]}),
        (5, {"a": "é😀"}),
    ]
    assert source.columns() == {"a": 3, "b": 3, "c": 4}
    assert [row.number for row in source.rows(first=8)] == [8, 9, 10]


@pytest.mark.parametrize(
    "text",
    [
        '{"results": [{"a": 1}]}',
        '{"total": 1, "results": [{"a": 1}], "paging": {"next": {"after": "2"}}, "done": false}',
        ' { "name" : "x" , "results" : [ {"a": 1} ] } ',
    ],
)
def test_an_object_with_one_list(folder: Folder, text: str) -> None:
    assert good(folder.rows("d.json", text)) == [(1, {"a": 1})]


@pytest.mark.parametrize("text", ["[]", " [ ] ", '{"results": []}', '{"a": 1, "results": [ ]}'])
def test_an_empty_list_has_no_rows(folder: Folder, text: str) -> None:
    source = folder.open("d.json", text)
    assert list(source.rows()) == []
    assert source.columns() == {}


def test_numbers_keep_their_digits(folder: Folder) -> None:
    text = '[{"a": 1.10, "b": 12345678901234567890, "c": -0.5e-3, "d": 1E2, "e": 1e-400, "f": 0}]'
    ((_, values),) = good(folder.rows("d.json", text))
    assert values == {
        "a": Decimal("1.10"),
        "b": 12345678901234567890,
        "c": Decimal("-0.0005"),
        "d": Decimal(100),
        "e": Decimal("1e-400"),
        "f": 0,
    }
    assert str(values["a"]) == "1.10"
    assert type(values["b"]) is int


def test_records_in_the_form_of_hubspot(folder: Folder) -> None:
    own = {"properties": {"email": "a", "zip": "01"}, "associations": [{"to": {"id": "1"}}]}
    source = folder.open("d.json", json.dumps([own, {"properties": {"x": "1"}, "_line": 3}]))
    assert [dict(row.values) for row in source.rows() if isinstance(row, SourceRow)] == [
        own,
        {"properties": {"x": "1"}, "_line": 3},
    ]
    assert source.columns() == {"email": 1, "zip": 1, "x": 1}
    assert list(source.cells("email")) == ["a", None]


def test_columns_are_of_the_good_records_and_read_once(folder: Folder) -> None:
    source = folder.open("d.json", '[{"a": 1},\n{"b": NaN},\n{"c": 1}]')
    assert source.name == "d.json"
    assert source.columns() == {"a": 1, "c": 3}
    (folder.path / "d.json").unlink()
    assert source.columns() == {"a": 1, "c": 3}


def test_a_column_called_properties_is_a_column_too(folder: Folder) -> None:
    text = '[{"properties": {"a": 1}, "email": "x", "_id": "9"}, {"properties": 3}]'
    assert folder.open("d.json", text).columns() == {"properties": 1, "email": 1}


def test_cells_of_a_column_or_path(folder: Folder) -> None:
    text = '[{"a": {"b": {"c": "x"}}}, {"a": "y"}, 7, {"a.b.c": "z"}, {"a": {"b": {"d": 1}}}]'
    source = folder.open("d.json", text)
    assert list(source.cells("a.b.c")) == ["x", None, None, "z", None]
    assert list(source.cells("a")) == [{"b": {"c": "x"}}, "y", None, None, {"b": {"d": 1}}]


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ('{"a": 1, "b": 2, "a": 3}', "REPEATED_KEY"),
        ('{"a": {"b": 1, "b": 2}}', "REPEATED_KEY"),
        ('{"a": NaN}', "NOT_A_NUMBER"),
        ('{"a": [-Infinity]}', "NOT_A_NUMBER"),
        ('{"a": 1e400}', "INVALID_NUMBER_SIZE"),
        ('{"a": -1e309}', "INVALID_NUMBER_SIZE"),
        ('{"a": 1e99999999999999999999}', "INVALID_NUMBER_SIZE"),
        (f'{{"a": {"9" * 5_000}}}', "INVALID_NUMBER_SIZE"),
        (f'{{"a": {"9" * 310}}}', "INVALID_NUMBER_SIZE"),
        ('{"a": "\\u0000"}', "NUL_BYTE"),
        ('{"\\u0000": 1}', "NUL_BYTE"),
        ('{"a": ["x\\ud800"]}', "BROKEN_TEXT"),
        ('{"a": "\\ude00\\ud83d"}', "BROKEN_TEXT"),
        ('["a"]', "NOT_A_RECORD"),
        ("null", "NOT_A_RECORD"),
        ("12", "NOT_A_RECORD"),
        ('"text"', "NOT_A_RECORD"),
        ("NaN", "NOT_A_RECORD"),
    ],
)
@pytest.mark.parametrize("name", ["d.json", "d.jsonl"])
def test_faults_of_a_record_are_that_rows_alone(
    folder: Folder, name: str, record: str, code: str
) -> None:
    records = ['{"a": "first"}', record, '{"a": "last"}']
    text = "[\n" + ",\n".join(records) + "\n]" if name == "d.json" else "\n" + "\n".join(records)
    rows = folder.rows(name, text)
    assert broken(rows) == [(2, 3, code)]
    assert the_broken(rows).raw == record
    assert the_broken(rows).message
    assert [row.values for row in rows if isinstance(row, SourceRow)] == [
        {"a": "first"},
        {"a": "last"},
    ]


def test_the_text_of_a_refused_record_is_kept_on_one_line(folder: Folder) -> None:
    rows = folder.rows("d.json", '[{"a": "x",\r\n\r\n "a":\n "y"}]')
    assert the_broken(rows).raw == '{"a": "x",  "a":  "y"}'


def test_whole_surrogate_pairs_are_characters(folder: Folder) -> None:
    assert good(folder.rows("d.json", '[{"a": "\\ud83d\\ude00"}]')) == [(1, {"a": "😀"})]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[\n{"a": 1},\n{"a": 2,}\n]', "3:9"),
        ('[\n{"a": 1}\n{"a": 2}\n]', "3:1"),
        ('[{"a": 1},]', "1:11"),
        ('[{"a": 1}', "1:10"),
        ('[{"a": 1},', "1:11"),
        ('[\n{"a": "x', "2:7"),
        ('[\n{"a": "x\ny"}]', "2:9"),
        ('[{"a": 1}] x', "1:12"),
        ('[{"a": 1}]\n{"a": 1}', "2:1"),
        ("[", "1:2"),
        ('{"a": [{"b": 1}], "c": []}', "1:24"),
        ('{"a": [{"b": 1}], "a": 1}', "1:22"),
        ('{"a": [{"b": 1}],}', "1:18"),
        ('{"a": [{"b": 1}] "c": 1}', "1:18"),
        ('{"a" [{"b": 1}]}', "1:6"),
        ('{"a": [{"b": 1}]', "1:17"),
        ('{"email": "x"}', "1:14"),
        ('{"email": "x"}\n{"email": "y"}', "1:14"),
        ("{}", "1:2"),
        ('{"properties": {"email": "x"}, "associations": []}', "1:30"),
        ('"text"', "1:1"),
        ("email,name\n", "1:1"),
        (" \n ", ""),
    ],
)
def test_json_that_does_not_parse_is_the_files_fault(folder: Folder, text: str, place: str) -> None:
    source = folder.open("d.json", text)
    with pytest.raises(SourceError) as caught:
        list(source.rows())
    assert str(caught.value).startswith(f"d.json:{place}:" if place else "d.json: ")
    assert caught.value.hint
    with pytest.raises(SourceError):
        source.columns()


def test_a_cut_off_file_says_so(folder: Folder) -> None:
    with pytest.raises(SourceError, match=r"ends too early.*begins on line 2"):
        folder.rows("d.json", '[{"a": 1},\n{"a": 2, "b":\n')


@pytest.mark.parametrize("levels", [102, 100_000])
@pytest.mark.parametrize("brackets", ['{"a":}', "[]"])
def test_what_is_nested_too_deep_is_the_files_fault(
    folder: Folder, levels: int, brackets: str
) -> None:
    deep = brackets[:-1] * levels + "1" + brackets[-1] * levels
    with pytest.raises(SourceError, match=r"^d.json:2:1: this is nested more than 100 levels"):
        folder.rows("d.json", f"[\n{deep}]")


def test_what_is_nested_deep_enough_is_taken(folder: Folder) -> None:
    rows = folder.rows("d.json", '[{"a": ' + "[" * 99 + "]" * 99 + "}]")
    assert [line for line, _ in good(rows)] == [1]


def test_many_brackets_side_by_side_are_not_deep(folder: Folder) -> None:
    values: dict[str, list[list[int]]] = {"a": [[] for _ in range(300)]}
    assert good(folder.rows("d.json", json.dumps([values]))) == [(1, values)]


def test_a_fault_near_the_start_is_told_without_reading_everything(folder: Folder) -> None:
    text = '[{"a": 1 "b": 2},' + '{"a": 1},' * 100_000 + "]"
    source = folder.open("d.json", text.encode() + b"\xff")
    with pytest.raises(SourceError, match=r"^d.json:1:10: "):
        list(source.rows())


def test_a_record_without_end_is_told(folder: Folder) -> None:
    text = '[\n{"a": "' + "x" * (17 << 20)
    with pytest.raises(SourceError, match=r"^d.json:2:7: this is not JSON: unterminated string,"):
        folder.rows("d.json", text)
    with pytest.raises(SourceError, match=r"^d.json:2:1: .*16,777,216 characters"):
        folder.rows("d.json", text + '"}]')
    with pytest.raises(SourceError, match=r"^d.json:2:1: .*16,777,216 characters"):
        folder.rows("d.json", text + "x" * (17 << 20))


def test_a_long_record_is_taken(folder: Folder) -> None:
    long = "x" * 3_000_000
    assert good(folder.rows("d.json", json.dumps([{"a": long}]))) == [(1, {"a": long})]
