"""`resume` and `retry`: what is left of a run is done."""

from collections.abc import Iterable
from contextlib import ExitStack, closing, suppress
from hashlib import sha256
from pathlib import Path

from hubcli.cli.delivering import Session, run_session
from hubcli.cli.ending import concluded
from hubcli.cli.files_out import check_outputs
from hubcli.cli.left_over import left_over
from hubcli.cli.recording import remapped
from hubcli.cli.reopening import Reopened, job_of, mapping_was_edited, named_run, reopen
from hubcli.cli.requests import Asked
from hubcli.cli.settling import settle_by_hand
from hubcli.cli.undo_opening import UNDO
from hubcli.cli.undoing import undo_on
from hubcli.config.mapping_file import load_mapping
from hubcli.config.settings import home_folder
from hubcli.core.mapping import MappingRules
from hubcli.core.resolve import way_on
from hubcli.core.standing import DONE, OPEN, Standing
from hubcli.errors import ExitCode, MappingError, UnusableError, UsageError
from hubcli.pipeline.prepare import Share
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.runs.catalog import KnownRun, latest_refused
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.resolved_mapping import read_mapping, say_the_same, write_mapping


def run_resume(asked: Asked) -> int:
    """`hubcli resume`."""
    return concluded(asked, _resume)


def run_retry(asked: Asked) -> int:
    """`hubcli retry`."""
    return concluded(asked, _retry)


def _resume(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    run = named_run(asked)
    if run is None and asked.settle:
        raise UsageError("no run is unfinished that --settle could be about", "Name the run.")
    if run is None or (run.is_finished and not asked.settle):
        name = f"The run {run.record.id} is finished" if run else "No run is unfinished"
        reporter.nothing_to_do(asked.command, f"{name}: nothing is left to do.")
        return ExitCode.SUCCESS
    if run.record.command == UNDO:
        return undo_on(run, asked, reporter, streams)
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        journal = _journal(run, stack)
        job = job_of(reopened, stack)
        outputs = check_outputs(job.asked, job.place, [one.form for one in job.rows.read_inputs])
        if mapping_was_edited(run.record, _print):
            reporter.notice(
                f"{run.record.mapping} was edited since: this run goes on with the mapping it began"
                " with; `hubcli retry` takes the new one for refused rows."
            )
        if asked.settle:
            settle_by_hand(asked.settle, run, job, reporter)
        size = job.place.settings.batch_size
        left = left_over(run, job.rows.inputs, journal, batch_size=size)
        share = left.share(asked.limit)
        session = Session(job, journal, outputs, share, left.sums, by_search=True)
        reporter.notice(_said(run, left.standing))
        return run_session(session, reporter, stack)


def _retry(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del streams
    run = run_to_retry(asked)
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        journal = _journal(run, stack)
        with closing(Ledger(run.folder.journal)) as ledger:
            refused = ledger.refused()
            doubts = ledger.standing(run.record.rows).doubts
        if not refused:
            said = f"The run {run.record.id} has no refused rows: nothing is to be tried again."
            reporter.nothing_to_do(asked.command, said)
            return ExitCode.SUCCESS
        job = job_of(reopened, stack, lambda: rules_now(reopened, asked))
        if job.rows.faults:
            raise MappingError(job.rows.faults, way_on(job.rows.rules))
        is_other = not say_the_same(job.rows.rules, read_mapping(run.folder.mapping))
        if doubts and is_other:
            # They can be looked up only by what they were sent with.
            message = f"{doubts:,} rows of the run {run.record.id} are in doubt, and the mapping is another one now"
            raise UnusableError(message, f"Settle them first: hubcli resume {run.record.id}.")
        outputs = check_outputs(job.asked, job.place, [one.form for one in job.rows.read_inputs])
        write_mapping(job.rows.rules, run.folder.mapping)
        journal.reopen(remapped(run.record, job.asked.mapping, is_other=is_other))
        size = job.place.settings.batch_size
        left = left_over(run, job.rows.inputs, journal, batch_size=size)
        share = Share(only(refused, left.standing), left.first_batch, asked.limit)
        session = Session(job, journal, outputs, share, left.sums)
        plural = "" if len(refused) == 1 else "s"
        reporter.notice(f"{len(refused):,} refused row{plural} of the run {run.record.id} again.")
        return run_session(session, reporter, stack)


def _journal(run: KnownRun, stack: ExitStack) -> EnduringJournal:
    journal = EnduringJournal(Journal(run.folder.journal, again=True))
    stack.callback(journal.close)
    return journal


def run_to_retry(asked: Asked) -> KnownRun:
    """The run that is named, or the latest with refused rows. Raises UsageError."""
    run = named_run(asked) if asked.run else latest_refused(home_folder())
    hint = "`hubcli runs list` shows them."
    if run is None:
        raise UsageError("no run is named, and none has refused rows", hint)
    if run.record.command == UNDO:
        raise UsageError(f"the run {run.record.id} is an undo, which has no refused rows", hint)
    return run


def rules_now(reopened: Reopened, asked: Asked) -> MappingRules | None:
    """The mapping file as it is now; the rules of then where there is none, or where it is gone."""
    merged, folder = reopened.asked, reopened.place.folder
    if merged.mapping and (asked.mapping or Path(merged.mapping).exists()):
        return load_mapping(merged.mapping, merged.object)
    return read_mapping(folder.mapping)


def only(numbers: Iterable[int], standing: Standing) -> Standing:
    """Of all rows only these are this session's; the others stay what they are."""
    standing.marks = bytearray([DONE]) * len(standing.marks)
    for number in numbers:
        standing.marks[number] = OPEN
    return standing


def _said(run: KnownRun, standing: Standing) -> str:
    parts = []
    if standing.doubts:
        parts.append(f"{standing.doubts:,} in doubt to be looked up")
    if standing.undone:
        parts.append(f"{standing.undone:,} not sent yet")
    return f"Going on with the run {run.record.id}: {' and '.join(parts) or 'nothing is left'}."


def _print(path: Path) -> str:
    with suppress(OSError):
        return sha256(path.read_bytes()).hexdigest()
    return ""
