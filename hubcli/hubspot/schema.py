"""An object type as the portal has it: its properties (api.md 4.1), and what is needed to create one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hubcli.core.objects import OBJECT_TYPES
from hubcli.core.required import REQUIRED, REQUIRED_ANY, pipeline_properties
from hubcli.core.schema import External, ObjectSchema, Option, Property
from hubcli.hubspot.reading import Item, Reading, in_order, items_of
from hubcli.hubspot.reads import Denied

_OWNER = "hubspot_owner_id"
_KINDS = {kind.name: kind for kind in OBJECT_TYPES}


def read_object(
    reading: Reading, name: str, custom: ObjectSchema | None = None
) -> ObjectSchema | Denied:
    """An object type by its name in paths; `custom` is what its schema says of it, where it has one."""
    answer = reading.get(reading.paths.properties(name))
    if isinstance(answer, Denied):
        return answer
    items = items_of(answer)
    return items if isinstance(items, Denied) else schema_of(name, answer, custom)


def schema_of(
    object_name: str, data: Mapping[str, Any], custom: ObjectSchema | None = None
) -> ObjectSchema:
    """The answer of GET /crm/properties as a schema; what can't be read of it is left out."""
    items = items_of(data)
    found = [] if isinstance(items, Denied) else [one for one in items if one.get("name")]
    properties = {str(one["name"]): _property(one, object_name) for one in found}
    if custom:
        return replace(custom, object=object_name, properties=properties)
    kind = _KINDS.get(object_name)
    return ObjectSchema(
        object_name,
        properties,
        type_id=(kind.type_id if kind else None) or _type_id(object_name),
        singular=_label(kind.singular) if kind else "",
        plural=_label(kind.name) if kind else "",
        required=REQUIRED.get(object_name, ()),
        required_any=REQUIRED_ANY.get(object_name, ()),
    )


def _type_id(name: str) -> str:
    return name if name[:2] in {"0-", "2-"} else ""


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _property(item: Item, object_name: str) -> Property:
    metadata = item.get("modificationMetadata")
    locked = isinstance(metadata, dict) and bool(metadata.get("readOnlyValue"))
    calculated = bool(item.get("calculated"))
    external = _external(item, object_name)
    return Property(
        name=str(item["name"]),
        label=str(item.get("label") or ""),
        type=str(item.get("type") or "string"),
        field_type=str(item.get("fieldType") or ""),
        options=() if external else _options(item.get("options")),
        unique=bool(item.get("hasUniqueValue")),
        read_only=calculated or locked,
        external=external,
        group=str(item.get("groupName") or ""),
        calculated=calculated,
        hubspot_defined=bool(item.get("hubspotDefined")),
    )


def _external(item: Item, object_name: str) -> External | None:
    """Where the options are that are not among its own (api.md 4.1, 4.3 and 11.16)."""
    if item.get("type") != "enumeration":
        return None
    pipeline, stage = pipeline_properties(object_name)
    match item.get("name"):
        case name if name == pipeline:
            return External.PIPELINE
        case name if name == stage:
            return External.STAGE
        case name if name == _OWNER or item.get("referencedObjectType") == "OWNER":
            return External.OWNER
    return External.OTHER if item.get("externalOptions") else None


def _options(options: object) -> tuple[Option, ...]:
    items = (
        [one for one in options if isinstance(one, dict) and "value" in one]
        if isinstance(options, list)
        else []
    )
    return tuple(
        Option(str(one["value"]), str(one.get("label") or ""), hidden=bool(one.get("hidden")))
        for one in in_order(items)
    )
