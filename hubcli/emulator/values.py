"""What HubSpot takes as a property's value: one check per property, made from its definition."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isinf
from typing import Final

from hubcli.emulator import dates
from hubcli.emulator.dates import NotADateError
from hubcli.emulator.definitions import option_values, read_only
from hubcli.emulator.emails import is_email
from hubcli.emulator.problems import Json

LONGEST: Final = 65_536
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
"""No exponent: Atlas-Authority/marketing-automation#206 was refused one as INVALID_INTEGER in 2025."""
_BLANK: Final = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
"""The Unicode categories of white space and of what is invisible."""
_BOOLEANS: Final = ("true", "false")
_CURRENCY: Final = ("deals", "deal_currency_code")


@dataclass(frozen=True, slots=True)
class Invalid:
    """A value that HubSpot refuses."""

    name: str
    code: str
    message: str

    def detail(self, portal_id: int) -> Json:
        """Write it as the JSON inside the message has it (api.md, section 2.1)."""
        return {
            "isValid": False, "message": self.message, "error": self.code, "name": self.name,
            "localizedErrorMessage": self.message, "portalId": portal_id,
        }  # fmt: skip

    def error(self) -> Json:
        """Write it as an element of the body's own `errors`."""
        return {
            "message": self.message,
            "code": self.code,
            "context": {"propertyName": [self.name]},
        }


@dataclass(frozen=True, slots=True)
class Normalised:
    """A value that 2026-09 takes, changes and tells about."""

    value: str


Check = Callable[[str], str | Invalid | Normalised]
"""Takes a value that is not empty; gives what is stored, or why not."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a value may depend on besides its definition."""

    object: str
    """The name of the object type."""
    owners: frozenset[str] | None
    """None where they are not known."""
    currencies: frozenset[str]
    """Those of the account; empty where they are not known."""
    normalise: bool
    """2026-09 and later take more forms of dates."""


def make_check(definition: Mapping[str, object], outside: Outside) -> Check:
    """Make the check of one property (api.md, sections 2.1 and 4.3)."""
    name = str(definition["name"])
    if read_only(definition):
        return _refuse_always(name, calculated=bool(definition.get("calculated")))
    match definition["type"]:
        case "number":
            return _strict(name, _number(name))
        case "bool":
            return _strict(name, _one_of(name, frozenset(_BOOLEANS), ", ".join(_BOOLEANS)))
        case "enumeration":
            return _strict(name, _choice(definition, outside))
        case "date":
            return _strict(name, _moment(name, dates.to_date, dates.to_date_leniently, outside))
        case "datetime":
            return _strict(
                name, _moment(name, dates.to_datetime, dates.to_datetime_leniently, outside)
            )
    return _email(name) if (outside.object, name) == ("contacts", "email") else _text(name)


def missing(name: str) -> Invalid:
    """Refuse a property that is not there."""
    return Invalid(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')


def _refuse_always(name: str, *, calculated: bool) -> Check:
    what = "calculated" if calculated else "read only"
    invalid = Invalid(
        name, "READ_ONLY_VALUE", f'"{name}" is a {what} property; its value cannot be set.'
    )
    return lambda _: invalid


def _text(name: str) -> Check:
    """Take texts of up to 65,536 characters (api.md, section 4.2)."""
    too_long = Invalid(
        name, "PROPERTY_VALUE_TOO_LONG", f"The value is longer than {LONGEST} characters."
    )
    return lambda value: value if len(value) <= LONGEST else too_long


def _email(name: str) -> Check:
    def check(value: str) -> str | Invalid:
        address = value.strip().lower()
        return (
            address
            if is_email(address)
            else Invalid(name, "INVALID_EMAIL", f"Email address {value} is invalid")
        )

    return check


def _strict(name: str, check: Check) -> Check:
    """Refuse outer white space, visible or not, for every type but string (api.md, sections 2.1 and 11.9)."""

    def checked(value: str) -> str | Invalid | Normalised:
        if any(unicodedata.category(end) in _BLANK for end in (value[0], value[-1])):
            message = f'"{value}" includes leading or trailing whitespace.'
            return Invalid(name, "LEADING_TRAILING_WHITESPACE", message)
        return check(value)

    return checked


def _number(name: str) -> Check:
    """Take digits with at most one point (api.md, section 4.3); how large is too large is invented."""

    def check(value: str) -> str | Invalid:
        if not _NUMBER.fullmatch(value):
            return Invalid(name, "INVALID_INTEGER", f"{value} was not a valid number.")
        if isinf(float(value)):
            return Invalid(name, "INVALID_NUMBER_SIZE", f"{value} is too large a number.")
        return value

    return check


def _choice(definition: Mapping[str, object], outside: Outside) -> Check:
    """Take an option's value to the letter, hidden ones too, or several of them joined by semicolons.

    An empty list of options says nothing about what is allowed (api.md, section 4.1).
    """
    name, several = str(definition["name"]), definition["fieldType"] == "checkbox"
    listed = _listed_elsewhere(definition, outside)
    if listed is not None:
        return _one_of(name, listed, ", ".join(sorted(listed)))
    options = option_values(definition)
    if definition.get("externalOptions") or not options:
        return lambda value: value
    allowed, dump = frozenset(str(option["value"]) for option in options), _dump(options)
    one_of = _one_of(name, allowed, dump)
    return _several(one_of) if several else one_of


def _listed_elsewhere(definition: Mapping[str, object], outside: Outside) -> frozenset[str] | None:
    """Give the owners, or the account's currencies for those of deals (api.md, section 4.3)."""
    if (outside.object, definition["name"]) == _CURRENCY and outside.currencies:
        return outside.currencies
    owned = definition.get("externalOptions") and definition.get("referencedObjectType") == "OWNER"
    return outside.owners if owned else None


def _one_of(name: str, allowed: frozenset[str], told: str) -> Check:
    def check(value: str) -> str | Invalid:
        if value in allowed:
            return value
        message = f"{value} was not one of the allowed options: [{told}]"
        return Invalid(name, "INVALID_OPTION", message)

    return check


def _several(check: Check) -> Check:
    """Check what semicolons part; nothing between two of them is nothing."""

    def each(value: str) -> str | Invalid | Normalised:
        found = (check(one) for one in value.split(";") if one)
        return next((one for one in found if isinstance(one, Invalid)), value)

    return each


def _dump(options: list[Json]) -> str:
    """Write options as the protobuf text of the captures (api.md, section 2.1)."""
    return ", ".join(
        f'label: "{option["label"]}"\nvalue: "{option["value"]}"\ndisplay_order: {option.get("displayOrder", 0)}\n'
        f'double_data: 0.0\nhidden: {str(bool(option["hidden"])).lower()}\ndescription: "{option.get("description", "")}"\n'
        "read_only: false\n"
        for option in options
    )


def _moment(
    name: str, read: Callable[[str], str], read_leniently: Callable[[str], str], outside: Outside
) -> Check:
    def check(value: str) -> str | Invalid | Normalised:
        try:
            if outside.normalise and dates.is_epoch_seconds(value):
                return Normalised(read_leniently(value))
            return read(value)
        except NotADateError as error:
            invalid = Invalid(name, error.code, str(error))
        try:
            return Normalised(read_leniently(value)) if outside.normalise else invalid
        except NotADateError:
            return invalid

    return check
