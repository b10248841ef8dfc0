"""Reads all of a portal that a lock file holds, as fast as the account's limit allows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain, product
from typing import TypeVar

from hubcli.core.schema import (
    AssociationLabel,
    External,
    ObjectSchema,
    PortalAccount,
    PortalSchema,
)
from hubcli.core.schema_diff import Unread
from hubcli.hubspot.labels import read_labels
from hubcli.hubspot.owners import read_owners
from hubcli.hubspot.pipelines import read_pipelines
from hubcli.hubspot.reading import Reading, why
from hubcli.hubspot.reads import Denied
from hubcli.hubspot.schema import read_object

_Item = TypeVar("_Item")
_Found = TypeVar("_Found")
_Pair = tuple[str, str]

_STAGED = frozenset({External.PIPELINE, External.STAGE})
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """An object to be pulled."""

    name: str
    """As in paths."""
    custom: ObjectSchema | None = None
    """What a custom object's schema says of it; its properties are read yet."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A portal as far as it could be read; `not_pulled` of the schema says what could not be."""

    schema: PortalSchema
    unread: Unread


@dataclass(frozen=True, slots=True)
class Pull:
    """Reads a portal with several requests at a time."""

    reading: Reading
    workers: int
    """Never more than the session has connections."""

    def portal(
        self, account: PortalAccount | None, wanted: Sequence[Wanted], told: Sequence[str] = ()
    ) -> Pulled:
        """All that is wanted of it; `told` is what could not be read before.

        Raises AccountError for a 401, UnavailableError where nothing usable answers.
        """
        sentences = list(told)
        objects = self._objects(wanted, sentences)
        owners = read_owners(self.reading)
        if isinstance(owners, Denied):
            sentences.append(f"the owners ({why(owners)})")
        associations, refused = self._associations([one.object for one in objects], sentences)
        schema = PortalSchema(
            api_version=self.reading.paths.version,
            account=account,
            objects={one.object: one for one in objects},
            owners=None if isinstance(owners, Denied) else owners,
            associations=associations,
            not_pulled=tuple(sentences),
        )
        unread = frozenset(one.name for one in wanted).difference(schema.objects)
        return Pulled(schema, Unread(unread, refused))

    def _objects(self, wanted: Sequence[Wanted], sentences: list[str]) -> list[ObjectSchema]:
        found = self._each(wanted, lambda one: read_object(self.reading, one.name, one.custom))
        objects = []
        for one, answer in zip(wanted, found, strict=True):
            if isinstance(answer, Denied):
                sentences.append(f"the properties of {one.name} ({why(answer)})")
            else:
                objects.append(answer)
        return list(self._with_pipelines(objects, sentences))

    def _with_pipelines(
        self, objects: Sequence[ObjectSchema], sentences: list[str]
    ) -> Iterable[ObjectSchema]:
        staged = [one for one in objects if is_staged(one)]
        found = self._each(staged, lambda one: read_pipelines(self.reading, one.object))
        answers = {one.object: answer for one, answer in zip(staged, found, strict=True)}
        for one in objects:
            answer = answers.get(one.object, ())
            if isinstance(answer, Denied):
                sentences.append(f"the pipelines of {one.object} ({why(answer)})")
            yield replace(one, pipelines=None if isinstance(answer, Denied) else answer)

    def _associations(
        self, names: Sequence[str], sentences: list[str]
    ) -> tuple[tuple[AssociationLabel, ...] | None, frozenset[_Pair]]:
        """Those of every ordered pair, an object with itself included, and the pairs that can't be read."""
        pairs = list(product(names, names))
        found = self._each(pairs, lambda pair: read_labels(self.reading, *pair))
        denied: dict[str, list[_Pair]] = defaultdict(list)
        for pair, answer in zip(pairs, found, strict=True):
            if isinstance(answer, Denied):
                denied[why(answer)].append(pair)
        sentences += [
            f"the associations of {_named(refused)} ({reason})"
            for reason, refused in denied.items()
        ]
        read = [answer for answer in found if not isinstance(answer, Denied)]
        labels = tuple(chain.from_iterable(read)) if read or not pairs else None
        return labels, frozenset(chain.from_iterable(denied.values()))

    def _each(self, items: Sequence[_Item], work: Callable[[_Item], _Found]) -> list[_Found]:
        """One result an item, in their order; after a failure or a Ctrl-C the rest is not begun."""
        pool = ThreadPoolExecutor(self.workers)
        try:
            return list(pool.map(work, items))
        finally:
            pool.shutdown(cancel_futures=True)


def is_staged(schema: ObjectSchema) -> bool:
    """Whether people's records have a pipeline; some objects have one that is HubSpot's own business."""
    externals = {one.external for one in schema.properties.values() if not one.read_only}
    return not _STAGED.isdisjoint(externals)


def _named(pairs: Sequence[_Pair]) -> str:
    shown = [f"{from_object} to {to_object}" for from_object, to_object in pairs[:_MOST_NAMED]]
    more = len(pairs) - len(shown)
    return ", ".join(shown) + (f" and {more} other pairs" if more else "")
