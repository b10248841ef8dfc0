"""What a terminal shows after an undoing: why records are left, the first of them, and the sums."""

from collections.abc import Iterable, Sequence
from itertools import islice

from rich.text import Text

from hubcli.core.undo_results import LeftRow, Reason, UndoReport
from hubcli.report.grid import Cell, Column, Cut, header, laid_out, row_line
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean
from hubcli.report.undo_words import is_plain, place_of, sentences, sum_line
from hubcli.report.wording import several

_MOST_ROWS = 20
_INDENT = 6
_REASONS = (
    Column("records", right=True),
    Column("why", least=12, most=40),
    Column("property", least=8, most=32, leave=1),
    Column("first at", least=12, most=40, cut=Cut.START),
)
_ROWS = (
    Column("where", least=12, most=40, cut=Cut.START),
    Column("record", least=8, leave=1),
    Column("property", least=8, most=32, leave=2),
    Column("why", least=12, most=40),
)
_FIGURES = (
    (r"[\d,]+ (archived|put back)", "green"),
    (r"[\d,]+ (left|not reached)", "yellow"),
)


def write_tables(out: Output, report: UndoReport, left: Iterable[LeftRow]) -> None:
    """All of it; `out` is a terminal."""
    screen = Screen(out)
    reasons = [(_reason(one), "" if is_plain(one) else one.message) for one in report.reasons]
    _write(screen, _REASONS, reasons)
    _write(screen, _ROWS, [(_row(one), one.fault.message) for one in islice(left, _MOST_ROWS)])
    if report.counts.left > _MOST_ROWS:
        more = several(report.counts.left - _MOST_ROWS, "more record")
        screen.line(f" {more}: through a pipe, all are told.", "dim")
        screen.line()
    line = Text(sum_line(report.counts), "bold")
    for pattern, style in _FIGURES:
        line.highlight_regex(pattern, style)
    screen.line(line)
    for sentence in sentences(report):
        _paragraph(screen, out, sentence)
    if report.stop:
        for number, text in enumerate((f"Stopped: {report.stop.message}", report.stop.hint)):
            _paragraph(screen, out, text, "" if number else "bold red")


def _write(
    screen: Screen, columns: Sequence[Column], rows: Sequence[tuple[Sequence[Cell], str]]
) -> None:
    if not rows:
        return
    layout = laid_out(columns, [cells for cells, _ in rows], screen.width)
    for line in header(columns, layout, screen.signs):
        screen.line(line)
    for cells, message in rows:
        screen.line(row_line(cells, columns, layout, screen.signs))
        for part in screen.folded(clean(message), _INDENT, 2) if message else ():
            screen.line(f"{' ' * _INDENT}{part}")
    screen.line()


def _reason(reason: Reason) -> Sequence[Cell]:
    return (
        Cell(f"{reason.count:,}", "bold"),
        Cell(clean(reason.code), "yellow" if reason.is_left else ""),
        Cell(clean(reason.property or "")),
        Cell(clean(reason.first)),
    )


def _row(row: LeftRow) -> Sequence[Cell]:
    return (
        Cell(place_of(row)),
        Cell(clean(row.id)),
        Cell(clean(row.fault.property or "")),
        Cell(clean(row.fault.code or row.fault.category or ""), "yellow"),
    )


def _paragraph(screen: Screen, out: Output, text: str, style: str = "") -> None:
    for line in paragraph(text, out) if text else ():
        screen.line(line, style)
