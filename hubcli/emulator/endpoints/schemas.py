"""Custom objects (api.md, section 6)."""

from dataclasses import asdict
from typing import Final, cast

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_object, as_objects, as_text, as_texts
from hubcli.emulator.calls import Call, object_type, resource_not_found
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.default_portal import default_document, new_group
from hubcli.emulator.endpoints.properties import new_definition
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.relations import Relation

_FIRST_TYPE_ID: Final = 40_000_000
_ACTIVITIES: Final = ("0-27", "0-46", "0-47", "0-48", "0-49")
"""Tasks, notes, meetings, calls and emails can be associated with every custom object."""


def listed(call: Call) -> Answer:
    """Give all custom objects."""
    kinds = [kind for kind in call.world.portal.objects.values() if kind.is_custom]
    return Answer(
        200,
        {"results": [_shown(call, kind) for kind in kinds] if not call.flag("archived") else []},
    )


def single(call: Call) -> Answer:
    """Give one custom object."""
    if not call.kind.is_custom:
        raise resource_not_found()
    return Answer(200, _shown(call, call.kind))


def created(call: Call) -> Answer:
    """Make a custom object."""
    body = call.json("name", "labels", "properties")
    kind = _new_kind(call, body)
    portal = call.world.portal
    if portal.find(kind.name) is not None:
        raise RefusedError(
            Problem(
                409,
                f"An object type named '{body['name']}' already exists.",
                "OBJECT_ALREADY_EXISTS",
            )
        )
    given = [
        new_definition({**data, "groupName": kind.group}, call.world)
        for data in as_objects(body["properties"], "name", "label", "type", "fieldType")
    ]
    targets = [object_type(call.world, name) for name in as_texts(body.get("associatedObjects"))]
    portal.add_object(kind)
    portal.properties[kind.name] = {str(p["name"]): p for p in [*_common(kind), *given]}
    portal.groups[kind.name] = [new_group(kind.group, str(body["name"]))]
    for type_id in dict.fromkeys([*(target.type_id for target in targets), *_ACTIVITIES]):
        _relate(call, kind, type_id)
    call.world.portal_changed()
    return Answer(201, _shown(call, kind))


def deleted(call: Call) -> Answer:
    """Take a custom object away, unless it has records (text invented)."""
    kind, portal = call.kind, call.world.portal
    if not kind.is_custom:
        raise resource_not_found()
    if call.world.records.count(kind.type_id):
        raise RefusedError(Problem(400, f"The object type {kind.name} still has records"))
    portal.remove_object(kind)
    portal.properties.pop(kind.name, None)
    portal.groups.pop(kind.name, None)
    for relation in [r for r in portal.relations if kind.type_id in (r.source, r.target)]:
        portal.relations.remove(relation)
    call.world.portal_changed()
    return Answer(204)


def _new_kind(call: Call, body: Json) -> ObjectType:
    name = as_text(body["name"])
    known = [k.type_id for k in call.world.portal.objects.values() if k.is_custom]
    number = max((int(type_id.removeprefix("2-")) for type_id in known), default=_FIRST_TYPE_ID) + 1
    required, now = as_texts(body.get("requiredProperties")), iso(milliseconds(call.world.clock))
    labels = {
        key: as_text(text) for key, text in as_object(body["labels"]).items() if text is not None
    }
    schema: Json = {
        "id": str(number), "name": name, "labels": labels, "createdAt": now, "updatedAt": now,
        "requiredProperties": required, "searchableProperties": as_texts(body.get("searchableProperties")),
        "secondaryDisplayProperties": as_texts(body.get("secondaryDisplayProperties")),
        "allowsSensitiveProperties": body.get("allowsSensitiveProperties") is True, "archived": False,
    }  # fmt: skip
    if body.get("primaryDisplayProperty") is not None:
        schema["primaryDisplayProperty"] = as_text(body["primaryDisplayProperty"])
    return ObjectType(
        name=f"p{call.world.account.portal_id}_{name}", type_id=f"2-{number}", singular=name.lower(), word=name,
        group=f"{name.lower()}_information", created="hs_createdate", modified="hs_lastmodifieddate",
        shown=("hs_createdate", "hs_lastmodifieddate", "hs_object_id"), required=tuple(required),
        write_scopes=("crm.objects.custom.write",), schema=schema,
    )  # fmt: skip


def _common(kind: ObjectType) -> list[Json]:
    """Give the properties that every object has, as notes have them."""
    notes = cast("dict[str, list[Json]]", default_document()["properties"])["notes"]
    own = {
        "hs_note_body",
        "hs_timestamp",
        "hs_attachment_ids",
        "hs_activity_type",
        "hs_internal_notes",
    }
    return [{**p, "groupName": kind.group} for p in notes if p["name"] not in own]


def _relate(call: Call, kind: ObjectType, type_id: str) -> None:
    relations = call.world.portal.relations
    first = relations.new_id()
    forward = Relation(kind.type_id, type_id, "USER_DEFINED", first, "unlabeled", None, first + 1)
    relations.add(forward)
    relations.add(
        Relation(type_id, kind.type_id, "USER_DEFINED", first + 1, "unlabeled", None, first)
    )


def _shown(call: Call, kind: ObjectType) -> Json:
    portal = call.world.portal
    related = [
        asdict(r) for r in portal.relations if r.source == kind.type_id and r.kind == "unlabeled"
    ]
    return {
        **(kind.schema or {}),
        "objectTypeId": kind.type_id,
        "fullyQualifiedName": kind.name,
        "properties": list(portal.definitions(kind).values()),
        "associations": [
            {
                "id": str(r["type_id"]),
                "fromObjectTypeId": r["source"],
                "toObjectTypeId": r["target"],
            }
            for r in related
        ],
    }
