"""The differences between a lock file and its portal, for people and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hubcli.core.schema_diff import Change, Difference, counted
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.paint import Paint, painted
from hubcli.report.paragraph import paragraph
from hubcli.report.terminal_text import clean, quoted

MOST_CHANGES = 10_000
_SIGNS = {
    Change.ADDED: ("+", Paint.GREEN),
    Change.REMOVED: ("-", Paint.RED),
    Change.CHANGED: ("~", Paint.YELLOW),
}


@dataclass(frozen=True, slots=True)
class DriftTold:
    """A portal was laid beside its lock file."""

    file: str
    where: str
    """The portal, as people are told it."""
    portal_id: int | None
    api_version: str
    rehearsal: bool
    changes: tuple[Difference, ...]
    not_compared: tuple[str, ...]
    """What could not be read of the portal, a sentence each."""

    @property
    def exit_code(self) -> ExitCode:
        """3 where anything is not as it was."""
        return ExitCode.REFUSED if self.changes else ExitCode.SUCCESS


def tell_drift(told: DriftTold, streams: Streams, *, json: bool, quiet: bool) -> None:
    """One document with `json`; else a line for each difference, then a sum; no sum with `quiet`."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    else:
        for one in told.changes:
            _write(one, out)
        for text in () if quiet else _sentences(told):
            for line in paragraph(text, out):
                out.line(line)
    out.flush()


def change_line(one: Difference) -> str:
    """`~ contacts.lifecyclestage: option label "lead": "Lead" became "Prospect"`."""
    item = f" {quoted(one.item)}" if one.item else ""
    head = f"{_SIGNS[one.change][0]} {clean(one.name)}: {one.what}{item}"
    match one.change:
        case Change.CHANGED:
            return f"{head}: {quoted(one.was)} became {quoted(one.now)}"
        case Change.ADDED:
            said = one.now
        case Change.REMOVED:
            said = one.was
    return f"{head} {one.change}" + (f", {quoted(said)}" if said else "")


def in_figures(changes: Sequence[Difference]) -> str:
    """`2 added, 1 changed`, or that nothing is different."""
    found = [f"{number:,} {change}" for change, number in counted(changes).items() if number]
    return ", ".join(found) or "nothing is different"


def _write(one: Difference, out: Output) -> None:
    line = change_line(one)
    sign, paint = _SIGNS[one.change]
    # A line stays whole, however long: grep finds it, and it can be copied.
    out.line(painted(sign, paint, colour=out.colour) + line.removeprefix(sign))


def _sentences(told: DriftTold) -> Iterator[str]:
    yield f"{told.file} against {told.where}: {in_figures(told.changes)}."
    if told.changes:
        yield "`hubcli schema pull` writes it down as it is now."
    for text in told.not_compared:
        yield f"Could not compare: {text}."


def _document(told: DriftTold) -> Document:
    rows = counted(told.changes)
    return {
        "hubcli": VERSION,
        "command": "schema diff",
        "status": "failure" if told.changes else "success",
        "exitCode": int(told.exit_code),
        "file": told.file,
        "portalId": told.portal_id,
        "apiVersion": told.api_version,
        "rehearsal": told.rehearsal,
        "rows": {change.value: number for change, number in rows.items()},
        "changes": [_entry(one) for one in told.changes[:MOST_CHANGES]],
        "changesOmitted": max(len(told.changes) - MOST_CHANGES, 0),
        "notCompared": list(told.not_compared),
    }


def _entry(one: Difference) -> Document:
    return {
        "change": one.change.value,
        "what": one.what,
        "name": one.name,
        "item": one.item or None,
        "was": None if one.change is Change.ADDED else one.was,
        "now": None if one.change is Change.REMOVED else one.now,
    }
