"""Records and batches as answers show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.drafts import Draft
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem
from hubcli.emulator.records import Change, Record
from hubcli.emulator.world import World


@dataclass(slots=True)
class Batch:
    """What became of the inputs of one request."""

    started: int
    results: list[Json] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)

    def body(self, world: World) -> Json:
        """Write the body of a batch answer (api.md, section 1.2)."""
        body: Json = {"status": "COMPLETE", "results": self.results}
        if self.errors:
            body |= {"numErrors": len(self.errors), "errors": self.errors}
        return {
            **body,
            "startedAt": iso(self.started),
            "completedAt": iso(milliseconds(world.clock)),
        }


def shown(
    record: Record, kind: ObjectType, world: World, names: Iterable[str] | None = None
) -> Json:
    """Write a record with all of its properties or those named, sorted by name (api.md, section 1.3)."""
    properties: dict[str, str | None] = dict(record.properties)
    if names is not None:
        missing = dict.fromkeys(names) if world.live else {}
        properties = missing | {
            name: record.properties[name] for name in names if name in record.properties
        }
    result: Json = {
        "id": str(record.id),
        "properties": dict(sorted(properties.items())),
        "createdAt": iso(record.created),
        "updatedAt": iso(record.updated),
        "archived": record.archived is not None,
        "url": world.account.record_url(kind.type_id, record.id),
    }
    if record.archived is not None:
        result["archivedAt"] = iso(record.archived)
    return result


def written(draft: Draft, result: Json, world: World) -> Json:
    """Add what an answer to a write may say of its input."""
    if world.switches.echo_trace_ids and draft.trace_id is not None:
        result["objectWriteTraceId"] = draft.trace_id
    if draft.warnings:
        result["warnings"] = draft.warnings
    return result


def history(changes: Sequence[Change]) -> list[Json]:
    """Write a property's values of the past, the latest first."""
    return [
        {
            "value": c.value,
            "timestamp": iso(c.at),
            "sourceType": c.source.type,
            "sourceId": c.source.id,
            **({} if c.source.user is None else {"updatedByUserId": c.source.user}),
        }
        for c in changes
    ]


def not_found(kind: ObjectType, ids: Sequence[str]) -> Problem:
    """Say which records of a batch are not there (api.md, section 2.9)."""
    message = f"Could not get some {kind.word} objects, they may be deleted or not exist. Check that ids are valid."
    return Problem(404, message, "OBJECT_NOT_FOUND", context={"ids": list(ids)})
