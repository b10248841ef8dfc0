"""Associations after the fact (api.md, section 5.4)."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_list, as_object, as_objects, as_text, parse
from hubcli.emulator.calls import Call, object_type
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.drafts import read_keys
from hubcli.emulator.links import End, Linked
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.relations import Relation
from hubcli.emulator.results import Batch
from hubcli.emulator.targets import record_id, wrong_relation

_LARGEST_PAGE: Final = 500
_LARGEST_READ: Final = 1_000
_LARGEST_CREATE: Final = 2_000
_LARGEST_ARCHIVE: Final = 100


class _Measure(NamedTuple):
    """How many inputs a batch may have, and the statuses of its answers (they are those of the OpenAPI file)."""

    largest: int
    status: int
    partial: int


def listed(call: Call) -> Answer:
    """Give the records that a record is associated with."""
    limit, after = call.number("limit", _LARGEST_PAGE), call.number("after", 0)
    if not 0 < limit <= _LARGEST_PAGE:
        raise RefusedError(Problem(400, f"Invalid value for query parameter limit: {limit}"))
    source, target = _end(call, call.kind, call.params["record"]), _target(call)
    found = call.world.links.of(source, target.type_id)
    return Answer(200, _page(call, "results", found, after, limit))


def put(call: Call) -> Answer:
    """Set the types of one pair."""
    keys = read_keys(parse(call.raw))
    source, target = _pair(call, call.params["record"], call.params["to_record"])
    with call.world.database.transaction():
        relations = call.world.links.connect(source, target, _relations(call, keys))
    return Answer(201, _labels_between(source, target, relations))


def put_default(call: Call) -> Answer:
    """Associate one pair without a label."""
    batch = Batch(milliseconds(call.world.clock))
    source, target = _pair(call, call.params["record"], call.params["to_record"])
    with call.world.database.transaction():
        batch.results += _connect_default(call, source, target)
    return Answer(200, batch.body(call.world))


def deleted(call: Call) -> Answer:
    """Take every type away from one pair."""
    source = record_id(call.params["record"])
    target = record_id(call.params["to_record"])
    if source is not None and target is not None:
        with call.world.database.transaction():
            ends = End(call.kind.type_id, source), End(_target(call).type_id, target)
            call.world.links.disconnect(*ends)
    return Answer(204)


def batch_create(call: Call) -> Answer:
    """Set the types of up to 2,000 pairs."""

    def connect(data: Json) -> list[Json]:
        source, target = _pair(call, _id(data["from"]), _id(data["to"]))
        relations = call.world.links.connect(
            source, target, _relations(call, read_keys(data["types"]))
        )
        return [_labels_between(source, target, relations)]

    return _each(call, connect, ("from", "to", "types"), _Measure(_LARGEST_CREATE, 201, 207))


def batch_default(call: Call) -> Answer:
    """Associate up to 2,000 pairs without labels."""

    def connect(data: Json) -> list[Json]:
        return _connect_default(call, *_pair(call, _id(data["from"]), _id(data["to"])))

    return _each(call, connect, ("from", "to"), _Measure(_LARGEST_CREATE, 200, 200))


def batch_read(call: Call) -> Answer:
    """Give the associations of up to 1,000 records; those without any are told as errors.

    Of a record with more than 500 (invented), `after` beside its id gives the next ones.
    """
    target = _target(call)

    def read(data: Json) -> list[Json]:
        source = _end(call, call.kind, as_text(data["id"]))
        found = call.world.links.of(source, target.type_id)
        if not found:
            message = f"No {target.singular} is associated with {call.kind.singular} {source.id}."
            subcategory = "crm.associations.NO_ASSOCIATIONS_FOUND"
            context = {"fromObjectId": [str(source.id)]}
            raise RefusedError(
                Problem(404, message, "OBJECT_NOT_FOUND", subcategory=subcategory, context=context)
            )
        page = _page(call, "to", found, record_id(as_text(data.get("after"))) or 0, _LARGEST_PAGE)
        return [{"from": {"id": str(source.id)}, **page}]

    return _each(call, read, ("id",), _Measure(_LARGEST_READ, 200, 207))


def batch_archive(call: Call) -> Answer:
    """Take every type away from pairs."""

    def disconnect(data: Json) -> list[Json]:
        for item in as_objects(data["to"], "id"):
            _disconnect(call, data, item, None)
        return []

    return _each(call, disconnect, ("from", "to"), _Measure(_LARGEST_ARCHIVE, 200, 200))


def batch_labels_archive(call: Call) -> Answer:
    """Take the named types away from pairs."""

    def disconnect(data: Json) -> list[Json]:
        _disconnect(
            call, data, as_object(data["to"], "id"), _relations(call, read_keys(data["types"]))
        )
        return []

    return _each(call, disconnect, ("from", "to", "types"), _Measure(_LARGEST_ARCHIVE, 200, 200))


def _each(
    call: Call,
    do: Callable[[Json], list[Json]],
    required: tuple[str, ...],
    measure: _Measure,
) -> Answer:
    """Do something for each input; what is wrong with one is told in the answer."""
    inputs = as_list(call.json("inputs")["inputs"])
    if len(inputs) > measure.largest:
        raise RefusedError(
            Problem(400, f"The maximum number of inputs supported in a batch is {measure.largest}.")
        )
    batch = Batch(milliseconds(call.world.clock))
    with call.world.database.transaction():
        for data in as_objects(inputs, *required):
            try:
                batch.results += do(data)
            except RefusedError as error:
                batch.errors.append(error.problem.element(None, live=call.world.live))
    return Answer(measure.partial if batch.errors else measure.status, batch.body(call.world))


def _disconnect(call: Call, data: Json, to: Json, relations: Sequence[Relation] | None) -> None:
    source, target = record_id(_id(data["from"])), record_id(_id(to))
    if source is not None and target is not None:
        ends = End(call.kind.type_id, source), End(_target(call).type_id, target)
        call.world.links.disconnect(*ends, relations)


def _connect_default(call: Call, source: End, target: End) -> list[Json]:
    """Set the unlabelled type; the answer has both directions."""
    relation = call.world.links.relations.unlabeled(source.type_id, target.type_id)
    if relation is None:
        message = f"No default association exists from {source.type_id} to {target.type_id}"
        raise RefusedError(Problem(400, message))
    call.world.links.connect(source, target, [relation])
    reverse = call.world.links.relations.reverse(relation)
    both = [(source, target, relation), *([(target, source, reverse)] if reverse else [])]
    return [
        {
            "from": {"id": str(one.id)},
            "to": {"id": str(other.id)},
            "associationSpec": {"associationCategory": r.category, "associationTypeId": r.type_id},
        }
        for one, other, r in both
    ]


def _pair(call: Call, from_id: str, to_id: str) -> tuple[End, End]:
    source, target = _end(call, call.kind, from_id), _end(call, _target(call), to_id)
    if source == target:
        message = f"Object {source.id} cannot be associated to itself ({target.id})"
        raise RefusedError(Problem(400, message))
    return source, target


def _end(call: Call, kind: ObjectType, name: str) -> End:
    number = record_id(name)
    if number is None or not call.world.records.get(kind.type_id, [number]):
        subcategory = "crm.associations.INVALID_IDENTIFIER"
        raise RefusedError(
            Problem(
                400, f"{name} is not a valid ID", subcategory=subcategory, context={"id": [name]}
            )
        )
    return End(kind.type_id, number)


def _relations(call: Call, keys: Sequence[tuple[str, int]]) -> list[Relation]:
    for key in keys:
        wrong = wrong_relation(key, call.kind, _target(call).type_id, call.world)
        if wrong is not None:
            raise RefusedError(wrong)
    found = (call.world.links.relations.get(*key, call.kind.type_id) for key in keys)
    return [relation for relation in found if relation is not None]


def _target(call: Call) -> ObjectType:
    return object_type(call.world, call.params["to_type"])


def _id(data: object) -> str:
    return as_text(as_object(data, "id")["id"])


def _labels_between(source: End, target: End, relations: Sequence[Relation]) -> Json:
    return {
        "fromObjectTypeId": source.type_id,
        "fromObjectId": str(source.id),
        "toObjectTypeId": target.type_id,
        "toObjectId": str(target.id),
        "labels": [relation.label for relation in relations if relation.label is not None],
    }


def _page(call: Call, key: str, found: Sequence[Linked], after: int, limit: int) -> Json:
    """Write a page of associated records, and where the next one begins."""
    rest = [linked for linked in found if linked.id > after]
    body: Json = {key: [_linked(call, linked) for linked in rest[:limit]]}
    if len(rest) > limit:
        body["paging"] = {"next": {"after": str(rest[limit - 1].id)}}
    return body


def _linked(call: Call, linked: Linked) -> Json:
    return {
        "toObjectId": str(linked.id),
        "associationTypes": [
            specification(relation, live=call.world.live) for relation in linked.relations
        ],
    }


def specification(relation: Relation, *, live: bool) -> Json:
    """Write a type with its label; recorded answers have null where there is none (api.md, section 5.3)."""
    body: Json = {"category": relation.category, "typeId": relation.type_id}
    return {**body, "label": relation.label} if live or relation.label is not None else body
