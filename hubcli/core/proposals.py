"""What would mend a refused cell, and how a person is told of it."""

from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from typing import assert_never

from hubcli.core.changes import (
    Advice,
    Change,
    Proposal,
    SetCast,
    SetKey,
    SetProperty,
    SetValues,
)
from hubcli.core.mapping import ColumnRule, MappingRules
from hubcli.core.mapping_lines import column_line, word
from hubcli.core.outcomes import Fault
from hubcli.core.proposing_advice import advice
from hubcli.core.proposing_dates import mend_date, mend_datetime
from hubcli.core.proposing_numbers import mend_number, mend_truth
from hubcli.core.proposing_options import mend_option
from hubcli.core.refused_cell import RefusedCell
from hubcli.core.schema import ObjectSchema
from hubcli.errors import Place

__all__ = [
    "Advice",
    "Change",
    "Proposal",
    "SetCast",
    "SetKey",
    "SetProperty",
    "SetValues",
    "mender",
    "propose",
    "rule_of",
    "said",
]

_SPACED = "LEADING_TRAILING_WHITESPACE"
_OF_VALUES = frozenset(
    {
        "AMBIGUOUS_ENUMERATION_OPTION",
        "COULD_NOT_FIND_OWNER",
        "COULD_NOT_PARSE_DATE",
        "COULD_NOT_PARSE_NUMBER",
        "INVALID_DATE",
        "INVALID_ENUMERATION_OPTION",
        "INVALID_INTEGER",
        "INVALID_LONG",
        "INVALID_NUMBER_SIZE",
        "INVALID_OPTION",
        _SPACED,
        "MULTIPLE_OWNERS_FOUND",
    }
)
"""Codes that say that a text is none of its property's type: what mends it depends on the type."""
_REMEMBERED = 1_024
_MENDERS: dict[str, Callable[[RefusedCell], Proposal]] = {
    "number": mend_number,
    "bool": mend_truth,
    "enumeration": mend_option,
    "date": mend_date,
    "datetime": mend_datetime,
}


def propose(fault: Fault, rule: ColumnRule | None, schema: ObjectSchema) -> Proposal | None:
    """What would mend a fault; None where nothing sensible is known.

    `rule` is the one that fed the property, None where none did. A SetCast or SetValues was tried:
    with it, the cell passes every check of ours.
    """
    match fault.code:
        case "DUPLICATE_KEY":
            return SetKey("duplicates", "first")
        case "PROPERTY_DOESNT_EXIST" | "READ_ONLY_VALUE" if rule:
            return SetProperty(rule.column, _near(fault, schema))
    if rule and fault.code in _OF_VALUES and fault.value is not None:
        found = _of_value(fault, rule, schema)
        if found:
            return found
    cast = rule.cast if rule else None
    text = advice(fault, country=cast.country if cast else None)
    return Advice(text) if text else None


def _of_value(fault: Fault, rule: ColumnRule, schema: ObjectSchema) -> Proposal | None:
    prop = schema.properties.get(rule.property or "")
    mend = prop and _MENDERS.get(prop.type)
    if not prop or not mend:
        return None
    found = mend(RefusedCell(fault.value or "", rule, prop, schema, fault.code or ""))
    if fault.code == _SPACED and isinstance(found, Advice):
        return Advice("take the signs out that can't be seen at its ends; no reading does that")
    return found


def _near(fault: Fault, schema: ObjectSchema) -> str | None:
    """The property that a name was probably meant to be; only one that can be written."""
    names = [name for name, prop in schema.properties.items() if not prop.read_only]
    if fault.code == "READ_ONLY_VALUE":
        return None
    close = get_close_matches((fault.property or "").lower(), names, n=1, cutoff=0.8)
    return close[0] if close else None


def said(proposal: Proposal, rule: ColumnRule | None = None) -> str:
    """A line that a person can act on; what is to be written is shown as it is to be written.

    With the column's rule as it is now, the line of the mapping is whole.
    """
    match proposal:
        case SetCast(column, cast):
            return column_line(replace(_known(rule, column), cast=cast))
        case SetValues(column, values):
            rule = _known(rule, column)
            # The new ones first, and they count.
            every = {**values, **(rule.values or {}), **values}
            return column_line(replace(rule, values=every))
        case SetProperty(column, None):
            return f"{word(column)}: null"
        case SetProperty(column, name):
            return column_line(replace(_known(rule, column), property=name))
        case SetKey(key, value):
            return f"{key}: {word(value)}"
        case Advice(text):
            return text
        case unknown:
            assert_never(unknown)


def _known(rule: ColumnRule | None, column: str) -> ColumnRule:
    return rule or ColumnRule(column, "PROPERTY", Place("mapping"))


def rule_of(fault: Fault, rules: MappingRules) -> ColumnRule | None:
    """The rule of the column that fed the fault's property, as far as the fault names them."""
    for rule in rules.columns:
        of_column = fault.column is None or rule.column == fault.column
        of_property = fault.property is None or rule.property == fault.property
        if of_column and of_property and (fault.column or fault.property):
            return rule
    return None


def mender(rules: MappingRules, schema: ObjectSchema) -> Callable[[Fault], str | None]:
    """What would mend each fault of a run, as a line for people; None where nothing is known."""

    @lru_cache(_REMEMBERED)
    def line(fault: Fault) -> str | None:
        rule = rule_of(fault, rules)
        proposal = propose(fault, rule, schema)
        return said(proposal, rule) if proposal else None

    # Messages differ where nothing else does.
    return lambda fault: line(replace(fault, message="", correlation_id=None))
