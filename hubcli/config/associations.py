"""The `associations` of a mapping file: which column holds the ids of which other records."""

from collections.abc import Iterator

from hubcli.config.association_types import (
    CATEGORIES,
    OfPortal,
    Resolved,
    Unresolved,
    are_custom,
    given_type,
    named_type,
)
from hubcli.config.columns import check_column_name
from hubcli.config.walker import Fields, Walker
from hubcli.config.yaml_tree import Entries, Node
from hubcli.core.mapping import AssociationRule, AssociationType
from hubcli.core.objects import canonical

_KEYS = ("to", "column", "label", "category", "type_id")
_LATER = ("match", "missing")
_MOST_TYPE_ID = 2**31 - 1
"""HubSpot's type ids are int32 (openapi/objects.json, `AssociationSpec`)."""


def read_associations(node: Node, from_object: str, walker: Walker) -> tuple[AssociationRule, ...]:
    """One rule for each line that is as expected; the direction is from `from_object` to `to`."""
    rules = tuple(_rules(walker.items(node, "associations"), from_object, walker))
    for number, rule in enumerate(rules):
        twin = next((first for first in rules[:number] if _same(first, rule)), None)
        if twin:
            walker.fault(rule.place, f"associations: says the same as line {twin.place.line}")
    return rules


def _rules(nodes: tuple[Node, ...], from_object: str, walker: Walker) -> Iterator[AssociationRule]:
    for node in nodes:
        fields = walker.fields(node, "associations", known=_KEYS, later=_LATER)
        rule = _rule(fields, from_object, walker) if isinstance(node, Entries) else None
        if rule:
            yield rule


def _rule(fields: Fields, from_object: str, walker: Walker) -> AssociationRule | None:
    to, column = (_required(key, fields, walker) for key in ("to", "column"))
    if column:
        check_column_name(column, fields["column"].place, walker)
    match _type(from_object, to, fields, walker):
        case Unresolved(message):
            place = next(fields[key].place for key in ("type_id", "label", "to") if key in fields)
            walker.fault(place, f"associations: {message}")
        case AssociationType() as found if to and column:
            return AssociationRule(canonical(to), column, (found,), fields.place)
        case OfPortal(label) if to and column:
            return AssociationRule(canonical(to), column, (), fields.place, label)
    return None


def _required(key: str, fields: Fields, walker: Walker) -> str | None:
    if key not in fields:
        walker.fault(fields.place, f'associations: expected "{key}"')
    return walker.name(fields[key], key)


def _type(
    from_object: str, to: str | None, fields: Fields, walker: Walker
) -> Resolved | OfPortal | None:
    """The type that a line means; None where a fault is noted already."""
    if "category" in fields or "type_id" in fields:
        numbers = _numbers(fields, walker)
        if to and numbers:
            return given_type(from_object, to, category=numbers[0], type_id=numbers[1])
        return None
    label = walker.name(fields["label"], "label")
    if to is None or ("label" in fields and label is None):
        return None
    is_primary = label is not None and label.lower() == "primary"
    if (label and not is_primary) or are_custom(from_object, to):
        return OfPortal(label)
    return named_type(from_object, to, "primary" if is_primary else "unlabeled")


def _numbers(fields: Fields, walker: Walker) -> tuple[str, int] | None:
    """Category and type id, which go together and without a label."""
    if "label" in fields:
        walker.fault(fields.place_of("label"), "label: give it, or category and type_id, not both")
    for key, other in (("category", "type_id"), ("type_id", "category")):
        if key in fields and other not in fields:
            walker.fault(fields.place_of(key), f"{key}: expected {other} beside it")
    category = walker.one_of(fields["category"], "category", CATEGORIES)
    type_id = walker.whole(fields["type_id"], "type_id", _MOST_TYPE_ID)
    return (category, type_id) if category and type_id else None


def _same(one: AssociationRule, other: AssociationRule) -> bool:
    return (one.to, one.column, one.types, one.label) == (
        other.to,
        other.column,
        other.types,
        other.label,
    )
