"""The association types that HubSpot publishes, and the one that a line of a mapping means.

The table is that of https://developers.hubspot.com/docs/api-reference/legacy/crm/associations/associate-records/guide
(api.md section 5.2): exactly one unlabelled type for each ordered pair of object types.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeAlias

from hubcli.core.mapping import AssociationType
from hubcli.core.objects import OBJECT_TYPES, canonical, near

CATEGORIES = ("HUBSPOT_DEFINED", "USER_DEFINED", "INTEGRATOR_DEFINED")
_HUBSPOT = "HUBSPOT_DEFINED"
_CUSTOM = re.compile(r"2-[0-9]+|p[0-9]+_.+", re.IGNORECASE)
_GIVE_IDS = "give category and type_id"


@dataclass(frozen=True, slots=True)
class Published:
    """One row of the table; the direction is from the record being created to the existing one."""

    from_object: str
    to_object: str
    type_id: int
    kind: str
    """`unlabeled`, `primary`, `billing`, `signer`, `parent_child` or `upcoming`."""
    label: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    """No type can be used; why, and what to write instead."""

    message: str


@dataclass(frozen=True, slots=True)
class OfPortal:
    """Only the portal knows it: labels and the types of custom objects are its own (api.md 5.3)."""

    label: str | None


Resolved: TypeAlias = AssociationType | Unresolved


@cache
def published_types() -> tuple[Published, ...]:
    """The whole table."""
    text = files("hubcli.config").joinpath("data", "association_types.json").read_text("utf-8")
    return tuple(Published(*row) for row in json.loads(text)["types"])


def named_type(from_object: str, to_object: str, kind: str = "unlabeled") -> Resolved:
    """The published type of a pair in this direction: the unlabelled or the primary one.

    Objects may be written in any known form.
    """
    pair = (canonical(from_object), canonical(to_object))
    found = _find(pair, kind)
    if found:
        return AssociationType(_HUBSPOT, found.type_id)
    if _find(pair, "unlabeled"):
        return Unresolved(f"{_arrow(pair)} has no {kind} type; leave label out, or {_GIVE_IDS}")
    return Unresolved(_why_missing(pair))


def are_custom(from_object: str, to_object: str) -> bool:
    """Whether one of them is a custom object, of whose types each portal numbers its own."""
    return any(_CUSTOM.fullmatch(name) for name in (from_object, to_object))


def given_type(from_object: str, to_object: str, *, category: str, type_id: int) -> Resolved:
    """A type given by its numbers, unless HubSpot publishes that number for something else."""
    pair = (canonical(from_object), canonical(to_object))
    known = [row for row in published_types() if row.type_id == type_id]
    if category != _HUBSPOT or not known or any(_pair_of(row) == pair for row in known):
        return AssociationType(category, type_id)
    row = known[0]
    right = _find(pair, row.kind) or _find(pair, "unlabeled")
    end = f"; {_arrow(pair)} is {right.type_id}" if right else ""
    return Unresolved(
        f"{_HUBSPOT} {type_id} is {_arrow(_pair_of(row))} ({row.label}), not {_arrow(pair)}{end}",
    )


def _find(pair: tuple[str, str], kind: str) -> Published | None:
    rows = (row for row in published_types() if _pair_of(row) == pair and row.kind == kind)
    return next(rows, None)


def _pair_of(row: Published) -> tuple[str, str]:
    return (row.from_object, row.to_object)


def _arrow(pair: tuple[str, str]) -> str:
    return " to ".join(pair)


def _why_missing(pair: tuple[str, str]) -> str:
    other_way = (pair[1], pair[0])
    found = _find(other_way, "unlabeled")
    if found:
        return (
            f"HubSpot publishes {_arrow(other_way)} ({found.type_id}) and not {_arrow(pair)};"
            f" import {pair[1]} with the ids of {pair[0]}, or {_GIVE_IDS}"
        )
    names = {kind.name for kind in OBJECT_TYPES}
    guess = near(pair[1]) if pair[1] not in names else []
    hint = f"did you mean {guess[0]}? Else " if guess else ""
    return f"HubSpot publishes no type for {_arrow(pair)}; {hint}{_GIVE_IDS}"
