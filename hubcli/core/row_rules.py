"""What must hold between the values of one row: the required ones, and the stage within its pipeline."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from hubcli.core.bad_cells import CATEGORY, BadCell
from hubcli.core.mapping import MappingRules
from hubcli.core.objects import OBJECT_TYPES
from hubcli.core.outcomes import Fault
from hubcli.core.schema import External, ObjectSchema
from hubcli.core.stages import StageRule, is_external, stage_rule_of

_MISSING = "MISSING_REQUIRED_PROPERTY"
"""HubSpot's word (api.md 2.1)."""
_NONE: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RowRules:
    """The rules of one object type, as far as rows of a mapping can break them."""

    word: str
    """HubSpot's word for one record, in its message."""
    required: tuple[str, ...]
    required_any: tuple[str, ...]
    stage: StageRule | None

    def apply(self, properties: dict[str, str], faults: Sequence[Fault] = ()) -> list[Fault]:
        """Put the id of a stage in the place of its label, and tell what does not hold.

        `properties` are those of a whole row, constants included; what is among its `faults`
        already is not told again.
        """
        bad = {fault.property for fault in faults if fault.property} if faults else _NONE
        found = self.missing(properties, bad)
        if self.stage and bad.isdisjoint((self.stage.property, self.stage.pipeline or "")):
            try:
                stage = self.stage.read(properties)
            except BadCell as unfit:
                return [Fault(unfit.message, unfit.code, CATEGORY, self.stage.property), *found]
            if stage is not None:
                properties[self.stage.property] = stage
        return found

    def hold_for(self, filled: Sequence[str]) -> bool:
        """Whether any row with values for these properties keeps the rules, so that none has to be judged."""
        if self.stage or not set(self.required).issubset(filled):
            return False
        return not self.required_any or not set(self.required_any).isdisjoint(filled)

    def missing(self, properties: Mapping[str, str], bad: AbstractSet[str] = _NONE) -> list[Fault]:
        """A fault for each required property that is not there and not `bad`, in HubSpot's words.

        What is required of a new record is in api.md 4.5, the message in 2.2.
        """
        lacking = [n for n in self.required if not properties.get(n) and n not in bad]
        found = [self._unset(name, name) for name in lacking]
        some = self.required_any
        if some and not any(map(properties.get, some)) and bad.isdisjoint(some):
            # Of no property: any of them will do.
            found.append(self._unset(f"one of {', '.join(some)}"))
        return found

    def _unset(self, what: str, name: str | None = None) -> Fault:
        message = f"Error creating {self.word}. Some required properties were not set: {what}"
        return Fault(message, _MISSING, CATEGORY, name)


def row_rules_of(
    rules: MappingRules, schema: ObjectSchema, *, is_new: bool = True
) -> RowRules | None:
    """The rules for the rows of a mapping; None where nothing has to hold between their values.

    Nothing is required of records that are there already (`is_new` false), nor of a property that
    hubcli fills, nor of the pipeline: a row without one gets the first (api.md 4.5).
    """
    stage = stage_rule_of(rules, schema, is_new=is_new)
    filled = rules.key.property if rules.key and rules.key.fill else None
    required = tuple(
        name
        for name in schema.required
        if is_new and name != filled and not is_external(name, External.PIPELINE, schema)
    )
    required_any = schema.required_any if is_new else ()
    if not (required or required_any or stage):
        return None
    return RowRules(_word(schema), required, required_any, stage)


def _word(schema: ObjectSchema) -> str:
    known = (kind.singular for kind in OBJECT_TYPES if kind.name == schema.object)
    return next(known, schema.singular or schema.object).upper()
