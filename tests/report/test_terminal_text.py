"""Nothing that a terminal obeys gets through, and what is readable stays as it is."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.report.terminal_text import clean, quoted

CONTROLS = {"Cc", "Cs", "Zl", "Zp"}
DIRECTIONS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
ANY_TEXT = st.text(st.characters(), max_size=50)
"""Surrogates and control characters included."""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ada@example.com", "ada@example.com"),
        ("two\nlines\r\n", r"two\nlines\r\n"),
        ("tab\there", r"tab\there"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b31m", r"\x9b31m"),
        ("nul\x00 bell\x07 del\x7f", r"nul\x00 bell\x07 del\x7f"),
        ("moc.\u202egro", r"moc.\u202egro"),
        ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("\ufeffmark", r"\ufeffmark"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("half \udc80", r"half \udc80"),
        ("tag \U000e0041", r"tag \U000e0041"),
        ("[red]x[/red]", "[red]x[/red]"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("東京 שלום", "東京 שלום"),
        ("prix\u00a0: 3", "prix\u00a0: 3"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_quoted_value_shows_its_no_break_spaces() -> None:
    assert quoted("ada@example.com\u00a0") == r'"ada@example.com\xa0"'
    assert quoted("plain") == '"plain"'


@settings(deadline=None)
@given(ANY_TEXT)
def test_no_control_character_is_left(text: str) -> None:
    for shown in (clean(text), quoted(text)):
        assert not {unicodedata.category(char) for char in shown} & CONTROLS
        assert not {unicodedata.bidirectional(char) for char in shown} & DIRECTIONS


@settings(deadline=None)
@given(ANY_TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=50))
def test_printable_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
