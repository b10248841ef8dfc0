"""By which casts the cells of a column can be read, and where they do not tell."""

import pytest

from hubcli.core.mapping import Cast, ColumnRule, Kind
from hubcli.core.matching_cells import Judge
from hubcli.errors import Place
from tests.core.matching_schema import JUDGE, SCHEMA, sample


def casts(name: str, *cells: str) -> list[str]:
    """The casts that `ways` gives, in words."""
    ways = JUDGE.ways(sample("A", *cells), SCHEMA.properties[name])
    return [said(way.cast) for way in ways]


def said(cast: Cast | None) -> str:
    if cast is None:
        return "as it is"
    usual = Cast(cast.kind)
    names = ("format", "decimal", "thousands", "separator", "zone")
    told = [getattr(cast, name) for name in names if getattr(cast, name) != getattr(usual, name)]
    return " ".join([cast.kind.value, *told])


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("firstname", ["a", " b "], ["as it is"]),
        ("score", [], ["number"]),
        ("score", ["1", " 2.5"], ["number"]),
        ("score", ["1,5"], ["number ,"]),
        ("score", ["1 234,50", "3"], ["number ,  "]),
        ("score", ["1\u00a0234,50"], ["number ,  "]),
        ("score", ["1.234,50"], ["number , ."]),
        ("score", ["1,234.50"], ["number ,"]),
        ("score", ["1'234.50"], ["number '"]),
        ("score", ["1.234", "12"], ["number", "number , ."]),
        ("score", ["1,234"], ["number ,", "number ,"]),
        ("score", ["1.234", "12,5"], ["number , ."]),
        ("is_member", ["yes", "no"], ["boolean"]),
        ("born", ["2026-03-25"], ["date"]),
        ("born", ["25.03.2026", "01.02.2026"], ["date %d.%m.%Y"]),
        ("born", ["01.02.2026"], ["date %d.%m.%Y"]),
        ("born", ["25/03/2026", "03/04/2026"], ["date %d/%m/%Y"]),
        ("born", ["03/25/2026", "03/04/2026"], ["date %m/%d/%Y"]),
        ("born", ["03/04/2026"], ["date %d/%m/%Y", "date %m/%d/%Y"]),
        ("born", ["05/05/2026"], ["date %d/%m/%Y"]),
        ("born", ["03/04/26"], ["date %d/%m/%y", "date %m/%d/%y"]),
        ("born", ["25.03.2026 00:00:00"], ["date %d.%m.%Y 00:00:00"]),
        ("born", ["25 March 2026"], ["date %d %B %Y"]),
        ("closedate", ["25.03.2026"], ["date %d.%m.%Y"]),
        ("closedate", ["2026-03-25"], ["date"]),
        ("closedate", [], ["date"]),
        ("closedate", ["2026-03-25T12:00:00Z"], ["datetime"]),
        ("closedate", ["25.03.2026 14:30"], ["datetime %d.%m.%Y %H:%M Europe/Oslo"]),
        ("lifecyclestage", ["Lead", "customer"], ["enumeration"]),
        ("wants", ["Lead, Customer", "Other"], ["enumerations ,"]),
        ("wants", ["Lead", "Other"], ["enumerations"]),
    ],
)
def test_the_cells_tell_how_they_are_to_be_read(
    name: str, cells: list[str], expected: list[str]
) -> None:
    assert casts(name, *cells) == expected


def test_proofs_of_both_orders_leave_both_open() -> None:
    cells = ["25/03/2026", "26/03/2026", "03/27/2026", "03/04/2026"]
    assert casts("born", *cells) == ["date %d/%m/%Y", "date %m/%d/%Y"]


def test_the_reading_that_most_rows_are_written_in_wins() -> None:
    found = JUDGE.ways(sample("A", *["12.5"] * 3, "1,5", "2,5"), SCHEMA.properties["score"])
    assert [(way.cast, way.bad, way.lost) for way in found] == [
        (Cast(Kind.NUMBER), ("1,5", "2,5"), 2)
    ]


def test_without_a_zone_times_that_name_none_can_not_be_read() -> None:
    judge = Judge(SCHEMA)
    way, *_ = judge.ways(sample("A", "25.03.2026 14:30"), SCHEMA.properties["closedate"])
    assert way.share == 0
    assert way.texts == (None,)


def test_a_column_without_cells_is_read_in_any_way() -> None:
    way = JUDGE.way(sample("A"), SCHEMA.properties["born"], None)
    assert way.share == 1


def test_a_rule_counts_with_all_that_it_says() -> None:
    rule = ColumnRule("A", "score", Place(""), None, {"many": "9"})
    way = JUDGE.by(rule, sample("A", "many", "few", "1"))
    assert way.texts == ("9", None, "1")
    assert way.bad == ("few",)
