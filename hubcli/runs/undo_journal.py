"""An undoing's database: what is to be archived, and what became of it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Protocol

import orjson

from hubcli.core.outcomes import Fault
from hubcli.core.put_back import Cell, Changed
from hubcli.core.undo import Target
from hubcli.errors import UnavailableError
from hubcli.runs.folder import private

FORMAT = 1
_TARGET = "INSERT OR IGNORE INTO targets (id, number, batch, state) VALUES (?, ?, ?, 'open')"
_VERDICT = """
UPDATE targets SET state = ?, line = ?, code = ?, category = ?, property = ?, message = ?, correlation_id = ?
WHERE id = ? AND state != 'archived'
"""
_PAGE = """
SELECT number, id, batch FROM targets
WHERE state = ? AND (number, id) > (?, ?) ORDER BY number, id LIMIT ?
"""


_CHANGE = """
INSERT INTO changes (id, number, batch, cells, state) VALUES (?, ?, ?, ?, 'open')
ON CONFLICT (id) DO UPDATE SET
    cells = coalesce(excluded.cells, cells), batch = coalesce(excluded.batch, batch),
    state = CASE WHEN coalesce(excluded.cells, cells) IS cells THEN state ELSE 'open' END
"""
"""A record that the run changed once more since is judged anew."""
_MADE_TOO = "DELETE FROM changes WHERE id IN (SELECT id FROM targets)"
"""A record that the run made and changed as well is taken away whole."""
_CHANGE_VERDICT = """
UPDATE changes SET state = ?, line = ?, code = ?, category = ?, property = ?, message = ?, correlation_id = ?
WHERE id = ?
"""
_CHANGE_PAGE = """
SELECT number, id, batch, cells FROM changes
WHERE state = ? AND (number, id) > (?, ?) ORDER BY number, id LIMIT ?
"""


class ChangeVerdict(Protocol):
    """What is to become of one record that the run changed, or what became of it."""

    @property
    def changed(self) -> Changed:
        """Which."""

    @property
    def line(self) -> int | None:
        """Where its row begins."""

    @property
    def state(self) -> str:
        """`planned`, `left` or `restored`."""

    @property
    def why(self) -> Fault | None:
        """What speaks against putting all of it back."""


class Verdict(Protocol):
    """What is to become of one record."""

    @property
    def target(self) -> Target:
        """Which."""

    @property
    def line(self) -> int | None:
        """Where its row begins."""

    @property
    def state(self) -> str:
        """`planned`, `left` or `archived`."""

    @property
    def why(self) -> Fault | None:
        """What speaks against archiving it."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A row in doubt: HubSpot may hold a record of it."""

    number: int
    line: int | None
    code: str
    message: str


