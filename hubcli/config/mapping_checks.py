"""Whether the lines of a mapping agree with one another."""

from hubcli.config.walker import Walker
from hubcli.config.words import nearest, quoted
from hubcli.core.mapping import ColumnRule, KeyRule, MappingRules


def check_agreement(rules: MappingRules, walker: Walker, *, all_columns: bool) -> None:
    """Note properties that are fed twice, and a key that no record can have.

    `all_columns`: no column was left out for its faults, so what is not fed is surely not fed.
    """
    feeding = _feeding(rules.columns, walker)
    for name, _, place in rules.constants:
        if name in feeding:
            column = feeding[name]
            walker.fault(
                place,
                f"properties: {quoted(name)} is fed by the column {quoted(column.column)} on line"
                f" {column.place.line} too",
            )
    if rules.key and rules.key.place:
        constants = {name for name, _, _ in rules.constants}
        fault = _fault_of_key(rules.key, feeding, constants)
        if fault and (all_columns or rules.key.property in (*feeding, *constants)):
            walker.fault(rules.key.place, f"key: {fault}")


def _feeding(columns: tuple[ColumnRule, ...], walker: Walker) -> dict[str, ColumnRule]:
    """The column of each property."""
    feeding: dict[str, ColumnRule] = {}
    for rule in columns:
        first = feeding.setdefault(rule.property, rule) if rule.property else rule
        if first is not rule:
            walker.fault(
                rule.place,
                f"{quoted(rule.column)} feeds {quoted(rule.property or '')}, which"
                f" {quoted(first.column)} on line {first.place.line} feeds already",
            )
    return feeding


def _fault_of_key(key: KeyRule, feeding: dict[str, ColumnRule], constants: set[str]) -> str | None:
    """An import key is hubcli's to fill; any other key needs a column."""
    name = quoted(key.property)
    rule = feeding.get(key.property)
    if key.property in constants:
        return f"{name} has the same value for every row under properties"
    if key.fill and rule:
        column = f"{quoted(rule.column)} on line {rule.place.line}"
        return f"{name} is to be filled by hubcli, but the column {column} feeds it"
    if key.fill or rule or not feeding:
        return None
    close = nearest(key.property, feeding)
    hint = f"; did you mean {quoted(close)}?" if close else ""
    return f"no column feeds {name}{hint}"
