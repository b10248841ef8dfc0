"""Cells become the text that HubSpot takes, as the mapping says, or not at all."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias, assert_never

from hubcli.core.bad_cells import BadCell, Reader
from hubcli.core.choices import Choices, choices_of, truths
from hubcli.core.mapping import Cast, Kind
from hubcli.core.numerals import LARGEST_NUMBER, is_in_range, read_number, text_of_decimal
from hubcli.core.rows import Value
from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.times import read_date, read_datetime
from hubcli.core.truth import truth_of

__all__ = [
    "LARGEST_NUMBER",
    "BadCell",
    "Phones",
    "Reader",
    "is_in_range",
    "no_phones",
    "reader_of",
    "text_of",
]

Phones: TypeAlias = Callable[[str, str | None], str]
"""A phone number, and the country of those without a code, to E.164; raises BadCell."""

_NOWHERE = ObjectSchema("")


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
            return text_of_decimal(value)
        case list():
            parts = [text_of(part) for part in value if not isinstance(part, list)]
            if len(parts) == len(value):
                return ";".join(part for part in parts if part is not None)
    raise BadCell("NESTED_VALUE", "a nested value can't be sent; name its parts by path (a.b)")


def no_phones(text: str, country: str | None) -> str:
    """Refuse every number: for where nothing can read them; raises BadCell."""
    del country
    raise BadCell("INVALID_PHONE_NUMBER", f"{text}: nothing here can read phone numbers")


def reader_of(
    cast: Cast,
    prop: Property | None = None,
    schema: ObjectSchema = _NOWHERE,
    *,
    phones: Phones = no_phones,
) -> Reader:
    """The function that casts a cell's text; every kind but text strips outer white space.

    Options, owners, pipelines and currencies become the values of `prop` in `schema`, as
    `Choices.find` has it; where nobody knows them, the text is sent as it is. A stage is found where
    the row's pipeline is known (row_rules.py).
    """
    match cast.kind:
        case Kind.TEXT:
            return lambda text: text
        case Kind.NUMBER:
            return lambda text: read_number(text.strip(), cast)
        case Kind.BOOLEAN:
            return _boolean(prop)
        case Kind.DATE:
            return lambda text: read_date(text.strip(), cast.format)
        case Kind.DATETIME:
            return lambda text: read_datetime(text.strip(), cast)
        case Kind.ENUMERATION | Kind.ENUMERATIONS:
            find = _finder(choices_of(prop, schema) if prop else None)
            return find if cast.kind is Kind.ENUMERATION else _several(find, cast.separator)
        case Kind.PHONE:
            return lambda text: phones(text.strip(), cast.country)
        case _:
            assert_never(cast.kind)


def _finder(choices: Choices | None) -> Reader:
    find = choices.find if choices else None
    return lambda text: find(text.strip()) if find else text.strip()


def _several(find: Reader, separator: str) -> Reader:
    def read(text: str) -> str:
        text = text.strip()
        # A leading ";" appends (api.md 4.3).
        start = ";" if separator == ";" and text.startswith(";") else ""
        return start + ";".join(find(part) for part in text.split(separator) if part.strip())

    return read


def _boolean(prop: Property | None) -> Reader:
    """The words for true and false, and the portal's own for this property."""
    labels = Choices(truths(prop))

    def read(text: str) -> str:
        text = text.strip()
        found = {choice.value for choice in labels.matches(text)}
        if word := truth_of(text):
            found.add(word)
        if len(found) > 1:
            # A portal may label `false` with a word that says yes.
            message = f"{text} is ambiguous: by the labels of this property it may be true or false"
            raise BadCell("AMBIGUOUS_ENUMERATION_OPTION", message)
        if not found:
            message = f"{text} is neither true nor false, yes nor no, 1 nor 0"
            raise BadCell("INVALID_OPTION", message)
        return found.pop()

    return read
