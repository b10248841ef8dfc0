"""The document is JSON for every reader, and harmless on a terminal."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.report.json_text import json_lines, spelled
from hubcli.report.terminal_text import UNSAFE
from tests.report.test_terminal_text import ANY_TEXT

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.dictionaries(ANY_TEXT, JSON, max_size=4))
def test_what_is_written_is_read_again(document: dict[str, object]) -> None:
    text = "".join(json_lines(document))
    assert json.loads(text) == document
    assert not UNSAFE.search(text.replace("\n", ""))


def test_entries_of_a_list_have_a_line_each() -> None:
    text = "".join(json_lines({"a": 1, "empty": [], "list": [{"x": "é"}, {"x": "\x9b"}]}))
    assert text.splitlines() == [
        "{",
        '  "a": 1,',
        '  "empty": [],',
        '  "list": [',
        '    {"x": "é"},',
        '    {"x": "\\u009b"}',
        "  ]",
        "}",
    ]


def test_what_lies_beyond_the_first_plane_is_escaped_as_a_pair() -> None:
    assert spelled("\U000e0041") == '"\\udb40\\udc41"'
