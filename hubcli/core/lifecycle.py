"""Lifecycle stages, which HubSpot only ever moves forwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from hubcli.core.outcomes import Fault
from hubcli.core.schema import ObjectSchema

_PROPERTY = "lifecyclestage"
_OBJECTS = frozenset({"contacts", "companies"})


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The stages of a portal in their order (api.md 11, item 15)."""

    stages: tuple[str, ...]
    property: str = _PROPERTY

    def backwards(self, holds: Mapping[str, str | None], gets: Mapping[str, str]) -> Fault | None:
        """What is to be told of a record that would go back to an earlier stage.

        HubSpot's API does not do that unless the stage is cleared first, and its own import never
        (api.md 10; 11, item 15).
        """
        now, then = holds.get(self.property), gets.get(self.property)
        if now not in self.stages or then not in self.stages:
            return None
        if self.stages.index(then) >= self.stages.index(now):
            return None
        message = f"it is {now} now, and HubSpot does not move a stage back to {then}"
        code = "LIFECYCLE_STAGE_BACKWARDS"
        return Fault(message, code, "VALIDATION_ERROR", self.property)


def lifecycle_of(schema: ObjectSchema) -> Lifecycle | None:
    """The stages of contacts or companies; None for other objects."""
    prop = schema.properties.get(_PROPERTY)
    if schema.object not in _OBJECTS or prop is None or not prop.options:
        return None
    return Lifecycle(tuple(option.value for option in prop.options))
