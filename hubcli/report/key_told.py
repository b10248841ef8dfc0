"""What `schema add-key` did, for people and for programs."""

from dataclasses import dataclass

from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.paragraph import paragraph


@dataclass(frozen=True, slots=True)
class KeyTold:
    """An object type has its import key."""

    object: str
    where: str
    """The portal, as people are told it."""
    portal_id: int | None
    api_version: str
    rehearsal: bool
    name: str
    """The property's."""
    group: str
    created: bool
    """Now; else it was there before."""

    @property
    def mapping(self) -> str:
        """The line of the mapping that fills it."""
        return f"key: {{property: {self.name}, fill: row}}"


def tell_key(told: KeyTold, streams: Streams, *, json: bool, quiet: bool) -> None:
    """One document with `json`; else two sentences and the line to type next, unless `quiet`."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif not quiet:
        for text in _sentences(told):
            for line in paragraph(text, out):
                out.line(line)
        out.line(told.mapping)
    out.flush()


def _sentences(told: KeyTold) -> tuple[str, str]:
    group = f", in the group {told.group}" if told.group else ""
    did = "was created" if told.created else "was there already, and nothing was done"
    return (
        f"The unique property {told.name} of {told.object} in {told.where} {did}{group}.",
        "With this line in the mapping, hubcli fills it for every row:",
    )


def _document(told: KeyTold) -> Document:
    return {
        "hubcli": VERSION,
        "command": "schema add-key",
        "status": "success",
        "exitCode": 0,
        "object": told.object,
        "portalId": told.portal_id,
        "apiVersion": told.api_version,
        "rehearsal": told.rehearsal,
        "property": told.name,
        "group": told.group,
        "created": told.created,
        "mapping": told.mapping,
    }
