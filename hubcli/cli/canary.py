"""A few rows ahead: sent, read back, compared; the others follow where nothing was lost."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace

from hubcli.cli.delivering import Session, conclude, deliver, noting
from hubcli.cli.left_over import left_over
from hubcli.cli.pacing import pace_of
from hubcli.cli.reading_back import chosen, expected, unread
from hubcli.cli.stopping import RunClock, ending_by_signals
from hubcli.cli.telling import Job
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.core.verification import Verification
from hubcli.errors import ExitCode, HubcliError
from hubcli.hubspot.looks import Looks
from hubcli.pipeline.prepare import Share
from hubcli.pipeline.verify import Verifier
from hubcli.report.reporter import Reporter
from hubcli.report.verification import canary_text
from hubcli.runs.catalog import known


def run_with_canary(
    session: Session, number: int, reporter: Reporter, stack: ExitStack
) -> ExitCode:
    """Send so many rows, look at what became of them, and send the others or stop."""
    with noting(session):
        limit = session.share.limit
        ahead = replace(session, share=Share(limit=min(number, limit or number)))
        end, seconds = deliver(ahead, reporter, stack)
        found, stop = None, end.stop
        if stop is None:
            # A delivery's end stops its clock; what comes now has one of its own.
            session.job.place.clock = RunClock()
            found, stop = _look(session, end.tally, reporter)
        session = replace(session, canary=None if found is None else _counts(found))
        run = known(session.job.place.folder)
        done = number >= (limit or session.job.rows.survey.total)
        if stop or done or run is None:
            return conclude(
                replace(session, share=ahead.share), replace(end, stop=stop), reporter, seconds
            )
        size = session.job.place.settings.batch_size
        left = left_over(run, session.job.rows.inputs, session.journal, batch_size=size)
        session.job.place.clock = RunClock()
        rest = replace(session, share=left.share(limit and limit - number), sums=left.sums)
        end, more = deliver(rest, reporter, stack)
        return conclude(rest, end, reporter, seconds + more)


def _look(
    session: Session, tally: Tally, reporter: Reporter
) -> tuple[Verification | None, Stop | None]:
    """What HubSpot holds of the rows, told; and why to stop, where something was lost."""
    job = session.job
    if tally[OutcomeName.IN_DOUBT]:
        message = f"{tally[OutcomeName.IN_DOUBT]:,} of the rows sent ahead are in doubt"
        return None, Stop(ExitCode.IN_DOUBT, message)
    verifier, aside = _verifier(job, reporter), set[str]()
    try:
        with ending_by_signals(job.place.clock, reporter.notice):
            stop = verifier.run(
                expected(job, chosen(job.place.folder, None).rows(), aside),
                _Unwatched(),
                job.place.clock,
                concurrency=job.place.settings.concurrency,
            )
    except HubcliError as error:
        stop = Stop(error.exit_code, error.message, error.hint)
    found, refused = verifier.found, tally[OutcomeName.REFUSED]
    if found.checked or stop is None:
        reporter.notice(canary_text(found, refused=refused))
    for sentence in (*unread(verifier), *sorted(aside)):
        reporter.notice(f"Could not check: {sentence}.")
    return found, stop or _lost(found, refused)


def _verifier(job: Job, reporter: Reporter) -> Verifier:
    pace = pace_of(
        job.place,
        job.session,
        job.paths,
        job.known,
        rehearsal=job.asked.rehearse,
        tell=reporter.notice,
    )
    looks = Looks(job.session, job.paths, job.known.object_type, pace, wait=job.place.clock.wait)
    return Verifier(looks, job.known.schema)


def _lost(found: Verification, refused: int) -> Stop | None:
    """Why the others must not follow; None where they may."""
    if not found.is_clean:
        message = "HubSpot does not hold the rows sent ahead as they were sent"
    elif refused and not found.checked:
        # Where not one row got through, the others would most likely share their fate.
        message = "no row of those ahead became a record"
    else:
        return None
    return Stop(ExitCode.REFUSED, message, "The others were not sent.")


class _Unwatched:
    def advance(self, done: int) -> None:
        """Nobody watches so few rows."""


def _counts(found: Verification) -> Mapping[str, int]:
    """As in the JSON document."""
    return {
        "checked": found.checked,
        "same": found.same,
        "normalised": found.normalised,
        "different": found.different,
        "gone": found.gone,
    }
