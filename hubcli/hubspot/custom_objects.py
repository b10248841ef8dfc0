"""The objects that an account has made itself, by any of their names."""

from collections.abc import Iterable

from hubcli.core.objects import OBJECT_TYPES, canonical
from hubcli.core.schema import ObjectSchema
from hubcli.hubspot.reading import Item, Reading, items_of
from hubcli.hubspot.reads import Denied

_KNOWN = frozenset(kind.name for kind in OBJECT_TYPES)


def may_be_custom(name: str) -> bool:
    """Whether it is none of HubSpot's own object types, as far as its name tells."""
    plural = canonical(name)
    return not (plural in _KNOWN or plural.startswith("0-"))


def read_custom_objects(reading: Reading) -> tuple[ObjectSchema, ...] | Denied:
    """All custom objects of the account, yet without their properties.

    Each is known by its objectTypeId: its bare name is no address any more since June 2025 (api.md 2.3).
    """
    answer = reading.get(reading.paths.schemas())
    return answer if isinstance(answer, Denied) else custom_objects_of(answer)


def custom_objects_of(answer: Item) -> tuple[ObjectSchema, ...] | Denied:
    """The answer of GET /crm-object-schemas; what has no objectTypeId is left out."""
    items = items_of(answer)
    if isinstance(items, Denied):
        return items
    return tuple(_custom_object(item) for item in items if item.get("objectTypeId"))


def find_custom(name: str, objects: Iterable[ObjectSchema]) -> ObjectSchema | None:
    """The first one that has this name or label."""
    return next((one for one in objects if one.is_called(name)), None)


def _custom_object(item: Item) -> ObjectSchema:
    labels = item.get("labels")
    labels = labels if isinstance(labels, dict) else {}
    required = item.get("requiredProperties")
    type_id = str(item["objectTypeId"])
    return ObjectSchema(
        type_id,
        type_id=type_id,
        own_name=str(item.get("name") or ""),
        full_name=str(item.get("fullyQualifiedName") or ""),
        singular=str(labels.get("singular") or ""),
        plural=str(labels.get("plural") or ""),
        required=tuple(map(str, required)) if isinstance(required, list) else (),
    )
