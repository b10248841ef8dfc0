"""Checks of the associations that a request asks for."""

from collections.abc import Iterable, Sequence
from typing import Final

from hubcli.emulator.drafts import Draft, Target
from hubcli.emulator.links import End
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Problem
from hubcli.emulator.relations import Relation
from hubcli.emulator.world import World

_LONGEST_ID: Final = 18


def record_id(text: str) -> int | None:
    """Read a record id."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None


def refuse_bad_targets(drafts: Sequence[Draft], kind: ObjectType, world: World) -> None:
    """Mark the drafts whose associations lead nowhere or the wrong way (api.md, section 2.3)."""
    asking = [draft for draft in drafts if draft.targets and not draft.failed]
    known = _known_ends(world, kind, (target for draft in asking for target in draft.targets))
    for draft in asking:
        problems = (_problem(target, kind, world, known) for target in draft.targets)
        draft.problem = next(filter(None, problems), None)
        draft.astray = draft.problem is not None


def chosen(target: Target, kind: ObjectType, world: World) -> list[Relation]:
    """Give the types that a checked target asks for."""
    found = (world.links.relations.get(*key, kind.type_id) for key in target.keys)
    return [relation for relation in found if relation is not None]


def wrong_relation(
    key: tuple[str, int], source: ObjectType, target: str | None, world: World
) -> Problem | None:
    """Say that an association type is unknown (text invented), or that it leads another way."""
    relation = world.links.relations.get(*key, source.type_id)
    if relation is None:
        return Problem(400, f"Association type {key[1]} of category {key[0]} does not exist")
    if relation.source != source.type_id:
        return Problem(400, _way("from", source.type_id, relation.source))
    if target is not None and relation.target != target:
        return Problem(400, _way("to", target, relation.target))
    return None


def _way(which: str, given: str, expected: str) -> str:
    return (
        f"invalid {which} object type {given} for associations to be created. expected: {expected}"
    )


def _problem(target: Target, kind: ObjectType, world: World, known: set[End]) -> Problem | None:
    if not target.keys:
        return Problem(400, "One or more associations are invalid")
    for key in target.keys:
        wrong = wrong_relation(key, kind, None, world)
        if wrong is not None:
            return wrong
    relations, number = chosen(target, kind, world), record_id(target.id)
    if len({relation.target for relation in relations}) > 1:
        return Problem(400, "One or more associations are invalid")
    for relation in relations:
        if number is None or End(relation.target, number) not in known:
            return _unknown(target.id, relation.target, world)
    return None


def _unknown(target_id: str, type_id: str, world: World) -> Problem:
    kind = world.portal.find(type_id)
    context = {
        "INVALID_OBJECT_IDS": [target_id],
        "objectId": [target_id],
        "objectType": [kind.word if kind else type_id],
    }
    return Problem(400, "One or more associations are invalid", context=context)


def _known_ends(world: World, kind: ObjectType, targets: Iterable[Target]) -> set[End]:
    wanted: dict[str, set[int]] = {}
    for target in targets:
        number = record_id(target.id)
        for relation in chosen(target, kind, world):
            if number is not None:
                wanted.setdefault(relation.target, set()).add(number)
    return {
        End(type_id, record.id)
        for type_id, numbers in wanted.items()
        for record in world.records.get(type_id, sorted(numbers))
    }
