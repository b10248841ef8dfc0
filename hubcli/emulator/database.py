"""The SQLite database under the emulator: one connection, its tables, and transactions."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from hubcli.emulator import tokens

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS records (
    type TEXT NOT NULL, id INTEGER NOT NULL, properties TEXT NOT NULL, created INTEGER NOT NULL,
    updated INTEGER NOT NULL, archived INTEGER, PRIMARY KEY (type, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uniques (
    type TEXT NOT NULL, property TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL,
    PRIMARY KEY (type, property, value)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS links (
    from_type TEXT NOT NULL, from_id INTEGER NOT NULL, to_type TEXT NOT NULL, to_id INTEGER NOT NULL,
    category TEXT NOT NULL, type_id INTEGER NOT NULL,
    PRIMARY KEY (from_type, from_id, to_type, to_id, category, type_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS history (
    type TEXT NOT NULL, id INTEGER NOT NULL, property TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
    source TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS history_of ON history (type, id);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_SETTINGS: Final = """
PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY
"""
_PATIENCE: Final = 1.0
"""Seconds to wait for another emulator that has the file open."""

Row = tuple[object, ...]
Value = str | int | float | None


class Database:
    """One connection, used by one thread at a time."""

    def __init__(self, path: str | None) -> None:
        """Open or make the database; no path keeps it in memory."""
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            path or ":memory:", isolation_level=None, check_same_thread=False, timeout=_PATIENCE
        )
        try:
            tokens.register(self._connection)
            self._connection.executescript(_SETTINGS)
            self._connection.executescript(_TABLES)
        except sqlite3.Error:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection; a file then holds everything."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Run a query."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run a statement, and tell how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, values: Sequence[Sequence[Value]]) -> None:
        """Run a statement for each row."""
        with self._lock:
            self._connection.executemany(sql, values)

    def fact(self, name: str) -> str | None:
        """Read a fact that belongs to no record."""
        found = self.rows("SELECT value FROM facts WHERE name = ?", (name,))
        return str(found[0][0]) if found else None

    def set_fact(self, name: str, value: str) -> None:
        """Keep a fact that belongs to no record."""
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def marks(count: int) -> str:
    """Write the question marks of an SQL list."""
    return ",".join("?" * count)
