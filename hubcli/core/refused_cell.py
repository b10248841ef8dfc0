"""A refused cell with all that may help to mend it, and the try whether another reading would take it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hubcli.core.bad_cells import BadCell
from hubcli.core.cell_terms import USUAL_TERMS
from hubcli.core.changes import SetCast, SetValues
from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.core.mapping_lines import CAST_OPTIONS, column_line
from hubcli.core.plan import Planner
from hubcli.core.row_rules import row_rules_of
from hubcli.core.schema import ObjectSchema, Property


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """One cell of a column that goes to a property which the portal has."""

    text: str
    rule: ColumnRule
    prop: Property
    schema: ObjectSchema
    code: str = ""

    def read(self, cast: Cast | None = None, values: Mapping[str, str] | None = None) -> str | None:
        """The text that HubSpot would get if the column were read so; None where that is refused too.

        What is not given stays as the mapping has it.
        """
        rule = replace(
            self.rule,
            cast=cast or self.rule.cast,
            values={**(self.rule.values or {}), **(values or {})},
        )
        rules = MappingRules(columns=(rule,))
        fed = Planner(rules, self.schema, USUAL_TERMS).reader_of_property(self.prop.name)
        try:
            text = fed[1](self.text) if fed else None
        except BadCell:
            return None
        return self._within_row(rules, text) if text else None

    def _within_row(self, rules: MappingRules, text: str) -> str | None:
        """What the rules of a whole row make of it: a stage belongs to a pipeline, here to the first."""
        properties = {self.prop.name: text}
        row_rules = row_rules_of(rules, self.schema)
        faults = row_rules.apply(properties) if row_rules else ()
        if any(fault.property == self.prop.name for fault in faults):
            return None
        return properties[self.prop.name]

    def with_cast(self, cast: Cast) -> SetCast | None:
        """The change to this reading, where it takes the cell and unsays nothing of the mapping."""
        if not self._may_be(cast):
            return None
        return SetCast(self.rule.column, cast) if self.read(cast) else None

    def _may_be(self, cast: Cast) -> bool:
        """What the mapping says of its other cells is kept: one cell may only add to it."""
        now, usual = self.rule.cast, Cast(cast.kind)
        if now is None or now.kind is not cast.kind:
            return True
        said = (name for name in CAST_OPTIONS if getattr(now, name) != getattr(usual, name))
        return all(getattr(now, name) == getattr(cast, name) for name in said)

    def with_kind(self, kind: Kind) -> SetCast | None:
        """The same for a kind with nothing more said; None also where the mapping says this already."""
        cast = Cast(kind)
        return None if self.rule.cast == cast else self.with_cast(cast)

    def with_value(self, value: str, meaning: str | None = None) -> SetValues | None:
        """The change that puts another text in place of this cell, where that is taken.

        With a `meaning` only where HubSpot would get this.
        """
        values = {self.text: value}
        read = self.read(values=values)
        if not read or meaning not in {None, read}:
            return None
        return SetValues(self.rule.column, values)

    def with_meaning(self, cast: Cast) -> SetValues | None:
        """The change that gives this cell alone the value which a reading of it makes."""
        text = self.read(cast)
        return self.with_value(text, text) if text else None

    def line(self, cast: Cast | None = None) -> str:
        """The column's line in the mapping, in backticks, as it is or read so."""
        rule = replace(self.rule, cast=cast or self.rule.cast, values=None)
        return f"`{column_line(rule)}`"

    def line_of_values(self, value: str) -> str:
        """The same with this cell replaced."""
        rule = replace(self.rule, values={self.text: value})
        return f"`{column_line(rule)}`"
