"""What `fix` proposes and what it wrote, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.core.changes import Advice, SetCast, SetKey, SetProperty, SetValues
from hubcli.core.complaints import Complaint
from hubcli.core.fixing import Repair
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.terminal_text import clean, quoted

_MOST_CELLS = 3
_MOST_CELLS_TOLD = 1_000
_MOST_ADVICE = 10
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class FixTold:
    """A run's refused rows, and what would mend them."""

    run: str
    object: str
    refused: int
    """Rows."""
    repairs: tuple[Repair, ...]
    mended: tuple[str, ...]
    """Columns that the mapping, as it is now, is mended for already."""
    next: str
    """The command that sends the rows again, once the changed mapping is written."""
    later: str
    """The same where nothing is written."""
    again: str
    """This command, with all that was said of the mapping and the portal, for `--accept`."""


@dataclass(frozen=True, slots=True)
class Written:
    """The changed mapping."""

    file: str
    is_new: bool
    accepted: tuple[int, ...]
    diff: tuple[str, ...]
    passing: int
    """Refused rows that it lets pass, as far as hubcli can tell."""


def tell_fix(
    told: FixTold,
    written: Written | None,
    streams: Streams,
    *,
    json: bool,
    quiet: bool,
    proposals: bool = True,
) -> None:
    """One document with `json`; else the proposals, what was written, and the next command.

    `proposals` is false where they were told before.
    """
    out = streams.stdout
    if json:
        for line in json_lines(_document(told, written)):
            out.utf8(line)
        out.flush()
        return
    if proposals and not quiet:
        tell_proposals(told, streams)
    if written:
        _tell_written(told, written, out)
    elif not quiet:
        _tell_way_on(told, out)
    out.flush()


def tell_proposals(told: FixTold, streams: Streams) -> None:
    """Each proposal with the rows and cells that it is for."""
    out = streams.stdout
    rows = _rows(told.refused)
    _say(f"{rows} of the run {told.run} {_were(told.refused)} refused.", out)
    if told.mended:
        names = ", ".join(map(_name, told.mended))
        _say(f"The mapping as it is now mends these already: {names}.", out)
    for one in told.repairs:
        if one.number:
            _tell_repair(one, out)
    _tell_advice(told, out)
    out.flush()


def _tell_advice(told: FixTold, out: Output) -> None:
    """What only a person can mend."""
    advice = [one for one in told.repairs if not one.number]
    for one in advice[:_MOST_ADVICE]:
        _tell_repair(one, out)
    if len(advice) > _MOST_ADVICE:
        _say(f"… and {len(advice) - _MOST_ADVICE:,} more that only a person can mend.", out)


def _tell_repair(one: Repair, out: Output) -> None:
    head = f"{one.number}. " if one.number else "-  "
    _say(f"{_rows(one.rows)}: {_cause(one)}", out, first=head, then="   ")
    told = line_of(one)
    if one.number:
        # A line to be copied is never folded.
        out.line(f"   {clean(told)}")
    else:
        _say(told, out, first="   ", then="   ")


def _cause(one: Repair) -> str:
    first = one.complaints[0].fault
    cells = [complaint.fault.value for complaint in one.complaints if complaint.fault.value]
    where = " → ".join(_name(name) for name in (first.column, first.property) if name)
    shown = ", ".join(_short(cell) for cell in cells[:_MOST_CELLS])
    more = f" and {len(cells) - _MOST_CELLS:,} more" if len(cells) > _MOST_CELLS else ""
    code = f" ({first.code})" if first.code else ""
    if not where and not shown:
        return f"{first.message}{code}"
    return f"{where}{' = ' if where and shown else ''}{shown}{more}{code}"


def line_of(one: Repair) -> str:
    """What is to be written, or done."""
    match one.proposal:
        case Advice(text):
            return text
        case SetKey("duplicates", "first"):
            return f"{one.line}   (of rows with the same key, only the first is sent)"
    return one.line


def _tell_written(told: FixTold, written: Written, out: Output) -> None:
    verb = "written" if written.is_new else "changed"
    _say(f"{written.file} was {verb}:", out)
    for line in written.diff:
        out.line(f"  {clean(line)}")
    _say(f"{written.passing:,} of {_rows(told.refused)} would pass now.", out)
    if written.passing < told.refused:
        _tell_advice(told, out)
    _say("Type next:", out)
    out.line(f"  {clean(told.next)}")


def _tell_way_on(told: FixTold, out: Output) -> None:
    numbers = [one.number for one in told.repairs if one.number]
    if told.mended and not told.repairs:
        _say("Type next:", out)
        out.line(f"  {clean(told.later)}")
        return
    if not numbers:
        text = (
            "None of it is certain enough to be written by itself: change the mapping, then"
            f" `{told.later}`; or correct the refused rows, and import those."
        )
        _say(text, out)
        return
    _say("Nothing was written. To take all of it, or some by number:", out)
    some = f"--accept {numbers[0]}" if len(numbers) > 1 else ""
    out.line(f"  {clean(told.again)} --accept all")
    if some:
        out.line(f"  {clean(told.again)} {some}")


def _say(text: str, out: Output, *, first: str = "", then: str = "  ") -> None:
    for line in paragraph(text, out, first=first, then=then):
        out.line(line)


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _name(text: str) -> str:
    return text if text.isprintable() and len(text) <= _LONGEST else _short(text)


def _short(text: str) -> str:
    return quoted(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _document(told: FixTold, written: Written | None) -> Document:
    return {
        "hubcli": VERSION,
        "command": "fix",
        "status": "success",
        "exitCode": 0,
        "run": {"id": told.run, "object": told.object},
        "mendedAlready": list(told.mended),
        "rows": {"refused": told.refused, "passing": written.passing if written else None},
        "proposals": [_proposal(one) for one in told.repairs if one.number],
        "advice": [_advice(one) for one in told.repairs if not one.number],
        "accepted": list(written.accepted) if written else [],
        "mapping": written.file if written else None,
        "diff": list(written.diff) if written else [],
        "next": _next(told, written),
    }


def _next(told: FixTold, written: Written | None) -> str | None:
    if written:
        return told.next
    return None if told.repairs else told.later


def _proposal(one: Repair) -> Document:
    return {"number": one.number, "kind": _kind(one), "line": one.line, **_about(one)}


def _advice(one: Repair) -> Document:
    return {"text": one.line, **_about(one)}


def _about(one: Repair) -> Document:
    return {"rows": one.rows, "causes": list(_causes(one.complaints[:_MOST_CELLS_TOLD]))}


def _causes(complaints: tuple[Complaint, ...]) -> Iterator[Document]:
    for one in complaints:
        fault = one.fault
        yield {
            "column": fault.column,
            "property": fault.property,
            "code": fault.code,
            "value": fault.value,
            "rows": one.rows,
            "message": fault.message,
        }


def _kind(one: Repair) -> str:
    match one.proposal:
        case SetCast():
            return "cast"
        case SetValues():
            return "values"
        case SetProperty():
            return "property"
        case SetKey():
            return "key"
        case Advice():
            return "advice"
