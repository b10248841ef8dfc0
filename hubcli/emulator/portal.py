"""A portal: its object types, properties, pipelines, owners and association types, as one document."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, cast

from hubcli.emulator.definitions import read_only
from hubcli.emulator.object_types import ObjectType, from_document
from hubcli.emulator.problems import Json
from hubcli.emulator.relations import Relation, Relations


class Portal:
    """What an account is made of, apart from its records.

    The document is the whole of it: `objects`, `properties` (by object, as `GET properties` answers them), `groups`,
    `pipelines` (by object, as `GET pipelines` answers them), `owners` and `relations`; of a portal made from a lock also
    its `account`, and what is `unread`.
    """

    def __init__(self, document: Mapping[str, object]) -> None:
        """Read a portal from its document."""
        self.objects: dict[str, ObjectType] = {}
        self._names: dict[str, ObjectType] = {}
        for data in cast("list[Json]", document["objects"]):
            self.add_object(from_document(data))
        properties = cast("dict[str, list[Json]]", document["properties"])
        self.properties = {
            name: {str(p["name"]): p for p in found} for name, found in properties.items()
        }
        self.groups = cast("dict[str, list[Json]]", document.get("groups", {}))
        self.pipelines = cast("dict[str, list[Json]]", document.get("pipelines", {}))
        self.owners = cast("list[Json]", document.get("owners", []))
        relations = cast("list[dict[str, Any]]", document["relations"])
        self.relations = Relations(Relation(**data) for data in relations)
        account = document.get("account")
        self.account = account if isinstance(account, dict) else None
        """What a lock says of the account (`hubcli.emulator.account`)."""
        self.unread = frozenset(cast("list[str]", document.get("unread", [])))
        """What a lock could not be given: account, owners, associations, pipelines/OBJECT."""
        self.edition = 0
        """Grows with every change, so that what was made from the portal can tell that it is stale."""

    def document(self) -> Json:
        """Write the portal down."""
        return {
            "objects": [kind.document() for kind in self.objects.values()],
            "properties": {name: list(found.values()) for name, found in self.properties.items()},
            "groups": self.groups,
            "pipelines": self.pipelines,
            "owners": self.owners,
            "relations": [asdict(relation) for relation in self.relations],
            "account": self.account,
            "unread": sorted(self.unread),
        }

    def add_object(self, kind: ObjectType) -> None:
        """Make an object type known by all its names, in any case (api.md, section 1.1)."""
        self.objects[kind.name] = kind
        self._names |= {name.lower(): kind for name in kind.names}

    def remove_object(self, kind: ObjectType) -> None:
        """Forget an object type."""
        del self.objects[kind.name]
        for name in kind.names:
            del self._names[name.lower()]

    def find(self, name: str) -> ObjectType | None:
        """Find an object type by any of its names."""
        return self._names.get(name.lower())

    def definitions(self, kind: ObjectType) -> dict[str, Json]:
        """Give an object type's properties by name."""
        return self.properties.setdefault(kind.name, {})

    def unique_properties(self, kind: ObjectType) -> Iterable[str]:
        """Name the properties whose values are unique and can be set; the e-mail of contacts is a case of its own."""
        found = self.definitions(kind).values()
        email = "email" if kind.name == "contacts" else None
        return [
            str(p["name"])
            for p in found
            if p.get("hasUniqueValue") and not read_only(p) and p["name"] != email
        ]

    def stages(self, kind: ObjectType) -> dict[str, list[str]]:
        """Give the stage ids of each pipeline id."""
        return {
            str(pipeline["id"]): [
                str(stage["id"]) for stage in cast("list[Json]", pipeline["stages"])
            ]
            for pipeline in self.pipelines.get(kind.name, ())
        }

    def owner_ids(self) -> frozenset[str] | None:
        """Give the ids of the owners that are active; None where they are not known."""
        if "owners" in self.unread:
            return None
        return frozenset(str(owner["id"]) for owner in self.owners if not owner.get("archived"))
