"""The `properties` of a mapping, the same for every row: read and judged before any row is."""

from dataclasses import replace

from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import reader_of
from hubcli.core.cell_terms import CellTerms
from hubcli.core.checks import check_of
from hubcli.core.mapping import Cast, MappingRules
from hubcli.core.schema import ObjectSchema
from hubcli.core.stages import stage_rule_of
from hubcli.errors import MappingFault


def read_constants(
    rules: MappingRules, schema: ObjectSchema, terms: CellTerms
) -> tuple[MappingRules, list[MappingFault]]:
    """The rules with the values that are to be sent, and a fault for each that can't be.

    So one mapping gives each portal its own ids. A stage whose pipeline is in a column waits, with
    its cast, for the row.
    """
    faults: dict[str, str] = {}
    values = {name: value for name, value, _ in rules.constants}
    for name, value in values.items():
        try:
            values[name] = _read(name, value, rules.constant_casts.get(name), schema, terms)
        except BadCell as bad:
            faults[name] = bad.message
    waiting = _read_stage(rules, schema, values, faults, is_new=terms.is_new)
    constants = tuple((name, values[name], place) for name, _, place in rules.constants)
    read = replace(rules, constants=constants, constant_casts=waiting)
    places = {name: place for name, _, place in rules.constants}
    return read, [MappingFault(places[name], f"{name}: {faults[name]}") for name in faults]


def _read(name: str, value: str, cast: Cast | None, schema: ObjectSchema, terms: CellTerms) -> str:
    prop = schema.properties.get(name)
    if cast:
        value = reader_of(cast, prop, schema, phones=terms.phones)(value)
    check = prop and check_of(prop, schema, strict_dates=terms.strict_dates)
    return check(value) if check else value


def _read_stage(
    rules: MappingRules,
    schema: ObjectSchema,
    values: dict[str, str],
    faults: dict[str, str],
    *,
    is_new: bool,
) -> dict[str, Cast]:
    """Read the stage if it is among the constants; gives its cast where it waits for the row."""
    rule = stage_rule_of(rules, schema, is_new=is_new)
    if rule is None or rule.property not in values:
        return {}
    if any(rule.pipeline == column.property for column in rules.columns):
        return {name: cast for name, cast in rules.constant_casts.items() if name == rule.property}
    if not faults.keys() & {rule.property, rule.pipeline}:
        try:
            values[rule.property] = rule.read(values) or values[rule.property]
        except BadCell as bad:
            faults[rule.property] = bad.message
    return {}
