"""The JSON document, version 1: the contract with programs. Keys are only ever added."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, TypeAlias

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.core.results import BatchReport, RowReport, RunFacts, RunReport
from hubcli.errors import ExitCode, HubcliError

VERSION = 1
MOST_BATCHES = 10_000
MOST_ERRORS = 1_000

Document: TypeAlias = dict[str, Any]


def document(
    report: RunReport, batches: Iterable[BatchReport], errors: Iterable[RowReport]
) -> Document:
    """What became of a run, with its first 10,000 batches and first 1,000 errors."""
    several_files = len(report.facts.files) > 1
    shown = [_batch(batch, several_files=several_files) for batch in islice(batches, MOST_BATCHES)]
    told = [_error(error, report.mend) for error in islice(errors, MOST_ERRORS)]
    requests = report.requests
    return {
        "hubcli": VERSION,
        "command": report.command,
        "status": _status(report),
        "exitCode": int(report.exit_code),
        "run": run_of(report.facts),
        "rows": _rows(report.command, report.tally),
        "requests": {
            "sent": requests.sent,
            "retried": requests.retried,
            "rateLimited": requests.rate_limited,
        },
        "numErrors": report.tally[OutcomeName.REFUSED],
        "batches": shown,
        "errors": told,
        "errorsOmitted": max(report.errors - len(told), 0),
        "batchesOmitted": max(report.batches - len(shown), 0),
        "stop": stop_of(report.stop),
        **({"canary": dict(report.canary)} if report.canary is not None else {}),
    }


def failure_document(command: str, error: HubcliError) -> Document:
    """What a command says that failed before anything was sent."""
    return {
        "hubcli": VERSION,
        "command": command,
        "status": "failure",
        "exitCode": int(error.exit_code),
        "error": {"message": error.message, "hint": error.hint},
    }


def _status(report: RunReport) -> str:
    match report.exit_code:
        case ExitCode.SUCCESS:
            return "success"
        case ExitCode.INTERRUPTED:
            return "interrupted"
        case ExitCode.UNUSABLE:
            return "failure"
        case _:
            return "partial" if _went_well(report) else "failure"


def _went_well(report: RunReport) -> int:
    tally = report.tally
    if report.command == "check":
        return tally.read - tally[OutcomeName.REFUSED]
    return tally.succeeded


def _rows(command: str, tally: Tally) -> Document:
    if command == "check":
        refused = tally[OutcomeName.REFUSED]
        return {"read": tally.read, "valid": tally.read - refused, "refused": refused}
    return {"read": tally.read, **{name.value: tally[name] for name in OutcomeName}}


def run_of(facts: RunFacts) -> Document:
    """Which run it is."""
    return {
        "id": facts.id,
        "object": facts.object,
        "portalId": facts.portal_id,
        "apiVersion": facts.api_version,
        "rehearsal": facts.rehearsal,
        "files": list(facts.files),
        "startedAt": facts.started_at,
        "completedAt": facts.completed_at,
        "journal": facts.journal,
        "rejects": facts.rejects,
        "results": facts.results,
        "inDoubt": facts.in_doubt,
    }


def _batch(batch: BatchReport, *, several_files: bool) -> Document:
    return {
        "number": batch.number,
        **({"file": batch.file} if several_files else {}),
        "firstLine": batch.first_line,
        "lastLine": batch.last_line,
        "rows": batch.rows,
        "status": batch.status,
        "httpStatus": batch.http_status,
        "created": batch.created,
        "existing": batch.existing,
        "updated": batch.updated,
        "numErrors": batch.num_errors,
        "attempts": batch.attempts,
        "startedAt": batch.started_at,
        "completedAt": batch.completed_at,
        "correlationId": batch.correlation_id,
        "links": dict(batch.links),
    }


def _error(error: RowReport, mend: Callable[[Fault], str | None]) -> Document:
    fault = error.fault
    return {
        "file": error.file,
        "line": error.line,
        "batch": error.batch,
        "outcome": error.outcome.value,
        "category": fault.category,
        "code": fault.code,
        "property": fault.property,
        "column": fault.column,
        "value": fault.value,
        "message": fault.message,
        "correlationId": fault.correlation_id,
        "proposal": mend(fault),
    }


def stop_of(stop: Stop | None) -> Document | None:
    """Why it ended early."""
    if stop is None:
        return None
    return {"exitCode": int(stop.exit_code), "message": stop.message, "hint": stop.hint}


def idle_document(command: str, text: str) -> Document:
    """What a command tells that found nothing to do."""
    return {
        "hubcli": VERSION,
        "command": command,
        "status": "success",
        "exitCode": int(ExitCode.SUCCESS),
        "message": text,
    }
