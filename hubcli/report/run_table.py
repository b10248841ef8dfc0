"""The table of runs on a terminal, one line each."""

from collections.abc import Sequence

from hubcli.core.run_lines import RunLine, Stage
from hubcli.report.grid import Cell, Column, Cut, header, laid_out, row_line
from hubcli.report.output import Output
from hubcli.report.run_list import rows_in_words, where
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean

_COLUMNS = (
    Column("run"),
    Column("started (UTC)", leave=4),
    Column("command", leave=3),
    Column("object", least=8, most=16, leave=2),
    Column("portal"),
    Column("files", least=8, most=30, cut=Cut.START, leave=1),
    Column("rows", least=18, cut=Cut.ITEMS),
    Column("state"),
)
_STYLES = {
    Stage.FINISHED: "green",
    Stage.UNFINISHED: "yellow",
    Stage.AT_WORK: "bold",
    Stage.CUT_OFF: "red",
}
_MINUTE = len("2026-03-01 12:00")


def write_runs(out: Output, runs: Sequence[RunLine]) -> None:
    """Draw it; `out` is a terminal."""
    screen = Screen(out)
    rows = [_cells(run) for run in runs]
    layout = laid_out(_COLUMNS, rows, screen.width)
    for line in header(_COLUMNS, layout, screen.signs):
        screen.line(line)
    for row in rows:
        screen.line(row_line(row, _COLUMNS, layout, screen.signs))


def _cells(run: RunLine) -> Sequence[Cell]:
    return (
        Cell(clean(run.id), "bold"),
        Cell(clean(run.started_at).replace("T", " ")[:_MINUTE]),
        Cell(clean(run.command)),
        Cell(clean(run.object)),
        Cell(where(run)),
        Cell(", ".join(map(clean, run.files))),
        Cell(rows_in_words(run.rows)),
        Cell(run.stage, _STYLES[run.stage]),
    )
