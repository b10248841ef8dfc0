"""The stage of a row, which must be one of the row's pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass

from hubcli.core.choices import Choice, Choices, Wording, choice_of
from hubcli.core.mapping import Kind, MappingRules
from hubcli.core.schema import External, ObjectSchema, Pipeline


@dataclass(frozen=True, slots=True)
class StageRule:
    """Stages have ids of their own in each pipeline, and HubSpot wants the ids (api.md 4.3 and 11.16)."""

    property: str
    pipeline: str | None
    """The property that holds the pipeline; None where the object has none."""
    is_cast: bool
    """Labels are taken, too."""
    of: Mapping[str, Choices]
    """The stages by their pipeline's id."""
    otherwise: Choices
    """Those that a row may have that names no pipeline."""

    def read(self, properties: Mapping[str, str]) -> str | None:
        """The row's stage by its id; None where it has none, or its pipeline is not known.

        Raises BadCell for one that is not of the row's pipeline, or whose label two stages have.
        """
        text = properties.get(self.property)
        pipeline = properties.get(self.pipeline) if self.pipeline else None
        choices = self.of.get(pipeline) if pipeline else self.otherwise
        if not text or choices is None:
            return None
        return choices.find(text.strip()) if self.is_cast else choices.check(text)


def stage_rule_of(rules: MappingRules, schema: ObjectSchema, *, is_new: bool) -> StageRule | None:
    """The rule for the rows of a mapping; None where they have no stage, or nobody knows the stages.

    A new record that names no pipeline gets the first (api.md 4.5); one that is there already
    (`is_new` false) may be in any.
    """
    casts = {rule.property: rule.cast for rule in rules.columns if rule.property}
    casts |= {name: rules.constant_casts.get(name) for name, _, _ in rules.constants}
    name = next((name for name in casts if is_external(name, External.STAGE, schema)), None)
    if name is None or not schema.pipelines:
        return None
    cast = casts[name]
    first, *_ = schema.pipelines
    return StageRule(
        name,
        next(
            (one for one in schema.properties if is_external(one, External.PIPELINE, schema)), None
        ),
        is_cast=cast is not None and cast.kind is Kind.ENUMERATION,
        of={one.id: _stages(one) for one in schema.pipelines},
        otherwise=_stages(first, ", where records go that name none")
        if is_new
        else _all_stages(schema.pipelines),
    )


def is_external(name: str, external: External, schema: ObjectSchema) -> bool:
    """Whether a property's options are there."""
    prop = schema.properties.get(name)
    return prop is not None and prop.external is external


def _stages(pipeline: Pipeline, end: str = "") -> Choices:
    where = f" (the stages of the pipeline {pipeline.label or pipeline.id}{end})"
    message = Wording().message + where.replace("{", "{{").replace("}", "}}")
    stages = (choice_of(stage.id, stage.label) for stage in pipeline.stages)
    return Choices(stages, Wording(message=message))


def _all_stages(pipelines: tuple[Pipeline, ...]) -> Choices:
    return Choices(
        Choice(stage.id, (stage.label,), f"{stage.id} of {pipeline.label or pipeline.id}")
        for pipeline in pipelines
        for stage in pipeline.stages
    )
