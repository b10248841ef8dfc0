"""Cells become the text that HubSpot takes, as the mapping says, or not at all."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from hubcli.core.mapping import Cast, Kind
from hubcli.core.rows import Value

Reader: TypeAlias = Callable[[str], str]
"""Text of a cell to text for HubSpot; raises BadCell."""

_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
LARGEST_NUMBER = Decimal("1.7976931348623157e308")
"""The largest double: HubSpot's number properties can't hold more (`double_data`, api.md 2.1)."""
_MOST_PLACES = 10_000
"""Digits after the point beyond which a number would only fill the memory when it is written out."""


class BadCell(Exception):  # noqa: N818 - a verdict on a cell, caught where the row is refused
    """A cell that can't be used; the row is refused for it."""

    def __init__(self, code: str, message: str) -> None:
        """Keep HubSpot's word beside the sentence."""
        super().__init__(message)
        self.code = code
        self.message = message


def text_of(value: Value) -> str | None:
    """A JSON scalar as HubSpot's text: `true`, integers without a fraction, lists joined by `;`.

    None means that there is nothing to send. Raises BadCell for a nested value.
    """
    match value:
        case str():
            return value
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return _text_of_decimal(value)
        case list():
            parts = [text_of(part) for part in value if not isinstance(part, list)]
            if len(parts) == len(value):
                return ";".join(part for part in parts if part is not None)
    raise BadCell("NESTED_VALUE", "a nested value can't be sent; name its parts by path (a.b)")


def _text_of_decimal(value: Decimal) -> str:
    if value.copy_abs() > LARGEST_NUMBER:
        raise BadCell("INVALID_NUMBER_SIZE", f"{value} is larger than a number can be")
    if value.adjusted() < -_MOST_PLACES:
        raise BadCell("INVALID_NUMBER_SIZE", f"{value} has more places than a number can have")
    if value == value.to_integral_value():
        return format(value.to_integral_value(), "f")
    return format(value, "f")


def is_in_range(text: str) -> bool:
    """Whether the text of a number is one that a double can hold; raises nothing for digits."""
    try:
        # Not abs(), which rounds, and overflows where the exponent has seven digits.
        return Decimal(text).copy_abs() <= LARGEST_NUMBER
    except InvalidOperation:
        return False


def reader_of(cast: Cast) -> Reader:
    """The function that casts a cell's text; every kind but text strips outer white space."""
    match cast.kind:
        case Kind.TEXT:
            return lambda text: text
        case Kind.NUMBER:
            return lambda text: _number(text.strip(), cast)
        case Kind.BOOLEAN:
            return lambda text: _boolean(text.strip())
        case Kind.DATE:
            return lambda text: _date(text.strip(), cast.format)
        case Kind.DATETIME:
            return lambda text: _datetime(text.strip(), cast)
        case Kind.ENUMERATION:
            return str.strip
        case Kind.ENUMERATIONS:
            return lambda text: ";".join(
                part.strip() for part in text.split(cast.separator) if part.strip()
            )
        case _:
            assert_never(cast.kind)


def _number(text: str, cast: Cast) -> str:
    plain = _without_thousands(text, cast)
    if cast.decimal != "." and "." in plain:
        raise BadCell("INVALID_INTEGER", f"{text} was not a valid number (decimal: {cast.decimal})")
    plain = plain.replace(cast.decimal, ".")
    if not _NUMBER.fullmatch(plain):
        raise BadCell("INVALID_INTEGER", f"{text} was not a valid number")
    if not is_in_range(plain):
        raise BadCell("INVALID_NUMBER_SIZE", "larger than a number can be")
    return plain.removeprefix("+")


def _without_thousands(text: str, cast: Cast) -> str:
    """The digits together; raises BadCell where the sign does not part them as in `12.500,00`.

    Taking it out wherever it stands would make 12.5 of `12,500.00` where the comma is the decimal
    sign. Groups of two are Indian (`1,00,000`); the last group has three everywhere.
    """
    if not cast.thousands or cast.thousands not in text:
        return text
    sign, decimal = re.escape(cast.thousands), re.escape(cast.decimal)
    if not re.fullmatch(rf"[+-]?\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}}({decimal}\d*)?", text):
        message = f"{text} was not a valid number (thousands: {cast.thousands})"
        raise BadCell("INVALID_INTEGER", message)
    return text.replace(cast.thousands, "")


def _boolean(text: str) -> str:
    word = text.lower()
    if word in _TRUE:
        return "true"
    if word in _FALSE:
        return "false"
    raise BadCell("INVALID_OPTION", f"{text} is neither true nor false, yes nor no, 1 nor 0")


def _parsed(text: str, form: str | None) -> datetime:
    try:
        return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        expected = form or "ISO 8601, such as 2026-03-31"
        raise BadCell("COULD_NOT_PARSE_DATE", f"{text} does not have the form {expected}") from None


def _date(text: str, form: str | None) -> str:
    moment = _parsed(text, form)
    if not form and len(text) > len("2026-03-31"):
        raise BadCell("COULD_NOT_PARSE_DATE", f"{text} is a time of day, not a date")
    return moment.date().isoformat()


def _datetime(text: str, cast: Cast) -> str:
    moment = _parsed(text, cast.format)
    if moment.tzinfo is None:
        if cast.zone is None:
            raise BadCell(
                "COULD_NOT_PARSE_DATE", f"{text} has no time zone; say `zone: UTC` in the mapping"
            )
        moment = moment.replace(tzinfo=ZoneInfo(cast.zone))
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        message = f"{text} is before the year 1 or after the year 9999 in UTC"
        raise BadCell("COULD_NOT_PARSE_DATE", message) from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
