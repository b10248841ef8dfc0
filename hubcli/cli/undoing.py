"""`undo`: the plan, the question, the archiving, the report."""

import random
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from threading import Lock

import orjson

from hubcli.cli.ending import concluded
from hubcli.cli.pacing import OneAtATime, pace_of
from hubcli.cli.portal import called
from hubcli.cli.reopening import Reopened, reopen
from hubcli.cli.requests import Asked
from hubcli.cli.stopping import ending_by_signals
from hubcli.cli.telling import iso
from hubcli.cli.undo_opening import UNDO, Account, Book, open_book, reach
from hubcli.config.settings import home_folder
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.core.results import Requests, RunFacts
from hubcli.core.undo_results import UndoReport, exit_code_of
from hubcli.errors import ExitCode, StoppedError, UsageError
from hubcli.hubspot.shelf import RecordShelf
from hubcli.pipeline.undo_courier import Hands
from hubcli.pipeline.undo_ports import UndoProgress
from hubcli.pipeline.undo_run import Undo, UndoTerms
from hubcli.report.confirm import ask
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.undo import tell_undo
from hubcli.report.undo_words import plan_lines
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
    seconds: float = 0.0
    """How long requests took, without the time in which a person was asked."""
    requests: Requests = field(default_factory=Requests)

    def ledger(self) -> UndoLedger:
        return UndoLedger(self.book.folder.journal, self.run.record.files)


def _undo(
    run: KnownRun, asked: Asked, reporter: Reporter, streams: Streams, *, even_changed: bool
) -> ExitCode:
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        book = open_book(run, reopened.place, stack, even_changed=even_changed)
        session = _Session(run, reopened, book, reporter, streams, even_changed)
        with closing(session.ledger()) as ledger:
            counts = ledger.counts()
        stop = _work(session, stack) if counts.open else None
        return _conclude(session, stop)


def _work(session: _Session, stack: ExitStack) -> Stop | None:
    """Plan, ask, archive; why that ended early, where it did."""
    account = reach(session.reopened, stack)
    if account.why_not:
        session.reporter.notice(
            f"What was sent can't be compared ({account.why_not}): the records' histories decide."
        )
    undo = Undo(_terms(session, account), _hands(session, account))
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
        return _watched(session, planned, undo.archive) if planned else None
    finally:
        session.requests = undo.requests


def _terms(session: _Session, account: Account) -> UndoTerms:
    settings = session.reopened.place.settings
    return UndoTerms(account.known.schema, account.sent, session.even_changed, settings.concurrency)


def _hands(session: _Session, account: Account) -> Hands:
    place, record = session.reopened.place, session.run.record
    pace = pace_of(
        place,
        account.session,
        account.paths,
        account.known,
        rehearsal=record.rehearsal,
        tell=session.reporter.notice,
    )
    return Hands(
        shelf=RecordShelf(account.session, account.paths, record.object_type, pace),
        pace=pace,
        clock=place.clock,
        journal=session.book.journal,
        stopper=place.clock,
        jitter=random.SystemRandom().random,
        max_wait=place.settings.max_wait,
    )


class _Counter:
    """Tells a bar how many records are dealt with; may be called from several threads."""

    def __init__(self, progress: OneAtATime) -> None:
        self._progress = progress
        self._tally = Tally()
        self._lock = Lock()

    def advance(self, done: int) -> None:
        with self._lock:
            self._tally.add(OutcomeName.CREATED, done)
            self._progress.advance(self._tally)


def _watched(
    session: _Session, total: int, work: Callable[[UndoProgress], Stop | None]
) -> Stop | None:
    progress = session.reporter.progress()
    began, heard = time.monotonic(), OneAtATime(progress)
    try:
        progress.start(total)
        with ending_by_signals(session.reopened.place.clock, heard.note):
            return work(_Counter(heard))
    finally:
        progress.stop()
        session.seconds += time.monotonic() - began


def _show(session: _Session, account: Account) -> int:
    """Tell the plan, and ask where somebody is there; gives how many are to be archived."""
    record, asked = session.run.record, session.reopened.asked
    where = called(account.known.account, rehearsal=record.rehearsal)
    with closing(session.ledger()) as ledger:
        counts, reasons = ledger.counts(), ledger.reasons()
    asks_nothing = not counts.planned or record.rehearsal or asked.yes
    is_asked = session.streams.can_ask and not asks_nothing
    told = plan_lines(counts, reasons, run=record.id, where=f"{record.object_type} of {where}")
    (session.streams if is_asked else session.reporter).notice("\n".join(told))
    if is_asked and not ask(f"Archive {counts.planned:,} of them?", session.streams):
        session.book.keep = bool(counts.archived)
        raise StoppedError("stopped; nothing was archived")
    return counts.planned


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
            requests=session.requests,
            exit_code=exit_code_of(counts, stop),
            stop=stop,
            reasons=ledger.reasons(),
            seconds=session.seconds,
        )
        session.book.journal.keep("end", orjson.dumps(_state_of(report)).decode())
        remember(session.run.folder.journal, {"undone": str(counts.archived)})
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
