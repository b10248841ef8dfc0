"""Associations between records, both directions at once."""

# ruff: noqa: S608 - statements are put together from constants; every value is bound

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hubcli.emulator.database import Database
from hubcli.emulator.relations import Relation, Relations

_ONE_PRIMARY: Final = frozenset({1, 5, 26, 509, 578, 580, 582, 1299})
"""HubSpot's types `X to primary Y`: an X has at most one."""
_COMPANY: Final = "0-2"
_LASTING: Final = frozenset({"unlabeled", "primary"})
"""Kinds that stay when the labels of a pair are replaced."""


@dataclass(frozen=True, slots=True)
class End:
    """One record, as an end of an association."""

    type_id: str
    id: int


@dataclass(frozen=True, slots=True)
class Linked:
    """An associated record and what the association is called."""

    id: int
    type_id: str
    relations: tuple[Relation, ...]


class Links:
    """All associations of the portal's records (api.md, section 5)."""

    def __init__(self, database: Database, relations: Relations) -> None:
        """Keep associations in a database."""
        self._db = database
        self.relations = relations

    def connect(self, source: End, target: End, wanted: Sequence[Relation]) -> list[Relation]:
        """Associate two records: sets labels, replacing those there were, and returns what the pair now has."""
        self._drop_labels(source, target)
        unlabeled = self.relations.unlabeled(source.type_id, target.type_id)
        relations = dict.fromkeys([*([unlabeled] if unlabeled else []), *wanted])
        self._choose_primary(source, target, relations)
        for relation in relations:
            self._write(source, target, relation)
            reverse = self.relations.reverse(relation)
            if reverse is not None:
                self._write(target, source, reverse)
        return self.between(source, target)

    def disconnect(
        self, source: End, target: End, relations: Collection[Relation] | None = None
    ) -> None:
        """Take types away from a pair; all of them when none are named, or when the unlabelled one is."""
        if relations is None or any(relation.kind == "unlabeled" for relation in relations):
            self._delete(source, target)
            self._delete(target, source)
            return
        for relation in relations:
            self._delete(source, target, relation)
            reverse = self.relations.reverse(relation)
            if reverse is not None:
                self._delete(target, source, reverse)

    def between(self, source: End, target: End) -> list[Relation]:
        """Give the types of one pair, in one direction."""
        sql = (
            "SELECT category, type_id FROM links WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ?"
            " ORDER BY category, type_id"
        )
        rows = self._db.rows(sql, (source.type_id, source.id, target.type_id, target.id))
        return list(self._known(rows, source))

    def of(self, source: End, target_type: str | None = None) -> list[Linked]:
        """Give all records that a record is associated with, by id."""
        where, values = ("AND to_type = ?", (target_type,)) if target_type else ("", ())
        sql = (
            f"SELECT to_type, to_id, category, type_id FROM links WHERE from_type = ? AND from_id = ? {where}"
            " ORDER BY to_type, to_id, category, type_id"
        )
        found: dict[tuple[str, int], list[tuple[object, ...]]] = {}
        for to_type, to_id, category, type_id in self._db.rows(
            sql, (source.type_id, source.id, *values)
        ):
            found.setdefault((str(to_type), int(str(to_id))), []).append((category, type_id))
        return [
            Linked(number, type_id, tuple(self._known(keys, source)))
            for (type_id, number), keys in found.items()
        ]

    def _known(self, keys: Iterable[tuple[object, ...]], source: End) -> Iterable[Relation]:
        for category, type_id in keys:
            relation = self.relations.get(str(category), int(str(type_id)), source.type_id)
            if relation is not None:
                yield relation

    def _choose_primary(self, source: End, target: End, relations: dict[Relation, None]) -> None:
        """Make the first company primary, and a new primary take the place of the old one (section 5.3)."""
        for owner, other, there in ((source, target, True), (target, source, False)):
            primary = self.relations.of_kind("primary", owner.type_id, other.type_id)
            if primary is None or primary.type_id not in _ONE_PRIMARY:
                continue
            forward = primary if there else self.relations.reverse(primary)
            if forward in relations:
                self._drop_primary(owner, primary)
            elif (
                forward is not None
                and other.type_id == _COMPANY
                and not self._primary_of(owner, primary)
            ):
                relations[forward] = None

    def _primary_of(self, owner: End, primary: Relation) -> list[int]:
        sql = "SELECT to_id FROM links WHERE from_type = ? AND from_id = ? AND category = ? AND type_id = ?"
        rows = self._db.rows(sql, (owner.type_id, owner.id, *primary.key))
        return [int(str(row[0])) for row in rows]

    def _drop_primary(self, owner: End, primary: Relation) -> None:
        for number in self._primary_of(owner, primary):
            self.disconnect(owner, End(primary.target, number), [primary])

    def _drop_labels(self, source: End, target: End) -> None:
        labels = [
            relation for relation in self.between(source, target) if relation.kind not in _LASTING
        ]
        if labels:
            self.disconnect(source, target, labels)

    def _write(self, source: End, target: End, relation: Relation) -> None:
        values = (source.type_id, source.id, target.type_id, target.id, *relation.key)
        self._db.run("INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?, ?)", values)

    def _delete(self, source: End, target: End, relation: Relation | None = None) -> None:
        sql = "DELETE FROM links WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ?"
        values = (source.type_id, source.id, target.type_id, target.id)
        if relation is None:
            self._db.run(sql, values)
        else:
            self._db.run(f"{sql} AND category = ? AND type_id = ?", (*values, *relation.key))
