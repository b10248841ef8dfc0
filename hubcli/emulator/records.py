"""Records in the database: their properties, their unique values, their history."""

# ruff: noqa: S608 - statements are put together from constants; every value is bound

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from hubcli.emulator.answers import compact
from hubcli.emulator.database import Database, Row, Value, marks

_T = TypeVar("_T", int, str)

_COLUMNS: Final = "id, properties, created, updated, archived"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it is kept; times in epoch milliseconds."""

    id: int
    properties: dict[str, str]
    created: int
    updated: int
    archived: int | None = None


class Claim(NamedTuple):
    """A value that only one record may have."""

    property: str
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """Who set a value, as histories tell it (the OpenAPI file's `ValueWithTimestamp`)."""

    type: str
    id: str
    user: int | None = None


THE_APP: Final = Source("INTEGRATION", "4242000")
"""Whoever calls the API."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a property got."""

    value: str
    at: int
    source: Source


class Records:
    """All records of the portal."""

    def __init__(self, database: Database) -> None:
        """Keep records in a database."""
        self._db = database

    def insert(
        self, type_id: str, records: Sequence[Record], claims: Sequence[tuple[Claim, int]]
    ) -> None:
        """Keep new records and what is unique about them."""
        rows = [(type_id, r.id, compact(r.properties), r.created, r.updated) for r in records]
        self._db.run_many("INSERT INTO records VALUES (?, ?, ?, ?, ?, NULL)", rows)
        self._claim(type_id, claims)

    def replace(
        self, type_id: str, record: Record, claims: Sequence[Claim], source: Source = THE_APP
    ) -> None:
        """Keep a changed record; its unique values are those given."""
        before = self.get(type_id, [record.id])[0]
        self._remember(type_id, before, record, source)
        sql = "UPDATE records SET properties = ?, updated = ? WHERE type = ? AND id = ?"
        self._db.run(sql, (compact(record.properties), record.updated, type_id, record.id))
        self._db.run("DELETE FROM uniques WHERE type = ? AND id = ?", (type_id, record.id))
        self._claim(type_id, [(claim, record.id) for claim in claims])

    def archive(self, type_id: str, ids: Sequence[int], now: int) -> None:
        """Put records into the recycling bin; their unique values and associations are free again."""
        for chunk in _chunks(ids):
            values: tuple[Value, ...] = (type_id, *chunk)
            where = f"type = ? AND id IN ({marks(len(chunk))})"
            self._db.run(
                f"UPDATE records SET archived = ? WHERE {where} AND archived IS NULL",
                (now, *values),
            )
            self._db.run(f"DELETE FROM uniques WHERE {where}", values)
            self._db.run(
                f"DELETE FROM links WHERE from_type = ? AND from_id IN ({marks(len(chunk))})",
                values,
            )
            self._db.run(
                f"DELETE FROM links WHERE to_type = ? AND to_id IN ({marks(len(chunk))})", values
            )

    def get(self, type_id: str, ids: Sequence[int], *, archived: bool = False) -> list[Record]:
        """Read records by id, in the order asked for; those that are not there are left out."""
        found: dict[int, Record] = {}
        for chunk in _chunks(ids):
            sql = f"SELECT {_COLUMNS} FROM records WHERE type = ? AND id IN ({marks(len(chunk))}) AND {_bin(archived)}"
            found |= {
                record.id: record for record in map(_record, self._db.rows(sql, (type_id, *chunk)))
            }
        return [found[number] for number in dict.fromkeys(ids) if number in found]

    def page(self, type_id: str, after: int, limit: int, *, archived: bool = False) -> list[Record]:
        """Read the records that follow an id."""
        sql = f"SELECT {_COLUMNS} FROM records WHERE type = ? AND id > ? AND {_bin(archived)} ORDER BY id LIMIT ?"
        return [_record(row) for row in self._db.rows(sql, (type_id, after, limit))]

    def matching(
        self, type_id: str, where: str, values: Sequence[Value], tail: str
    ) -> list[Record]:
        """Read the records that a condition holds for; `tail` orders and limits them."""
        sql = (
            f"SELECT {_COLUMNS} FROM records WHERE type = ? AND archived IS NULL AND {where} {tail}"
        )
        return [_record(row) for row in self._db.rows(sql, (type_id, *values))]

    def count(self, type_id: str, where: str = "1", values: Sequence[Value] = ()) -> int:
        """Count the records that a condition holds for."""
        sql = f"SELECT count(*) FROM records WHERE type = ? AND archived IS NULL AND {where}"
        return int(str(self._db.rows(sql, (type_id, *values))[0][0]))

    def holders(self, type_id: str, claims: Iterable[Claim]) -> dict[Claim, int]:
        """Tell which records have these unique values."""
        by_property: dict[str, list[str]] = {}
        for claim in claims:
            by_property.setdefault(claim.property, []).append(claim.value)
        found: dict[Claim, int] = {}
        for name, wanted in by_property.items():
            for chunk in _chunks(wanted):
                sql = f"SELECT value, id FROM uniques WHERE type = ? AND property = ? AND value IN ({marks(len(chunk))})"
                rows = self._db.rows(sql, (type_id, name, *chunk))
                found |= {Claim(name, str(value)): _int(number) for value, number in rows}
        return found

    def highest_id(self) -> int:
        """Give the highest id ever used, or 0."""
        return _int(self._db.rows("SELECT coalesce(max(id), 0) FROM records")[0][0])

    def history(self, type_id: str, record: Record) -> dict[str, list[Change]]:
        """Give all values that each property had, the latest first."""
        rows = self._db.rows(
            "SELECT property, value, at, source FROM history WHERE type = ? AND id = ?"
            " ORDER BY rowid DESC",
            (type_id, record.id),
        )
        changes: dict[str, list[Change]] = {}
        for name, value, at, source in rows:
            change = Change(str(value), _int(at), Source(*json.loads(str(source))))
            changes.setdefault(str(name), []).append(change)
        for name, value in record.properties.items():
            changes.setdefault(name, [Change(value, record.created, THE_APP)])
        return changes

    def _claim(self, type_id: str, claims: Sequence[tuple[Claim, int]]) -> None:
        rows = [(type_id, claim.property, claim.value, number) for claim, number in claims]
        self._db.run_many("INSERT INTO uniques VALUES (?, ?, ?, ?)", rows)

    def _remember(self, type_id: str, before: Record, after: Record, source: Source) -> None:
        """Write the changed values down; a value that never changed has the time of creation, and no row."""
        known = {
            row[0]
            for row in self._db.rows(
                "SELECT DISTINCT property FROM history WHERE type = ? AND id = ?",
                (type_id, before.id),
            )
        }
        rows: list[tuple[str, int, str, str, int, str]] = []
        for name in before.properties.keys() | after.properties.keys():
            old, new = before.properties.get(name), after.properties.get(name, "")
            if old == new:
                continue
            if old is not None and name not in known:
                rows.append((type_id, before.id, name, old, before.created, _spelled(THE_APP)))
            rows.append((type_id, before.id, name, new, after.updated, _spelled(source)))
        self._db.run_many("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?)", rows)


def merged(before: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Lay changes over properties; an empty value clears."""
    return {name: value for name, value in {**before, **changes}.items() if value != ""}


def _spelled(source: Source) -> str:
    return compact([source.type, source.id, source.user])


def _bin(archived: bool) -> str:  # noqa: FBT001 - the caller's keyword, passed on
    return "archived IS NOT NULL" if archived else "archived IS NULL"


def _chunks(items: Sequence[_T]) -> Iterable[Sequence[_T]]:
    return (items[start : start + 500] for start in range(0, len(items), 500))


def _int(value: object) -> int:
    return int(str(value))


def _record(row: Row) -> Record:
    number, properties, created, updated, archived = row
    return Record(
        id=_int(number),
        properties=json.loads(str(properties)),
        created=_int(created),
        updated=_int(updated),
        archived=None if archived is None else _int(archived),
    )
