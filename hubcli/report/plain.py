"""Plain lines for files, pipes and grep: everything, one fact a line, without limits."""

from collections.abc import Iterable, Iterator

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import BatchReport, Cause, RowReport, RunReport
from hubcli.report.output import Output
from hubcli.report.sums import file_lines, rows_line, sentences
from hubcli.report.terminal_text import clean, quoted
from hubcli.report.trouble import BatchChoice, is_troubled
from hubcli.report.wording import change_remarks, several, word_of_fault


class Plain:
    """Writes lines that grep finds and editors open."""

    def __init__(self, out: Output) -> None:
        """`out` is a file, a pipe, or a terminal that nobody looks at."""
        self._out = out

    def batches(
        self, report: RunReport, batches: Iterable[BatchReport], choice: BatchChoice
    ) -> None:
        """`batch 1  lines 2-101  207  COMPLETE  created 98  numErrors 2  attempts 1  0.31s`."""
        several_files = len(report.facts.files) > 1
        for batch in batches if choice != "none" else ():
            if choice != "troubled" or is_troubled(batch):
                self._out.line("  ".join(_batch_parts(batch, several_files=several_files)))

    def errors(self, report: RunReport, errors: Iterable[RowReport]) -> None:
        """A line for each fault, with its place in front, then the causes."""
        for error in errors:
            self._out.line(_error_line(error))
        for cause in report.causes:
            self._out.line(_cause_line(cause))
            if proposal := report.mend(cause.example()):
                self._out.line(f"try: {clean(proposal)}")

    def changes(self, changed: ChangedCells) -> None:
        """`changed: column "Stage": property dealstage: from "Won" to "closedwon": 3 rows: deals.csv:2`."""
        for one in changed.found:
            parts = (
                "changed",
                f"column {quoted(one.column)}" if one.column else "mapping",
                f"property {clean(one.property)}",
                f"from {quoted(one.cell)} to {quoted(one.text)}",
                several(one.rows, "row"),
                f"{clean(one.file)}:{one.line}",
            )
            self._out.line(": ".join(parts))
        for text in change_remarks(changed):
            self._out.line(text)

    def sums(self, report: RunReport, remarks: Iterable[str]) -> None:
        """The last lines; `remarks` are further sentences. Why the run stopped is on standard error."""
        for line in (rows_line(report), *sentences(report), *remarks, *file_lines(report)):
            self._out.line(clean(line))


def _batch_parts(batch: BatchReport, *, several_files: bool) -> Iterator[str]:
    yield f"batch {batch.number}"
    of_file = f" of {clean(batch.file)}" if several_files else ""
    yield f"lines {batch.first_line}-{batch.last_line}{of_file}"
    yield "-" if batch.http_status is None else str(batch.http_status)
    yield clean(batch.status or "-")
    yield f"created {batch.created}"
    if batch.existing:
        yield f"existing {batch.existing}"
    if batch.updated:
        yield f"updated {batch.updated}"
    yield f"numErrors {batch.num_errors}"
    if batch.in_doubt:
        yield f"in doubt {batch.in_doubt}"
    yield f"attempts {batch.attempts}"
    yield f"{batch.seconds:.2f}s"
    if batch.remark:
        yield f"({clean(batch.remark)})"


def _error_line(error: RowReport) -> str:
    place = f"{clean(error.file)}:{error.line}"
    return ": ".join((place, word_of_fault(error.outcome), *_fault_parts(error.fault)))


def _fault_parts(fault: Fault) -> Iterator[str]:
    if fault.code or fault.category:
        yield clean(fault.code or fault.category or "")
    if fault.property:
        yield f"property {clean(fault.property)}"
    if fault.column is not None:
        yield f"column {quoted(fault.column)}"
    if fault.value is not None:
        yield f"value {quoted(fault.value)}"
    yield clean(fault.message)


def _cause_line(cause: Cause) -> str:
    fault = Fault(cause.message, cause.code, cause.category, cause.property)
    parts = ": ".join(_fault_parts(fault))
    more = " ..." if cause.count > len(cause.places) else ""
    places = ", ".join(clean(place) for place in cause.places)
    return f"cause: {_counted(cause)}: {parts} ({places}{more})"


def _counted(cause: Cause) -> str:
    match cause.outcome:
        case OutcomeName.REFUSED | OutcomeName.IN_DOUBT:
            return f"{several(cause.count, 'row')} {word_of_fault(cause.outcome)}"
        case _:
            return several(cause.count, "warning")
