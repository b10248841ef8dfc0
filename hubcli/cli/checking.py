"""`check` from the first file to the last line of its report: everything but the sending."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from hubcli.cli.ending import concluded
from hubcli.cli.files_out import OutPaths
from hubcli.cli.pacing import OneAtATime, pace_of
from hubcli.cli.requests import Asked
from hubcli.cli.telling import Job, facts_of, report_of
from hubcli.cli.work import open_job
from hubcli.core.changed_cells import ChangedCells
from hubcli.core.existing import OnExisting
from hubcli.core.lifecycle import Lifecycle, lifecycle_of
from hubcli.core.mapping import Write
from hubcli.core.objects import canonical
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.core.records import Batch
from hubcli.core.resolve import way_on
from hubcli.core.results import Expected, RunReport
from hubcli.core.unchecked import KEYS, LookedUp, unchecked
from hubcli.errors import ExitCode, MappingError
from hubcli.hubspot.lookups import Lookups
from hubcli.pipeline.forecast import Forecast, Foreseen, Prospect, Warned
from hubcli.pipeline.inspect import inspect
from hubcli.pipeline.prepare import Followers, Refusals, prepare
from hubcli.report.checked import Checked
from hubcli.report.console import Streams
from hubcli.report.progress import Progress
from hubcli.report.reporter import Reporter
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger


def run_check(asked: Asked) -> int:
    """`hubcli check`."""
    return concluded(asked, _check)


def _check(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del streams
    with ExitStack() as stack:
        job = open_job(asked, reporter, stack)
        # A rehearsal's portal holds no records, and a mapping that can't be used comes to nothing.
        is_live = not (job.known.lock or job.asked.rehearse or job.rows.faults)
        progress = reporter.progress()
        forecast = _forecast(job, OneAtATime(progress).note) if is_live else None
        expected = forecast.expected if forecast else Expected()
        changed = ChangedCells(job.rows.rules, job.rows.constants) if asked.show_changes else None
        job = _watching(job, changed) if changed else job
        report = _inspected(job, progress, forecast, expected, stack)
        ledger = Ledger(job.place.folder.journal)
        stack.callback(ledger.close)
        failures = forecast.failures if forecast else {}
        left = unchecked(job.rows.rules, job.known.schema, LookedUp(is_live, failures))
        told = Checked(
            expected=expected if forecast and KEYS not in failures else None,
            same_key=expected.same_key,
            duplicates=job.rows.rules.duplicates,
            unchecked=(*job.known.unchecked, *left),
            changed=changed,
        )
        reporter.check(report, ledger.errors(), told)
        return report.exit_code


def _watching(job: Job, changed: ChangedCells) -> Job:
    """The same job, whose rows are looked at when they are mapped."""
    inputs = tuple(
        replace(one, map_rows=changed.watched(one.source.name, one.map_rows))
        for one in job.rows.inputs
    )
    return replace(job, rows=replace(job.rows, inputs=inputs))


def _forecast(job: Job, tell: Callable[[str], None]) -> Forecast:
    """Reads only, in their turn under the account's limit; `tell` hears of long waits, from any thread."""
    rules, place = job.rows.rules, job.place
    on_existing = OnExisting(job.asked.on_existing)
    pace = pace_of(place, job.session, job.paths, job.known, rehearsal=False, tell=tell)
    wait = place.clock.wait
    lookups = Lookups(job.session, job.paths, job.known.object_type, pace, wait=wait)
    prospect = Prospect(
        key=None if rules.key and rules.key.fill else rules.key,
        on_existing=on_existing,
        explain=job.rows.explain,
        targets={rule.types: canonical(rule.to) for rule in rules.associations if rule.types},
        lifecycle=_lifecycle(job) if on_existing is OnExisting.UPDATE else None,
    )
    return Forecast(prospect, lookups, place.clock, workers=place.settings.concurrency)


def _lifecycle(job: Job) -> Lifecycle | None:
    """The stages, where records that are there may get another one."""
    found = lifecycle_of(job.known.schema)
    kept = {rule.property for rule in job.rows.rules.columns if rule.write is not Write.ALWAYS}
    return found if found and found.property not in kept else None


def _inspected(
    job: Job, progress: Progress, forecast: Forecast | None, expected: Expected, stack: ExitStack
) -> RunReport:
    """Every row up to where it would be sent; the journal that holds the faults is thrown away."""
    journal = Journal(job.place.folder.journal)
    stack.callback(journal.close)
    prepared = prepare(job.rows.inputs, job.rows.survey.groups)
    foreseen: Iterable[Foreseen] = forecast.see(prepared) if forecast else prepared
    total, began = job.rows.survey.total, time.monotonic()
    try:
        progress.start(total)
        end = inspect(_watched(foreseen, progress), total, journal, expected=expected)
    finally:
        progress.stop()
    seconds = time.monotonic() - began
    if job.rows.faults:
        hint = way_on(job.rows.rules)
        stop = Stop(ExitCode.UNUSABLE, MappingError(job.rows.faults).message, hint)
        end = replace(end, stop=stop)
    report = report_of(job, end, OutPaths(), seconds)
    return replace(report, facts=facts_of(job, OutPaths(), kept=False))


def _watched(foreseen: Iterable[Foreseen], progress: Progress) -> Iterator[Foreseen]:
    # To who watches, a row that was looked at is done.
    tally = Tally()
    for item in foreseen:
        yield item
        match item:
            case Refusals(rows=rows):
                tally.add(OutcomeName.REFUSED, len(rows))
            case Followers(rows=rows):
                tally.add(OutcomeName.EXISTING, len(rows))
            case Batch(records=records) | Warned(batch=Batch(records=records)):
                tally.add(OutcomeName.CREATED, len(records))
        progress.advance(tally)
