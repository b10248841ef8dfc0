"""What a run writes down about itself: at its beginning, and at the end of each session."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from hubcli.cli.telling import Job, iso
from hubcli.core.outcomes import OutcomeName
from hubcli.core.results import RunReport
from hubcli.runs.record import FileRecord, RunRecord, RunState


def record_of_job(job: Job) -> RunRecord:
    """A new run's record; paths are absolute, so that it can be gone on with from any folder."""
    asked, account = job.asked, job.known.account
    mapping = Path(asked.mapping).absolute() if asked.mapping else None
    return RunRecord(
        id=job.place.folder.id,
        command=asked.command,
        object=asked.object,
        object_type=job.known.object_type,
        portal_id=account.portal_id if account else None,
        account_type=account.type if account else "",
        api_version=job.place.settings.api_version,
        base_url=job.place.settings.base_url,
        rehearsal=asked.rehearse,
        started_at=iso(job.started),
        files=_files(job),
        mapping=str(mapping) if mapping else None,
        mapping_fingerprint=sha256(mapping.read_bytes()).hexdigest() if mapping else None,
        options=_options(job),
    )


def _files(job: Job) -> tuple[FileRecord, ...]:
    found = zip(job.asked.files, job.rows.inputs, job.rows.survey.rows, strict=True)
    return tuple(
        FileRecord(
            name=one.source.name,
            path=str(job.place.folder.stdin if file == "-" else Path(file).absolute()),
            fingerprint=one.source.fingerprint(),
            rows=rows,
        )
        for file, one, rows in found
    )


def _options(job: Job) -> dict[str, Any]:
    asked, settings = job.asked, job.place.settings
    return {
        "format": asked.format,
        "encoding": asked.encoding,
        "delimiter": asked.delimiter,
        "batch_size": settings.batch_size,
        "concurrency": settings.concurrency,
        "patience": settings.patience,
        "leave": asked.flags.leave,
        "profile": settings.profile if settings.is_profile_said else None,
        "on_existing": asked.on_existing,
        "doing": asked.doing,
        "key": asked.key,
        "again": asked.again,
        "rejects": _absolute(asked.rejects),
        "results": _absolute(asked.results),
    }


def _absolute(path: str | None) -> str | None:
    return str(Path(path).absolute()) if path else None


def state_of(report: RunReport) -> RunState:
    """How a session ended: all that is told then, and is not in the journal anyway."""
    stop, facts = report.stop, report.facts
    return RunState(
        completed_at=facts.completed_at or iso(datetime.now(UTC)),
        exit_code=report.exit_code,
        rows={name.value: report.tally[name] for name in OutcomeName},
        requests={
            "sent": report.requests.sent,
            "retried": report.requests.retried,
            "rate_limited": report.requests.rate_limited,
        },
        stop=stop.message if stop else "",
        stop_hint=stop.hint if stop else "",
        stop_code=stop.exit_code if stop else 0,
        seconds=report.seconds,
        rejects=facts.rejects,
        in_doubt=facts.in_doubt,
        results=facts.results,
    )


def remapped(record: RunRecord, mapping: str | None, *, is_other: bool) -> RunRecord:
    """The record of a run whose refused rows are sent again with this mapping file, if any."""
    path = Path(mapping).absolute() if mapping else None
    if path is None or not path.is_file():
        return record
    options = {**record.options, "remapped": True} if is_other else record.options
    return replace(
        record,
        mapping=str(path),
        mapping_fingerprint=sha256(path.read_bytes()).hexdigest(),
        options=options,
    )
