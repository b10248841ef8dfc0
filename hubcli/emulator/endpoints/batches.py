"""The batch endpoints of objects (api.md, sections 1 and 7)."""

from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_list, as_object, as_text, as_texts
from hubcli.emulator.calls import Call
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.creating import create
from hubcli.emulator.problems import Problem, RefusedError
from hubcli.emulator.reading import RECORD_ID, find
from hubcli.emulator.records import Record
from hubcli.emulator.results import Batch, history, not_found, shown
from hubcli.emulator.targets import record_id
from hubcli.emulator.updating import update, upsert
from hubcli.emulator.world import World

LARGEST: Final = 100
LARGEST_WITH_HISTORY: Final = 50


def batch_create(call: Call) -> Answer:
    """Create up to 100 records."""
    batch = create(call.world, call.rules, _inputs(call))
    return _answer(call.world, batch, call.world.switches.success_status)


def batch_update(call: Call) -> Answer:
    """Change up to 100 records."""
    return _answer(call.world, update(call.world, call.rules, _inputs(call)), 200)


def batch_upsert(call: Call) -> Answer:
    """Change or create up to 100 records."""
    return _answer(call.world, upsert(call.world, call.rules, _inputs(call)), 200)


def batch_read(call: Call) -> Answer:
    """Read up to 100 records by id or by a unique property."""
    world, kind, body = call.world, call.kind, call.json("inputs")
    batch = Batch(milliseconds(world.clock))
    past = as_texts(body.get("propertiesWithHistory"))
    inputs = _sized(as_list(body["inputs"]), LARGEST_WITH_HISTORY if past else LARGEST)
    names = list(dict.fromkeys(as_text(as_object(data, "id")["id"]) for data in inputs))
    found = find(
        world, kind, names, as_text(body.get("idProperty")), archived=call.flag("archived")
    )
    asked = as_texts(body.get("properties"))
    wanted = dict.fromkeys(
        [
            *asked,
            *past,
            *((kind.created, kind.modified, RECORD_ID) if asked or past else kind.shown),
        ]
    )
    for record in {record.id: record for record in found.values()}.values():
        result = shown(record, kind, world, wanted)
        if past:
            result["propertiesWithHistory"] = _history(world, kind.type_id, record, past)
        batch.results.append(result)
    if world.switches.shuffle:
        batch.results = world.chance.scrambled(batch.results)
    missing = [name for name in names if name not in found]
    if missing:
        batch.errors.append(not_found(kind, missing).element(None, live=world.live))
    return _answer(world, batch, 200)


def batch_archive(call: Call) -> Answer:
    """Put up to 100 records into the recycling bin; says nothing of those that are not there."""
    names = [as_text(as_object(data, "id")["id"]) for data in _inputs(call)]
    numbers = [number for name in names if (number := record_id(name)) is not None]
    with call.world.database.transaction():
        call.world.records.archive(call.kind.type_id, numbers, milliseconds(call.world.clock))
    return Answer(204)


def _history(world: World, type_id: str, record: Record, names: list[str]) -> dict[str, object]:
    past = world.records.history(type_id, record)
    return {name: history(past[name]) for name in names if name in past}


def _inputs(call: Call) -> list[object]:
    return _sized(as_list(call.json("inputs")["inputs"]), LARGEST)


def _sized(inputs: list[object], largest: int) -> list[object]:
    """Refuse too many (api.md, section 1.6) and none at all (text of another HubSpot API)."""
    if len(inputs) > largest:
        message = (
            f"The maximum number of inputs supported in a batch is {largest}. "
            "Please reduce the number of items and try again"
        )
        raise RefusedError(Problem(400, message))
    if not inputs:
        raise RefusedError(Problem(400, "Batch input provided should have at least one object."))
    return inputs


def _answer(world: World, batch: Batch, status: int) -> Answer:
    return Answer(world.switches.partial_status if batch.errors else status, batch.body(world))
