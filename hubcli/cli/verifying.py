"""The work of `hubcli verify`: which records, what was sent for them, what is held, the report."""

from contextlib import ExitStack, closing
from functools import partial

from hubcli.cli.ending import concluded
from hubcli.cli.looking_back import facts_of_run, undone
from hubcli.cli.pacing import pace_of
from hubcli.cli.reading_back import chosen, expected, unread
from hubcli.cli.reopening import job_of, reopen
from hubcli.cli.requests import Asked
from hubcli.cli.undo_watching import watched
from hubcli.config.settings import home_folder
from hubcli.errors import AccountError, ExitCode, UnusableError, UsageError
from hubcli.hubspot.looks import Looks
from hubcli.pipeline.verify import Verifier
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.verification import Verified, tell_verification
from hubcli.runs.catalog import KnownRun, find_run, latest_made
from hubcli.runs.ledger import Ledger
from hubcli.runs.overview import UNDO

_ALL = "all"


def run_verify(asked: Asked, *, sample: str) -> int:
    """`hubcli verify`."""
    return concluded(asked, partial(_verify, sample))


def _verify(sample: str, asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    size = _size(sample)
    run = _run(asked)
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        place = reopened.place
        if not run.record.rehearsal and place.settings.portal is None:
            message = f"it is not known to which portal the run {run.record.id} went"
            raise AccountError(message, "Name it: --portal ID.")
        job = job_of(reopened, stack)
        pace = pace_of(
            place,
            job.session,
            job.paths,
            job.known,
            rehearsal=run.record.rehearsal,
            tell=reporter.notice,
        )
        looks = Looks(job.session, job.paths, run.record.object_type, pace, wait=place.clock.wait)
        verifier = Verifier(looks, job.known.schema)
        picked = chosen(run.folder, size)
        aside: set[str] = set()
        stop, seconds = watched(
            lambda progress: verifier.run(
                expected(job, picked.rows(), aside),
                progress,
                place.clock,
                concurrency=place.settings.concurrency,
            ),
            picked.number,
            reporter=reporter,
            clock=place.clock,
        )
        told = Verified(
            facts_of_run(run),
            verifier.found,
            made=picked.made,
            nameless=picked.nameless,
            unchecked=(*unread(verifier), *sorted(aside)),
            stop=stop,
            seconds=seconds,
            remarks=_remarks(run),
        )
        tell_verification(told, streams, json=asked.json, quiet=asked.quiet)
        return told.exit_code


def _size(sample: str) -> int | None:
    """How many; None for all. Raises UsageError."""
    if sample.strip().lower() == _ALL:
        return None
    if sample.isascii() and sample.isdigit() and int(sample):
        return int(sample)
    raise UsageError(f"--sample {sample!r}: expected a number from 1, or all")


def _run(asked: Asked) -> KnownRun:
    home = home_folder()
    run = find_run(home, asked.run) if asked.run else latest_made(home)
    if run is None:
        raise UnusableError("no run has made records yet", "`hubcli runs list` shows the runs.")
    if run.record.command == UNDO:
        hint = f"Name the run that it took back: {run.record.options.get('undoes')}."
        raise UsageError(f"the run {run.record.id} is an undo, which made no records", hint)
    return run


def _remarks(run: KnownRun) -> tuple[str, ...]:
    with closing(Ledger(run.folder.journal)) as ledger:
        return tuple(undone(ledger))
