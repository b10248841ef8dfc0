import pytest

from hubcli.core.forms import DelimitedForm
from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import BrokenRow, SourceRow
from hubcli.errors import SourceError, UsageError
from tests.sources.folder import Folder, broken, good, the_broken


def test_rows_have_their_number_line_and_cells(folder: Folder) -> None:
    source = folder.open("data.csv", 'email,name\na@x.com,"Ada, of\nOslo"\nb@x.com,00123\n')
    rows = list(source.rows())
    assert rows == [
        SourceRow(1, 2, ("email", "name"), ["a@x.com", "Ada, of\nOslo"]),
        SourceRow(2, 4, ("email", "name"), ["b@x.com", "00123"]),
    ]
    assert [row.number for row in source.rows(first=41)] == [41, 42]
    assert list(source.rows()) == rows
    assert source.columns() == {"email": 1, "name": 1}
    assert source.name == "data.csv"


def test_rows_share_the_very_same_columns(folder: Folder) -> None:
    rows = folder.rows("data.csv", "a,b\n1,2\n3,4\n")
    assert isinstance(rows[0], SourceRow)
    assert isinstance(rows[1], SourceRow)
    assert rows[0].columns is rows[1].columns


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_does(folder: Folder, end: str) -> None:
    text = end.join(["", "a,b", "", '"x', "", 'y",1', "   ", "2,3", ""])
    rows = folder.rows("data.csv", text)
    assert good(rows) == [(4, {"a": f"x{end}{end}y", "b": "1"}), (8, {"a": "2", "b": "3"})]
    assert folder.open("data.csv", text).columns() == {"a": 2, "b": 2}


def test_a_row_of_delimiters_only_is_a_row(folder: Folder) -> None:
    assert good(folder.rows("data.tsv", "a\tb\n\t\n  \n1\t2\n")) == [
        (2, {"a": "", "b": ""}),
        (4, {"a": "1", "b": "2"}),
    ]


