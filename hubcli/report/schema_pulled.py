"""What `schema pull` wrote down, and what is different since it was pulled last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hubcli.core.schema import PortalSchema
from hubcli.core.schema_diff import Difference, counted
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.paragraph import paragraph
from hubcli.report.schema_changes import change_line, in_figures
from hubcli.report.wording import several

_MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class PullTold:
    """A portal was written into a lock file."""

    file: str
    where: str
    """The portal, as people are told it."""
    portal: PortalSchema
    rehearsal: bool
    changes: tuple[Difference, ...] | None
    """Since it was pulled last; None: there was no file."""


def tell_pull(told: PullTold, streams: Streams, *, json: bool, quiet: bool) -> None:
    """One document with `json`; else what the file holds, what changed and what could not be read."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif not quiet:
        for text in _sentences(told):
            for line in paragraph(text, out):
                out.line(line)
    out.flush()


def _sentences(told: PullTold) -> Iterator[str]:
    yield f"{told.file} holds {told.where}: {', '.join(_figures(told.portal))}."
    changes = told.changes
    if changes is not None:
        yield f"Since it was pulled last: {in_figures(changes)}."
        yield from (f"  {change_line(one)}" for one in changes[:_MOST_LINES])
        more = len(changes) - _MOST_LINES
        if more > 0:
            yield f"  and {more:,} more; `git diff {told.file}` shows all of them"
    for text in told.portal.not_pulled:
        yield f"Could not read: {text}."


def _figures(portal: PortalSchema) -> Iterator[str]:
    objects = portal.objects.values()
    yield several(len(objects), "object")
    yield several(sum(len(one.properties) for one in objects), "property", "properties")
    yield several(sum(len(one.pipelines or ()) for one in objects), "pipeline")
    if portal.owners is not None:
        yield several(len(portal.owners), "owner")
    if portal.associations is not None:
        yield several(len(portal.associations), "association type")


def _document(told: PullTold) -> Document:
    portal = told.portal
    return {
        "hubcli": VERSION,
        "command": "schema pull",
        "status": "success",
        "exitCode": 0,
        "file": told.file,
        "portalId": portal.account.portal_id if portal.account else None,
        "apiVersion": portal.api_version,
        "rehearsal": told.rehearsal,
        "objects": [
            {
                "object": name,
                "properties": len(one.properties),
                "pipelines": None if one.pipelines is None else len(one.pipelines),
            }
            for name, one in sorted(portal.objects.items())
        ],
        "owners": _count(portal.owners),
        "associations": _count(portal.associations),
        "rows": _rows(told.changes),
        "notPulled": list(portal.not_pulled),
    }


def _rows(changes: tuple[Difference, ...] | None) -> Document | None:
    """None where there was no file before."""
    return None if changes is None else {name.value: n for name, n in counted(changes).items()}


def _count(items: Sequence[object] | None) -> int | None:
    return None if items is None else len(items)
