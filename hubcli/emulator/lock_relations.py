"""Association types as a lock has them, in the form of a portal document."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Final

from hubcli.emulator.lock_file import Node
from hubcli.emulator.problems import Json
from hubcli.emulator.relations import CATEGORIES, Relation

_HUBSPOT: Final = "HUBSPOT_DEFINED"


def relations(node: Node, type_ids: Mapping[str, str], known: Sequence[Relation]) -> list[Json]:
    """Write the types of a lock, and HubSpot's own ones to and from objects that are not in it.

    `type_ids` gives the objectTypeIds of the lock's objects by their names in it. Which type leads
    back is not in a lock: it is the one with the same label, else the one with the nearest id
    (invented); between two records of one object type a label is its own way back (invented).
    """
    read = [_relation(one, type_ids, known) for one in node.items()]
    inside = frozenset(type_ids.values())
    others = [one for one in known if not {one.source, one.target} <= inside]
    return [asdict(one) for one in [*others, *_paired(read)]]


def _relation(node: Node, type_ids: Mapping[str, str], known: Sequence[Relation]) -> Relation:
    source, target = (_type_id(node.need(end), type_ids) for end in ("from", "to"))
    category, type_id = node.need("category"), node.need("typeId").number()
    if category.value not in CATEGORIES:
        raise category.wrong(f"should be one of {', '.join(CATEGORIES)}")
    label = node.get("label")
    text = None if label.value is None else label.text()
    made = Relation(source, target, category.text(), type_id, _kind(text, category.text()), text)
    same = (one for one in known if one.key == made.key and one.source == source)
    default = next((one for one in same if one.target == target), None)
    return made if default is None else replace(made, kind=default.kind)


def _type_id(node: Node, type_ids: Mapping[str, str]) -> str:
    found = type_ids.get(node.text())
    if found is None:
        raise node.wrong(f"{node.text()} is not among the objects")
    return found


def _kind(label: str | None, category: str) -> str:
    if label is None:
        return "unlabeled"
    return label.lower().replace(" ", "_") if category == _HUBSPOT else "label"


def _paired(found: Iterable[Relation]) -> list[Relation]:
    """Tell the portal's own types which type leads back."""
    pairs: dict[tuple[str, str], list[Relation]] = {}
    for one in found:
        pairs.setdefault((one.source, one.target), []).append(one)
    return [
        one if one.category == _HUBSPOT else replace(one, inverse=_inverse(one, pairs))
        for listed in pairs.values()
        for one in listed
    ]


def _inverse(one: Relation, pairs: Mapping[tuple[str, str], Sequence[Relation]]) -> int | None:
    if one.source == one.target:
        return one.type_id
    back = [
        other
        for other in pairs.get((one.target, one.source), ())
        if (other.category, other.kind) == (one.category, one.kind)
    ]
    nearest = sorted(back, key=lambda other: abs(other.type_id - one.type_id))
    same = [other for other in nearest if other.label == one.label]
    return next((other.type_id for other in (*same, *nearest)), None)