def test_in_a_single_column_only_blank_lines_are_no_rows(folder: Folder) -> None:
    text = 'email\n\n  \n""\n" "\n"\n"\na@x.com'
    assert good(folder.rows("data.csv", text)) == [
        (4, {"email": ""}),
        (5, {"email": " "}),
        (6, {"email": "\n"}),
        (8, {"email": "a@x.com"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_recognised_outside_quotes(folder: Folder, delimiter: str) -> None:
    others = "".join(set(",;\t|") - {delimiter})
    text = f'"a{others}""{others}"{delimiter}b\n1{others}{delimiter}2\n'
    source = folder.open("data.csv", text)
    assert isinstance(source.form, DelimitedForm)
    assert source.form.delimiter == delimiter
    assert good(source.rows()) == [(2, {f'a{others}"{others}'.strip(): f"1{others}", "b": "2"})]


def test_a_delimiter_that_would_be_guessed_is_refused(folder: Folder) -> None:
    with pytest.raises(SourceError, match=r"^data.csv:3: .*comma and semicolon") as caught:
        folder.open("data.csv", "\n\nLast, first;E-mail\n")
    assert "--delimiter" in caught.value.hint


@pytest.mark.parametrize("said", ["tab", "TAB", "\\t", "\t"])
def test_the_delimiter_can_be_said(folder: Folder, said: str) -> None:
    rows = folder.rows("data.csv", "a,b\tc\n1\t2\n", SourceOptions(delimiter=said))
    assert good(rows) == [(2, {"a,b": "1", "c": "2"})]


@pytest.mark.parametrize("said", [",,", '"', "\n", "comma", "\0"])
def test_a_delimiter_that_can_be_none(folder: Folder, said: str) -> None:
    with pytest.raises(UsageError):
        folder.open("data.csv", "a,b\n", SourceOptions(delimiter=said))


def test_reserved_columns_are_left_out_of_columns_only(folder: Folder) -> None:
    source = folder.open("r.csv", "email,_line,_message\na,7,no\n")
    assert source.columns() == {"email": 1}
    assert source.form == DelimitedForm(("email", "_line", "_message"), ",", "utf-8")
    assert good(source.rows()) == [(2, {"email": "a", "_line": "7", "_message": "no"})]


def test_white_space_around_names_is_no_part_of_them(folder: Folder) -> None:
    assert good(folder.rows("r.csv", " a ,b\n 1 ,2\n")) == [(2, {"a": " 1 ", "b": "2"})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,a \n", "columns 1 and 3 have the same name: a"),
        ("a,,c\n", "column 2 of 3 has no name"),
        ("a,b\0\n", "NUL"),
        ('"a"b,c\n', "quotes in the header"),
        ('"a,b\n', "quotes in the header"),
        ("\n \n", "the file is empty"),
    ],
)
def test_headers_that_cannot_be_used(folder: Folder, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        folder.open("data.csv", text)


def test_a_header_alone_has_no_rows(folder: Folder) -> None:
    assert folder.rows("data.csv", "a,b\n") == []
    assert folder.rows("data.csv", "a,b") == []


def test_a_ragged_row_is_refused_and_the_rest_goes_on(folder: Folder) -> None:
    rows = folder.rows("data.csv", 'a,b\n1\n2,3,"4\n5"\n6,7\n"8"\n')
    assert broken(rows) == [(1, 2, "RAGGED_ROW"), (2, 3, "RAGGED_ROW"), (4, 6, "RAGGED_ROW")]
    assert isinstance(rows[1], BrokenRow)
    assert rows[1].raw == ("2", "3", "4\n5")
    assert "3 cells" in rows[1].message
    assert "2 columns" in rows[1].message
    assert "line 4" in rows[1].message
    assert rows[2] == SourceRow(3, 5, ("a", "b"), ["6", "7"])


def test_a_nul_is_refused_and_the_rest_goes_on(folder: Folder) -> None:
    rows = folder.rows("data.csv", "a,b\n1,2\n3\0,4\n5,6\n")
    assert broken(rows) == [(2, 3, "NUL_BYTE")]
    assert the_broken(rows).raw == ("3\0", "4")
    assert len(rows) == 3


def test_a_quote_that_is_wrong_within_its_line_is_that_rows_fault(folder: Folder) -> None:
    rows = folder.rows("data.csv", 'a,b\n1,2\n"3"x,4\n5,6\n"7"y,8\n')
    assert broken(rows) == [(2, 3, "BROKEN_QUOTE"), (4, 5, "BROKEN_QUOTE")]
    assert isinstance(rows[1], BrokenRow)
    assert rows[1].raw == ('"3"x', "4")
    assert rows[2] == SourceRow(3, 4, ("a", "b"), ["5", "6"])


def test_a_quote_inside_an_unquoted_cell_is_text(folder: Folder) -> None:
    assert good(folder.rows("data.csv", 'a,b\n5" pipe,x"\n')) == [(2, {"a": '5" pipe', "b": 'x"'})]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('a,b\n1,2\n"3,4\n5,6\n', r"^data.csv:3: .*never closed"),
        ('a,b\n1,2\n"3,4', r"^data.csv:3: .*never closed"),
        ('a,b\n1,2\n3,"4\n"x",6\n7,8\n', r"^data.csv:3: .*go wrong on line 4"),
    ],
)
def test_quotes_that_swallow_lines_are_the_files_fault(
    folder: Folder, text: str, message: str
) -> None:
    source = folder.open("data.csv", text)
    with pytest.raises(SourceError, match=message):
        list(source.rows())


def test_long_cells_are_taken_and_endless_ones_are_not(folder: Folder) -> None:
    long = "x" * 300_000
    assert good(folder.rows("data.csv", f"a,b\n{long},2\n")) == [(2, {"a": long, "b": "2"})]
    endless = '"' + ("x" * 1023 + "\n") * (17 << 10)
    with pytest.raises(SourceError, match=r"^data.csv:2: "):
        folder.rows("data.csv", f"a,b\n{endless}")
    with pytest.raises(SourceError, match=r"^data.csv:3: .*16,777,216 characters"):
        folder.rows("data.csv", "a,b\n1,2\n" + "x" * (17 << 20))


def test_cells_of_a_column_are_the_rows_in_short(folder: Folder) -> None:
    source = folder.open("data.csv", 'a,b\n1,2\n\n3\n"4"x,5\n6\0,7\n,8\n')
    assert list(source.cells("a")) == ["1", None, None, None, ""]
    assert list(source.cells("none")) == [None] * 5
    assert len(list(source.rows())) == 5
