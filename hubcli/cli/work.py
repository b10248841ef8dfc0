"""The commands that read rows, from the first file to the last line of the report."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from hubcli.cli.confirming import confirm_production
from hubcli.cli.cost import cost
from hubcli.cli.delivering import Session, run_session
from hubcli.cli.earlier import refuse_imported
from hubcli.cli.ending import concluded
from hubcli.cli.files_out import OutPaths, check_outputs
from hubcli.cli.pacing import usage_today
from hubcli.cli.place import connect, open_place
from hubcli.cli.portal import called, know
from hubcli.cli.recording import record_of_job
from hubcli.cli.records import check_files, open_files, refuse_keyless, survey_rows
from hubcli.cli.requests import Asked
from hubcli.cli.telling import Job, facts_of, report_of
from hubcli.core.outcomes import Stop
from hubcli.core.records import Batch
from hubcli.core.resolve import way_on
from hubcli.core.results import RunReport
from hubcli.core.unchecked import unchecked
from hubcli.errors import ExitCode, MappingError
from hubcli.hubspot.rates import rate_of
from hubcli.hubspot.wire import encode_create
from hubcli.pipeline.inspect import inspect
from hubcli.pipeline.prepare import Share, prepare
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import RunLock
from hubcli.runs.resolved_mapping import write_mapping

_SHOWN_BODIES = 1


def run_create(asked: Asked) -> int:
    """`hubcli create`."""
    return concluded(asked, _dry_run if asked.dry_run else _create)


def run_check(asked: Asked) -> int:
    """`hubcli check`."""
    return concluded(asked, _check)


def _open_job(asked: Asked, reporter: Reporter, stack: ExitStack) -> Job:
    """Read and ask everything that can be before a row is sent; nothing is written at HubSpot."""
    started = datetime.now(UTC)
    place = open_place(asked, stack)
    files = open_files(asked, place)
    check_files(files.sources)
    session, paths = connect(asked, place, stack)
    known = know(asked, place, session, paths)
    rows = survey_rows(asked, files, known, place)
    refuse_keyless(asked, rows)
    if asked.command != "check":
        for sentence in known.unchecked:
            reporter.notice(f"Could not check: {sentence}.")
    return Job(asked, place, session, paths, known, rows, started)


def _create(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    with ExitStack() as stack:
        job = _open_job(asked, reporter, stack)
        if job.rows.faults:
            raise MappingError(job.rows.faults, way_on(job.rows.rules))
        outputs = check_outputs(asked, job.place, [one.form for one in job.rows.read_inputs])
        refuse_imported(job)
        _announce(job, reporter)
        confirm_production(
            asked,
            job.place,
            job.known,
            streams,
            doing="Write to it?",
            stopped="stopped; nothing was sent",
        )
        stack.callback(RunLock(job.place.folder.lock).release)
        record = record_of_job(job)
        write_mapping(job.rows.rules, job.place.folder.mapping)
        inner = Journal(job.place.folder.journal)
        stack.callback(inner.close)
        inner.begin(record)
        journal = EnduringJournal(inner)
        job.place.keep = True
        job = replace(job, record=record)
        session = Session(job, journal, outputs, Share(limit=asked.limit))
        return run_session(session, reporter, stack)


def _announce(job: Job, reporter: Reporter) -> None:
    """What will happen, before it does."""
    total, size = job.rows.survey.total, job.place.settings.batch_size
    requests = sum(-(-rows // size) for rows in job.rows.survey.rows)
    where = called(job.known.account, rehearsal=job.asked.rehearse)
    plural = "" if total == 1 else "s"
    reporter.notice(
        f"{total:,} row{plural} to {job.known.schema.object} of {where}, {_cost(job, requests)}."
    )
    key = job.rows.key
    if key is None and total:
        reporter.notice(
            "No unique property is mapped: rows whose request gets no answer will stay in doubt."
        )


def _cost(job: Job, requests: int) -> str:
    place, session = job.place, job.session
    if job.asked.rehearse:
        return cost(requests, None, None)
    usage = usage_today(place, session, job.paths)
    return cost(requests, usage, rate_of(session.limits), leave=place.settings.leave)


def _check(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del streams

    def show(job: Job, report: RunReport, ledger: Ledger) -> None:
        left = [*job.known.unchecked, *unchecked(job.rows.rules, job.known.schema)]
        reporter.check(report, ledger.errors(), left)

    return _without_sending(asked, reporter, show)


def _dry_run(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del streams

    def show(job: Job, report: RunReport, ledger: Ledger) -> None:
        target = f"POST {job.paths.objects(job.known.object_type, 'batch/create')}"
        reporter.dry_run(report, _bodies(job), ledger.errors(), target=target)

    return _without_sending(asked, reporter, show)


def _bodies(job: Job) -> list[bytes]:
    prepared = prepare(
        job.rows.inputs, job.rows.survey.groups, batch_size=job.place.settings.batch_size
    )
    batches = (item for item in prepared if isinstance(item, Batch))
    return [encode_create(batch.records) for batch in islice(batches, _SHOWN_BODIES)]


def _without_sending(
    asked: Asked, reporter: Reporter, show: Callable[[Job, RunReport, Ledger], None]
) -> ExitCode:
    """Every row up to where it would be sent; the journal that holds the faults is thrown away."""
    with ExitStack() as stack:
        job = _open_job(asked, reporter, stack)
        if job.rows.faults and asked.command != "check":
            raise MappingError(job.rows.faults, way_on(job.rows.rules))
        journal = Journal(job.place.folder.journal)
        stack.callback(journal.close)
        prepared = prepare(
            job.rows.inputs, job.rows.survey.groups, batch_size=job.place.settings.batch_size
        )
        began = time.monotonic()
        end = inspect(prepared, job.rows.survey.total, journal)
        seconds = time.monotonic() - began
        if job.rows.faults:
            mapping = MappingError(job.rows.faults)
            end = replace(
                end, stop=Stop(ExitCode.UNUSABLE, mapping.message, way_on(job.rows.rules))
            )
        report = report_of(job, end, OutPaths(), seconds)
        report = replace(report, facts=facts_of(job, OutPaths(), kept=False))
        ledger = Ledger(job.place.folder.journal)
        stack.callback(ledger.close)
        show(job, report, ledger)
        return report.exit_code
