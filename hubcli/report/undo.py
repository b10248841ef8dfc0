"""Tells of an undoing: its plan before, and its end as a document, as tables or as plain lines."""

from collections.abc import Iterable, Iterator
from itertools import islice

from hubcli.core.undo_results import LeftRow, UndoReport
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.envelope import MOST_ERRORS, VERSION, Document, run_of, stop_of
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.terminal_text import clean
from hubcli.report.undo_words import place_of, sentences, sum_line


def tell_undo(
    streams: Streams, report: UndoReport, left: Iterable[LeftRow], *, json: bool, quiet: bool
) -> None:
    """Print the end of an undoing; `left` is read once."""
    out = streams.stdout
    if json:
        for line in json_lines(undo_document(report, left)):
            out.utf8(line)
    elif quiet and report.exit_code is ExitCode.SUCCESS:
        return
    elif out.terminal:
        from hubcli.report.undo_tables import write_tables  # noqa: PLC0415 - loads rich

        write_tables(out, report, left)
    else:
        _write_plain(out, report, left)
    out.flush()
    if report.stop and (json or not out.terminal):
        streams.stopped(report.stop)


def undo_document(report: UndoReport, left: Iterable[LeftRow]) -> Document:
    """The JSON document, version 1, with the rows of an undoing (design, section 4)."""
    counts, requests = report.counts, report.requests
    told = [_error(row) for row in islice(left, MOST_ERRORS)]
    return {
        "hubcli": VERSION,
        "command": "undo",
        "status": _status(report),
        "exitCode": int(report.exit_code),
        "run": {**run_of(report.facts), "undoes": report.undoes},
        "rows": {
            "created": counts.created,
            "archived": counts.archived,
            "updated": counts.updated,
            "restored": counts.restored,
            "left": counts.left,
            "notSent": counts.not_sent,
        },
        "requests": {
            "sent": requests.sent,
            "retried": requests.retried,
            "rateLimited": requests.rate_limited,
        },
        "numErrors": counts.left,
        "batches": [],
        "errors": told,
        "errorsOmitted": max(counts.left - len(told), 0),
        "batchesOmitted": 0,
        "stop": stop_of(report.stop),
    }


def _status(report: UndoReport) -> str:
    match report.exit_code:
        case ExitCode.SUCCESS:
            return "success"
        case ExitCode.INTERRUPTED:
            return "interrupted"
    return "partial" if report.counts.archived or report.counts.restored else "failure"


def _error(row: LeftRow) -> Document:
    fault = row.fault
    return {
        "file": row.file,
        "line": row.line,
        "batch": row.batch,
        "outcome": "left",
        "category": fault.category,
        "code": fault.code,
        "property": fault.property,
        "column": None,
        "value": None,
        "message": fault.message,
        "correlationId": fault.correlation_id,
        "id": row.id or None,
    }


def _write_plain(out: Output, report: UndoReport, left: Iterable[LeftRow]) -> None:
    for row in left:
        out.line(": ".join(_parts(row)))
    for reason in report.reasons:
        fate = "left" if reason.is_left else "taken although changed"
        about = f": property {clean(reason.property)}" if reason.property else ""
        first = f" (first: {clean(reason.first)})" if reason.first else ""
        out.line(
            f"cause: {reason.count:,} {fate}: {reason.code}{about}: {clean(reason.message)}{first}"
        )
    for line in (sum_line(report.counts), *sentences(report)):
        out.line(clean(line))


def _parts(row: LeftRow) -> Iterator[str]:
    yield place_of(row)
    yield "left"
    if row.fault.code or row.fault.category:
        yield clean(row.fault.code or row.fault.category or "")
    if row.fault.property:
        yield f"property {clean(row.fault.property)}"
    if row.id and (row.line or row.number):
        yield f"record {clean(row.id)}"
    yield clean(row.fault.message)
