"""Before a run is taken back, its rows in doubt are looked up: what HubSpot made of them is the run's too."""

from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import repeat

from hubcli.cli.delivering import terms_of, tools_of
from hubcli.cli.left_over import left_over
from hubcli.cli.reopening import Reopened
from hubcli.cli.telling import Job, iso
from hubcli.cli.undo_opening import Account
from hubcli.cli.undo_watching import watched
from hubcli.core.outcomes import OutcomeName, Stop, exit_code_of
from hubcli.core.results import Requests
from hubcli.errors import ExitCode
from hubcli.pipeline.looking_up import LookingUp
from hubcli.pipeline.prepare import doubtful
from hubcli.report.reporter import Reporter
from hubcli.report.undo_words import looked_up_line, to_look_up_line
from hubcli.runs.catalog import KnownRun
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.record import RunState

_NO_BATCH = repeat(0)
"""A look-up said it, and no answer to a batch."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """How the look-up ended."""

    stop: Stop | None = None
    seconds: float = 0.0
    requests: Requests = field(default_factory=Requests)


def doubts_of(run: KnownRun) -> int:
    """How many of its rows HubSpot may hold, for all that is known."""
    with closing(Ledger(run.folder.journal)) as ledger:
        return ledger.standing(run.record.rows).doubts


def look_up_doubts(reopened: Reopened, account: Account | None, reporter: Reporter) -> LookedUp:
    """Ask HubSpot, and write what it says into the run's own journal, whose lock must be held.

    Nothing is sent but reads. Where the input can't be read any more the rows stay in doubt, which
    is said. `account` is None where no row is in doubt: then at most the run's end is put right,
    which an earlier look-up did not come to. Raises UnavailableError where the journal can't be
    written; it may be done again wherever it ended.
    """
    run, looked = reopened.run, LookedUp()
    if account and account.job is None:
        reporter.notice(to_look_up_line(doubts_of(run), account.why_not))
        return looked
    if account is None and run.end and not run.end.rows.get(OutcomeName.IN_DOUBT):
        return looked
    with closing(EnduringJournal(Journal(run.folder.journal, again=True))) as journal:
        if account and account.job:
            looked = _look_up(account.job, run, account, journal, reporter)
        # What shares the fate of rows that were in doubt is told anew.
        journal.fates()
        journal.end(_end_now(run))
        if journal.failure:
            raise journal.failure
    return looked


def _look_up(
    job: Job, run: KnownRun, account: Account, journal: EnduringJournal, reporter: Reporter
) -> LookedUp:
    settings, before = job.place.settings, account.session.sent
    left = left_over(run, job.rows.inputs, journal, batch_size=settings.batch_size)
    # A run without an end is told by its journal alone: that is true also after a kill.
    journal.end(None)
    reporter.notice(to_look_up_line(left.standing.doubts))
    looking = LookingUp(terms_of(job, by_search=True), tools_of(job, account.pace, journal))
    rows = doubtful(job.rows.inputs, left.standing, settings.batch_size, _NO_BATCH)
    stop, seconds = watched(
        lambda progress: looking.look_up(rows, progress, settings.concurrency),
        left.standing.doubts,
        reporter=reporter,
        clock=job.place.clock,
    )
    reporter.notice(looked_up_line(looking.found))
    return LookedUp(stop, seconds, Requests(sent=account.session.sent - before))


def _end_now(run: KnownRun) -> RunState:
    """The end of the run's last session, with what its rows have come to by now."""
    with closing(Ledger(run.folder.journal)) as ledger:
        tally = ledger.tally(ledger.standing(run.record.rows))
        end = run.end or _cut_off(ledger)
    stop = Stop(ExitCode(end.stop_code), end.stop) if end.stop_code else None
    return replace(
        end,
        rows={name.value: tally[name] for name in OutcomeName},
        exit_code=exit_code_of(tally, stop),
        in_doubt=end.in_doubt if tally[OutcomeName.IN_DOUBT] else None,
    )


def _cut_off(ledger: Ledger) -> RunState:
    """The end that a run's last session did not come to itself."""
    return RunState(
        completed_at=iso(datetime.now(UTC)),
        exit_code=ExitCode.INTERRUPTED,
        rows={},
        requests=asdict(ledger.attempts()),
        stop="the run was cut off before its end",
        stop_code=ExitCode.INTERRUPTED,
    )
