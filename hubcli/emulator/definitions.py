"""Property definitions: the shape that `GET properties` answers, made from the short form of the data files."""

from collections.abc import Mapping
from typing import Final

from hubcli.emulator.problems import Json

_HINTS: Final = (
    "numberDisplayHint",
    "textDisplayHint",
    "showCurrencySymbol",
    "referencedObjectType",
    "dataSensitivity",
)
_BORN: Final = "2020-06-30T15:57:37.256Z"
BOOLEAN_OPTIONS: Final = (("true", "Yes"), ("false", "No"))


def expand(short: Mapping[str, object]) -> Json:
    """Write a property of the data files as HubSpot answers it (api.md, section 4.1)."""
    calculated, read_only = bool(short.get("calculated")), bool(short.get("readOnly"))
    full: Json = {
        "updatedAt": _BORN,
        "createdAt": _BORN,
        "name": short["name"],
        "label": short["label"],
        "type": short["type"],
        "fieldType": short["fieldType"],
        "description": short.get("description", ""),
        "groupName": short["groupName"],
        "options": options(short),
        "displayOrder": -1,
        "calculated": calculated,
        "externalOptions": bool(short.get("externalOptions")),
        "archived": False,
        "hasUniqueValue": bool(short.get("hasUniqueValue")),
        "hidden": False,
        "hubspotDefined": True,
        "modificationMetadata": {
            "archivable": True,
            "readOnlyDefinition": True,
            "readOnlyOptions": calculated or read_only,
            "readOnlyValue": calculated or read_only,
        },
        "formField": not (calculated or read_only),
        "dataSensitivity": "non_sensitive",
    }
    return full | {key: short[key] for key in _HINTS if key in short}


def options(short: Mapping[str, object]) -> list[Json]:
    """Write the options of a short form, `[value, label]` each."""
    pairs = short.get("options")
    if not isinstance(pairs, list):
        pairs = list(BOOLEAN_OPTIONS) if short["type"] == "bool" else []
    return [
        {"label": label, "value": value, "description": "", "displayOrder": place, "hidden": False}
        for place, (value, label) in enumerate(pairs)
    ]


def read_only(definition: Mapping[str, object]) -> bool:
    """Tell whether HubSpot refuses values for it (api.md, section 4.1)."""
    metadata = definition.get("modificationMetadata")
    locked = isinstance(metadata, dict) and bool(metadata.get("readOnlyValue"))
    return locked or bool(definition.get("calculated"))


def option_values(definition: Mapping[str, object]) -> list[Json]:
    """Give the options, as they are answered."""
    found = definition.get("options")
    return found if isinstance(found, list) else []
