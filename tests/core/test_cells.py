"""A cell as people see it, and as the text, the id or the key that it stands for."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hubcli.core.casts import BadCell, reader_of
from hubcli.core.cells import reader_of_cells, record_id, shown, shown_as_text
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapping import Cast, ColumnRule, Empty, Kind
from hubcli.core.rows import Value
from tests.core.mapping_rules import column


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, None),
        ("", ""),
        (" ü ", " ü "),
        (True, "true"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (["ü", None], '["ü", null]'),
        ({"ü": Decimal("1.50")}, '{"ü": "1.50"}'),
    ],
)
def test_a_cell_is_shown_as_it_was_read(cell: Value, text: str | None) -> None:
    assert shown(cell) == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (["Golf", "Vin", None], "Golf;Vin"),
        (["golf", ["x"]], '["golf", ["x"]]'),
        (True, "true"),
        ("a", "a"),
    ],
)
def test_of_a_list_the_text_is_shown_that_a_mapping_can_name(cell: Value, text: str) -> None:
    assert shown_as_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "number"), [(None, ""), ("", ""), (" ", ""), ([], ""), (" 7 ", "7"), (7, "7")]
)
def test_a_cell_with_nothing_in_it_is_no_id(cell: Value, number: str) -> None:
    assert record_id(cell, "companies") == number


def test_what_is_no_id_is_told_with_the_object_that_it_should_name() -> None:
    with pytest.raises(BadCell, match=r"example\.com is no record id of companies"):
        record_id("example.com", "companies")


def read(rule: ColumnRule, cell: Value) -> str | None:
    return reader_of_cells(rule, (), Empty.OMIT)(cell)


def test_a_value_is_replaced_to_the_letter_first_then_without_outer_spaces() -> None:
    rule = column("S", "stage", values={" x ": "spaced", "x": "bare"})
    assert [read(rule, cell) for cell in (" x ", "x", "  x", "y ")] == [
        "spaced",
        "bare",
        "bare",
        "y ",
    ]


def test_a_text_may_be_as_long_as_hubspot_holds_and_no_longer() -> None:
    rule = column("N", "firstname", values={"short": "long"})
    most = "x" * LONGEST_TEXT
    assert read(rule, most) == most
    with pytest.raises(BadCell, match="65,537 characters; HubSpot holds at most 65,536") as bad:
        read(rule, most + "x")
    assert bad.value.code == "COLUMN_TOO_LARGE"


@pytest.mark.parametrize("empty", Empty)
def test_a_token_clears_in_every_mode(empty: Empty) -> None:
    rule = replace(column("A", "a", Cast(Kind.NUMBER), {"-": "5"}), clear="-")
    read = reader_of_cells(rule, (reader_of(Cast(Kind.NUMBER)),), empty)
    assert [read(cell) for cell in ("-", " - ", 7)] == ["", "", "7"]
    with pytest.raises(BadCell):
        read("--")
