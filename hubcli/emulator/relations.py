"""Association types: HubSpot's own, labels, and those of custom objects."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

CATEGORIES: Final = ("HUBSPOT_DEFINED", "INTEGRATOR_DEFINED", "USER_DEFINED", "WORK")
"""Who defined a type (api.md, section 5.3)."""

_PARENT_AND_CHILD: Final = {13: 14, 14: 13}


@dataclass(frozen=True, slots=True)
class Relation:
    """One association type, in one direction (api.md, section 5)."""

    source: str
    """The objectTypeId it leads from."""
    target: str
    category: str
    type_id: int
    kind: str
    """unlabeled, primary, or another that HubSpot defines; `label` for the portal's own."""
    label: str | None = None
    inverse: int | None = None
    """The type id in the other direction, where the kind does not tell."""
    name: str = ""

    @property
    def key(self) -> tuple[str, int]:
        """What a request names it by."""
        return self.category, self.type_id


class Relations:
    """All association types of a portal."""

    def __init__(self, relations: Iterable[Relation]) -> None:
        """Know these types."""
        self._all: dict[tuple[str, int], list[Relation]] = {}
        self._between: dict[tuple[str, str], list[Relation]] = {}
        for relation in relations:
            self.add(relation)

    def __iter__(self) -> Iterator[Relation]:
        return (relation for found in self._all.values() for relation in found)

    def add(self, relation: Relation) -> None:
        """Make a type known; one with the same key from the same object type is replaced."""
        self.remove(relation)
        self._all.setdefault(relation.key, []).append(relation)
        self._between.setdefault((relation.source, relation.target), []).append(relation)

    def remove(self, relation: Relation) -> None:
        """Forget a type."""
        found = self._all.get(relation.key, [])
        for known in [one for one in found if one.source == relation.source]:
            found.remove(known)
            self._between[known.source, known.target].remove(known)

    def get(self, category: str, type_id: int, source: str) -> Relation | None:
        """Find a type by what a request names it by; the one from an object type, if that has one of this key."""
        found = self._all.get((category, type_id), [])
        return next((one for one in found if one.source == source), found[0] if found else None)

    def between(self, source: str, target: str) -> Sequence[Relation]:
        """Give all types in one direction."""
        return self._between.get((source, target), ())

    def of_kind(self, kind: str, source: str, target: str) -> Relation | None:
        """Find the one type of a kind in one direction."""
        return next((r for r in self.between(source, target) if r.kind == kind), None)

    def unlabeled(self, source: str, target: str) -> Relation | None:
        """Find the default type in one direction; there is at most one."""
        return self.of_kind("unlabeled", source, target)

    def reverse(self, relation: Relation) -> Relation | None:
        """Find the type that the other record gets; some are documented in one direction only."""
        if relation.category == "HUBSPOT_DEFINED":
            other = _PARENT_AND_CHILD.get(relation.type_id)
            if other is not None:
                return self.get(relation.category, other, relation.target)
            return self.of_kind(relation.kind, relation.target, relation.source)
        if relation.inverse is None:
            return None
        return self.get(relation.category, relation.inverse, relation.target)

    def new_id(self) -> int:
        """Give an unused id for a type of the portal's own, a small integer."""
        return (
            max(
                (type_id for category, type_id in self._all if category == "USER_DEFINED"),
                default=0,
            )
            + 1
        )
