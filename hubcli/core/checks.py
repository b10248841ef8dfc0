"""Values against the portal's schema: only by rules that HubSpot documents or has been seen to keep."""

import re
from datetime import date, datetime

from hubcli.core.bad_cells import BadCell, Reader
from hubcli.core.choices import Choices, choices_of
from hubcli.core.numerals import is_in_range
from hubcli.core.schema import ObjectSchema, Property

LONGEST_TEXT = 65_536
"""Characters in a string property (api.md 1.6, DOC-PROP)."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
"""Digits, at most one decimal point (api.md 4.3)."""
_EPOCH = re.compile(r"-?\d{1,17}", re.ASCII)
_TYPED = frozenset({"number", "bool", "enumeration", "date", "datetime"})
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_DAY_IN_MS = 86_400_000
_MOST_FRACTION_DIGITS = 3


def check_of(prop: Property, schema: ObjectSchema, *, strict_dates: bool = True) -> Reader | None:
    """The check for one property, or None where any text up to the limit will do.

    `strict_dates` is false from 2026-09 on, where HubSpot normalises dates itself (api.md 4.3).
    Whether a stage is one of the row's pipeline is for row_rules.py.
    """
    if prop.name == "email" and schema.object == "contacts":
        return _email
    if prop.type not in _TYPED:
        return None
    inner = _check_of_type(prop, choices_of(prop, schema), strict_dates=strict_dates)

    def check(text: str) -> str:
        if text != text.strip() or text.strip(_INVISIBLE) != text:
            raise BadCell(
                "LEADING_TRAILING_WHITESPACE", f'"{text}" includes leading or trailing whitespace.'
            )
        return inner(text) if text else text

    return check


def _check_of_type(prop: Property, choices: Choices | None, *, strict_dates: bool) -> Reader:
    match prop.type:
        case "number":
            return lambda text: _number(prop, text)
        case "bool" | "enumeration" if choices:
            if prop.field_type == "checkbox":
                return lambda text: _each(text, choices)
            return choices.check
        case "date" if strict_dates:
            return _date
        case "datetime" if strict_dates:
            return _datetime
    return lambda text: text


def _email(text: str) -> str:
    # Only what no mail system takes: HubSpot's own rule (it also knows top-level domains) is not
    # published (api.md 2.1), so everything else is for HubSpot to judge.
    address = text.strip()
    name, at, domain = address.rpartition("@")
    is_bad = not at or not name or not domain or len(address.split()) > 1
    # A second @ only within quotes (RFC 5321, 4.1.2); no name of the DNS has an empty part.
    is_bad = is_bad or ("@" in name and '"' not in name) or ".." in domain
    if address and is_bad:
        raise BadCell("INVALID_EMAIL", f"Email address {address} is invalid")
    return text


def _number(prop: Property, text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise BadCell("INVALID_INTEGER", f"{prop.name} was not a valid number")
    if not is_in_range(text):
        raise BadCell("INVALID_NUMBER_SIZE", f"{prop.name} is larger than a number can be")
    return text


def _each(text: str, choices: Choices) -> str:
    # A leading ";" appends (api.md 4.3); nothing is known against other empty parts.
    for part in filter(None, text.split(";")):
        choices.check(part)
    return text


def _date(text: str) -> str:
    if _EPOCH.fullmatch(text):
        if int(text) % _DAY_IN_MS:
            raise BadCell("INVALID_DATE", f"{text} is not midnight UTC")
        return text
    if not _is_day(text):
        raise BadCell("INVALID_DATE", f"{text} is no date: YYYY-MM-DD is")
    return text


def _is_day(text: str) -> bool:
    try:
        # Python also reads the days of weeks, and dates without hyphens.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _datetime(text: str) -> str:
    if _EPOCH.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadCell("INVALID_LONG", f"{text} was not a valid long.") from None
    _, _, time = text.partition("T")
    if not time and not _is_day(text):
        # Python takes any sign between day and time, ISO 8601 only the T.
        raise BadCell("INVALID_LONG", f"{text} was not a valid long. (Day, T, time, zone.)")
    if time and moment.tzinfo is None:
        raise BadCell("INVALID_LONG", f"{text} was not a valid long. (It has no time zone.)")
    fraction = re.search(r"\.(\d+)", text)
    if fraction and len(fraction[1]) > _MOST_FRACTION_DIGITS:
        raise BadCell("INVALID_LONG", f"{text} was not a valid long. (At most milliseconds.)")
    return text
