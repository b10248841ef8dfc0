"""A mapping with changes made to it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import assert_never

from hubcli.core.changes import Change, SetCast, SetKey, SetProperty, SetValues
from hubcli.core.mapping import ColumnRule, Duplicates, Empty, MappingRules, Unmapped


def with_changes(rules: MappingRules, changes: Iterable[Change]) -> MappingRules:
    """The rules as they are when every change is made; a column that has no line is left alone."""
    for change in changes:
        match change:
            case SetKey(key, value):
                rules = _with_key(rules, key, value)
            case SetCast() | SetValues() | SetProperty():
                columns = tuple(
                    _changed(rule, change) if rule.column == change.column else rule
                    for rule in rules.columns
                )
                rules = replace(rules, columns=columns)
            case unknown:
                assert_never(unknown)
    return rules


def _changed(rule: ColumnRule, change: SetCast | SetValues | SetProperty) -> ColumnRule:
    match change:
        case SetCast(cast=cast):
            return replace(rule, cast=cast)
        case SetValues(values=values):
            return replace(rule, values={**(rule.values or {}), **values})
        case SetProperty(property=None):
            return ColumnRule(rule.column, None, rule.place)
        case SetProperty(property=name):
            return replace(rule, property=name)
        case unknown:
            assert_never(unknown)


def _with_key(rules: MappingRules, key: str, value: str) -> MappingRules:
    match key:
        case "duplicates":
            return replace(rules, duplicates=Duplicates(value))
        case "empty":
            return replace(rules, empty=Empty(value))
        case "unmapped":
            return replace(rules, unmapped=Unmapped(value))
    raise ValueError(key)
