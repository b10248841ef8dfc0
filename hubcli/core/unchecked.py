"""What only HubSpot can know of rows that pass every check of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hubcli.core.lifecycle import lifecycle_of
from hubcli.core.mapping import MappingRules
from hubcli.core.schema import External, ObjectSchema

KEYS = "keys"
"""The name under which it is told that keys could not be looked up; others are object types."""
_READ_APART = frozenset({External.OWNER, External.PIPELINE, External.STAGE})
"""Whoever reads these tells of it where they can't be read."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was asked of the portal while the rows were read."""

    is_live: bool = False
    """There was a portal to ask."""
    failures: Mapping[str, str] = field(default_factory=dict)
    """What could not be read (`KEYS`, or an object type), and why."""

    def why_not(self, what: str) -> str | None:
        """The end of a sentence on what is not known; None where it is."""
        if not self.is_live:
            return ""
        reason = self.failures.get(what)
        return None if reason is None else f" ({reason})"


def unchecked(rules: MappingRules, schema: ObjectSchema, looked: LookedUp) -> Iterator[str]:
    """A phrase for each thing that a check without sending leaves open."""
    sent = [rule.property for rule in rules.columns if rule.property]
    sent += [name for name, _, _ in rules.constants]
    names = list(dict.fromkeys(sent))
    yield from _elsewhere(names, schema)
    yield from _of_keys(rules, names, schema, looked)
    for to in dict.fromkeys(rule.to for rule in rules.associations):
        why = looked.why_not(to)
        if why is not None:
            yield f"whether the associated {to} exist{why}"
    if schema.object == "contacts" and "email" in names:
        yield "which e-mail domains HubSpot takes, and addresses that were deleted for good (GDPR)"
    if names:
        yield "an admin's validation rules, limits on records, and what workflows do"


def _elsewhere(names: list[str], schema: ObjectSchema) -> Iterator[str]:
    """Some properties have externalOptions and empty options (api.md 4.1)."""
    found = [
        name
        for name in names
        if (prop := schema.properties.get(name))
        and prop.type == "enumeration"
        and not prop.options
        and prop.external not in _READ_APART
    ]
    if found:
        yield f"the values of {', '.join(found)}, whose options are not among the properties"


def _of_keys(
    rules: MappingRules, names: list[str], schema: ObjectSchema, looked: LookedUp
) -> Iterator[str]:
    lifecycle = lifecycle_of(schema)
    moves = lifecycle is not None and lifecycle.property in names
    why = looked.why_not(KEYS)
    if rules.key is None or rules.key.fill or why is None:
        return
    yield f"whether records with the same {rules.key.property} exist already{why}"
    if moves:
        yield "whether lifecycle stages would move backwards, which HubSpot does not do"
