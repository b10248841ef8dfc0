"""Object types, properties and pipelines as a lock has them, in the form of a portal document."""

from typing import Final

from hubcli.emulator.default_portal import BORN, full_pipelines
from hubcli.emulator.definitions import expand
from hubcli.emulator.lock_file import Node
from hubcli.emulator.problems import Json

_EXTERNAL: Final = ("OWNER", "PIPELINE", "STAGE", "OTHER")
_USUAL: Final = ("hs_pipeline", "hs_pipeline_stage")
_ALWAYS: Final = "hs_object_id"


def object_type(key: str, node: Node, known: Json | None) -> Json:
    """Write an object type; `known` is HubSpot's own one of that name.

    What HubSpot requires of its own objects (api.md, section 4.5) stays required.
    """
    required, some = node.texts("required"), node.texts("requiredAny")
    if known is not None:
        return {
            **known,
            "required": list(dict.fromkeys([*_texts(known, "required"), *required])),
            "requiredAny": some or _texts(known, "requiredAny"),
        }
    schema = _schema(key, node) if key.startswith("2-") else None
    name = node.get("fullyQualifiedName", key).text() if schema else key
    short = node.get("name", name).text()
    staged = [one for one in _USUAL if one in node.need("properties").fields()]
    return {
        "name": name,
        "typeId": key if schema else node.need("objectTypeId").text(),
        "singular": short.lower() if schema else key.removesuffix("s"),
        "word": short if schema else key.removesuffix("s").upper(),
        "group": f"{short.lower()}_information",
        "created": "hs_createdate",
        "modified": "hs_lastmodifieddate",
        "shown": ["hs_createdate", "hs_lastmodifieddate", _ALWAYS],
        "required": required,
        "requiredAny": some,
        "writeScopes": [f"crm.objects.{'custom' if schema else key}.write"],
        "pipeline": _USUAL[0] if len(staged) == len(_USUAL) else None,
        "stage": _USUAL[1] if len(staged) == len(_USUAL) else None,
        "schema": schema,
    }


def _schema(key: str, node: Node) -> Json:
    """Write a custom object's schema; what a lock does not hold of it is empty."""
    found = {name: node.get(name, "").text() for name in ("singular", "plural")}
    return {
        "id": key.removeprefix("2-"),
        "name": node.get("name", node.get("fullyQualifiedName", key).text()).text(),
        "labels": {name: label for name, label in found.items() if label},
        "createdAt": BORN,
        "updatedAt": BORN,
        "requiredProperties": node.texts("required"),
        "searchableProperties": [],
        "secondaryDisplayProperties": [],
        "allowsSensitiveProperties": False,
        "archived": False,
    }


def properties(node: Node, kind: Json, known: dict[str, Json]) -> list[Json]:
    """Write an object type's properties; the record's id and times are there in any case."""
    given = node.need("properties").fields()
    found = {name: _definition(name, one, known.get(name, {})) for name, one in given.items()}
    for name in (_ALWAYS, str(kind["created"]), str(kind["modified"])):
        if name not in found:
            found[name] = known.get(name) or _computed(name, str(kind["group"]))
    return list(found.values())


def _computed(name: str, group: str) -> Json:
    number = name == _ALWAYS
    return expand({
        "name": name, "label": name, "type": "number" if number else "datetime",
        "fieldType": "number" if number else "date", "groupName": group, "calculated": True,
    })  # fmt: skip


def _definition(name: str, node: Node, known: Json) -> Json:
    """Write one property; descriptions and hints are those of HubSpot's own one of that name."""
    ours = node.flag("hubspotDefined")
    external = node.get("external")
    if external.value is not None and external.value not in _EXTERNAL:
        raise external.wrong(f"should be one of {', '.join(_EXTERNAL)}")
    made = expand({
        "name": name,
        "label": node.get("label", name).text(),
        "type": node.need("type").text(),
        "fieldType": node.need("fieldType").text(),
        "groupName": node.get("group", "").text(),
        "hasUniqueValue": node.flag("unique"),
        "readOnly": node.flag("readOnly"),
        "calculated": node.flag("calculated"),
        "externalOptions": external.value is not None,
        **({"referencedObjectType": "OWNER"} if external.value == "OWNER" else {}),
    })  # fmt: skip
    made["options"] = _options(node)
    if ours:
        kept = ("description", "numberDisplayHint", "textDisplayHint", "showCurrencySymbol")
        return made | {key: known[key] for key in kept if key in known}
    del made["hubspotDefined"]
    locked = made["modificationMetadata"]
    if isinstance(locked, dict):
        locked["readOnlyDefinition"] = False
    return made


def _options(node: Node) -> list[Json]:
    return [
        {
            "label": option.get("label", "").text(),
            "value": option.need("value").text(),
            "description": "",
            "displayOrder": place,
            "hidden": option.flag("hidden"),
        }
        for place, option in enumerate(node.get("options", []).items())
    ]


def groups(found: list[Json], known: list[Json]) -> list[Json]:
    """Write the groups that properties are in; the labels of those that HubSpot did not make are invented."""
    made = {str(group["name"]): group for group in known}
    names = dict.fromkeys(str(one["groupName"]) for one in found if one["groupName"])
    return [
        made.get(name)
        or {
            "name": name,
            "label": name.replace("_", " ").capitalize(),
            "displayOrder": -1,
            "archived": False,
        }
        for name in names
    ]


def pipelines(node: Node, known: list[Json]) -> list[Json]:
    """Write pipelines with their stages; a stage's metadata is that of the default portal's stage of that id."""
    metadata = {stage["id"]: stage["metadata"] for pipeline in known for stage in _stages(pipeline)}
    return full_pipelines([
        {
            "id": one.need("id").text(),
            "label": one.get("label", "").text(),
            "stages": [
                {
                    "id": stage.need("id").text(),
                    "label": stage.get("label", "").text(),
                    "metadata": metadata.get(stage.need("id").text(), {}),
                }
                for stage in one.get("stages", []).items()
            ],
        }
        for one in node.items()
    ])  # fmt: skip


def _stages(pipeline: Json) -> list[Json]:
    found = pipeline["stages"]
    return found if isinstance(found, list) else []


def _texts(data: Json, key: str) -> list[str]:
    found = data.get(key)
    return [str(one) for one in found] if isinstance(found, list) else []
