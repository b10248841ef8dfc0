"""The table of batches on a terminal: all of a short run, the troubled ones of a long one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hubcli.core.results import BatchReport, RunReport
from hubcli.report.grid import Cell, Column, Cut, Signs, header, laid_out, row_line
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean
from hubcli.report.trouble import GOOD, BatchChoice, is_troubled
from hubcli.report.wording import duration, several

_MANY = 20
_MOST_TROUBLED = 50
_BLOCK = 500
_HTTP_BAD = 400

_COLUMNS = (
    Column("batch", right=True),
    Column("file", least=14, most=30, cut=Cut.START),
    Column("lines", right=True, leave=2),
    Column("HTTP", right=True, leave=1),
    Column("status", least=8),
    Column("created", right=True),
    Column("existing", right=True),
    Column("updated", right=True),
    Column("numErrors", right=True),
    Column("in doubt", right=True),
    Column("attempts", right=True, leave=3),
    Column("time", right=True, leave=4),
)


class BatchTable:
    """Takes batches one by one and draws a table for each five hundred that are to be seen."""

    def __init__(self, screen: Screen, report: RunReport, choice: BatchChoice) -> None:
        """`auto`: all of up to 20 batches, else the first 50 troubled ones."""
        self._screen = screen
        self._report = report
        short = report.batches <= _MANY
        self._all = choice == "all" or (choice == "auto" and short)
        self._most = _MOST_TROUBLED if choice == "auto" else None
        self._totals = _Totals()
        self._block: list[BatchReport] = []

    def write(self, batches: Iterable[BatchReport]) -> None:
        """Draw them, with the totals of all of them below."""
        for batch in batches:
            self._totals.add(batch)
            if self._all or is_troubled(batch):
                self._list(batch)
            elif not batch.attempts:
                self._totals.unsent += 1
        if self._totals.listed:
            self._draw(last=True)
        self._tell_unlisted()

    def _list(self, batch: BatchReport) -> None:
        if not self._all and self._most is not None and self._totals.listed >= self._most:
            self._totals.crowded += 1
            return
        self._totals.listed += 1
        self._block.append(batch)
        if len(self._block) > _BLOCK:
            kept = self._block.pop()
            self._draw(last=False)
            self._block = [kept]

    def _draw(self, *, last: bool) -> None:
        screen, signs = self._screen, self._screen.signs
        several_files = len(self._report.facts.files) > 1
        rows = [_cells(batch, signs, several_files=several_files) for batch in self._block]
        if last and self._totals.batches > 1:
            rows.append(self._totals.cells(self._report.seconds))
        layout = laid_out(_COLUMNS, rows, screen.width)
        for line in header(_COLUMNS, layout, signs):
            screen.line(line)
        for row in rows:
            screen.line(row_line(row, _COLUMNS, layout, signs))
        for batch in self._block:
            if batch.remark:
                self._tell_remark(batch)
        screen.line()

    def _tell_remark(self, batch: BatchReport) -> None:
        told = f"batch {batch.number}: {clean(batch.remark)}"
        for number, line in enumerate(self._screen.folded(told, 5, 3)):
            self._screen.line(f"{'   ' if number else ' '}{line}", "dim")

    def _tell_unlisted(self) -> None:
        lines = list(self._totals.unlisted())
        for line in lines:
            self._screen.line(f" {line}", "dim")
        if lines:
            self._screen.line()


@dataclass(slots=True)
class _Totals:
    """Sums over all batches, listed or not."""

    batches: int = 0
    listed: int = 0
    crowded: int = 0
    """Troubled, but beyond what a screen should show."""
    unsent: int = 0
    created: int = 0
    existing: int = 0
    updated: int = 0
    num_errors: int = 0
    in_doubt: int = 0
    attempts: int = 0

    def add(self, batch: BatchReport) -> None:
        self.batches += 1
        self.created += batch.created
        self.existing += batch.existing
        self.updated += batch.updated
        self.num_errors += batch.num_errors
        self.in_doubt += batch.in_doubt
        self.attempts += batch.attempts

    def unlisted(self) -> Iterator[str]:
        """What is not in the table, and how to see it."""
        if self.crowded:
            told = several(self.crowded, "more batch", "more batches")
            yield f"{told} in trouble: --batches troubled lists all of them."
        if self.unsent:
            yield f"{several(self.unsent, 'batch', 'batches')} not sent."
        if well := self.batches - self.listed - self.crowded - self.unsent:
            told = several(well, "other batch", "other batches")
            if well == self.batches:
                told = f"All {several(well, 'batch', 'batches')}"
            yield f"{told} went well: --batches all lists them."

    def cells(self, seconds: float) -> Sequence[Cell]:
        texts = (
            f"all {self.batches:,}",
            "",
            "",
            "",
            "",
            f"{self.created:,}",
            f"{self.existing:,}" if self.existing else "",
            f"{self.updated:,}" if self.updated else "",
            f"{self.num_errors:,}",
            f"{self.in_doubt:,}" if self.in_doubt else "",
            f"{self.attempts:,}",
            duration(seconds),
        )
        return [Cell(text, "bold") for text in texts]


def _cells(batch: BatchReport, signs: Signs, *, several_files: bool) -> Sequence[Cell]:
    http, status = batch.http_status, batch.status
    met = batch.existing + batch.updated
    return (
        Cell(str(batch.number)),
        Cell(clean(batch.file) if several_files else ""),
        Cell(f"{batch.first_line}{signs.dash}{batch.last_line}"),
        Cell(str(http or signs.dash), "red" if http is None or http >= _HTTP_BAD else ""),
        Cell(clean(status or signs.dash), "" if status == GOOD else "yellow"),
        Cell(str(batch.created)),
        Cell(str(batch.existing) if batch.existing else ""),
        Cell(str(batch.updated) if batch.updated else ""),
        Cell(str(batch.num_errors), "red" if batch.num_errors > met else ""),
        Cell(str(batch.in_doubt) if batch.in_doubt else "", "yellow"),
        Cell(str(batch.attempts), "yellow" if batch.attempts > 1 + bool(batch.updated) else ""),
        Cell(duration(batch.seconds)),
    )
