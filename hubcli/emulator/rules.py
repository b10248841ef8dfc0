"""The rules of one object type: which values it takes, what it requires, what is unique."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hubcli.emulator.definitions import option_values
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.portal import Portal
from hubcli.emulator.problems import Json, Problem
from hubcli.emulator.values import Check, Invalid, Outside, make_check

_FIRST_STRICT: Final = "2026-09"
LIFECYCLE: Final = "lifecyclestage"
LIVING: Final = ("contacts", "companies")
"""The objects whose lifecycle stage HubSpot moves forward only."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for writing to one object type under one version."""

    kind: ObjectType
    checks: Mapping[str, Check]
    unique: tuple[str, ...]
    appendable: frozenset[str]
    """Properties that take several values, where a leading semicolon appends."""
    stages: Mapping[str, list[str]]
    required: tuple[str, ...]
    """What an admin made required."""
    lifecycle: Mapping[str, int]
    """The place of each lifecycle stage in their order; empty where the object has none."""

    def stage_fault(self, properties: Mapping[str, str]) -> Invalid | None:
        """Check that the pipeline exists and holds the stage; the text is invented."""
        pipeline, stage = self.kind.pipeline, self.kind.stage
        if pipeline is None or stage is None or not self.stages:
            return None
        chosen = properties.get(pipeline) or next(iter(self.stages))
        if chosen not in self.stages:
            return _not_allowed(pipeline, chosen, list(self.stages))
        if properties.get(stage, "") not in {"", *self.stages[chosen]}:
            return _not_allowed(stage, properties[stage], self.stages[chosen])
        return None

    def goes_back(self, name: str, value: str, before: Mapping[str, str]) -> bool:
        """Tell whether a lifecycle stage would move backwards, which the API does not do (api.md, section 11.15).

        It answers as if it had: integrate.hubspot.com/t/1333. Clearing it in a call before helps.
        """
        if name != LIFECYCLE:
            return False
        place, was = self.lifecycle.get(value), self.lifecycle.get(before.get(name, ""))
        return place is not None and was is not None and place < was

    def missing(self, properties: Mapping[str, str]) -> Problem | None:
        """Tell what a new record lacks (api.md, sections 2.2 and 4.5)."""
        lacking = [
            name
            for name in self.kind.required
            if name not in properties and not self._defaults(name)
        ]
        some = self.kind.required_any
        if not lacking and some and not any(name in properties for name in some):
            lacking = list(some)
        if lacking:
            message = f"Error creating {self.kind.word}. Some required properties were not set."
            return Problem(400, message, context={"properties": lacking})
        return self._missing_by_rule(properties)

    def _defaults(self, name: str) -> bool:
        """Tell whether it may be left out: the pipeline, which then is the default one (api.md, section 4.5)."""
        return name == self.kind.pipeline and bool(self.stages)

    def _missing_by_rule(self, properties: Mapping[str, str]) -> Problem | None:
        lacking = [name for name in self.required if name not in properties]
        if not lacking:
            return None
        errors: list[dict[str, object]] = [
            {
                "message": f"A value for {name} must be provided",
                "code": "MISSING_REQUIRED_PROPERTY",
                "context": {"propertyName": [name]},
            }
            for name in lacking
        ]
        return Problem(400, "The property values provided are invalid", errors=errors)


class RuleBook:
    """All rules of a portal, made when first needed and again when the portal has changed."""

    def __init__(
        self, portal: Portal, currencies: tuple[str, ...], required: tuple[str, ...]
    ) -> None:
        """Make the rules of one portal, whose account has these currencies."""
        self._portal = portal
        self._currencies = currencies
        self._required = required
        self._made: dict[tuple[str, bool], Rules] = {}
        self._edition = portal.edition

    def rules(self, kind: ObjectType, version: str) -> Rules:
        """Give the rules for writing under a version."""
        if self._edition != self._portal.edition:
            self._made.clear()
            self._edition = self._portal.edition
        strict = is_strict(version)
        found = self._made.get((kind.name, strict))
        if found is None:
            found = self._made[kind.name, strict] = self._make(kind, strict=strict)
        return found

    def _make(self, kind: ObjectType, *, strict: bool) -> Rules:
        definitions = self._portal.definitions(kind)
        outside = Outside(
            object=kind.name,
            owners=self._portal.owner_ids(),
            currencies=frozenset(self._currencies),
            normalise=strict,
        )
        wanted = (text.partition(".") for text in self._required if strict)
        return Rules(
            kind=kind,
            checks={
                name: make_check(definition, outside) for name, definition in definitions.items()
            },
            unique=tuple(self._portal.unique_properties(kind)),
            appendable=frozenset(
                name for name, d in definitions.items() if d["fieldType"] == "checkbox"
            ),
            stages=self._portal.stages(kind),
            required=tuple(name for of, _, name in wanted if of == kind.name),
            lifecycle=_lifecycle(kind, definitions),
        )


def _lifecycle(kind: ObjectType, definitions: Mapping[str, Json]) -> dict[str, int]:
    if kind.name not in LIVING or LIFECYCLE not in definitions:
        return {}
    options = option_values(definitions[LIFECYCLE])
    return {str(option["value"]): place for place, option in enumerate(options)}


def is_strict(version: str) -> bool:
    """Tell whether a version enforces an admin's rules and normalises dates (api.md, section 8)."""
    return version[:1].isdigit() and version >= _FIRST_STRICT


def _not_allowed(name: str, value: str, allowed: list[str]) -> Invalid:
    message = f"{value} was not one of the allowed options: [{', '.join(allowed)}]"
    return Invalid(name, "INVALID_OPTION", message)
