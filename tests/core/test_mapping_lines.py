import pytest

from hubcli.core.mapping import Cast, ColumnRule, Kind, Write
from hubcli.core.mapping_lines import column_line, word
from tests.core.proposing import AT


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("industry", "industry"),
        ("Ærlig navn", "Ærlig navn"),
        ("First name", "First name"),
        ("a@b.co", "a@b.co"),
        ("", '""'),
        (" x", '" x"'),
        ("no", '"no"'),
        ("NULL", '"NULL"'),
        ("42", '"42"'),
        ("a: b", '"a: b"'),
        ("a#b", '"a#b"'),
        ("x,y", '"x,y"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("\u00a0", '"\\U000000a0"'),
        ("a\nb", '"a\\U0000000ab"'),
        ("\U0001f600", '"\U0001f600"'),
    ],
)
def test_a_scalar(text: str, written: str) -> None:
    assert word(text) == written


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (ColumnRule("A", None, AT), "A: null"),
        (ColumnRule("A", "x", AT), "A: x"),
        (ColumnRule("A", "x", AT, Cast(Kind.TEXT)), "A: {property: x, as: text}"),
        (
            ColumnRule("A", "x", AT, Cast(Kind.DATETIME, "%d.%m.%Y", zone="Europe/Oslo")),
            "A: {property: x, as: datetime, format: dd.mm.yyyy, zone: Europe/Oslo}",
        ),
        (
            ColumnRule("A", "x", AT, Cast(Kind.DATE, "%j")),
            'A: {property: x, as: date, format: "%j"}',
        ),
        (
            ColumnRule("A", "x", AT, write=Write.IF_EMPTY, clear="-"),
            'A: {property: x, write: if-empty, clear: "-"}',
        ),
    ],
)
def test_a_line(rule: ColumnRule, line: str) -> None:
    assert column_line(rule) == line
