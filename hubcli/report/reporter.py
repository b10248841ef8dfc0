"""The one object that commands report to: it picks the form and the stream."""

import time
from collections.abc import Iterable, Sequence
from typing import Protocol

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.results import BatchReport, RowReport, RunReport
from hubcli.errors import ExitCode, HubcliError
from hubcli.report.checked import Checked
from hubcli.report.console import Streams
from hubcli.report.dry_run import Body, decoded, dry_run_remark, write_bodies
from hubcli.report.envelope import Document, document, failure_document, idle_document
from hubcli.report.json_text import json_lines
from hubcli.report.plain import Plain
from hubcli.report.progress import Clock, Progress, Silent, progress_for
from hubcli.report.trouble import BatchChoice


class Printer(Protocol):
    """One form for people, in the order in which its parts are called."""

    def batches(
        self, report: RunReport, batches: Iterable[BatchReport], choice: BatchChoice
    ) -> None:
        """Tell of each batch."""

    def errors(self, report: RunReport, errors: Iterable[RowReport]) -> None:
        """Tell of each fault and of their causes."""

    def changes(self, changed: ChangedCells) -> None:
        """Tell which cells are sent otherwise than they were read."""

    def sums(self, report: RunReport, remarks: Iterable[str]) -> None:
        """Tell what became of all rows, and why the run stopped."""


class Reporter:
    """Tells people and programs how a command gets on and how it ended.

    With `json`, standard output carries one JSON document and nothing else. With `quiet` there is
    no bar and no notice, and nothing at all where all went well; errors are always told.
    """

    def __init__(
        self,
        streams: Streams,
        *,
        json: bool = False,
        quiet: bool = False,
        batches: BatchChoice = "auto",
        clock: Clock = time.monotonic,
    ) -> None:
        """`clock` paces the bar, in seconds."""
        self._streams = streams
        self._json = json
        self._quiet = quiet
        self._choice = batches
        self._clock = clock
        self._progress: Progress = Silent()

    def progress(self) -> Progress:
        """What the pipeline tells its progress to; gone from the screen before anything is printed."""
        self._progress = progress_for(self._streams, quiet=self._quiet, clock=self._clock)
        return self._progress

    def notice(self, text: str) -> None:
        """Tell people something worth knowing, on standard error."""
        if not self._quiet:
            self._streams.notice(text)

    def nothing_to_do(self, command: str, text: str) -> None:
        """Tell that a command found nothing to do, which is no failure."""
        if self._json:
            self._write(idle_document(command, text))
        elif not self._quiet:
            self.text(text)

    def text(self, text: str) -> None:
        """Print a text that was asked for, on standard output."""
        for line in text.strip().split("\n"):
            self._streams.stdout.line(line)
        self._streams.stdout.flush()

    def failure(self, command: str, error: HubcliError) -> None:
        """Tell of a command that ended before anything was sent."""
        self._progress.stop()
        if self._json:
            self._write(failure_document(command, error))
        self._streams.error(error)

    def result(
        self, report: RunReport, batches: Iterable[BatchReport], errors: Iterable[RowReport]
    ) -> None:
        """Tell how a run ended. Both streams are read once, batches first."""
        self._progress.stop()
        if self._json:
            self._write(document(report, batches, errors))
        else:
            self._tell(report, batches, errors)
        self._tell_stop(report)

    def looked_back(
        self,
        report: RunReport,
        batches: Iterable[BatchReport],
        errors: Iterable[RowReport],
        *,
        state: str,
        remarks: Sequence[str],
    ) -> None:
        """Tell of a run of before, or of one that is at work; `state` is the document's word for it."""
        if self._json:
            told = document(report, batches, errors)
            self._write({**told, "run": {**told["run"], "state": state}})
        else:
            self._tell(report, batches, errors, remarks=remarks)
        self._tell_stop(report)

    def check(self, report: RunReport, errors: Iterable[RowReport], checked: Checked) -> None:
        """Tell what `check` found, what it expects, and what it could not check and why."""
        self._progress.stop()
        if self._json:
            self._write({**_unsent(report, errors), **checked.for_programs()})
        else:
            if checked.changed:
                self._printer().changes(checked.changed)
            self._tell(report, (), errors, remarks=list(checked.for_people()))
        self._tell_stop(report)

    def dry_run(
        self,
        report: RunReport,
        bodies: Iterable[Body],
        errors: Iterable[RowReport],
        *,
        target: str | Sequence[str] = "",
    ) -> None:
        """Show the first requests that would be sent to `target` (`POST /crm/…`), each to its own of several."""
        self._progress.stop()
        if self._json:
            shown = [dict(decoded(body)) for body in bodies]
            self._write({**_unsent(report, errors), "dryRun": True, "bodies": shown})
        else:
            write_bodies(self._streams.stdout, bodies, target)
            self._tell(report, (), errors, remarks=[dry_run_remark(report)])
        self._tell_stop(report)

    def finish(self) -> ExitCode:
        """Hand over all output; 6 where standard output could not take it, such as a full disk.

        A reader that went away is no failure.
        """
        self._progress.stop()
        out = self._streams.stdout
        out.flush()
        if not out.failure:
            return ExitCode.SUCCESS
        self._streams.notice(f"standard output could not be written to its end: {out.failure}")
        return ExitCode.UNAVAILABLE

    def _tell(
        self,
        report: RunReport,
        batches: Iterable[BatchReport],
        errors: Iterable[RowReport],
        remarks: Sequence[str] = (),
    ) -> None:
        if self._quiet and report.exit_code is ExitCode.SUCCESS:
            return
        printer = self._printer()
        printer.batches(report, batches, "none" if self._quiet else self._choice)
        printer.errors(report, errors)
        printer.sums(report, remarks)
        self._streams.stdout.flush()

    def _printer(self) -> Printer:
        if not self._streams.stdout.terminal:
            return Plain(self._streams.stdout)
        from hubcli.report.tables import Tables  # noqa: PLC0415 - loads rich, only where it draws

        return Tables(self._streams.stdout)

    def _tell_stop(self, report: RunReport) -> None:
        """Repeat on standard error why a run stopped, where the sums are not seen beside it."""
        seen = self._streams.stdout.terminal and not self._json
        if report.stop is not None and not seen:
            self._streams.stopped(report.stop)

    def _write(self, told: Document) -> None:
        out = self._streams.stdout
        for line in json_lines(told):
            out.utf8(line)
        out.flush()


def _unsent(report: RunReport, errors: Iterable[RowReport]) -> Document:
    """A document without batches, where none was sent: then none is left out either."""
    return {**document(report, (), errors), "batchesOmitted": 0}
