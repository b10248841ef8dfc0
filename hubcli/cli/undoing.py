"""`undo`: the plan, the question, the archiving, the report."""

import random
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

import orjson

from hubcli.cli.ending import concluded
from hubcli.cli.portal import called
from hubcli.cli.reopening import Reopened, reopen
from hubcli.cli.requests import Asked
from hubcli.cli.telling import iso
from hubcli.cli.undo_doubts import LookedUp, doubts_of, look_up_doubts
from hubcli.cli.undo_opening import UNDO, Account, Book, open_book, reach
from hubcli.cli.undo_watching import watched
from hubcli.config.settings import home_folder
from hubcli.core.outcomes import Stop
from hubcli.core.results import Requests, RunFacts
from hubcli.core.undo_results import UndoReport, exit_code_of
from hubcli.errors import ExitCode, StoppedError, UsageError
from hubcli.hubspot.shelf import RecordShelf
from hubcli.pipeline.taking_back import TakingBack
from hubcli.pipeline.undo_courier import Hands
from hubcli.pipeline.undo_ports import UndoProgress
from hubcli.pipeline.undo_run import UndoTerms
from hubcli.report.confirm import ask
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.undo import tell_undo
from hubcli.report.undo_words import plan_lines, question
from hubcli.runs.catalog import KnownRun, find_run
from hubcli.runs.record import RunState
from hubcli.runs.undo_journal import remember
from hubcli.runs.undo_ledger import UndoLedger


def run_undo(asked: Asked, *, even_changed: bool) -> int:
    """`hubcli undo`."""
    return concluded(asked, partial(_undo_named, even_changed=even_changed))


