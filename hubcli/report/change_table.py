"""The table of cells that are sent otherwise than they were read, for `check --show-changes`."""

from hubcli.core.changed_cells import ChangedCell, ChangedCells
from hubcli.report.grid import Cell, Column, Cut, header, laid_out, row_line
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean, quoted
from hubcli.report.wording import change_remarks

_COLUMNS = (
    Column("column", least=8, most=32),
    Column("property", least=8, most=32, leave=1),
    Column("from", least=8, most=40),
    Column("to", least=8, most=40),
    Column("rows", right=True),
    Column("first at", least=12, most=40, cut=Cut.START),
)


def write_changes(screen: Screen, changed: ChangedCells) -> None:
    """One line for each change, in the order in which they are first made."""
    rows = [_cells(change) for change in changed.found]
    if rows:
        layout = laid_out(_COLUMNS, rows, screen.width)
        for line in header(_COLUMNS, layout, screen.signs):
            screen.line(line)
        for row in rows:
            screen.line(row_line(row, _COLUMNS, layout, screen.signs))
    for text in change_remarks(changed):
        screen.line(f" {text}", "dim")
    screen.line()


def _cells(change: ChangedCell) -> tuple[Cell, ...]:
    return (
        Cell(clean(change.column) or "(mapping)"),
        Cell(clean(change.property)),
        Cell(quoted(change.cell)),
        Cell(quoted(change.text), "green" if change.text else "yellow"),
        Cell(f"{change.rows:,}"),
        Cell(f"{clean(change.file)}:{change.line}"),
    )
