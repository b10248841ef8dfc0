"""Association labels (api.md, section 5.3)."""

from dataclasses import replace
from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_int, as_text, small_number
from hubcli.emulator.calls import Call, object_type, refuse_unread, resource_not_found
from hubcli.emulator.endpoints.associations import specification
from hubcli.emulator.problems import Problem, RefusedError
from hubcli.emulator.relations import Relation

_MOST: Final = 10


def listed(call: Call) -> Answer:
    """Give all types from one object type to another."""
    refuse_unread(call.world, "associations", call.kind.scopes(write=False))
    return Answer(
        200, {"results": [specification(r, live=call.world.live) for r in _between(call)]}
    )


def created(call: Call) -> Answer:
    """Make a label; its inverse is a type of its own when it reads otherwise, or leads to another object type."""
    body, relations = call.json("name", "label"), call.world.links.relations
    source, target = call.kind.type_id, _target(call)
    own = [relation for relation in _between(call) if relation.kind == "label"]
    if len(own) >= _MOST:
        raise RefusedError(
            Problem(400, f"No more than {_MOST} labels are allowed between two object types")
        )
    name, label = as_text(body["name"]), as_text(body["label"])
    if any(name in (relation.name, relation.label) for relation in own):
        raise RefusedError(Problem(409, f"A label named '{name}' already exists.", "CONFLICT"))
    there = Relation(source, target, "USER_DEFINED", relations.new_id(), "label", label, None, name)
    made = _with_inverse(there, as_text(body.get("inverseLabel")) or label)
    for relation in made:
        relations.add(relation)
    call.world.portal_changed()
    return Answer(200, {"results": [specification(r, live=call.world.live) for r in made]})


def _with_inverse(there: Relation, inverse_label: str) -> list[Relation]:
    """Pair a label with its inverse, or with itself."""
    if there.source == there.target and there.label == inverse_label:
        return [replace(there, inverse=there.type_id)]
    there = replace(there, inverse=there.type_id + 1)
    back = Relation(
        source=there.target,
        target=there.source,
        category=there.category,
        type_id=there.type_id + 1,
        kind=there.kind,
        label=inverse_label,
        inverse=there.type_id,
        name=there.name,
    )
    return [there, back]


def changed(call: Call) -> Answer:
    """Change the text of a label."""
    body = call.json("associationTypeId", "label")
    relation = _own(call, as_int(body["associationTypeId"], 0))
    relations = call.world.links.relations
    reverse = relations.reverse(relation)
    if reverse is not None and reverse != relation and "inverseLabel" in body:
        relations.add(replace(reverse, label=as_text(body["inverseLabel"])))
    relations.add(replace(relation, label=as_text(body["label"])))
    call.world.portal_changed()
    return Answer(204)


def deleted(call: Call) -> Answer:
    """Take a label away."""
    relation = _own(call, small_number(call.params["type_id"]))
    relations = call.world.links.relations
    reverse = relations.reverse(relation)
    for one in (relation, *([reverse] if reverse else [])):
        relations.remove(one)
    call.world.portal_changed()
    return Answer(204)


def _own(call: Call, type_id: int) -> Relation:
    relation = call.world.links.relations.get("USER_DEFINED", type_id, call.kind.type_id)
    if relation is None or (relation.source, relation.target) != (call.kind.type_id, _target(call)):
        raise resource_not_found()
    return relation


def _between(call: Call) -> list[Relation]:
    return list(call.world.links.relations.between(call.kind.type_id, _target(call)))


def _target(call: Call) -> str:
    return object_type(call.world, call.params["to_type"]).type_id
