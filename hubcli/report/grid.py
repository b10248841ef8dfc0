"""Lays out rows in columns that fit the window: columns are shortened, then left out, never folded.

rich's own table would cut or fold whatever is too wide; it can't leave a column out or put a long
text below its row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len, set_cell_size
from rich.text import Text

GAP = 2
_MARGIN = 1


class Cut(Enum):
    """What goes when a text is too long."""

    END = "end"
    START = "start"
    """Of a path with a line, the end says more."""
    ITEMS = "items"
    """Whole items of a list: half a figure would be read as another one."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one column behaves."""

    title: str
    right: bool = False
    least: int = 0
    """May be shortened to this many cells; 0: never shortened."""
    most: int = 0
    """Shortened to this many cells even where there is room; 0: any width."""
    leave: int = 0
    """Left out when there is no room, the highest first; 0: never."""
    cut: Cut = Cut.END


@dataclass(frozen=True, slots=True)
class Cell:
    """Text that is safe to show, and its style."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """What lines and cuts are drawn with."""

    rule: str = "─"
    cut: str = "…"
    dash: str = "–"


ASCII = Signs(rule="-", cut="...", dash="-")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns are shown, and how wide each is."""

    columns: tuple[int, ...]
    widths: tuple[int, ...]

    @property
    def width(self) -> int:
        """Cells from the margin to the end of the last column."""
        return _MARGIN + sum(self.widths) + GAP * max(len(self.widths) - 1, 0)


def laid_out(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int) -> Layout:
    """The best layout for `room` cells; a column without any text is left out."""
    widths = {
        index: _natural(column, index, rows)
        for index, column in enumerate(columns)
        if any(row[index].text for row in rows)
    }
    while True:
        layout = _shrunk(columns, widths, room)
        leaving = [index for index in widths if columns[index].leave]
        if layout.width <= room or not leaving:
            return layout
        del widths[max(leaving, key=lambda index: columns[index].leave)]


def header(columns: Sequence[Column], layout: Layout, signs: Signs) -> Iterator[Text]:
    """The titles, and a rule below each."""
    yield row_line([Cell(column.title, "bold") for column in columns], columns, layout, signs)
    rule = (" " * GAP).join(signs.rule * width for width in layout.widths)
    yield Text(" " * _MARGIN + rule, "dim")


def row_line(
    cells: Sequence[Cell], columns: Sequence[Column], layout: Layout, signs: Signs
) -> Text:
    """One row on one line."""
    line = Text(" " * _MARGIN)
    for position, (index, width) in enumerate(zip(layout.columns, layout.widths, strict=True)):
        column, cell = columns[index], cells[index]
        shown = shortened(cell.text, width, signs.cut, column.cut)
        pad = " " * (width - cell_len(shown))
        if position:
            line.append(" " * GAP)
        if column.right:
            line.append(pad)
        line.append(shown, cell.style)
        if not column.right:
            line.append(pad)
    line.rstrip()
    return line


def shortened(text: str, width: int, sign: str, cut: Cut = Cut.END) -> str:
    """The text in at most `width` cells, with a sign where something is missing."""
    if cell_len(text) <= width:
        return text
    sign = sign[:width]
    room = width - cell_len(sign)
    match cut:
        case Cut.END:
            return set_cell_size(text, room).rstrip() + sign
        case Cut.START:
            return sign + _end_of(text, room)
        case Cut.ITEMS:
            first, comma, _ = text.partition(",")
            if cell_len(first + comma) > room:
                return shortened(first, width, sign, Cut.START)
            kept = set_cell_size(text, room)
            return kept[: kept.rindex(",") + 1] + sign


def _end_of(text: str, room: int) -> str:
    kept = text[-room:] if room else ""
    while cell_len(kept) > room:
        kept = kept[1:]
    return kept


def _natural(column: Column, index: int, rows: Sequence[Sequence[Cell]]) -> int:
    width = max(cell_len(row[index].text) for row in rows)
    if column.most:
        width = min(width, column.most)
    return max(width, cell_len(column.title))


def _shrunk(columns: Sequence[Column], natural: dict[int, int], room: int) -> Layout:
    """Take cells from the widest column that can spare them, until all fit or none can."""
    widths = dict(natural)
    excess = Layout(tuple(widths), tuple(widths.values())).width - room
    while excess > 0:
        sparing = [i for i in widths if columns[i].least and widths[i] > _least(columns[i])]
        if not sparing:
            break
        widest = max(sparing, key=lambda index: widths[index])
        widths[widest] -= 1
        excess -= 1
    return Layout(tuple(widths), tuple(widths.values()))


def _least(column: Column) -> int:
    return max(column.least, cell_len(column.title))
