"""Tells what a verification found: a document, a few lines with examples, or lines for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.core.outcomes import Stop
from hubcli.core.results import RunFacts
from hubcli.core.verification import Finding, Mark, Verification
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document, run_of, stop_of
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.terminal_text import clean

_LONGEST = 60
_MOST_LINES = 20
"""Differences that are shown one by one on a terminal; the document has more."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The end of a verification."""

    facts: RunFacts
    found: Verification
    made: int
    """Records that the run made or changed."""
    nameless: int
    unchecked: tuple[str, ...]
    stop: Stop | None
    seconds: float
    remarks: tuple[str, ...] = ()
    """What became of the run since, a sentence each."""

    @property
    def exit_code(self) -> ExitCode:
        """3 where something is not there as it was sent."""
        if self.stop:
            return self.stop.exit_code
        return ExitCode.SUCCESS if self.found.is_clean else ExitCode.REFUSED


def tell_verification(told: Verified, streams: Streams, *, json: bool, quiet: bool) -> None:
    """Print it."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif not (quiet and told.exit_code is ExitCode.SUCCESS):
        _write(out, told)
    out.flush()
    if told.stop:
        streams.stopped(told.stop)


def _document(told: Verified) -> Document:
    found = told.found
    return {
        "hubcli": VERSION,
        "command": "verify",
        "status": _status(told.exit_code),
        "exitCode": int(told.exit_code),
        "run": run_of(told.facts),
        "rows": {
            "made": told.made,
            "checked": found.checked,
            "same": found.same,
            "normalised": found.normalised,
            "different": found.different,
            "gone": found.gone,
        },
        "errors": [_error(one) for one in _sorted(found)],
        "errorsOmitted": max(_differences(found) - len(found.shown), 0),
        "normalised": [_normalised(one, found) for one in _normalisations(found)],
        "unchecked": list(_unchecked(told)),
        "remarks": list(told.remarks),
        "stop": stop_of(told.stop),
    }


def _status(code: ExitCode) -> str:
    match code:
        case ExitCode.SUCCESS:
            return "success"
        case ExitCode.INTERRUPTED:
            return "interrupted"
    return "partial"


def _error(one: Finding) -> Document:
    return {
        "file": one.row.file,
        "line": one.row.line,
        "id": one.row.id,
        "outcome": one.mark.value,
        "property": one.property,
        "sent": one.sent,
        "held": one.held,
    }


def _normalised(one: Finding, found: Verification) -> Document:
    count = found.marks[one.mark, one.property]
    return {"property": one.property, "count": count, "sent": one.sent, "held": one.held}


def _sorted(found: Verification) -> list[Finding]:
    return sorted(found.shown, key=lambda one: (one.row.number, one.property or ""))


def _differences(found: Verification) -> int:
    return sum(number for (mark, _), number in found.marks.items() if mark is not Mark.NORMALISED)


def _normalisations(found: Verification) -> Iterator[Finding]:
    for (mark, _), one in sorted(found.examples.items(), key=lambda item: item[0][1] or ""):
        if mark is Mark.NORMALISED:
            yield one


def _write(out: Output, told: Verified) -> None:
    for text in _lines(told, most=_MOST_LINES if out.terminal else len(told.found.shown)):
        if out.terminal:
            for line in paragraph(text, out, then="  "):
                out.line(line)
        else:
            out.line(text)


def _lines(told: Verified, *, most: int) -> Iterator[str]:
    found = told.found
    for one in _sorted(found)[:most]:
        yield _told(one)
    if (more := _differences(found) - min(most, len(found.shown))) > 0:
        yield f"and {more:,} more"
    yield from _normalised_lines(found)
    for sentence in _unchecked(told):
        yield f"could not check: {clean(sentence)}"
    yield from told.remarks
    yield (
        f"{found.checked:,} of {told.made:,} records looked at: {found.same:,} as sent,"
        f" {found.normalised:,} normalised, {found.different:,} different, {found.gone:,} gone"
    )


def canary_text(found: Verification, *, refused: int) -> str:
    """What became of the rows that were sent ahead, line by line."""
    sums = (
        f"Sent ahead and read back: {found.checked:,} record{'' if found.checked == 1 else 's'},"
        f" {found.same:,} as sent, {found.normalised:,} normalised, {found.different:,} different,"
        f" {found.gone:,} gone{f'; {refused:,} refused' if refused else ''}."
    )
    findings = (_told(one) for one in _sorted(found)[:_MOST_LINES])
    return "\n".join([sums, *findings, *_normalised_lines(found)])


def _normalised_lines(found: Verification) -> Iterator[str]:
    for one in _normalisations(found):
        count = found.marks[one.mark, one.property]
        yield (
            f"normalised: {clean(one.property or '')} in {count:,} record{'' if count == 1 else 's'}"
            f", such as {_short(one.sent)} to {_short(one.held)}"
        )


def _told(one: Finding) -> str:
    where = f"{clean(one.row.file)}:{one.row.line}: record {clean(one.row.id)}"
    match one.mark:
        case Mark.GONE:
            return f"{where} is not there any more"
        case Mark.MISSING_LINK:
            return f"{where} has no association with {clean(one.sent or '')}"
    held = "nothing" if one.held is None else _short(one.held)
    return f"{where}: {clean(one.property or '')} holds {held}, sent was {_short(one.sent)}"


def _unchecked(told: Verified) -> Iterator[str]:
    yield from told.unchecked
    if told.nameless:
        yield f"{told.nameless:,} rows whose record HubSpot did not name"


def _short(text: str | None) -> str:
    shown = clean(text or "")
    return f'"{shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"}"'
