"""Pipelines and their stages (api.md, section 6)."""

import uuid
from typing import cast

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_int, as_object, as_objects, as_text
from hubcli.emulator.calls import Call, refuse_unread, resource_not_found
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.problems import Json


def listed(call: Call) -> Answer:
    """Give all pipelines of an object type."""
    return Answer(200, {"results": _all(call)})


def single(call: Call) -> Answer:
    """Give one pipeline."""
    return Answer(200, _one(_all(call), call.params["pipeline"]))


def created(call: Call) -> Answer:
    """Make a pipeline."""
    body = call.json("label", "stages")
    pipeline = _made(call, body, as_text(body.get("pipelineId")))
    pipeline["stages"] = [_stage(call, data) for data in as_objects(body["stages"], "label")]
    call.world.portal.pipelines.setdefault(call.kind.name, []).append(pipeline)
    call.world.portal_changed()
    return Answer(201, pipeline)


def stages(call: Call) -> Answer:
    """Give the stages of a pipeline."""
    return Answer(200, {"results": _stages(call)})


def stage(call: Call) -> Answer:
    """Give one stage of a pipeline."""
    return Answer(200, _one(_stages(call), call.params["stage"]))


def stage_created(call: Call) -> Answer:
    """Add a stage to a pipeline."""
    made = _stage(call, call.json("label"))
    _stages(call).append(made)
    call.world.portal_changed()
    return Answer(201, made)


def _stage(call: Call, data: Json) -> Json:
    given = as_object(data.get("metadata") or {})
    metadata = {name: as_text(value) for name, value in given.items()}
    made = _made(call, data, as_text(data.get("stageId")))
    return {**made, "metadata": metadata, "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT"}


def _made(call: Call, data: Json, wanted_id: str) -> Json:
    now = iso(milliseconds(call.world.clock))
    return {
        "id": wanted_id or str(uuid.uuid4()),
        "label": as_text(data["label"]),
        "displayOrder": as_int(data.get("displayOrder"), -1),
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }


def _all(call: Call) -> list[Json]:
    scopes = call.kind.schema_scopes(write=False)
    refuse_unread(call.world, f"pipelines/{call.kind.name}", scopes)
    return call.world.portal.pipelines.get(call.kind.name, [])


def _stages(call: Call) -> list[Json]:
    return cast("list[Json]", _one(_all(call), call.params["pipeline"])["stages"])


def _one(items: list[Json], wanted: str) -> Json:
    found = next((item for item in items if item["id"] == wanted), None)
    if found is None:
        raise resource_not_found()
    return found
