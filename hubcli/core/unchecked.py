"""What only HubSpot can know of rows that pass every check of ours."""

from collections.abc import Iterator

from hubcli.core.mapping import MappingRules
from hubcli.core.schema import ObjectSchema


def unchecked(rules: MappingRules, schema: ObjectSchema) -> Iterator[str]:
    """A phrase for each thing that a check without sending leaves open."""
    sent = [rule.property for rule in rules.columns if rule.property]
    sent += [name for name, _, _ in rules.constants]
    elsewhere = [
        name
        for name in dict.fromkeys(sent)
        if (prop := schema.properties.get(name)) and prop.type == "enumeration" and not prop.options
    ]
    if elsewhere:
        # Owners, pipelines and stages have externalOptions and empty options (api.md 4.1).
        yield f"the values of {', '.join(elsewhere)}, whose options are not among the properties"
    if rules.key and not rules.key.fill:
        yield f"whether records with the same {rules.key.property} exist already"
    if rules.associations:
        objects = ", ".join(dict.fromkeys(rule.to for rule in rules.associations))
        yield f"whether the associated records exist ({objects})"
