"""What a running emulator's portal holds, for tests and rehearsals to look at and to change."""

from collections.abc import Mapping
from dataclasses import dataclass

from hubcli.emulator.calls import object_type
from hubcli.emulator.links import End
from hubcli.emulator.problems import Json
from hubcli.emulator.records import Source
from hubcli.emulator.updating import update
from hubcli.emulator.world import World

_ALL = 1 << 60
_VERSION = "2025-09"
A_PERSON = Source("CRM_UI", "userId:1042", 1042)
"""Somebody at work in HubSpot."""
A_WORKFLOW = Source("AUTOMATION_PLATFORM", "enrollmentId:7;actionExecutionIndex:0")
ANOTHER_APP = Source("INTEGRATION", "5151000")


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
    """The portal from behind, by any thread."""

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

    def edit(
        self, name: str, record: str, properties: Mapping[str, str], by: Source = A_PERSON
    ) -> None:
        """Change a record as somebody else than the app does it: a person in HubSpot, or a workflow."""
        world = self._world
        rules = world.book.rules(object_type(world, name), _VERSION)
        data = {"id": record, "properties": dict(properties)}
        update(world, rules, [data], single=True, source=by)

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
