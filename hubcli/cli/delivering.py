"""Delivers a job's rows and tells what became of them: for `create`, `resume` and `retry` alike."""

import gc
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace

from hubcli.cli.ahead import Ahead, may_fork
from hubcli.cli.files_out import OutPaths, Outputs, write_outputs
from hubcli.cli.pacing import OneAtATime, pace_of
from hubcli.cli.recording import state_of
from hubcli.cli.stopping import ending_by_signals
from hubcli.cli.telling import Job, report_of
from hubcli.core.existing import OnExisting
from hubcli.core.mapping import Write
from hubcli.core.outcomes import OutcomeName, graver
from hubcli.core.overwrites import Doing, WriteRules
from hubcli.errors import ExitCode, StoppedError
from hubcli.hubspot.client import Portal
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.wire import encode_create
from hubcli.pipeline.ports import Journal as RowsJournal
from hubcli.pipeline.prepare import Prepared, Share, prepare
from hubcli.pipeline.run import Load, Run, RunEnd
from hubcli.pipeline.seeking import Seeking
from hubcli.pipeline.sums import Sums
from hubcli.pipeline.terms import Terms, Tools
from hubcli.report.reporter import Reporter
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.ledger import Ledger

_GARBAGE = 100_000


@dataclass(frozen=True, slots=True)
class Session:
    """One go at a run's rows."""

    job: Job
    journal: EnduringJournal
    outputs: Outputs
    share: Share = field(default_factory=Share)
    """Which rows are this session's."""
    sums: Sums = field(default_factory=Sums)
    """What earlier sessions came to."""
    by_search: bool = False
    canary: Mapping[str, int] | None = None
    """What was found of the rows that were sent ahead and read back."""


def run_session(session: Session, reporter: Reporter, stack: ExitStack) -> ExitCode:
    """Send, and tell; whatever goes wrong now, the journal holds what became of the rows."""
    with noting(session):
        end, seconds = deliver(session, reporter, stack)
        return conclude(session, end, reporter, seconds)


@contextmanager
def noting(session: Session) -> Iterator[None]:
    """Around all that may send: what goes wrong says where the journal is."""
    journal = session.job.place.folder.journal
    session.journal.end(None)
    try:
        yield
    except KeyboardInterrupt:
        said = "interrupted before it was told what became of the rows, some of which were sent"
        raise StoppedError(said, f"It is all in {journal}.") from None
    except Exception as error:
        error.add_note(f"Rows may have been sent: see {journal}.")
        raise


def deliver(session: Session, reporter: Reporter, stack: ExitStack) -> tuple[RunEnd, float]:
    """Send the session's share; what all rows of the run came to, and the seconds it took."""
    job = session.job
    clock, progress = job.place.clock, reporter.progress()
    total = job.rows.survey.total
    heard = OneAtATime(progress)
    rehearsal = job.asked.rehearse
    pace = pace_of(
        job.place, job.session, job.paths, job.known, rehearsal=rehearsal, tell=heard.note
    )
    prepared = _prepared(session, stack)
    run = Run(
        Load(prepared, total, session.sums),
        terms=terms_of(job, by_search=session.by_search),
        tools=tools_of(job, pace, session.journal),
        progress=heard,
        concurrency=job.place.settings.concurrency,
    )
    # Rows come and go by the hundred thousand and hold no cycles: looking for some costs a tenth.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    began = time.monotonic()
    try:
        progress.start(total)
        with ending_by_signals(clock, heard.note):
            end = run.execute()
    finally:
        progress.stop()
    return end, time.monotonic() - began


def _prepared(session: Session, stack: ExitStack) -> Iterator[Prepared]:
    job = session.job
    prepared: Iterator[Prepared] = prepare(
        job.rows.inputs,
        job.rows.survey.groups,
        batch_size=job.place.settings.batch_size,
        share=session.share,
    )
    # A rehearsal's portal has threads in this process, and threads must not be forked.
    if may_fork(job.rows.survey.total) and not job.asked.rehearse:
        return stack.enter_context(closing(Ahead(prepared, encode_create)))
    return prepared


def tools_of(job: Job, pace: Pace, journal: RowsJournal) -> Tools:
    """What a job's rows are sent and looked up with."""
    clock = job.place.clock
    return Tools(
        hubspot=Portal(job.session, job.paths, job.known.object_type, pace, wait=clock.wait),
        pace=pace,
        clock=clock,
        journal=journal,
        stopper=clock,
        jitter=random.SystemRandom().random,
    )


def terms_of(job: Job, *, by_search: bool) -> Terms:
    """What holds for a job's rows; `by_search` says whether rows in doubt without a key are searched for."""
    settings = job.place.settings
    return Terms(
        schema=job.known.schema,
        key=job.rows.key,
        explain=job.rows.explain,
        patience=settings.patience,
        max_wait=settings.max_wait,
        most_refused=job.asked.max_refused,
        on_existing=OnExisting(job.asked.on_existing),
        doing=Doing(job.asked.doing),
        writes=writes_of(job),
        seeking=_seeking(job) if by_search else None,
    )


def writes_of(job: Job) -> WriteRules:
    """What the mapping says of records that are there already."""
    key = job.rows.key.property if job.rows.key else None
    columns = job.rows.rules.columns
    rules = {
        rule.property: rule.write
        for rule in columns
        if rule.property and rule.property != key and rule.write is not Write.ALWAYS
    }
    return WriteRules(key, rules)


def _seeking(job: Job) -> Seeking:
    rules = job.rows.rules
    fed = [rule.property for rule in rules.columns if rule.property]
    return Seeking([*fed, *(name for name, _, _ in rules.constants)], job.session.clock.now())


def conclude(session: Session, end: RunEnd, reporter: Reporter, seconds: float) -> ExitCode:
    """Write the run's files and tell of it; what can't be written does not keep the rest from being told."""
    job, failure = session.job, session.journal.failure
    with closing(Ledger(job.place.folder.journal)) as ledger:
        # Files are made from the journal: where it is not complete, they would say what is not so.
        files = (
            OutPaths(failures=(failure,))
            if failure
            else write_outputs(job.rows, ledger, end.tally, session.outputs, job.known.address)
        )
        if trouble := files.stop:
            end = replace(end, stop=graver(end.stop, trouble))
            if end.stop is not trouble:
                reporter.notice(trouble.message)
        is_first = session.share.standing is None
        report = replace(
            report_of(job, end, files, seconds), is_first=is_first, canary=session.canary
        )
        session.journal.end(state_of(report))
        reporter.result(report, ledger.batches(), ledger.errors())
    _tell_next(job, end, reporter)
    return report.exit_code


def _tell_next(job: Job, end: RunEnd, reporter: Reporter) -> None:
    """The line to type next, where there is something left to do."""
    run = job.place.folder.id
    if end.tally[OutcomeName.NOT_SENT] or end.tally[OutcomeName.IN_DOUBT]:
        reporter.notice(f"Go on with: hubcli resume {run}")
    elif end.tally[OutcomeName.REFUSED]:
        reporter.notice(
            f"What would mend the mapping: hubcli fix {run}\nAfter mending it, or the portal: hubcli retry {run}"
        )
