"""What a portal says of an object type: its properties, as far as records are checked against them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an enumeration; `value` is what HubSpot stores, `label` what people see."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Property:
    """One property (api.md section 4.1)."""

    name: str
    label: str = ""
    type: str = "string"
    """`string`, `number`, `bool`, `enumeration`, `date`, `datetime`, `phone_number` …"""
    field_type: str = "text"
    """`checkbox` takes several options, joined by `;`."""
    options: tuple[Option, ...] = ()
    """Empty also where HubSpot takes them from elsewhere (owners, stages): then they can't be checked."""
    unique: bool = False
    read_only: bool = False
    """Calculated, or set by HubSpot itself."""


@dataclass(frozen=True, slots=True)
class ObjectSchema:
    """The properties of one object type, by name."""

    object: str
    properties: Mapping[str, Property] = field(default_factory=dict)
