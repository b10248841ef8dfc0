"""What is different between two portals, or between one portal then and now."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from hubcli.core.schema import (
    AssociationLabel,
    ObjectSchema,
    Option,
    Owner,
    Pipeline,
    PortalAccount,
    PortalSchema,
    Property,
    Stage,
)

_Item = TypeVar("_Item")
_Facts: TypeAlias = Mapping[str, str]


class Change(StrEnum):
    """What became of something."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was."""

    change: Change
    what: str
    """`property`, `option`, `stage` …; of something that changed, also what of it: `option label`."""
    name: str
    """Where it is: `deals.amount`; a pipeline's stages are at `deals.default`, an owner at `owners`."""
    item: str = ""
    """The option's value, the stage's id …; empty where `name` says it all."""
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """What of the portal now could not be read, so that it is not compared."""

    objects: Collection[str] = ()
    pairs: Collection[tuple[str, str]] = ()
    """Of associations, from and to."""


_NOTHING = Unread()


def differences(
    then: PortalSchema, now: PortalSchema, unread: Unread = _NOTHING
) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the lock file; a part that either lacks is left out."""
    return tuple(_differences(then, now, unread))


def counted(found: Sequence[Difference]) -> Mapping[Change, int]:
    """How many of each kind."""
    return {change: sum(one.change is change for one in found) for change in Change}


def _differences(then: PortalSchema, now: PortalSchema, unread: Unread) -> Iterator[Difference]:
    if then.account and now.account:
        facts = (_account(then.account), _account(now.account))
        yield from _changes("", ("account", ""), *facts)
    old = {name: one for name, one in then.objects.items() if name not in unread.objects}
    yield from _objects(old, now.objects)
    if then.owners is not None and now.owners is not None:
        yield from _compared(_OWNERS, "owners", then.owners, now.owners)
    if then.associations is not None and now.associations is not None:
        yield from _associations(then.associations, now.associations, unread)


def _objects(
    then: Mapping[str, ObjectSchema], now: Mapping[str, ObjectSchema]
) -> Iterator[Difference]:
    for name in sorted({*then, *now}):
        old, new = then.get(name), now.get(name)
        if old is None or new is None:
            yield Difference(Change.ADDED if old is None else Change.REMOVED, "object", name)
            continue
        yield from _changes("object", (name, ""), _object(old), _object(new))
        yield from _compared(_PROPERTIES, name, _by_name(old), _by_name(new))
        for prop in sorted(old.properties.keys() & new.properties.keys()):
            options = (old.properties[prop].options, new.properties[prop].options)
            yield from _compared(_OPTIONS, f"{name}.{prop}", *options)
        if old.pipelines is not None and new.pipelines is not None:
            yield from _pipelines(name, old.pipelines, new.pipelines)


def _by_name(schema: ObjectSchema) -> list[Property]:
    return sorted(schema.properties.values(), key=lambda one: one.name)


def _pipelines(
    name: str, then: Sequence[Pipeline], now: Sequence[Pipeline]
) -> Iterator[Difference]:
    yield from _compared(_PIPELINES, name, then, now)
    new = {one.id: one for one in now}
    for old in then:
        if old.id in new:
            yield from _compared(_STAGES, f"{name}.{old.id}", old.stages, new[old.id].stages)


def _associations(
    then: Sequence[AssociationLabel],
    now: Sequence[AssociationLabel],
    unread: Unread,
) -> Iterator[Difference]:
    pairs = {(one.from_object, one.to_object) for one in (*then, *now)}
    for pair in sorted(pairs.difference(unread.pairs)):
        if not set(pair).isdisjoint(unread.objects):
            continue
        old, new = (
            [one for one in some if (one.from_object, one.to_object) == pair]
            for some in (then, now)
        )
        yield from _compared(_ASSOCIATIONS, ".".join(pair), old, new)


def _compared(
    kind: "_Kind[_Item]", name: str, then: Sequence[_Item], now: Sequence[_Item]
) -> Iterator[Difference]:
    old, new = ({kind.key(one): one for one in some} for some in (then, now))
    for key in (*old, *(key for key in new if key not in old)):
        at = (f"{name}.{key}", "") if kind.in_name else (name, key)
        if key not in new:
            yield Difference(Change.REMOVED, kind.what, *at, was=kind.said(old[key]))
        elif key not in old:
            yield Difference(Change.ADDED, kind.what, *at, now=kind.said(new[key]))
        else:
            yield from _changes(kind.what, at, kind.facts(old[key]), kind.facts(new[key]))
    was, is_now = (
        ", ".join(key for key in some if key in old and key in new) for some in (old, new)
    )
    if kind.is_ordered and was != is_now:
        yield Difference(Change.CHANGED, f"{kind.what} order", name, was=was, now=is_now)


def _changes(what: str, at: tuple[str, str], then: _Facts, now: _Facts) -> Iterator[Difference]:
    for fact, was in then.items():
        if was != now[fact]:
            yield Difference(Change.CHANGED, f"{what} {fact}".strip(), *at, was=was, now=now[fact])


def _account(one: PortalAccount) -> _Facts:
    return {
        "type": one.type,
        "time zone": one.time_zone,
        "currency": one.currency,
        "currencies": ", ".join(one.currencies),
    }


def _object(one: ObjectSchema) -> _Facts:
    return {
        "singular": one.singular,
        "plural": one.plural,
        "name": one.own_name,
        "required": ", ".join(one.required),
        "required any": ", ".join(one.required_any),
    }


def _property(one: Property) -> _Facts:
    return {
        "label": one.label,
        "type": one.type,
        "field type": one.field_type,
        "group": one.group,
        "unique": _yes(one.unique),
        "read-only": _yes(one.read_only),
        "calculated": _yes(one.calculated),
        "options from": one.external or "",
    }


def _option(one: Option) -> _Facts:
    return {"label": one.label, "hidden": _yes(one.hidden)}


def _labelled(one: Pipeline | Stage) -> _Facts:
    return {"label": one.label}


def _owner(one: Owner) -> _Facts:
    return {"e-mail": one.email, "name": one.name}


def _association(one: AssociationLabel) -> _Facts:
    return {"label": one.label or ""}


def _said_owner(one: Owner) -> str:
    return f"{one.name} {one.email}".strip()


def _said_property(one: Property) -> str:
    return f"{one.label} ({one.type})".strip()


def _type(one: AssociationLabel) -> str:
    return f"{one.category} {one.type_id}"


def _yes(value: bool) -> str:  # noqa: FBT001 - the value itself
    return "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class _Kind(Generic[_Item]):
    """How things of one kind are told apart, and what is said of them."""

    what: str
    key: Callable[[_Item], str]
    said: Callable[[_Item], str]
    facts: Callable[[_Item], _Facts]
    in_name: bool = False
    """The key is the last part of the name."""
    is_ordered: bool = False


def _label(one: Pipeline | Stage | Option) -> str:
    return one.label


_PROPERTIES: _Kind[Property] = _Kind(
    "property", lambda one: one.name, _said_property, _property, in_name=True
)
_OPTIONS: _Kind[Option] = _Kind("option", lambda one: one.value, _label, _option, is_ordered=True)
_PIPELINES: _Kind[Pipeline] = _Kind(
    "pipeline", lambda one: one.id, _label, _labelled, is_ordered=True
)
_STAGES: _Kind[Stage] = _Kind("stage", lambda one: one.id, _label, _labelled, is_ordered=True)
_OWNERS: _Kind[Owner] = _Kind("owner", lambda one: one.id, _said_owner, _owner)
_ASSOCIATIONS: _Kind[AssociationLabel] = _Kind(
    "association", _type, lambda one: one.label or "", _association
)
