"""The commands that read rows, from the first file to the last line of the report."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from hubcli.cli.canary import run_with_canary
from hubcli.cli.confirming import confirm_production
from hubcli.cli.cost import cost
from hubcli.cli.delivering import Session, run_session, terms_of
from hubcli.cli.earlier import refuse_imported
from hubcli.cli.ending import concluded
from hubcli.cli.files_out import OutPaths, check_outputs
from hubcli.cli.offline import reach
from hubcli.cli.pacing import usage_today
from hubcli.cli.place import open_place
from hubcli.cli.portal import called
from hubcli.cli.recording import record_of_job
from hubcli.cli.records import check_files, check_key, open_files, survey_rows
from hubcli.cli.requests import Asked
from hubcli.cli.scopes_first import check_scopes
from hubcli.cli.showing import shown_requests
from hubcli.cli.telling import Job, facts_of, report_of
from hubcli.core.overwrites import Doing
from hubcli.core.records import Batch
from hubcli.core.resolve import way_on
from hubcli.errors import ExitCode, MappingError
from hubcli.hubspot.rates import rate_of
from hubcli.pipeline.inspect import inspect
from hubcli.pipeline.prepare import Prepared, Share, prepare
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import RunLock
from hubcli.runs.resolved_mapping import write_mapping


def run_create(asked: Asked) -> int:
    """`hubcli create`."""
    return concluded(asked, _dry_run if asked.dry_run else _create)


def run_upsert(asked: Asked) -> int:
    """`hubcli upsert`."""
    return run_create(asked)


def run_update(asked: Asked) -> int:
    """`hubcli update`."""
    return run_create(asked)


def open_job(asked: Asked, reporter: Reporter, stack: ExitStack) -> Job:
    """Read and ask everything that can be before a row is sent; nothing is written at HubSpot."""
    started = datetime.now(UTC)
    place = open_place(asked, stack)
    files = open_files(asked, place)
    check_files(files.sources)
    session, paths, known = reach(asked, place, files, stack)
    if known.lock:
        where = called(known.account, rehearsal=False)
        reporter.notice(f"By {known.lock}, which is {where}; nothing is asked of HubSpot.")
    rows = survey_rows(asked, files, known, place)
    check_key(asked, rows)
    if asked.command != "check":
        for sentence in known.unchecked:
            reporter.notice(f"Could not check: {sentence}.")
    return Job(asked, place, session, paths, known, rows, started)


def _create(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    with ExitStack() as stack:
        job = open_job(asked, reporter, stack)
        if job.rows.faults:
            raise MappingError(job.rows.faults, way_on(job.rows.rules))
        outputs = check_outputs(asked, job.place, [one.form for one in job.rows.read_inputs])
        if asked.doing == Doing.CREATE:
            refuse_imported(job)
        if not asked.rehearse:
            check_scopes(job.session, job.paths, job.known)
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
        if asked.canary:
            return run_with_canary(session, asked.canary, reporter, stack)
        return run_session(session, reporter, stack)


def _announce(job: Job, reporter: Reporter) -> None:
    """What will happen, before it does."""
    total, size = job.rows.survey.total, job.place.settings.batch_size
    batches = sum(-(-rows // size) for rows in job.rows.survey.rows)
    by_upsert = terms_of(job, by_search=False).upsert_key
    requests = batches * _requests_a_batch(job.asked.doing, by_upsert)
    where = called(job.known.account, rehearsal=job.asked.rehearse)
    plural = "" if total == 1 else "s"
    reporter.notice(
        f"{total:,} row{plural} to {job.known.schema.object} of {where}, {_cost(job, requests)}."
    )
    key = job.rows.key
    if job.asked.doing == Doing.UPSERT and key and key.property == "email":
        reporter.notice(
            "HubSpot takes no partial upserts by e-mail: contacts that are there are updated by"
            " their ids, the others created."
        )
    if key is None and total:
        reporter.notice(
            "No unique property is mapped: rows whose request gets no answer will stay in doubt."
        )


def _requests_a_batch(doing: str, upsert_key: str | None) -> int:
    """At most: what is there is looked up, then changed, and what is not there created."""
    if doing == Doing.CREATE:
        return 1
    return 3 if doing == Doing.UPSERT and not upsert_key else 2


def _cost(job: Job, requests: int) -> str:
    place, session = job.place, job.session
    if job.asked.rehearse:
        return cost(requests, None, None)
    usage = usage_today(place, session, job.paths)
    return cost(requests, usage, rate_of(session.limits), leave=place.settings.leave)


def _dry_run(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    """Every row up to where it would be sent; the journal that holds the faults is thrown away."""
    del streams
    with ExitStack() as stack:
        job = open_job(asked, reporter, stack)
        if job.rows.faults:
            raise MappingError(job.rows.faults, way_on(job.rows.rules))
        journal = Journal(job.place.folder.journal)
        stack.callback(journal.close)
        began = time.monotonic()
        end = inspect(_prepared(job), job.rows.survey.total, journal)
        report = report_of(job, end, OutPaths(), time.monotonic() - began)
        report = replace(report, facts=facts_of(job, OutPaths(), kept=False))
        ledger = Ledger(job.place.folder.journal)
        stack.callback(ledger.close)
        shown = _shown(job)
        objects = partial(job.paths.objects, job.known.object_type)
        targets = [f"POST {objects(endpoint)}" for endpoint, _ in shown]
        bodies = [body for _, body in shown]
        reporter.dry_run(report, bodies, ledger.errors(), target=targets)
        return report.exit_code


def _prepared(job: Job) -> Iterator[Prepared]:
    size = job.place.settings.batch_size
    return prepare(job.rows.inputs, job.rows.survey.groups, batch_size=size)


def _shown(job: Job) -> list[tuple[str, bytes]]:
    batch = next((item for item in _prepared(job) if isinstance(item, Batch)), None)
    key = terms_of(job, by_search=False).upsert_key
    return shown_requests(job, batch, key) if batch else []
