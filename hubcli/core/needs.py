"""What of a portal must be known beside properties, so that the rows of a mapping can be checked."""

from dataclasses import dataclass

from hubcli.core.mapping import MappingRules
from hubcli.core.required import pipeline_properties
from hubcli.core.schema import External, ObjectSchema

_STAGED = frozenset({External.PIPELINE, External.STAGE})


@dataclass(frozen=True, slots=True)
class Needs:
    """Each part costs a request."""

    owners: bool = False
    pipelines: bool = False
    labels_to: tuple[str, ...] = ()
    """The objects to which associations have types that only the portal numbers, in the mapping's own words."""


def needs_of(rules: MappingRules, schema: ObjectSchema) -> Needs:
    """By the properties that rows feed, those that are required, and the labels of associations."""
    fed = {rule.property for rule in rules.columns if rule.property}
    fed |= {name for name, _, _ in rules.constants}
    known = schema.properties
    externals = {known[name].external for name in fed if name in known}
    stages = set(pipeline_properties(schema.object)) & set(schema.required)
    labels = (rule.to for rule in rules.associations if not rule.types)
    return Needs(
        owners=External.OWNER in externals,
        pipelines=bool(known) and bool(stages or _STAGED & externals),
        labels_to=tuple(dict.fromkeys(labels)),
    )
