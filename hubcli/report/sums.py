"""The last lines of a command: what became of the rows, in plain words."""

from collections.abc import Iterator

from hubcli.core.outcomes import OutcomeName
from hubcli.core.results import RunReport
from hubcli.report.wording import duration, rate, several, word

_MEASURABLE = 0.05
_OWN_WORDS = {"check", "runs show"}
"""Commands that look, and stop nothing."""


def rows_line(report: RunReport) -> str:
    """`1,237 rows read: 1,230 created, 7 refused.`, in the order of the outcomes."""
    tally = report.tally
    if report.command == "check":
        refused = tally[OutcomeName.REFUSED]
        parts = [(tally.read - refused, "valid"), (refused, "refused")]
    else:
        parts = [(tally[name], word(name)) for name in OutcomeName]
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    return f"{several(tally.read, 'row')} read{': ' if told else ''}{told}."


def sentences(report: RunReport) -> Iterator[str]:
    """What it took, and whether it was real."""
    if report.requests.sent:
        yield _requests_line(report)
    if report.tally[OutcomeName.IN_DOUBT]:
        yield "HubSpot may hold the rows in doubt: look there before they are sent again."
    if report.facts.rehearsal:
        yield "A rehearsal: nothing of this is in HubSpot."


def file_lines(report: RunReport) -> Iterator[str]:
    """`Refused rows: /path/rejects.csv`, for each file that was written."""
    facts = report.facts
    files = (
        ("Refused rows", facts.rejects),
        ("Rows in doubt", facts.in_doubt),
        ("Results", facts.results),
    )
    yield from (f"{what}: {path}" for what, path in files if path)


def stop_lines(report: RunReport) -> list[str]:
    """Why the run ended before its last row, or what `check` found wrong beside the rows."""
    if report.stop is None:
        return []
    prefix = "" if report.command in _OWN_WORDS else "Stopped: "
    told = f"{prefix}{report.stop.message}\n{report.stop.hint}"
    return [line for line in told.split("\n") if line]


def _requests_line(report: RunReport) -> str:
    requests, tally, facts = report.requests, report.tally, report.facts
    told = several(requests.sent, "request")
    if facts.portal_id is not None:
        told += f" to portal {facts.portal_id}"
    if report.seconds >= _MEASURABLE and report.is_first:
        done = tally.read - tally[OutcomeName.NOT_SENT]
        told += f" in {duration(report.seconds)} ({rate(done / report.seconds)})"
    if requests.retried:
        told += f", {requests.retried:,} of them sent again"
    if requests.rate_limited:
        told += f", {requests.rate_limited:,} held up by the rate limit (429)"
    return f"{told}."
