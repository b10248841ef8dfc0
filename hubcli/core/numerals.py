"""Numbers as people write them, to the digits that HubSpot takes."""

import re
from decimal import Decimal, InvalidOperation

from hubcli.core.bad_cells import BadCell
from hubcli.core.mapping import Cast

LARGEST_NUMBER = Decimal("1.7976931348623157e308")
"""The largest double: HubSpot's number properties can't hold more (`double_data`, api.md 2.1)."""
_MOST_PLACES = 10_000
"""Digits after the point beyond which a number would only fill the memory when it is written out."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
_SPACES = " \u00a0\u202f"
"""Between thousands, Excel writes the no-break space in Norwegian, the narrow one in French."""
_ONE_SPACE = str.maketrans(_SPACES, " " * len(_SPACES))


def text_of_decimal(value: Decimal) -> str:
    """The digits of a number from JSON or YAML, without a fraction where it is whole; raises BadCell."""
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


def read_number(text: str, cast: Cast) -> str:
    """Digits with a point at most, as HubSpot takes them (api.md 4.3); raises BadCell.

    The signs between thousands and before the fraction are those of `cast`, and no others are
    taken: no currency signs, no percent.
    """
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
    thousands = cast.thousands
    if thousands and thousands in _SPACES:
        thousands, text = " ", text.translate(_ONE_SPACE)
    if not thousands or thousands not in text:
        return text
    sign, decimal = re.escape(thousands), re.escape(cast.decimal)
    if not re.fullmatch(rf"[+-]?\d{{1,3}}({sign}\d{{2,3}})*{sign}\d{{3}}({decimal}\d*)?", text):
        message = f"{text} was not a valid number (thousands: {cast.thousands})"
        raise BadCell("INVALID_INTEGER", message)
    return text.replace(thousands, "")
