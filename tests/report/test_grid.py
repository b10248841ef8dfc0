"""Columns give way in the order that was asked for."""

from collections.abc import Sequence

import pytest
from rich.cells import cell_len

from hubcli.report.grid import (
    ASCII,
    Cell,
    Column,
    Cut,
    Signs,
    header,
    laid_out,
    row_line,
    shortened,
)

COLUMNS = (
    Column("id", right=True),
    Column("name", least=6),
    Column("note", least=5, leave=1),
    Column("time", leave=2),
    Column("unused"),
)
ROW = [Cell("7"), Cell("a long name"), Cell("a longer note still"), Cell("0.31 s"), Cell("")]


def drawn(width: int, signs: Signs = ASCII, row: Sequence[Cell] = ROW) -> list[str]:
    layout = laid_out(COLUMNS, [row], width)
    lines = [*header(COLUMNS, layout, signs), row_line(row, COLUMNS, layout, signs)]
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (100, "  7  a long name  a longer note still  0.31 s"),
        (40, "  7  a long name  a longer no...  0.31 s"),
        (26, "  7  a l...  a...   0.31 s"),
        (25, "  7  a long...  a long..."),
        (10, "  7  a l..."),
        (1, "  7  a l..."),
    ],
)
def test_a_row_in_less_and_less_room(width: int, row: str) -> None:
    assert drawn(width)[-1] == row


def test_titles_and_rule() -> None:
    assert drawn(100, Signs())[:2] == [
        " id  name         note                 time",
        " ──  ───────────  ───────────────────  ──────",
    ]


def test_wide_characters_count_twice() -> None:
    row = [Cell("7"), Cell("東京都千代田区"), Cell("n"), Cell("t"), Cell("")]
    line = drawn(28, Signs(), row)[-1]
    assert line == "  7  東京都千代…  n     t"
    assert cell_len(line) <= 28


@pytest.mark.parametrize(
    ("text", "width", "cut", "shown"),
    [
        ("whole", 5, Cut.END, "whole"),
        ("too long", 5, Cut.END, "too…"),
        ("/a/path/data.csv:17", 12, Cut.START, "…data.csv:17"),
        ("東京都.csv:2", 10, Cut.START, "…都.csv:2"),
        ("data.csv:17, 230, 31", 15, Cut.ITEMS, "data.csv:17,…"),
        ("data.csv:17, 230", 9, Cut.ITEMS, "…a.csv:17"),
        ("data.csv:17", 6, Cut.ITEMS, "…sv:17"),
        ("anything", 1, Cut.START, "…"),
        ("anything", 0, Cut.END, ""),
    ],
)
def test_what_is_cut(text: str, width: int, cut: Cut, shown: str) -> None:
    assert shortened(text, width, "…", cut) == shown
