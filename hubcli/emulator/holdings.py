"""What a running emulator's portal holds, for tests and rehearsals to look at and to change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hubcli.emulator.calls import object_type
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.creating import check_new, insert, problem_of
from hubcli.emulator.drafts import read_draft
from hubcli.emulator.links import End
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json
from hubcli.emulator.records import Change, Record, Source
from hubcli.emulator.results import Batch
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
        return [self._held(kind, record, archived=archived) for record in found]

    def record(self, name: str, record: str) -> HeldRecord:
        """Give one record that is not archived."""
        kind = object_type(self._world, name)
        (found,) = self._world.records.get(kind.type_id, [int(record)])
        return self._held(kind, found, archived=False)

    def edit(
        self, name: str, record: str, properties: Mapping[str, str], by: Source = A_PERSON
    ) -> None:
        """Change a record as somebody else than the app does it: a person in HubSpot, or a workflow."""
        world = self._world
        rules = world.book.rules(object_type(world, name), _VERSION)
        data = {"id": record, "properties": dict(properties)}
        update(world, rules, [data], single=True, source=by)

    def fill(self, name: str, rows: Iterable[Mapping[str, object]], age: float = 0) -> list[str]:
        """Put records there that were made `age` seconds ago; gives their ids in the order of the rows.

        The values are checked as those of a call are. Raises ValueError for one that HubSpot refuses.
        """
        world = replace(self._world, clock=lambda: self._world.clock() - age)
        rules = world.book.rules(object_type(world, name), _VERSION)
        drafts = [read_draft({"properties": dict(row)}, rules) for row in rows]
        for draft, number in zip(drafts, world.chance.new_ids(len(drafts)), strict=True):
            draft.number = number
        with world.database.transaction():
            check_new(world, rules, drafts)
            bad = next((draft for draft in drafts if draft.failed), None)
            if bad is not None:
                raise ValueError(problem_of(bad, world).message)
            insert(world, rules, drafts, Batch(milliseconds(world.clock)))
        return [str(draft.number) for draft in drafts]

    def associate(self, name: str, record: str, to_name: str, to_record: str) -> None:
        """Associate two records without a label."""
        world = self._world
        source, target = object_type(world, name).type_id, object_type(world, to_name).type_id
        relation = world.links.relations.unlabeled(source, target)
        with world.database.transaction():
            world.links.connect(
                End(source, int(record)),
                End(target, int(to_record)),
                [relation] if relation else [],
            )

    def archive(self, name: str, record: str) -> None:
        """Put a record into the recycling bin."""
        world = self._world
        type_id = object_type(world, name).type_id
        with world.database.transaction():
            world.records.archive(type_id, [int(record)], milliseconds(world.clock))

    def history(self, name: str, record: str) -> dict[str, list[Change]]:
        """Give all values that each property of a record had, the latest first."""
        kind = object_type(self._world, name)
        (found,) = self._world.records.get(kind.type_id, [int(record)])
        return self._world.records.history(kind.type_id, found)

    def portal(self) -> Json:
        """Give the portal as a document, as the switch `portal` takes it."""
        return self._world.portal.document()

    def _held(self, kind: ObjectType, record: Record, *, archived: bool) -> HeldRecord:
        links = self._associations(End(kind.type_id, record.id))
        return HeldRecord(str(record.id), record.properties, links, archived)

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