def undo_on(run: KnownRun, asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    """Go on with an undoing, as `hubcli resume` does; `run` is the undoing itself."""
    options = run.record.options
    origin = find_run(home_folder(), str(options.get("undoes")))
    even_changed = bool(options.get("even_changed"))
    return _undo(origin, replace(asked, command=UNDO), reporter, streams, even_changed=even_changed)


def _undo_named(
    asked: Asked, reporter: Reporter, streams: Streams, *, even_changed: bool
) -> ExitCode:
    run = find_run(home_folder(), asked.run or "")
    if run.record.command == UNDO:
        message = f"the run {run.record.id} is an undo, which can't be undone"
        hint = "What it archived can be restored in HubSpot; `hubcli resume` goes on with it."
        raise UsageError(message, hint)
    return _undo(run, asked, reporter, streams, even_changed=even_changed)


@dataclass(slots=True)
class _Session:
    """One go at an undoing."""

    run: KnownRun
    reopened: Reopened
    book: Book
    reporter: Reporter
    streams: Streams
    even_changed: bool
    looked: LookedUp
    """How the look-up of rows in doubt ended, which came before."""
    worked: float = 0.0
    """How long requests took since, without the time in which a person was asked."""
    requests: Requests = field(default_factory=Requests)

    def ledger(self) -> UndoLedger:
        return UndoLedger(
            self.book.folder.journal, self.run.record.files, even_changed=self.even_changed
        )


def _undo(
    run: KnownRun, asked: Asked, reporter: Reporter, streams: Streams, *, even_changed: bool
) -> ExitCode:
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        account = reach(reopened, stack, reporter.notice) if doubts_of(run) else None
        looked = look_up_doubts(reopened, account, reporter)
        book = open_book(run, reopened.place, stack, even_changed=even_changed)
        session = _Session(run, reopened, book, reporter, streams, even_changed, looked)
        stop = looked.stop
        with closing(session.ledger()) as ledger:
            counts = ledger.counts()
        if counts.open and stop is None:
            stop = _work(session, account or reach(reopened, stack, reporter.notice))
        return _conclude(session, stop)


def _work(session: _Session, account: Account) -> Stop | None:
    """Plan, ask, archive; why that ended early, where it did."""
    if account.why_not:
        session.reporter.notice(
            f"What was sent can't be compared ({account.why_not}): the records' histories decide."
        )
    undo = TakingBack(_terms(session, account), _hands(session, account))
    with closing(session.ledger()) as ledger:
        total = ledger.counts().open
    plural = "" if total == 1 else "s"
    session.reporter.notice(f"Looking whether anybody changed {total:,} record{plural} since.")
    try:
        stop = _watched(session, total, undo.plan)
        if stop:
            return stop
        session.book.keep = True
        planned = _show(session, account)
        return _watched(session, planned, undo.take) if planned else None
    finally:
        session.requests = undo.requests


def _terms(session: _Session, account: Account) -> UndoTerms:
    settings = session.reopened.place.settings
    return UndoTerms(account.known.schema, account.sent, session.even_changed, settings.concurrency)


def _hands(session: _Session, account: Account) -> Hands:
    place, record = session.reopened.place, session.run.record
    return Hands(
        shelf=RecordShelf(account.session, account.paths, record.object_type, account.pace),
        pace=account.pace,
        clock=place.clock,
        journal=session.book.journal,
        stopper=place.clock,
        jitter=random.SystemRandom().random,
        max_wait=place.settings.max_wait,
    )


def _watched(
    session: _Session, total: int, work: Callable[[UndoProgress], Stop | None]
) -> Stop | None:
    clock = session.reopened.place.clock
    stop, seconds = watched(work, total, reporter=session.reporter, clock=clock)
    session.worked += seconds
    return stop


def _show(session: _Session, account: Account) -> int:
    """Tell the plan, and ask where somebody is there; gives how many are to be taken back."""
    record, asked = session.run.record, session.reopened.asked
    where = called(account.known.account, rehearsal=record.rehearsal)
    with closing(session.ledger()) as ledger:
        counts, reasons = ledger.counts(), ledger.reasons()
    asks_nothing = not counts.is_planned or record.rehearsal or asked.yes
    is_asked = session.streams.can_ask and not asks_nothing
    told = plan_lines(counts, reasons, run=record.id, where=f"{record.object_type} of {where}")
    (session.streams if is_asked else session.reporter).notice("\n".join(told))
    if is_asked and not ask(question(counts), session.streams):
        session.book.keep = bool(counts.archived or counts.restored)
        raise StoppedError(f"stopped; nothing was {'put back' if counts.updated else 'archived'}")
    return counts.planned + counts.to_restore


def _conclude(session: _Session, stop: Stop | None) -> ExitCode:
    """Write down how it ended, and tell it."""
    if stop and not stop.hint:
        stop = replace(stop, hint=f"`hubcli undo {session.run.record.id}` goes on with it.")
    asked = session.reopened.asked
    with closing(session.ledger()) as ledger:
        counts = ledger.counts()
        report = UndoReport(
            facts=_facts(session),
            undoes=session.run.record.id,
            counts=counts,
            requests=session.looked.requests + session.requests,
            exit_code=exit_code_of(counts, stop),
            stop=stop,
            reasons=ledger.reasons(),
            seconds=session.looked.seconds + session.worked,
        )
        session.book.journal.keep("end", orjson.dumps(_state_of(report)).decode())
        facts = {"undone": str(counts.archived), "put back": str(counts.restored)}
        remember(session.run.folder.journal, facts)
        tell_undo(session.streams, report, ledger.left(), json=asked.json, quiet=asked.quiet)
    return report.exit_code


def _state_of(report: UndoReport) -> RunState:
    counts, requests, stop = report.counts, report.requests, report.stop
    return RunState(
        completed_at=report.facts.completed_at or "",
        exit_code=report.exit_code,
        rows={
            "created": counts.created,
            "archived": counts.archived,
            "updated": counts.updated,
            "restored": counts.restored,
            "left": counts.left,
            "notSent": counts.not_sent,
        },
        requests={
            "sent": requests.sent,
            "retried": requests.retried,
            "rate_limited": requests.rate_limited,
        },
        stop=stop.message if stop else "",
        stop_hint=stop.hint if stop else "",
        stop_code=stop.exit_code if stop else 0,
        seconds=report.seconds,
    )


def _facts(session: _Session) -> RunFacts:
    record, book = session.run.record, session.book
    return RunFacts(
        id=book.folder.id,
        object=record.object_type,
        portal_id=record.portal_id,
        api_version=session.reopened.place.settings.api_version,
        rehearsal=record.rehearsal,
        files=tuple(file.name for file in record.files),
        started_at=book.record.started_at,
        completed_at=iso(datetime.now(UTC)),
        journal=str(book.folder.journal) if book.keep else None,
    )
