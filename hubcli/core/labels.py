"""The association type that a label means, among those of the portal."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from hubcli.core.choices import folded
from hubcli.core.mapping import AssociationRule, AssociationType, MappingRules
from hubcli.core.objects import canonical
from hubcli.core.schema import AssociationLabel, ObjectSchema
from hubcli.errors import MappingFault

_NEAR = 3
_GIVE_IDS = "give category and type_id"


def find_labels(
    rules: MappingRules, schema: ObjectSchema
) -> tuple[MappingRules, list[MappingFault]]:
    """The rules with the types of their labels, and a fault for each label that is none, or two.

    Labels are looked for from the mapping's object to the other, as they are numbered for that
    direction (api.md 5.3): exactly, else without regard to case. A line whose types are known stays
    as it is.
    """
    found: list[AssociationRule] = []
    faults: list[MappingFault] = []
    for rule in rules.associations:
        if rule.types:
            found.append(rule)
            continue
        match _type(rule.label, rule.to, schema):
            case AssociationType() as one:
                found.append(replace(rule, types=(one,)))
            case message:
                found.append(rule)
                faults.append(MappingFault(rule.place, f"associations: {message}"))
    return replace(rules, associations=tuple(found)), faults


def _type(label: str | None, to: str, schema: ObjectSchema) -> AssociationType | str:
    """The type that a label means, or none the type without one; else why there is no such type."""
    what = f'label "{label}"' if label else "type without a label"
    where = f"{schema.object} to {to}"
    if schema.labels is None:
        return (
            f"the {what} of {where} can't be found: the association labels could not be read"
            f" (a token needs to read the schemas of both objects); {_GIVE_IDS} instead"
        )
    here = [one for one in schema.labels if canonical(one.to_object) == canonical(to)]
    if not here:
        return f"nothing is known of associations of {where}{_near_objects(to, schema.labels)}"
    exact = _types(one for one in here if one.label == label)
    alike = _types(one for one in here if folded(one.label or "") == folded(label or ""))
    match exact or alike:
        case [one]:
            return one
        case []:
            return f"{where} has no {what}{_known(label or '', here)}"
        case several:
            told = " or ".join(f"{one.category} {one.type_id}" for one in several)
            return f"the {what} of {where} may be {told}; {_GIVE_IDS} instead"


def _near_objects(to: str, labels: Iterable[AssociationLabel]) -> str:
    known = sorted({one.to_object for one in labels})
    close = get_close_matches(to, known, n=_NEAR) or known
    return f" (known: {', '.join(close)})" if close else ""


def _types(labels: Iterable[AssociationLabel]) -> list[AssociationType]:
    return list(dict.fromkeys(AssociationType(one.category, one.type_id) for one in labels))


def _known(label: str, labels: Iterable[AssociationLabel]) -> str:
    """The labels that are spelled like it, else all of them, as the end of a sentence."""
    names = {folded(one.label): one.label for one in labels if one.label}
    close = get_close_matches(folded(label), names, n=_NEAR)
    if close:
        return f" (near: {', '.join(names[name] for name in close)})"
    return f" (known: {', '.join(names.values())})" if names else ""
