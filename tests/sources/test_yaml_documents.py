import codecs

import pytest

from hubcli.core.rows import SourceRow
from hubcli.errors import SourceError
from tests.sources.folder import Folder, broken, good, the_broken


def test_a_list_of_records(folder: Folder) -> None:
    text = "# people\n- a: x\n  b:\n-\n  c: |\n    1\n    2\n\n- {a: [1, {d: e}]}\n"
    source = folder.open("d.yaml", text)
    assert good(source.rows()) == [
        (2, {"a": "x", "b": None}),
        (5, {"c": "1\n2\n"}),
        (9, {"a": ["1", {"d": "e"}]}),
    ]
    assert source.columns() == {"a": 2, "b": 2, "c": 5}
    assert [row.number for row in source.rows(first=5)] == [5, 6, 7]


@pytest.mark.parametrize(
    "text",
    [
        "NO",
        "yes",
        "00123",
        "12:30",
        "1_000",
        "2026-01-01",
        "+47123",
        "1.10",
        "0x1F",
        "0o17",
        "1e3",
        "-1",
        "1,5",
        "a:b",
        "y",
        "on",
        "=",
        "<",
        "nan",
        "12345678901234567890",
        "2026-01-01T10:00:00Z",
        "0777123",
        ".5",
        "+.5",
        "1.",
    ],
)
def test_text_stays_text(folder: Folder, text: str) -> None:
    assert good(folder.rows("d.yaml", f"- a: {text}\n  {text}: a\n")) == [
        (1, {"a": text, text: "a"})
    ]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(text, None) for text in ("", "~", "null", "Null", "NULL")],
        *[(text, True) for text in ("true", "True", "TRUE")],
        *[(text, False) for text in ("false", "False", "FALSE")],
        ("tRUE", "tRUE"),
        ('""', ""),
        ("'null'", "null"),
        ('"true"', "true"),
        ("'.nan'", ".nan"),
        ('"<<"', "<<"),
        ("|-\n    null", "null"),
        ('"a\\u00e9\\n\\U0001F600"', "aé\n😀"),
    ],
)
def test_constants_are_plain_and_few(folder: Folder, written: str, value: object) -> None:
    assert good(folder.rows("d.yaml", f"- a: {written}\n")) == [(1, {"a": value})]


def test_byte_order_marks_and_line_ends(folder: Folder) -> None:
    text = "- a: å\r\n- a: b\r\n"
    for content in (codecs.BOM_UTF8 + text.encode(), text.encode("utf-16"), text.encode()):
        assert good(folder.rows("d.yaml", content)) == [(1, {"a": "å"}), (2, {"a": "b"})]
    assert good(folder.rows("d.yaml", "- a: 1\r- a: 2\r")) == [(1, {"a": "1"}), (2, {"a": "2"})]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a: 1\n---\na: 2\n", [(1, {"a": "1"}), (3, {"a": "2"})]),
        (
            "---\na: 1\n---\n---\n- a: 2\n- a: 3\n...\n",
            [(2, {"a": "1"}), (5, {"a": "2"}), (6, {"a": "3"})],
        ),
        ("a: 1\ntags: [x, y]\n", [(1, {"a": "1", "tags": ["x", "y"]})]),
        (
            "version: 1\npeople:\n- a: 1\n- a: 2\nnote: {by: me}\n",
            [(3, {"a": "1"}), (4, {"a": "2"})],
        ),
        ("people: []\n", []),
        ("# nothing\n", []),
        ("---\n", []),
        ("[]\n", []),
        ("{}\n", [(1, {})]),
    ],
)
def test_documents(folder: Folder, text: str, rows: list[object]) -> None:
    assert good(folder.rows("d.yaml", text)) == rows


def test_records_in_the_form_of_hubspot(folder: Folder) -> None:
    text = "properties: {email: a}\nassociations:\n- to: {id: 1}\n"
    own = {"properties": {"email": "a"}, "associations": [{"to": {"id": "1"}}]}
    source = folder.open("d.yaml", text)
    assert good(source.rows()) == [(1, own)]
    assert source.columns() == {"email": 1}


@pytest.mark.parametrize(
    ("record", "code", "raw"),
    [
        ("{a: 1, b: x, a: 2}", "REPEATED_KEY", '{"a": "1", "b": "x", "a": "2"}'),
        ('{"a": 1, a: 2}', "REPEATED_KEY", '{"a": "1", "a": "2"}'),
        ("{a: [{b: 1, b: ~}]}", "REPEATED_KEY", '{"a": [{"b": "1", "b": null}]}'),
        ("{a: .nan, b: {c: é}}", "NOT_A_NUMBER", '{"a": NaN, "b": {"c": "é"}}'),
        ("{a: -.INF}", "NOT_A_NUMBER", '{"a": -Infinity}'),
        ("{a: .NaN}", "NOT_A_NUMBER", '{"a": NaN}'),
        ('{a: "x\\0", b: "\\n"}', "NUL_BYTE", '{"a": "x\\u0000", "b": "\\n"}'),
        ('{"\\x00": true}', "NUL_BYTE", '{"\\u0000": true}'),
        ("text", "NOT_A_RECORD", '"text"'),
        ("[a, b]", "NOT_A_RECORD", '["a", "b"]'),
        ("", "NOT_A_RECORD", "null"),
        (".inf", "NOT_A_RECORD", "Infinity"),
    ],
)
def test_faults_of_a_record_are_that_rows_alone(
    folder: Folder, record: str, code: str, raw: str
) -> None:
    rows = folder.rows("d.yaml", f"- a: first\n- {record}\n- a: last\n")
    assert broken(rows) == [(2, 2, code)]
    assert the_broken(rows).raw == raw
    assert [row.values for row in rows if isinstance(row, SourceRow)] == [
        {"a": "first"},
        {"a": "last"},
    ]