class UndoJournal:
    """Writes one event after the other, each synchronised to disk; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Make a new journal, or go on with one. Raises UnavailableError where the disk does not take it."""
        is_new = not path.exists()
        if is_new:
            open(path, "xb", opener=private).close()
        self._path = path
        self._lock = Lock()
        with self._told():
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            if not self._db.execute("PRAGMA user_version").fetchone()[0]:
                tables = files("hubcli.runs").joinpath("undo_tables.sql").read_text("utf-8")
                self._db.executescript(f"BEGIN;{tables}COMMIT;")
            self._check_format()
            changes = files("hubcli.runs").joinpath("undo_changes.sql").read_text("utf-8")
            self._db.executescript(f"BEGIN;{changes}COMMIT;")

    def begin(
        self, targets: Iterable[Target], strays: Iterable[Stray], changes: Iterable[Changed] = ()
    ) -> None:
        """Take in what the run made and changed, and judge all afresh that is not taken back."""
        with self._event() as db:
            db.executemany(_TARGET, ((one.id, one.number, one.batch) for one in targets))
            db.execute("UPDATE targets SET state = 'open' WHERE state != 'archived'")
            db.executemany(_CHANGE, map(_change_row, changes))
            db.execute("UPDATE changes SET state = 'open' WHERE state != 'restored'")
            db.execute(_MADE_TOO)
            db.execute("DELETE FROM strays")
            db.execute("DELETE FROM facts WHERE name = 'end'")
            rows = [(one.number, one.line, one.code, one.message) for one in strays]
            db.executemany("INSERT INTO strays VALUES (?, ?, ?, ?)", rows)

    def open_targets(self, size: int) -> Iterator[list[Target]]:
        """All that wait for a verdict, in the rows' order, so many at a time."""
        return self._pages("open", size)

    def planned_targets(self, size: int) -> Iterator[list[Target]]:
        """All that are to be archived, in the rows' order, so many at a time."""
        return self._pages("planned", size)

    def judged(self, verdicts: Sequence[Verdict]) -> None:
        """What is to become of records."""
        with self._event() as db:
            db.executemany(_VERDICT, map(_verdict_row, verdicts))

    def about_to_archive(self, targets: Sequence[Target], at: datetime) -> int:
        """Written before the request leaves; gives the attempt's number."""
        return self._attempt([target.id for target in targets], at)

    def not_taken(self, attempt: int) -> None:
        """HubSpot surely did nothing."""
        with self._event() as db:
            _close(db, attempt, "not taken")

    def archived(self, attempt: int, targets: Sequence[Target]) -> None:
        """These are archived, and the attempt is over."""
        with self._event() as db:
            _close(db, attempt, "settled")
            query = "UPDATE targets SET state = 'archived' WHERE id = ?"
            db.executemany(query, [(target.id,) for target in targets])

    def open_changes(self, size: int) -> Iterator[list[Changed]]:
        """All changed records that wait for a verdict, in the rows' order, so many at a time."""
        return self._change_pages("open", size)

    def planned_changes(self, size: int) -> Iterator[list[Changed]]:
        """The same of those that are planned."""
        return self._change_pages("planned", size)

    def judged_changes(self, verdicts: Sequence[ChangeVerdict]) -> None:
        """What is to become of changed records, or what became of them."""
        with self._event() as db:
            rows = ((*_said(one), one.changed.id) for one in verdicts)
            db.executemany(_CHANGE_VERDICT, rows)

    def about_to_change(self, ids: Sequence[str], at: datetime) -> int:
        """Written before the request leaves that puts these back; gives the attempt's number."""
        return self._attempt(ids, at)

    def changed(self, attempt: int) -> None:
        """It was answered."""
        with self._event() as db:
            _close(db, attempt, "settled")

    def keep(self, name: str, text: str) -> None:
        """Keep a fact: `run`, what it is about; `end`, how its last session ended."""
        with self._event() as db:
            db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, text))

    def close(self) -> None:
        """Put everything into the one file; may be called twice."""
        with self._lock:
            self._db.close()

    def _attempt(self, ids: Sequence[str], at: datetime) -> int:
        told = orjson.dumps(list(ids)).decode()
        with self._event() as db:
            query = "INSERT INTO attempts (ids, state, at) VALUES (?, 'about to send', ?)"
            return int(db.execute(query, (told, at.timestamp())).lastrowid or 0)

    def _change_pages(self, state: str, size: int) -> Iterator[list[Changed]]:
        after: tuple[int, str] = (-1, "")
        while True:
            with self._lock, self._told():
                rows = self._db.execute(_CHANGE_PAGE, (state, *after, size)).fetchall()
            if not rows:
                return
            after = rows[-1][:2]
            yield [_changed(*row) for row in rows]

    def _pages(self, state: str, size: int) -> Iterator[list[Target]]:
        after: tuple[int, str] = (-1, "")
        while True:
            with self._lock, self._told():
                rows = self._db.execute(_PAGE, (state, *after, size)).fetchall()
            if not rows:
                return
            after = rows[-1][:2]
            yield [Target(number, id_, batch) for number, id_, batch in rows]

    def _check_format(self) -> None:
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found != FORMAT:
            message = f"{self._path} has format {found}, and this hubcli reads {FORMAT}"
            raise UnavailableError(message, "Go on with the version of hubcli that wrote it.")

    @contextmanager
    def _event(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, self._told():
            self._db.execute("BEGIN")
            try:
                yield self._db
            except BaseException:
                self._db.rollback()
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            hint = "Is the disk full? Make room, then go on."
            raise UnavailableError(f"{self._path}: {error}", hint) from error


def remember(journal: Path, facts: Mapping[str, str]) -> None:
    """Put facts of an undoing into the journal of the run that is taken back. Raises UnavailableError."""
    try:
        with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=rw", uri=True)) as db, db:
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())
    except sqlite3.OperationalError as error:
        raise UnavailableError(f"{journal}: {error}", "Is the disk full?") from error


def _close(db: sqlite3.Connection, attempt: int, state: str) -> None:
    db.execute("UPDATE attempts SET state = ? WHERE number = ?", (state, attempt))


def _verdict_row(one: Verdict) -> tuple[str | int | None, ...]:
    return (*_said(one), one.target.id)


def _said(one: Verdict | ChangeVerdict) -> tuple[str | int | None, ...]:
    why = one.why
    if why is None:
        return (one.state, one.line, None, None, None, None, None)
    reasons = (why.code, why.category, why.property, why.message, why.correlation_id)
    return (one.state, one.line, *reasons)


def _change_row(one: Changed) -> tuple[str | int | None, ...]:
    cells = None if one.cells is None else orjson.dumps(one.cells, default=tuple).decode()
    return (one.id, one.number, one.batch, cells)


def _changed(number: int, id_: str, batch: int | None, cells: str | None) -> Changed:
    if cells is None:
        return Changed(number, id_, batch)
    read = {name: Cell(was, tuple(wrote)) for name, (was, wrote) in orjson.loads(cells).items()}
    return Changed(number, id_, batch, read)
