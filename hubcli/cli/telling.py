"""What a command knows of its job, and the report that is made of its end."""

from dataclasses import dataclass
from datetime import UTC, datetime

from hubcli.cli.files_out import OutPaths
from hubcli.cli.place import Place
from hubcli.cli.portal import Known
from hubcli.cli.records import Rows
from hubcli.cli.requests import Asked
from hubcli.core.outcomes import exit_code_of
from hubcli.core.proposals import mender
from hubcli.core.results import RunFacts, RunReport
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session
from hubcli.pipeline.run import RunEnd
from hubcli.runs.record import RunRecord


@dataclass(frozen=True, slots=True)
class Job:
    """Everything that is known when the first row may go."""

    asked: Asked
    place: Place
    session: Session
    paths: Paths
    known: Known
    rows: Rows
    started: datetime
    record: RunRecord | None = None
    """None until the run is written down."""


def report_of(job: Job, end: RunEnd, files: OutPaths, seconds: float) -> RunReport:
    """What is told at the end, from what became of the rows and the files that were written."""
    code = exit_code_of(end.tally, end.stop)
    return RunReport(
        command=job.asked.command,
        facts=facts_of(job, files),
        tally=end.tally,
        requests=end.requests,
        exit_code=code,
        stop=end.stop,
        causes=end.causes,
        batches=end.batches,
        errors=end.errors,
        seconds=seconds,
        mend=mender(job.rows.rules, job.known.schema),
    )


def facts_of(job: Job, files: OutPaths, *, kept: bool = True) -> RunFacts:
    """Which run this is; `kept` says whether its folder stays."""
    account = job.known.account
    return RunFacts(
        id=job.place.folder.id,
        object=job.known.schema.object,
        portal_id=account.portal_id if account else None,
        api_version=job.place.settings.api_version,
        rehearsal=job.asked.rehearse,
        files=tuple(source.source.name for source in job.rows.inputs),
        started_at=job.record.started_at if job.record else iso(job.started),
        completed_at=iso(datetime.now(UTC)),
        journal=str(job.place.folder.journal) if kept else None,
        rejects=files.rejects,
        in_doubt=files.in_doubt,
        results=files.results,
    )


def iso(moment: datetime) -> str:
    """As in the JSON document: UTC, to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
