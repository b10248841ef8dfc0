"""What a run sent beside what HubSpot holds now: the same, changed as HubSpot is known to, or different."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from hubcli.core.sameness import same
from hubcli.core.schema import ObjectSchema

MOST_SHOWN = 1_000
"""Findings that are kept to be shown; all are counted."""


class LinkType(NamedTuple):
    """A type of association, as HubSpot numbers it."""

    category: str
    type_id: int


class Link(NamedTuple):
    """An association that was sent."""

    to_object: str
    to_id: str
    type: LinkType

    def __str__(self) -> str:
        return f"{self.to_object} {self.to_id} ({self.type.category} {self.type.type_id})"


@dataclass(frozen=True, slots=True)
class Expected:
    """One row as it was sent, and the record that it became."""

    number: int
    file: str
    line: int
    id: str
    properties: Mapping[str, str]
    links: tuple[Link, ...] = ()


class Mark(StrEnum):
    """What is to be said of a value, spelled as in the JSON document."""

    NORMALISED = "normalised"
    DIFFERENT = "different"
    MISSING_LINK = "missingAssociation"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Finding:
    """A value that is not to the letter what was sent, or a record that is not there."""

    row: Expected
    mark: Mark
    property: str | None = None
    sent: str | None = None
    held: str | None = None


@dataclass(slots=True)
class Verification:
    """The sums of a verification, and its first findings."""

    checked: int = 0
    same: int = 0
    normalised: int = 0
    different: int = 0
    gone: int = 0
    marks: dict[tuple[Mark, str | None], int] = field(default_factory=dict)
    """Findings by what they are and their property."""
    examples: dict[tuple[Mark, str | None], Finding] = field(default_factory=dict)
    shown: list[Finding] = field(default_factory=list)
    """Those that are no normalisation, in no order."""

    @property
    def is_clean(self) -> bool:
        """Whether everything is there as it was sent."""
        return not self.different and not self.gone

    def add(self, findings: Iterable[Finding]) -> None:
        """One row that was looked at, with all that was found of it."""
        self.checked += 1
        marks = set()
        for one in findings:
            marks.add(one.mark)
            key = (one.mark, one.property)
            self.marks[key] = self.marks.get(key, 0) + 1
            self.examples.setdefault(key, one)
            if one.mark is not Mark.NORMALISED and len(self.shown) < MOST_SHOWN:
                self.shown.append(one)
        match marks:
            case _ if Mark.GONE in marks:
                self.gone += 1
            case _ if marks - {Mark.NORMALISED}:
                self.different += 1
            case _ if marks:
                self.normalised += 1
            case _:
                self.same += 1


def compare(
    row: Expected, held: Mapping[str, str | None], schema: ObjectSchema
) -> Iterator[Finding]:
    """Every value that is held otherwise than it was sent; `held` has all properties of the row.

    HubSpot's known normalisations are those of `same`.
    """
    for name, sent in row.properties.items():
        found = held.get(name)
        if sent == (found or ""):
            continue
        mark = Mark.NORMALISED if same(name, sent, found, schema) else Mark.DIFFERENT
        yield Finding(row, mark, name, sent, found)


def missing_links(
    row: Expected, held: Mapping[str, Mapping[str, frozenset[LinkType]]]
) -> Iterator[Finding]:
    """The associations that are not there; `held` is what the record has, by object and id.

    What HubSpot adds by itself, such as a primary company, is no difference (api.md 5.3).
    """
    for link in row.links:
        if link.to_object not in held:
            continue
        if link.type not in held[link.to_object].get(link.to_id, frozenset()):
            yield Finding(row, Mark.MISSING_LINK, None, str(link), None)
