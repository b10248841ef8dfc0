"""What would mend a refused cell: a change of the mapping where one would, else advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from hubcli.core.mapping import Cast


@dataclass(frozen=True, slots=True)
class SetCast:
    """Read the column so: `Signed up: {property: signup_date, as: date, format: "%d.%m.%Y"}`."""

    column: str
    cast: Cast


@dataclass(frozen=True, slots=True)
class SetValues:
    """Replace cells, besides those that are replaced already: `values: {Enterprse: ENTERPRISE}`."""

    column: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetProperty:
    """Send the column to another property; None: read it, and on purpose do not send it."""

    column: str
    property: str | None


@dataclass(frozen=True, slots=True)
class SetKey:
    """Say something of the whole mapping: `duplicates: first`, `empty: clear`."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Nothing in the mapping mends it by itself; what a person can do."""

    text: str


Change: TypeAlias = SetCast | SetValues | SetProperty | SetKey
"""What `hubcli fix` can write into the mapping by itself."""

Proposal: TypeAlias = Change | Advice
