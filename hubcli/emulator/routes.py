"""The table of endpoints, and the order in which each checks a call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hubcli.emulator.access import allows, forbidden
from hubcli.emulator.answers import Answer
from hubcli.emulator.calls import Call, Handler, object_type
from hubcli.emulator.endpoints import (
    account,
    associations,
    batches,
    labels,
    objects,
    owners,
    pipelines,
    properties,
    schemas,
    search,
)
from hubcli.emulator.problems import RefusedError
from hubcli.emulator.world import World

Scopes = Callable[[Call], Iterable[str]]


def _read(call: Call) -> Iterable[str]:
    return call.kind.scopes(write=False)


def _write(call: Call) -> Iterable[str]:
    return call.kind.scopes(write=True)


def _read_schema(call: Call) -> Iterable[str]:
    return {*call.kind.scopes(write=False), *call.kind.schema_scopes(write=False)}


def _write_schema(call: Call) -> Iterable[str]:
    return call.kind.schema_scopes(write=True)


def _read_custom(_: Call) -> Iterable[str]:
    return {"crm.schemas.custom.read", "crm.schemas.custom.write"}


def _write_custom(_: Call) -> Iterable[str]:
    return {"crm.schemas.custom.write"}


def _read_owners(_: Call) -> Iterable[str]:
    return {"crm.objects.owners.read"}


def _free(_: Call) -> Iterable[str]:
    return ()


_OBJECTS: Final = "/objects/{object_type}"
_RECORD: Final = _OBJECTS + "/{record}"
_PAIR: Final = "/associations/{object_type}/{to_type}"
_PROPERTIES: Final = "/properties/{object_type}"
_PIPELINES: Final = "/pipelines/{object_type}"
_PIPELINE: Final = _PIPELINES + "/{pipeline}"
_TABLE: Final[tuple[tuple[str, str, Handler, Scopes], ...]] = (
    ("POST", _OBJECTS + "/batch/create", batches.batch_create, _write),
    ("POST", _OBJECTS + "/batch/read", batches.batch_read, _read),
    ("POST", _OBJECTS + "/batch/update", batches.batch_update, _write),
    ("POST", _OBJECTS + "/batch/upsert", batches.batch_upsert, _write),
    ("POST", _OBJECTS + "/batch/archive", batches.batch_archive, _write),
    ("POST", _OBJECTS + "/search", search.search, _read),
    ("GET", _OBJECTS, objects.listed, _read),
    ("POST", _OBJECTS, objects.created, _write),
    ("GET", _RECORD, objects.single, _read),
    ("PATCH", _RECORD, objects.changed, _write),
    ("DELETE", _RECORD, objects.archived, _write),
    (
        "PUT",
        _RECORD + "/associations/default/{to_type}/{to_record}",
        associations.put_default,
        _write,
    ),
    ("GET", _RECORD + "/associations/{to_type}", associations.listed, _read),
    ("PUT", _RECORD + "/associations/{to_type}/{to_record}", associations.put, _write),
    ("DELETE", _RECORD + "/associations/{to_type}/{to_record}", associations.deleted, _write),
    ("POST", _PAIR + "/batch/create", associations.batch_create, _write),
    ("POST", _PAIR + "/batch/associate/default", associations.batch_default, _write),
    ("POST", _PAIR + "/batch/read", associations.batch_read, _read),
    ("POST", _PAIR + "/batch/archive", associations.batch_archive, _write),
    ("POST", _PAIR + "/batch/labels/archive", associations.batch_labels_archive, _write),
    ("GET", _PAIR + "/labels", labels.listed, _read),
    ("POST", _PAIR + "/labels", labels.created, _write_schema),
    ("PUT", _PAIR + "/labels", labels.changed, _write_schema),
    ("DELETE", _PAIR + "/labels/{type_id}", labels.deleted, _write_schema),
    ("POST", _PROPERTIES + "/batch/create", properties.batch_created, _write_schema),
    ("POST", _PROPERTIES + "/batch/read", properties.batch_read, _read_schema),
    ("GET", _PROPERTIES + "/groups", properties.groups, _read_schema),
    ("GET", _PROPERTIES, properties.listed, _read_schema),
    ("POST", _PROPERTIES, properties.created, _write_schema),
    ("GET", _PROPERTIES + "/{property}", properties.single, _read_schema),
    ("PATCH", _PROPERTIES + "/{property}", properties.changed, _write_schema),
    ("DELETE", _PROPERTIES + "/{property}", properties.archived, _write_schema),
    ("GET", _PIPELINES, pipelines.listed, _read_schema),
    ("POST", _PIPELINES, pipelines.created, _write_schema),
    ("GET", _PIPELINE, pipelines.single, _read_schema),
    ("GET", _PIPELINE + "/stages", pipelines.stages, _read_schema),
    ("POST", _PIPELINE + "/stages", pipelines.stage_created, _write_schema),
    ("GET", _PIPELINE + "/stages/{stage}", pipelines.stage, _read_schema),
    ("GET", "/owners", owners.listed, _read_owners),
    ("GET", "/owners/{owner}", owners.single, _read_owners),
    ("GET", "/schemas", schemas.listed, _read_custom),
    ("POST", "/schemas", schemas.created, _write_custom),
    ("GET", "/schemas/{object_type}", schemas.single, _read_custom),
    ("DELETE", "/schemas/{object_type}", schemas.deleted, _write_custom),
    ("GET", "/account/details", account.details, _free),
    ("GET", "/account/api-usage/daily/private-apps", account.usage, _free),
    ("POST", "/oauth/private-apps/get/access-token-info", account.token_info, _free),
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One handler behind the checks that come before it: object type, then scope (api.md, section 12)."""

    world: World
    handler: Handler
    scopes: Scopes

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        raw = await request.body()
        call = Call(
            world=self.world,
            version=request.state.version,
            params=request.path_params,
            query=request.query_params,
            raw=raw,
            address=str(request.base_url).rstrip("/") + request.state.path,
            token=request.state.token,
        )
        return self._answer(call, request).response()

    def _answer(self, call: Call, request: Request) -> Answer:
        try:
            self._check(call)
            return self.handler(call)
        except RefusedError as error:
            body = error.problem.body(request.state.correlation, live=self.world.live)
            return Answer(error.problem.status, body)

    def _check(self, call: Call) -> None:
        for key in ("object_type", "to_type"):
            if key in call.params:
                object_type(self.world, call.params[key])
        scopes = self.scopes(call)
        if not allows(call.token, scopes):
            raise RefusedError(forbidden(scopes))


def routes(world: World) -> list[Route]:
    """Make the routes of one emulator."""
    return [
        Route(path, Endpoint(world, handler, scopes).answer, methods=[method])
        for method, path, handler, scopes in _TABLE
    ]
