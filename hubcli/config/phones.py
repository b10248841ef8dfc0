"""Phone numbers to E.164, by Google's rules for every country (the library `phonenumbers`, extra `phone`)."""

import re
from collections.abc import Callable, Iterator

from hubcli.config.words import nearest, quoted
from hubcli.core.bad_cells import BadCell
from hubcli.core.mapping import Cast, Kind, MappingRules
from hubcli.errors import MappingError, MappingFault, Place, UnusableError

_CODE = "INVALID_PHONE_NUMBER"
_SIGNS = re.compile(r"\(?\+?[0-9 ()./\u00a0\u202f\u2010-\u2015-]+")
"""Digits, and what people put between them. The library would drop words and second numbers."""


def phones_of(rules: MappingRules | None) -> Callable[[str, str | None], str] | None:
    """The reader of phone numbers where a mapping asks for one, else None.

    It raises BadCell for what is no valid number. Raises UnusableError where the library is not
    installed, and MappingError for countries that it does not know.
    """
    casts = list(_casts(rules)) if rules else []
    if not casts:
        return None
    try:
        import phonenumbers  # noqa: PLC0415 - it is an extra, and slow to load
    except ImportError:
        message = "`as: phone` needs the library phonenumbers, which is not installed"
        raise UnusableError(message, 'Install the extra: pip install "hubcli[phone]".') from None
    known = phonenumbers.SUPPORTED_REGIONS
    faults = [
        MappingFault(place, f"country: {quoted(country)} is no country{_hint(country, known)}")
        for cast, place in casts
        if (country := cast.country) and country not in known
    ]
    if faults:
        raise MappingError(tuple(faults), "Write the two letters of ISO 3166, such as NO.")
    return to_e164


def _casts(rules: MappingRules) -> Iterator[tuple[Cast, Place]]:
    for rule in rules.columns:
        if rule.cast and rule.cast.kind is Kind.PHONE:
            yield rule.cast, rule.place
    for name, _, place in rules.constants:
        cast = rules.constant_casts.get(name)
        if cast and cast.kind is Kind.PHONE:
            yield cast, place


def _hint(country: str, known: set[str]) -> str:
    close = nearest(country, known)
    return f"; did you mean {quoted(close)}?" if close else ""


def to_e164(text: str, country: str | None) -> str:
    """A number as `+4722225555`; raises BadCell for what is no valid one, or none for sure.

    `country` is of numbers without a country code; None: such a number is refused, never guessed.
    Words, letters for digits and extensions are refused, as E.164 has no place for them.
    """
    import phonenumbers  # noqa: PLC0415 - it is an extra, and slow to load

    if not _SIGNS.fullmatch(text):
        raise BadCell(_CODE, f"{text} is not only a phone number")
    try:
        number = phonenumbers.parse(text.replace("\u202f", " "), country)
    except phonenumbers.NumberParseException as error:
        lacks = error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE
        end = "; say `country: NO` in the mapping" if lacks and country is None else ""
        why = "has no country code that exists" if lacks else "is no phone number"
        raise BadCell(_CODE, f"{text} {why}{end}") from None
    if not phonenumbers.is_valid_number(number):
        raise BadCell(_CODE, f"{text} is no valid phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
