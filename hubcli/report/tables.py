"""What a terminal shows after a run: batches, causes, details, sums."""

from collections.abc import Iterable

from rich.text import Text

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.results import BatchReport, RowReport, RunReport
from hubcli.report.batch_table import BatchTable
from hubcli.report.change_table import write_changes
from hubcli.report.fault_tables import write_causes, write_details
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.screen import Screen
from hubcli.report.sums import file_lines, rows_line, sentences, stop_lines
from hubcli.report.terminal_text import clean
from hubcli.report.trouble import BatchChoice

_FIGURES = (
    (r"[\d,]+ (created|existing|updated|valid)", "green"),
    (r"[\d,]+ refused", "red"),
    (r"[\d,]+ (in doubt|not sent)", "yellow"),
)


class Tables:
    """Draws on a terminal; loads rich."""

    def __init__(self, out: Output) -> None:
        """`out` is a terminal."""
        self._out = out
        self._screen = Screen(out)

    def batches(
        self, report: RunReport, batches: Iterable[BatchReport], choice: BatchChoice
    ) -> None:
        """A table of the batches that are to be seen."""
        if choice != "none":
            BatchTable(self._screen, report, choice).write(batches)

    def errors(self, report: RunReport, errors: Iterable[RowReport]) -> None:
        """A table of causes, then one of the first faults."""
        write_causes(self._screen, report)
        write_details(self._screen, report, errors)

    def changes(self, changed: ChangedCells) -> None:
        """A table of the changes."""
        write_changes(self._screen, changed)

    def sums(self, report: RunReport, remarks: Iterable[str]) -> None:
        """The last lines; `remarks` are further sentences."""
        first = Text(rows_line(report), "bold")
        for pattern, style in _FIGURES:
            first.highlight_regex(pattern, style)
        self._screen.line(first)
        for sentence in (*sentences(report), *remarks):
            self._paragraph(sentence)
        for line in file_lines(report):
            self._screen.line(clean(line))
        for number, line in enumerate(stop_lines(report)):
            self._paragraph(line, "" if number else "bold red")

    def _paragraph(self, text: str, style: str = "") -> None:
        for line in paragraph(text, self._out):
            self._screen.line(line, style)