def test_a_document_with_a_repeated_key_is_that_rows_fault(folder: Folder) -> None:
    rows = folder.rows("d.yaml", "a: 1\na: 2\n---\na: 3\n")
    assert broken(rows) == [(1, 1, "REPEATED_KEY")]
    assert len(rows) == 2


def test_a_text_may_be_repeated_by_its_anchor(folder: Folder) -> None:
    text = "- a: &x no\n  b: *x\n- a: &x '~'\n- {c: *x, *x : &k k}\n- d: *k\n"
    assert good(folder.rows("d.yaml", text)) == [
        (1, {"a": "no", "b": "no"}),
        (3, {"a": "~"}),
        (4, {"c": "~", "~": "k"}),
        (5, {"d": "k"}),
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("- a: 1\n- b: *x\n", "2:6", "stands for no text"),
        ("- &x {a: 1}\n- *x\n", "2:3", "stands for no text"),
        ("- a: &x [1]\n  b: [*x, *x]\n", "2:7", "stands for no text"),
        ("- &x {a: 1}\n- {<<: *x}\n", "2:4", "merge keys"),
        ("--- \n- a: &x 1\n---\n- a: *x\n", "4:6", "stands for no text"),
        ("- a: !!int 1\n", "1:6", "tags"),
        ("- a: ! 1\n", "1:6", "tags"),
        ("- !!python/object:os.system {a: 1}\n", "1:3", "tags"),
        ("- a: !!binary aGk=\n", "1:6", "tags"),
        ("- a: [1\n- b: 2\n", "2:", "not YAML"),
        ("- a: 1\n b: 2\n", "2:2", "not YAML"),
        ("- a: 'x\n", "2:1", "not YAML"),
        ('- a: "\\ud800"\n', "1:", "not YAML"),
        ("- a: 1\n\tb: 2\n", "2:1", "not YAML"),
        ("- ? [a]\n  : 1\n", "1:5", "a key must be a text"),
        ("- a: x\x07\n", "1:7", "U[+]0007"),
        ("- a: 1\n- a: x\u2028y\n", "2:7", "U[+]2028"),
        ("- a: x\x85y\n", "1:7", "U[+]0085"),
        ("- a: 1\n- a: x\0y\n", "2:7", "U[+]0000"),
        ("just text\n", "1:1", "no list of records"),
        ("a: [{b: 1}]\nc: [{b: 1}]\n", "2:4", "second list"),
        ("a: [1]\nc: [{b: 1}]\n", "2:4", "second list"),
        ("a: [{b: 1}]\nc: []\n", "2:4", "second list"),
        ("a: 1\na: 2\nc: [{b: 1}]\n", "1:1", "more than once"),
        ("- a: " + "[" * 101 + "]" * 101, "1:", "more than 100 levels"),
        ("- a: " + "[" * 50_000, "1:", "more than 100 levels"),
    ],
)
def test_what_is_the_files_fault(folder: Folder, text: str, place: str, message: str) -> None:
    source = folder.open("d.yaml", text)
    with pytest.raises(SourceError) as caught:
        list(source.rows())
    assert str(caught.value).startswith(f"d.yaml:{place}")
    assert caught.value.hint
    caught.match(message)
    with pytest.raises(SourceError):
        source.columns()


def test_many_anchors_are_refused(folder: Folder) -> None:
    text = "".join(f"- a: &x{number} 1\n" for number in range(10_001))
    with pytest.raises(SourceError, match=r"^d.yaml:10001:6: .*10,000 anchors"):
        folder.rows("d.yaml", text)


def test_a_record_without_end_is_told(folder: Folder) -> None:
    text = "- a: 1\n- a: '" + ("x" * 99 + "\n") * (180 << 10)
    with pytest.raises(SourceError, match=r"^d.yaml:2: .*16,777,216 characters"):
        folder.rows("d.yaml", text)


def test_records_before_the_fault_have_been_given(folder: Folder) -> None:
    rows = folder.open("d.yaml", "- a: 1\n" * 50_000 + "- {").rows()
    assert isinstance(next(rows), SourceRow)
    with pytest.raises(SourceError):
        list(rows)
