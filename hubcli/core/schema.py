"""What a portal knows of its objects: properties, pipelines, owners, labels, as far as records are checked against them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hubcli.core.objects import canonical


class External(StrEnum):
    """Where the options of an enumeration are, if not among its own (`externalOptions`, api.md 4.1)."""

    OWNER = "OWNER"
    PIPELINE = "PIPELINE"
    STAGE = "STAGE"
    OTHER = "OTHER"
    """Somewhere that hubcli can't read: such values can't be checked."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of an enumeration; `value` is what HubSpot stores, `label` what people see."""

    value: str
    label: str
    hidden: bool = False
    """Not offered to people any more; records may hold it all the same."""


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
    """In the order in which people see them. Empty also where `external` says where they are."""
    unique: bool = False
    read_only: bool = False
    """Calculated, or set by HubSpot itself."""
    external: External | None = None
    group: str = ""
    calculated: bool = False
    hubspot_defined: bool = False
    """HubSpot's own; else somebody of the account made it."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline; the first of an object is the one that HubSpot takes where none is given (api.md 4.5)."""

    id: str
    label: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who can own records; `id` is what properties hold (api.md 4.3), not the user's id."""

    id: str
    email: str
    name: str


@dataclass(frozen=True, slots=True)
class AssociationLabel:
    """One type of association of an ordered pair of objects (api.md 5.2 and 5.3)."""

    from_object: str
    to_object: str
    category: str
    type_id: int
    label: str | None
    """None: the type without a label."""


@dataclass(frozen=True, slots=True)
class ObjectSchema:
    """One object type of a portal; a part that is None could not be read, so nothing is checked against it."""

    object: str
    """The name in paths: the plural, or a custom object's `2-123`."""
    properties: Mapping[str, Property] = field(default_factory=dict)
    """By name."""
    type_id: str = ""
    singular: str = ""
    """What people call one of it; empty where nobody says."""
    plural: str = ""
    full_name: str = ""
    """A custom object's `p123_cars`."""
    own_name: str = ""
    """A custom object's `cars`."""
    required: tuple[str, ...] = ()
    """Properties without which no record is made."""
    required_any: tuple[str, ...] = ()
    """Properties of which at least one is needed."""
    pipelines: tuple[Pipeline, ...] | None = None
    owners: tuple[Owner, ...] | None = None
    currencies: tuple[str, ...] | None = None
    """The codes that are active in the account."""
    labels: tuple[AssociationLabel, ...] | None = None
    """The associations that begin at this object."""

    def is_called(self, name: str) -> bool:
        """Whether it is meant by any of its names or labels, in any case."""
        names = (
            self.object,
            self.type_id,
            self.full_name,
            self.own_name,
            self.singular,
            self.plural,
        )
        return name.strip().casefold() in {one.casefold() for one in names if one}


@dataclass(frozen=True, slots=True)
class PortalAccount:
    """Whose portal it is (api.md section 9)."""

    portal_id: int
    type: str
    """`STANDARD` is production; `DEVELOPER_TEST`, `SANDBOX`, `APP_DEVELOPER` are not."""
    time_zone: str = ""
    currency: str = ""
    currencies: tuple[str, ...] = ()
    """Every active code, `currency` among them."""
    ui_domain: str = ""

    @property
    def is_production(self) -> bool:
        """Whether real people's records are in it."""
        return self.type == "STANDARD"


@dataclass(frozen=True, slots=True)
class PortalSchema:
    """A portal as it was pulled into a lock file."""

    api_version: str
    account: PortalAccount | None
    objects: Mapping[str, ObjectSchema]
    """By the name in paths; their `owners`, `currencies` and `labels` are empty here."""
    owners: tuple[Owner, ...] | None = None
    associations: tuple[AssociationLabel, ...] | None = None
    not_pulled: tuple[str, ...] = ()
    """What could not be read, a sentence each."""

    def of(self, name: str) -> ObjectSchema | None:
        """The schema of an object by its name in paths, with what the whole portal shares."""
        found = self.objects.get(name)
        if found is None:
            return None
        labels = self.associations
        if labels is not None:
            labels = tuple(one for one in labels if one.from_object == name)
        # An account without any currency is one that did not name them.
        currencies = (self.account.currencies or None) if self.account else None
        return replace(found, owners=self.owners, currencies=currencies, labels=labels)

    def find(self, name: str) -> ObjectSchema | None:
        """The same by any name: a name in paths, a singular, an objectTypeId, a custom object's name or label."""
        path = canonical(name)
        if path not in self.objects:
            called = (one.object for one in self.objects.values() if one.is_called(name))
            path = next(called, path)
        return self.of(path)
