"""Finding records by what a request names them by."""

from collections.abc import Sequence
from typing import Final

from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Problem, RefusedError
from hubcli.emulator.records import Claim, Record
from hubcli.emulator.targets import record_id
from hubcli.emulator.unique import EMAIL
from hubcli.emulator.world import World

RECORD_ID: Final = "hs_object_id"


def find(
    world: World,
    kind: ObjectType,
    names: Sequence[str],
    id_property: str = "",
    *,
    archived: bool = False,
) -> dict[str, Record]:
    """Find records by id or by a unique property, under the name that the request gave."""
    if id_property in {"", RECORD_ID}:
        numbers = {name: number for name in names if (number := record_id(name)) is not None}
    else:
        require_unique(world, kind, id_property, "read")
        keys = {name: Claim(id_property, normal(kind, id_property, name)) for name in names}
        held = world.records.holders(kind.type_id, keys.values())
        numbers = {name: held[claim] for name, claim in keys.items() if claim in held}
    found = {
        r.id: r for r in world.records.get(kind.type_id, list(numbers.values()), archived=archived)
    }
    return {name: found[number] for name, number in numbers.items() if number in found}


def find_one(
    world: World, kind: ObjectType, name: str, id_property: str = "", *, archived: bool = False
) -> Record:
    """Find the one record that a path names, or refuse (api.md, section 2.6)."""
    found = find(world, kind, [name], id_property, archived=archived)
    if name in found:
        return found[name]
    if id_property in {"", RECORD_ID} and record_id(name) is None:
        message = "Object not found.  objectId are usually numeric."
        raise RefusedError(Problem(404, message, "OBJECT_NOT_FOUND", context={"id": [name]}))
    raise RefusedError(Problem(404, "resource not found", "OBJECT_NOT_FOUND"))


def require_unique(world: World, kind: ObjectType, name: str, doing: str) -> None:
    """Refuse to name records by a property whose values are not unique (api.md, section 7.1)."""
    if name == EMAIL and kind.name == "contacts" and EMAIL in world.portal.definitions(kind):
        return
    if name not in world.portal.unique_properties(kind):
        raise RefusedError(
            Problem(400, f"Unable to perform {doing} by non-unique {kind.type_id} property {name}")
        )


def normal(kind: ObjectType, name: str, value: str) -> str:
    """Write a value as it is compared: e-mails trimmed and in lower case (api.md, section 4.4)."""
    return value.strip().lower() if name == EMAIL and kind.name == "contacts" else value
