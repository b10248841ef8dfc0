"""The tables of causes and of single faults on a terminal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from rich.cells import cell_len

from hubcli.core.outcomes import OutcomeName
from hubcli.core.results import Cause, RowReport, RunReport
from hubcli.report.grid import GAP, Cell, Column, Cut, header, laid_out, row_line
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean, quoted
from hubcli.report.wording import several, short_places, word_of_fault

_MOST_DETAILS = 20
_MOST_CAUSES = 50
_MOST_OF_PROPOSAL = 3
_INDENT = 6
_ENOUGH = 28

_CAUSES = (
    Column("rows", right=True),
    Column("outcome", leave=2),
    Column("code", least=20, most=40),
    Column("property", least=8, most=32, leave=1),
    Column("first at", least=12, most=40, cut=Cut.ITEMS),
)
_DETAILS = (
    Column("where", least=12, most=40, cut=Cut.START),
    Column("column", least=6, most=24, leave=1),
    Column("value", least=8, most=32),
    Column("code", least=20, most=40),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of cells, and the message that stands beside it or below it."""

    cells: Sequence[Cell]
    message: str
    proposal: str = ""
    """What would mend it; below all else."""


def write_causes(screen: Screen, report: RunReport) -> None:
    """How many rows failed for each reason, and what would mend it.

    The message is told whole as far as two lines go.
    """
    causes = report.causes
    entries = [
        _cause(cause, screen.signs.cut, report.mend(cause.example()))
        for cause in causes[:_MOST_CAUSES]
    ]
    if not entries:
        return
    _write(screen, _CAUSES, entries, enough=screen.width, below=2)
    if len(causes) > _MOST_CAUSES:
        screen.line(f" {several(len(causes) - _MOST_CAUSES, 'more cause')}.", "dim")
    screen.line()


def write_details(screen: Screen, report: RunReport, errors: Iterable[RowReport]) -> None:
    """The first fifty faults, each with its place, and where the others are."""
    entries = [_detail(error) for error in islice(errors, _MOST_DETAILS)]
    if not entries:
        return
    _write(screen, _DETAILS, entries, enough=_ENOUGH, below=1)
    if report.errors > len(entries):
        more = several(report.errors - len(entries), "more error")
        facts = report.facts
        named = facts.rejects or facts.in_doubt
        where = "all are in the files named below." if named else "through a pipe, all are told."
        screen.line(f" {more}: {where}", "dim")
    screen.line()


def _write(
    screen: Screen, columns: Sequence[Column], entries: Sequence[_Entry], *, enough: int, below: int
) -> None:
    """Put messages beside their rows where they fit or have `enough` cells, else `below` lines of them."""
    room = screen.width
    rows = [entry.cells for entry in entries]
    wanted = max(cell_len(entry.message) for entry in entries)
    left = room - laid_out(columns, rows, 10_000).width - GAP
    if left < min(wanted, enough):
        _write_below(screen, columns, entries, below)
        return
    wide = (*columns, Column("message", least=1))
    rows = [(*entry.cells, Cell(entry.message)) for entry in entries]
    layout = laid_out(wide, rows, room)
    for line in header(wide, layout, screen.signs):
        screen.line(line)
    for row, entry in zip(rows, entries, strict=True):
        screen.line(row_line(row, wide, layout, screen.signs))
        _write_proposal(screen, entry)


def _write_below(
    screen: Screen, columns: Sequence[Column], entries: Sequence[_Entry], most: int
) -> None:
    layout = laid_out(columns, [entry.cells for entry in entries], screen.width)
    for line in header(columns, layout, screen.signs):
        screen.line(line)
    for entry in entries:
        screen.line(row_line(entry.cells, columns, layout, screen.signs))
        for part in screen.folded(entry.message, _INDENT, most):
            screen.line(f"{' ' * _INDENT}{part}")
        _write_proposal(screen, entry)


def _write_proposal(screen: Screen, entry: _Entry) -> None:
    if entry.proposal:
        for part in screen.folded(f"try: {entry.proposal}", _INDENT, _MOST_OF_PROPOSAL):
            screen.line(f"{' ' * _INDENT}{part}", "cyan")


def _cause(cause: Cause, cut: str, proposal: str | None) -> _Entry:
    cells = (
        Cell(f"{cause.count:,}", "bold"),
        Cell(word_of_fault(cause.outcome), _style(cause.outcome)),
        Cell(clean(cause.code or cause.category or "")),
        Cell(clean(cause.property or "")),
        Cell(clean(short_places(cause, cut))),
    )
    return _Entry(cells, clean(cause.message), clean(proposal or ""))


def _detail(error: RowReport) -> _Entry:
    fault = error.fault
    column = fault.property if fault.column is None else fault.column
    cells = (
        Cell(f"{clean(error.file)}:{error.line}"),
        Cell(clean(column or "")),
        Cell("" if fault.value is None else quoted(fault.value)),
        Cell(clean(fault.code or fault.category or ""), _style(error.outcome)),
    )
    return _Entry(cells, clean(fault.message))


def _style(outcome: OutcomeName) -> str:
    return "red" if outcome is OutcomeName.REFUSED else "yellow"
