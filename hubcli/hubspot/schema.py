"""An object type's properties as the portal has them (api.md 4.1)."""

from collections.abc import Mapping
from typing import Any

from hubcli.core.schema import ObjectSchema, Option, Property


def schema_of(object_name: str, data: Mapping[str, Any]) -> ObjectSchema:
    """The answer of GET /crm/properties as a schema; what can't be read of it is left out."""
    results = data.get("results")
    found = (
        [_property(item) for item in results if isinstance(item, dict) and item.get("name")]
        if isinstance(results, list)
        else []
    )
    return ObjectSchema(object_name, {prop.name: prop for prop in found})


def _property(item: Mapping[str, Any]) -> Property:
    metadata = item.get("modificationMetadata")
    read_only = bool(item.get("calculated")) or (
        isinstance(metadata, dict) and bool(metadata.get("readOnlyValue"))
    )
    options = () if item.get("externalOptions") else item.get("options") or ()
    return Property(
        name=str(item["name"]),
        label=str(item.get("label") or ""),
        type=str(item.get("type") or "string"),
        field_type=str(item.get("fieldType") or ""),
        options=tuple(
            Option(str(option["value"]), str(option.get("label") or ""))
            for option in options
            if isinstance(option, dict) and "value" in option
        ),
        unique=bool(item.get("hasUniqueValue")),
        read_only=read_only,
    )
