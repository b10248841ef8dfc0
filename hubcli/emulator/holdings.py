"""What a running emulator's portal holds, for tests and rehearsals to look at."""

from dataclasses import dataclass

from hubcli.emulator.calls import object_type
from hubcli.emulator.links import End
from hubcli.emulator.problems import Json
from hubcli.emulator.world import World

_ALL = 1 << 60


@dataclass(frozen=True, slots=True)
class HeldAssociation:
    """One association of a record."""

    to_object: str
    to_id: str
    category: str
    type_id: int


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record with its associations."""

    id: str
    properties: dict[str, str]
    associations: tuple[HeldAssociation, ...]
    archived: bool


class Holdings:
    """A look into the portal from outside, by any thread."""

    def __init__(self, world: World) -> None:
        """Look into one world."""
        self._world = world

    def count(self, name: str) -> int:
        """Count the records of an object type that are not archived."""
        return self._world.records.count(object_type(self._world, name).type_id)

    def records(self, name: str, *, archived: bool = False) -> list[HeldRecord]:
        """Give the records of an object type, in the order of their ids."""
        kind = object_type(self._world, name)
        found = self._world.records.page(kind.type_id, 0, _ALL, archived=archived)
        return [
            HeldRecord(
                str(r.id), r.properties, self._associations(End(kind.type_id, r.id)), archived
            )
            for r in found
        ]

    def portal(self) -> Json:
        """Give the portal as a document, as the switch `portal` takes it."""
        return self._world.portal.document()

    def _associations(self, source: End) -> tuple[HeldAssociation, ...]:
        return tuple(
            HeldAssociation(
                self._name(linked.type_id), str(linked.id), relation.category, relation.type_id
            )
            for linked in self._world.links.of(source)
            for relation in linked.relations
        )

    def _name(self, type_id: str) -> str:
        kind = self._world.portal.find(type_id)
        return kind.name if kind else type_id
