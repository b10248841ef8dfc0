"""The types of association from one object to another, with their labels (api.md 5.3)."""

from hubcli.core.schema import AssociationLabel
from hubcli.hubspot.reading import Item, Reading
from hubcli.hubspot.reads import Denied


def read_labels(
    reading: Reading, from_object: str, to_object: str
) -> tuple[AssociationLabel, ...] | Denied:
    """By category and type id; both objects by their names in paths."""
    items = reading.items(reading.paths.labels(from_object, to_object))
    if isinstance(items, Denied):
        return items
    found = {_label(one, from_object, to_object) for one in items if _is_type(one)}
    return tuple(sorted(found, key=lambda one: (one.category, one.type_id)))


def _is_type(item: Item) -> bool:
    return isinstance(item.get("typeId"), int) and bool(item.get("category"))


def _label(item: Item, from_object: str, to_object: str) -> AssociationLabel:
    label = item.get("label")
    return AssociationLabel(
        from_object=from_object,
        to_object=to_object,
        category=str(item["category"]),
        type_id=int(item["typeId"]),
        label=None if label is None else str(label),
    )
