"""Association labels (api.md, section 5.3)."""

from dataclasses import replace
from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_int, as_text
from hubcli.emulator.calls import Call, object_type, resource_not_found
from hubcli.emulator.endpoints.associations import specification
from hubcli.emulator.problems import Problem, RefusedError
from hubcli.emulator.relations import Relation

_MOST: Final = 10


def listed(call: Call) -> Answer:
    """Give all types from one object type to another."""
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
    inverse_label = as_text(body.get("inverseLabel")) or label
    first = relations.new_id()
    paired = source != target or inverse_label != label
    relation = Relation(
        source, target, "USER_DEFINED", first, "label", label, first + 1 if paired else first, name
    )
    made = [relation]
    if paired:
        made.append(
            replace(
                relation,
                source=target,
                target=source,
                type_id=first + 1,
                label=inverse_label,
                inverse=first,
            )
        )
    for one in made:
        relations.add(one)
    call.world.portal_changed()
    return Answer(200, {"results": [specification(one, live=call.world.live) for one in made]})


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
    relation = _own(call, call_number(call.params["type_id"]))
    relations = call.world.links.relations
    reverse = relations.reverse(relation)
    for one in (relation, *([reverse] if reverse else [])):
        relations.remove(one)
    call.world.portal_changed()
    return Answer(204)


def call_number(text: str) -> int:
    """Read a type id of a path; anything else names nothing."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1  # noqa: PLR2004


def _own(call: Call, type_id: int) -> Relation:
    relation = call.world.links.relations.get("USER_DEFINED", type_id)
    if relation is None or (relation.source, relation.target) != (call.kind.type_id, _target(call)):
        raise resource_not_found()
    return relation


def _between(call: Call) -> list[Relation]:
    return list(call.world.links.relations.between(call.kind.type_id, _target(call)))


def _target(call: Call) -> str:
    return object_type(call.world, call.params["to_type"]).type_id
