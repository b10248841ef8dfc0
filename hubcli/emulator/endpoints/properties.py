"""Properties of object types (api.md, section 4)."""

from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_objects, as_text
from hubcli.emulator.calls import Call, resource_not_found
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.results import Batch
from hubcli.emulator.world import World

_MOST_UNIQUE: Final = 10
_FIELD_TYPES: Final = {
    "bool": {"booleancheckbox", "calculation_equation"},
    "enumeration": {"booleancheckbox", "checkbox", "radio", "select", "calculation_equation"},
    "date": {"date"},
    "datetime": {"date"},
    "number": {"number", "calculation_equation"},
    "string": {"text", "textarea", "html", "phonenumber", "file", "calculation_equation"},
    "phone_number": {"phonenumber"},
}
_SETTABLE: Final = (
    "label", "type", "fieldType", "description", "groupName", "displayOrder", "hidden", "formField",
    "numberDisplayHint", "textDisplayHint", "showCurrencySymbol", "currencyPropertyName", "calculationFormula",
)  # fmt: skip


def listed(call: Call) -> Answer:
    """Give all properties of an object type; there is no paging."""
    archived = call.flag("archived")
    found = call.world.portal.definitions(call.kind).values()
    return Answer(200, {"results": [p for p in found if bool(p.get("archived")) == archived]})


def single(call: Call) -> Answer:
    """Give one property."""
    return Answer(200, _found(call, call.params["property"]))


def created(call: Call) -> Answer:
    """Make a property."""
    definition = new_definition(
        call.json("name", "label", "type", "fieldType", "groupName"), call.world
    )
    _add(call.world, call.kind, definition)
    call.world.portal_changed()
    return Answer(201, definition)


def changed(call: Call) -> Answer:
    """Change a property's definition."""
    definition = _found(call, call.params["property"])
    body = call.json()
    definition |= {key: body[key] for key in _SETTABLE if key in body}
    if "options" in body:
        definition["options"] = read_options(body["options"])
    definition["updatedAt"] = iso(milliseconds(call.world.clock))
    call.world.portal_changed()
    return Answer(200, definition)


def archived(call: Call) -> Answer:
    """Take a property away; those of HubSpot stay (text invented)."""
    definition = _found(call, call.params["property"])
    if definition.get("hubspotDefined"):
        raise RefusedError(
            Problem(
                400, f"Property {definition['name']} is defined by HubSpot and can't be deleted"
            )
        )
    del call.world.portal.definitions(call.kind)[str(definition["name"])]
    call.world.portal_changed()
    return Answer(204)


def batch_created(call: Call) -> Answer:
    """Make several properties."""
    world, kind = call.world, call.kind
    batch = Batch(milliseconds(world.clock))
    for data in as_objects(
        call.json("inputs")["inputs"], "name", "label", "type", "fieldType", "groupName"
    ):
        try:
            definition = new_definition(data, world)
            _add(world, kind, definition)
            batch.results.append(definition)
        except RefusedError as error:
            batch.errors.append(error.problem.element(None, live=world.live))
    world.portal_changed()
    return Answer(207 if batch.errors else 201, batch.body(world))


def batch_read(call: Call) -> Answer:
    """Give several properties."""
    world, batch = call.world, Batch(milliseconds(call.world.clock))
    known = world.portal.definitions(call.kind)
    for data in as_objects(call.json("inputs")["inputs"], "name"):
        name = as_text(data["name"])
        if name in known:
            batch.results.append(known[name])
        else:
            problem = Problem(
                404, f"Property {name} does not exist", "OBJECT_NOT_FOUND", context={"name": [name]}
            )
            batch.errors.append(problem.element(None, live=world.live))
    return Answer(207 if batch.errors else 200, batch.body(world))


def groups(call: Call) -> Answer:
    """Give the groups of an object type's properties."""
    return Answer(200, {"results": call.world.portal.groups.get(call.kind.name, [])})


def new_definition(body: Json, world: World) -> Json:
    """Write a property of one's own as it will be answered."""
    name, kind, field = (as_text(body[key]) for key in ("name", "type", "fieldType"))
    if kind not in _FIELD_TYPES:
        raise RefusedError(Problem(400, f"Invalid property type: {kind}"))
    if field not in _FIELD_TYPES[kind]:
        raise RefusedError(Problem(400, f"The field type {field} does not fit the type {kind}"))
    now = iso(milliseconds(world.clock))
    definition: Json = {
        "updatedAt": now, "createdAt": now, "name": name.lower(), "description": "", "groupName": "",
        "options": read_options(body.get("options")), "displayOrder": -1, "calculated": field == "calculation_equation",
        "externalOptions": bool(body.get("externalOptions")), "archived": False,
        "hasUniqueValue": bool(body.get("hasUniqueValue")), "hidden": False, "formField": False,
        "modificationMetadata": {
            "archivable": True, "readOnlyDefinition": False, "readOnlyOptions": False,
            "readOnlyValue": field == "calculation_equation",
        },
        "dataSensitivity": body.get("dataSensitivity") or "non_sensitive", "createdUserId": "9100001",
        "updatedUserId": "9100001",
    }  # fmt: skip
    return definition | {key: body[key] for key in _SETTABLE if body.get(key) is not None}


def read_options(data: object) -> list[Json]:
    """Read options as a request gives them."""
    return [
        {
            "label": as_text(option["label"]),
            "value": as_text(option["value"]),
            "description": as_text(option.get("description")),
            "displayOrder": place,
            "hidden": option.get("hidden") is True,
        }
        for place, option in enumerate(as_objects(data, "label", "value"))
    ]


def _add(world: World, kind: ObjectType, definition: Json) -> None:
    known, name = world.portal.definitions(kind), str(definition["name"])
    if name in known:
        raise RefusedError(
            Problem(
                409,
                f"A property named '{name}' already exists.",
                "OBJECT_ALREADY_EXISTS",
                subcategory="Properties.PROPERTY_WITH_NAME_EXISTS",
            )
        )
    _require_group(world, kind, str(definition["groupName"]))
    if definition["hasUniqueValue"]:
        _allow_unique(world, kind)
    known[name] = definition


def _require_group(world: World, kind: ObjectType, name: str) -> None:
    """Refuse a group that the object type does not have (text invented)."""
    groups = [group["name"] for group in world.portal.groups.get(kind.name, ())]
    if groups and name not in groups:
        raise RefusedError(Problem(400, f"Property group {name} does not exist"))


def _allow_unique(world: World, kind: ObjectType) -> None:
    """Refuse a unique property where there can be none, or no more (api.md, section 4.4; texts invented)."""
    if not kind.may_be_unique:
        raise RefusedError(
            Problem(400, f"Unique properties are not supported for object type {kind.type_id}")
        )
    if len(list(world.portal.unique_properties(kind))) >= _MOST_UNIQUE:
        raise RefusedError(
            Problem(
                400, f"No more than {_MOST_UNIQUE} unique properties are allowed per object type"
            )
        )


def _found(call: Call, name: str) -> Json:
    definition = call.world.portal.definitions(call.kind).get(name)
    if definition is None:
        raise resource_not_found()
    return definition
