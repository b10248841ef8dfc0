"""One record at a time, and lists of them (api.md, section 7)."""

from typing import Final
from urllib.parse import urlencode

from hubcli.emulator.answers import Answer
from hubcli.emulator.calls import Call, object_type
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.creating import create
from hubcli.emulator.links import End
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.reading import RECORD_ID, find_one
from hubcli.emulator.records import Record
from hubcli.emulator.results import history, shown
from hubcli.emulator.targets import record_id
from hubcli.emulator.updating import update
from hubcli.emulator.world import World

_PAGE: Final = 10
_LARGEST_PAGE: Final = 100


def single(call: Call) -> Answer:
    """Give one record, by id or by a unique property."""
    kind, id_property = call.kind, call.query.get("idProperty", "")
    record = find_one(
        call.world, kind, call.params["record"], id_property, archived=call.flag("archived")
    )
    return Answer(200, _shown(call, kind, record))


def listed(call: Call) -> Answer:
    """Give a page of records."""
    limit = call.number("limit", _PAGE)
    if not 0 < limit <= _LARGEST_PAGE:
        raise RefusedError(Problem(400, f"Invalid value for query parameter limit: {limit}"))
    kind, after = call.kind, call.number("after", 0)
    found = call.world.records.page(kind.type_id, after, limit + 1, archived=call.flag("archived"))
    body: Json = {"results": [_shown(call, kind, record) for record in found[:limit]]}
    if len(found) > limit:
        last = str(found[limit - 1].id)
        query = urlencode(
            [*((k, v) for k, v in call.query.multi_items() if k != "after"), ("after", last)]
        )
        body["paging"] = {"next": {"after": last, "link": f"{call.address}?{query}"}}
    return Answer(200, body)


def created(call: Call) -> Answer:
    """Create one record."""
    batch = create(call.world, call.rules, [call.json("properties")], single=True)
    return Answer(201, batch.results[0])


def changed(call: Call) -> Answer:
    """Change one record."""
    kind, id_property = call.kind, call.query.get("idProperty", "")
    record = find_one(call.world, kind, call.params["record"], id_property)
    data = {**call.json("properties"), "id": str(record.id), "idProperty": ""}
    return Answer(200, update(call.world, call.rules, [data], single=True).results[0])


def archived(call: Call) -> Answer:
    """Put one record into the recycling bin; one that is not there is no error."""
    number = record_id(call.params["record"])
    if number is not None:
        with call.world.database.transaction():
            call.world.records.archive(call.kind.type_id, [number], milliseconds(call.world.clock))
    return Answer(204)


def _shown(call: Call, kind: ObjectType, record: Record) -> Json:
    asked, past = call.names("properties"), call.names("propertiesWithHistory")
    always = (kind.created, kind.modified, RECORD_ID) if asked else kind.shown
    result = shown(record, kind, call.world, dict.fromkeys([*asked, *past, *always]))
    if past:
        changes = call.world.records.history(kind.type_id, record)
        result["propertiesWithHistory"] = {
            name: history(changes[name]) for name in past if name in changes
        }
    wanted = [object_type(call.world, name) for name in call.names("associations")]
    if wanted:
        found = {target.name: _associated(call.world, kind, record, target) for target in wanted}
        result["associations"] = {
            name: {"results": links} for name, links in found.items() if links
        }
    return result


def _associated(world: World, kind: ObjectType, record: Record, target: ObjectType) -> list[Json]:
    """Write associations as reads of a record have them, one for each type."""
    primary = any(
        r.kind == "primary" for r in world.links.relations.between(kind.type_id, target.type_id)
    )
    names = {"primary": "", "unlabeled": "_unlabeled" if primary else ""}
    pair = f"{kind.singular}_to_{target.singular}"
    return [
        {
            "id": str(linked.id),
            "type": relation.name or pair + names.get(relation.kind, f"_{relation.kind}"),
        }
        for linked in world.links.of(End(kind.type_id, record.id), target.type_id)
        for relation in linked.relations
    ]
