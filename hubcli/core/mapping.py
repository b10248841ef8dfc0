"""What becomes of each column: the mapping, as a mapping file says it or as headers imply it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hubcli.errors import Place


class Kind(StrEnum):
    """How a cell is read, the `as` of the mapping file."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    ENUMERATION = "enumeration"
    ENUMERATIONS = "enumerations"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Cast:
    """How the text of a cell becomes the text that HubSpot takes."""

    kind: Kind
    format: str | None = None
    """A strptime format for dates and times; none: ISO 8601 only."""
    decimal: str = "."
    thousands: str | None = None
    separator: str = ";"
    zone: str | None = None
    """The time zone of times that name none; None: such a time is refused, never guessed."""
    country: str | None = None
    """Of phone numbers without a country code, as ISO 3166 has it (`NO`)."""


class Write(StrEnum):
    """When a row's value is written to a record that is there already."""

    ALWAYS = "always"
    IF_EMPTY = "if-empty"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One line under `columns`."""

    column: str
    property: str | None
    """None: read, and on purpose not sent."""
    place: Place
    cast: Cast | None = None
    """None: nothing was said, the text is kept to the letter."""
    values: Mapping[str, str] | None = None
    """Replaces the cell before it is cast; a cell that is not among the keys stays as it is."""
    write: Write = Write.ALWAYS
    """A record that is made anew gets the value in any case."""
    clear: str | None = None
    """A cell that is just this token empties the property."""


@dataclass(frozen=True, slots=True)
class AssociationType:
    """One type id in its direction (api.md section 5.2)."""

    category: str
    type_id: int


@dataclass(frozen=True, slots=True)
class AssociationRule:
    """One line under `associations`: a column that holds the id of a record of another object."""

    to: str
    column: str
    types: tuple[AssociationType, ...]
    """Empty until `label` is found among the portal's own."""
    place: Place
    label: str | None = None
    """A label of the portal, which numbers its types itself; None where `types` says it all."""


@dataclass(frozen=True, slots=True)
class KeyRule:
    """The unique property that names a record; with `fill`, hubcli makes its value (the import key)."""

    property: str
    place: Place | None = None
    fill: bool = False


class Empty(StrEnum):
    """What an empty cell means."""

    OMIT = "omit"
    CLEAR = "clear"


class Unmapped(StrEnum):
    """What a column means that no line names."""

    REFUSE = "refuse"
    IGNORE = "ignore"


class Duplicates(StrEnum):
    """Which of several rows with one key is sent."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How the files are to be read; None: found out."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class MappingRules:
    """A whole mapping."""

    file: str | None = None
    """The mapping file; None where the headers were matched to the portal's properties."""
    object: str | None = None
    source: SourceOptions = field(default_factory=SourceOptions)
    columns: tuple[ColumnRule, ...] = ()
    constants: tuple[tuple[str, str, Place], ...] = ()
    """Property, value and place of each line under `properties`."""
    constant_casts: Mapping[str, Cast] = field(default_factory=dict)
    """By property, how the value of such a line is read, until `examine` has read it."""
    associations: tuple[AssociationRule, ...] = ()
    key: KeyRule | None = None
    empty: Empty = Empty.OMIT
    unmapped: Unmapped = Unmapped.REFUSE
    duplicates: Duplicates = Duplicates.REFUSE
