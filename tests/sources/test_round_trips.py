"""Whatever is written comes back to the letter, with the line on which it begins."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import RESERVED_COLUMNS, SourceRow
from hubcli.errors import SourceError
from hubcli.sources.json_list import json_records
from hubcli.sources.json_window import JsonWindow
from hubcli.sources.text import Lines, count_lines
from hubcli.sources.yaml_documents import yaml_records
from hubcli.sources.yaml_events import LOADER, YamlEvents
from tests.sources.folder import Folder, lines_of

UNHURRIED = settings(deadline=None)

# Any character but NUL and surrogates, with those that readers stumble over made frequent.
CHARACTERS = st.one_of(
    st.sampled_from(list("\n\r\",;\t| '#:-{}[]*&!%@`<>=\\\v\f\x1c\x85\u2028\ufeff0é山😀")),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
)
TEXT = st.text(CHARACTERS, max_size=8)
NAME = TEXT.map(str.strip).filter(bool)
SCALAR = st.one_of(
    TEXT,
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.decimals(-(10**9), 10**9, allow_nan=False, places=3),
)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
)
RECORDS = st.lists(st.dictionaries(TEXT, VALUE, max_size=4), max_size=6)
SPACE = st.text(" \t\n\r", max_size=3)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    header = draw(st.lists(NAME, min_size=1, max_size=4, unique=True))
    row = st.lists(TEXT, min_size=len(header), max_size=len(header))
    return header, draw(st.lists(row, max_size=6))


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    lineterminator: str
    quoting: Literal[0, 1]


DIALECTS = st.builds(
    Dialect,
    delimiter=st.sampled_from(",;\t|"),
    lineterminator=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)


@given(
    table=tables(),
    dialect=DIALECTS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"]),
)
@UNHURRIED
def test_csv(
    lasting: Folder, table: tuple[list[str], list[list[str]]], dialect: Dialect, encoding: str
) -> None:
    header, rows = table
    if len(header) == 1 or any(lines_of(cell) for row in [header, *rows] for cell in row):
        # White space alone in a line would be a blank line, and the writer of Python 3.11 leaves a
        # line end bare that is not its own.
        dialect = replace(dialect, quoting=csv.QUOTE_ALL)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, **asdict(dialect))
    starts = []
    for row in [header, *rows]:
        starts.append(lines_of(buffer.getvalue()) + 1)
        writer.writerow(row)
    options = SourceOptions(delimiter=dialect.delimiter, encoding=encoding)
    source = lasting.open("trip.csv", buffer.getvalue().encode(encoding), options)
    found = list(source.rows())
    names = tuple(header)
    assert found == [
        SourceRow(number, line, names, row)
        for number, (line, row) in enumerate(zip(starts[1:], rows, strict=True), 1)
    ]
    assert list(source.rows()) == found
    for index, name in enumerate(names):
        assert list(source.cells(name)) == [row[index] for row in rows]


def as_json(value: object, *, ascii_only: bool = True) -> str:
    """JSON in which decimals are numbers with the digits they have."""

    def written(inner: object) -> str:
        match inner:
            case Decimal():
                return format(inner, "f")
            case dict():
                return "{" + ",".join(f"{written(k)}:{written(v)}" for k, v in inner.items()) + "}"
            case list():
                return "[" + ",".join(map(written, inner)) + "]"
        return json.dumps(inner, ensure_ascii=ascii_only)

    return written(value)


def records_of(text: str, chunk: int) -> list[tuple[int, Any]]:
    return list(json_records(JsonWindow(pieces(text, chunk), "d.json"), "d.json"))


def pieces(text: str, size: int) -> Iterator[str]:
    r"""Chunks as `text_chunks` gives them: never cut between \r and \n."""
    at = 0
    while at < len(text):
        end = at + size
        if text[end - 1 : end + 1] == "\r\n":
            end += 1
        yield text[at:end]
        at = end


@given(records=RECORDS, spaces=st.lists(SPACE, min_size=20, max_size=20), chunk=st.integers(1, 40))
@UNHURRIED
def test_json_in_chunks_of_any_size(
    records: list[dict[str, Any]], spaces: list[str], chunk: int
) -> None:
    text = spaces.pop() + "[" + spaces.pop()
    lines = []
    for index, record in enumerate(records):
        text += ("," + spaces.pop()) if index else ""
        lines.append(lines_of(text) + 1)
        text += as_json(record) + spaces.pop()
    text += "]" + spaces.pop()
    found = records_of(text, chunk)
    assert found == list(zip(lines, records, strict=True))
    assert repr(found) == repr(records_of(text, len(text)))
    for wrapper in ('{"a": 1.5, "b": %s}', '{"b": %s, "c": {"d": []}}'):
        assert [record for _, record in records_of(wrapper % text, chunk)] == records


@given(records=RECORDS, chunk=st.integers(1, 40), data=st.data())
@UNHURRIED
def test_json_with_a_fault_fails_alike_in_chunks_of_any_size(
    records: list[dict[str, Any]], chunk: int, data: st.DataObject
) -> None:
    text = as_json(records, ascii_only=False)
    at = data.draw(st.integers(0, len(text)))
    text = text[:at] + data.draw(st.sampled_from(["", "x", "{", "]", "\n", '"', "\\", "1"]))
    text += data.draw(st.sampled_from(["", text[at:]]))

    def result(size: int) -> str:
        try:
            return repr(records_of(text, size))
        except SourceError as error:
            return error.message

    assert result(chunk) == result(len(text) + 1)


@given(records=RECORDS, end=st.sampled_from(["\n", "\r\n"]), ascii_only=st.booleans())
@UNHURRIED
def test_json_lines(
    lasting: Folder,
    records: list[dict[str, Any]],
    end: str,
    ascii_only: bool,  # noqa: FBT001
) -> None:
    text = "".join(as_json(record, ascii_only=ascii_only) + end for record in records)
    source = lasting.open("trip.jsonl", text or "\n")
    assert [(row.line, row.values) for row in source.rows() if isinstance(row, SourceRow)] == list(
        enumerate(records, 1)
    )
    keys = {key for record in records for key in record}
    if "properties" not in keys:
        assert source.columns().keys() == keys.difference(RESERVED_COLUMNS)


def dumper(style: str | None) -> type[yaml.SafeDumper]:
    """Writes every text in this style where it can be."""

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(
        str, lambda this, text: this.represent_scalar("tag:yaml.org,2002:str", text, style)
    )
    return Dumper


TEXTS = st.recursive(
    st.one_of(TEXT, st.none(), st.booleans()),
    lambda nested: st.lists(nested, max_size=3) | st.dictionaries(TEXT, nested, max_size=3),
)
DUMPERS = [dumper(style) for style in (None, '"', "'", "|", ">")]


@given(
    records=st.lists(st.dictionaries(TEXT, TEXTS, max_size=4), max_size=6),
    chunk=st.integers(1, 200),
    writer=st.sampled_from(DUMPERS),
    loader=st.sampled_from([LOADER, yaml.SafeLoader]),
    flow=st.sampled_from([True, False, None]),
    unicode=st.booleans(),
)
@UNHURRIED
def test_yaml(  # noqa: PLR0917
    records: list[dict[str, Any]],
    chunk: int,
    writer: type[yaml.SafeDumper],
    loader: type[yaml.SafeLoader],
    flow: bool | None,  # noqa: FBT001
    unicode: bool,  # noqa: FBT001
) -> None:
    text, starts = "", []
    for record in records:
        starts.append(lines_of(text) + 1)
        written = yaml.dump(
            [record], Dumper=writer, default_flow_style=flow, allow_unicode=unicode, sort_keys=False
        )
        if flow:
            written = "- " + written[1:].rstrip().removesuffix("]") + "\n"
        text += written
    events = YamlEvents(pieces(text, chunk), "d.yaml", loader)
    if set(text) & set("\x85\u2028\u2029"):
        # The writer is of YAML 1.1, where these end a line.
        with pytest.raises(SourceError, match="can't stand in YAML as it is"):
            list(yaml_records(events))
        return
    found = list(yaml_records(events))
    assert found == list(zip(starts, records, strict=True))


@given(text=TEXT, chunk=st.integers(1, 5))
@UNHURRIED
def test_lines_are_cut_and_counted_as_an_editor_does(text: str, chunk: int) -> None:
    assert count_lines(text) == lines_of(text)
    lines = Lines(pieces(text, chunk), "d.csv")
    found = [line for block in lines.blocks() for line in block]
    assert "".join(found) == text
    assert [lines_of(line) for line in found[:-1]] == [1] * (len(found) - 1)
    assert lines.ended
