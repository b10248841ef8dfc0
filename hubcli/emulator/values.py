"""What HubSpot takes as a property's value: one check per property, made from its definition."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hubcli.emulator import dates
from hubcli.emulator.dates import NotADateError
from hubcli.emulator.definitions import option_values, read_only
from hubcli.emulator.emails import is_email
from hubcli.emulator.problems import Json

LONGEST: Final = 65_536
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_BLANK: Final = " \t\n\r\v\f\u00a0\u200b\u200c\u200d\u2028\u2029\u2060\u3000\ufeff"


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

    owners: frozenset[str]
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
        case "bool" | "enumeration":
            return _strict(name, _choice(definition, outside))
        case "date":
            return _strict(name, _moment(name, dates.to_date, dates.to_date_leniently, outside))
        case "datetime":
            return _strict(
                name, _moment(name, dates.to_datetime, dates.to_datetime_leniently, outside)
            )
    return _email(name) if name == "email" else _text(name)


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
    """Refuse outer white space, visible or not, as for every type but string since April 2025."""

    def checked(value: str) -> str | Invalid | Normalised:
        if value[0] in _BLANK or value[-1] in _BLANK:
            message = f'"{value}" includes leading or trailing whitespace.'
            return Invalid(name, "LEADING_TRAILING_WHITESPACE", message)
        return check(value)

    return checked


def _number(name: str) -> Check:
    def check(value: str) -> str | Invalid:
        if _NUMBER.fullmatch(value):
            return value
        return Invalid(name, "INVALID_INTEGER", f"{value} was not a valid number.")

    return check


def _choice(definition: Mapping[str, object], outside: Outside) -> Check:
    name, several = str(definition["name"]), definition["fieldType"] == "checkbox"
    if definition.get("externalOptions"):
        owned = definition.get("referencedObjectType") == "OWNER"
        return _owner(name, outside.owners) if owned else lambda value: value
    options = option_values(definition)
    allowed, dump = frozenset(str(option["value"]) for option in options), _dump(options)

    def check(value: str) -> str | Invalid:
        for one in value.split(";") if several else (value,):
            if one not in allowed and not (several and one == ""):
                return Invalid(
                    name, "INVALID_OPTION", f"{one} was not one of the allowed options: [{dump}]"
                )
        return value

    return check


def _owner(name: str, owners: frozenset[str]) -> Check:
    def check(value: str) -> str | Invalid:
        if value in owners:
            return value
        return Invalid(
            name,
            "INVALID_OPTION",
            f"{value} was not one of the allowed options: [{', '.join(sorted(owners))}]",
        )

    return check


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
