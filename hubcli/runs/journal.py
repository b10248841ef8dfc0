"""The run's database: what was about to be sent, and what became of it."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from threading import Lock
from typing import TypeGuard, cast

import orjson

from hubcli.core.outcomes import (
    Created,
    Existing,
    Fault,
    Outcome,
    OutcomeName,
    Updated,
    faults_of,
    name_of,
)
from hubcli.core.packed import numbers_of
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport
from hubcli.errors import UnavailableError
from hubcli.runs.folder import private

_ATTEMPT = "INSERT INTO attempts VALUES (?, ?, ?, 'sent')"
_MADE = "INSERT INTO made VALUES (?, ?, ?)"
_FAULT = "INSERT INTO faults VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_REPORT = "INSERT OR REPLACE INTO batches VALUES (?, ?)"
_MOST_REPORTS = 64
_ID, _REST = itemgetter(0), itemgetter(1, 2)
_END = "INSERT OR REPLACE INTO ends VALUES (?, ?, ?, ?, ?)"


class Journal:
    """Writes one event after the other; may be used from several threads."""

    def __init__(self, path: Path) -> None:
        """Make a new journal. Raises UnavailableError where the disk does not take it."""
        open(path, "xb", opener=private).close()
        self._lock = Lock()
        with _told(path):
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(files("hubcli.runs").joinpath("tables.sql").read_text("utf-8"))
        self._path = path
        self._attempt = 0
        self._reports: list[tuple[int, str]] = []
        self._address: str | None = None

    def about_to_send(self, batch: int, records: Sequence[Record]) -> int:
        """Write an attempt down before its request leaves; gives its number."""
        rows = _ranges(numbers_of(records))
        with self._lock, _told(self._path):
            self._attempt += 1
            self._db.execute(_ATTEMPT, (self._attempt, batch, rows))
            return self._attempt

    def not_taken(self, attempt: int) -> None:
        """HubSpot surely made nothing of it, and it will be sent again."""
        self._state(attempt, "not taken")

    def returned(self, attempt: int) -> None:
        """Refused whole; its rows go on in smaller parts."""
        self._state(attempt, "returned")

    def settled(self, batch: Batch, outcomes: Mapping[int, Outcome]) -> None:
        """Rows, by their index in the batch, came to their ends."""
        records = batch.records
        if _are_plain(outcomes.values()):
            numbers = map(numbers_of(records).__getitem__, outcomes)
            ids = map(_ID, cast("Iterable[Created]", outcomes.values()))
            made = list(zip(numbers, ids, strict=True))
            self._one(_MADE, _made(batch, OutcomeName.CREATED, made))
            return
        if self._address is None:
            self._learn_address(outcomes)
        address = self._address
        created = [
            (records[index].row.number, outcome.id)
            for index, outcome in outcomes.items()
            if _is_plain(outcome, address)
        ]
        if len(created) == len(outcomes):
            self._one(_MADE, _made(batch, OutcomeName.CREATED, created))
            return
        with self._event() as db:
            if created:
                db.execute(_MADE, _made(batch, OutcomeName.CREATED, created))
            self._settled_one_by_one(db, batch, outcomes)

    def _learn_address(self, outcomes: Mapping[int, Outcome]) -> None:
        """Keep once what the addresses of all records begin with, as the first one shows it."""
        made = (end for end in outcomes.values() if isinstance(end, Created) and end.id)
        url, id_ = next(((end.url, end.id) for end in made if end.url.endswith(end.id)), ("", ""))
        if url:
            with self._lock, _told(self._path):
                self._address = url.removesuffix(id_)
                self._db.execute("INSERT INTO facts VALUES ('address', ?)", (self._address,))

    def _settled_one_by_one(
        self, db: sqlite3.Connection, batch: Batch, outcomes: Mapping[int, Outcome]
    ) -> None:
        for index, outcome in outcomes.items():
            if _is_plain(outcome, self._address):
                continue
            row, name = batch.records[index].row, name_of(outcome)
            place = (row.number, batch.file, row.line, batch.number, name)
            if isinstance(outcome, (Created, Existing, Updated)):
                made = [_made_row(row.number, outcome.id, outcome.url, self._address)]
                db.execute(_MADE, _made(batch, name, made))
            else:
                db.execute(_END, place)
            db.executemany(_FAULT, [_fault_row(place, fault) for fault in faults_of(outcome)])

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Rows that hubcli itself refused."""
        name = OutcomeName.REFUSED
        with self._event() as db:
            db.executemany(_END, [(row.number, file, row.line, None, name) for row in rows])
            db.executemany(
                _FAULT,
                [
                    _fault_row((row.number, file, row.line, None, name), fault)
                    for row in rows
                    for fault in row.faults
                ],
            )

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        """Rows that are not sent, as another row has their key."""
        with self._event() as db:
            db.executemany(
                "INSERT INTO followers VALUES (?, ?, ?, ?)",
                [(row.number, file, row.line, row.leader) for row in rows],
            )

    def batch_done(self, report: BatchReport) -> None:
        """A batch has no open rows any more.

        Its report is for people and holds nothing that the rows do not say, so some of them wait
        for each other and share a transaction.
        """
        text = orjson.dumps(report).decode()
        with self._lock:
            self._reports.append((report.number, text))
            if len(self._reports) < _MOST_REPORTS:
                return
        with self._event():
            pass

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        """What became of the followers, by their leaders' outcomes, and of how many."""
        with self._event() as db:
            if not db.execute("SELECT EXISTS (SELECT 1 FROM followers)").fetchone()[0]:
                return []
            db.execute(_FATES_OF_FAULTS)
            rows = db.execute(
                "SELECT outcome, count(*) FROM rows WHERE number IN (SELECT number FROM followers)"
                " GROUP BY outcome"
            ).fetchall()
        return [(OutcomeName(name), count) for name, count in rows]

    def close(self) -> None:
        """Put everything into the one file; may be called twice."""
        if self._reports:
            with suppress(UnavailableError), self._event():
                pass
        with self._lock:
            self._db.close()

    def _state(self, attempt: int, state: str) -> None:
        self._one("UPDATE attempts SET state = ? WHERE number = ?", (state, attempt))

    def _one(self, statement: str, values: tuple[object, ...]) -> None:
        """An event of one statement, which is a transaction by itself."""
        with self._lock, _told(self._path):
            self._db.execute(statement, values)

    @contextmanager
    def _event(self) -> Iterator[sqlite3.Connection]:
        """One transaction."""
        with self._lock, _told(self._path):
            self._db.execute("BEGIN")
            try:
                if self._reports:
                    self._db.executemany(_REPORT, self._reports)
                    self._reports.clear()
                yield self._db
            except BaseException:
                self._db.rollback()
                raise
            self._db.execute("COMMIT")


_FATES_OF_FAULTS = """
INSERT INTO faults
SELECT followers.number, followers.file, followers.line, NULL, faults.outcome,
       'shares the fate of line ' || faults.line || ', which has its key: ' || faults.message,
       faults.code, faults.category, faults.property, faults."column", faults.value,
       faults.correlation_id
FROM followers JOIN faults ON faults.number = followers.leader
WHERE faults.outcome IN ('refused', 'inDoubt')
"""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "Is the disk full? Make room, then go on."
        raise UnavailableError(f"{path}: {error}", hint) from error


def _are_plain(outcomes: Collection[Outcome]) -> bool:
    """Whether all were created and there is nothing to tell of any but its id."""
    if set(map(type, outcomes)) != {Created}:
        return False
    return set(map(_REST, cast("Iterable[Created]", outcomes))) == {("", ())}


def _is_plain(outcome: Outcome, address: str | None) -> TypeGuard[Created]:
    """Created, and nothing else to tell: what nearly every row of a run comes to."""
    if type(outcome) is not Created or outcome.warnings:
        return False
    return not outcome.url or outcome.url == f"{address}{outcome.id}"


def _made(batch: Batch, name: str, rows: Sequence[tuple[str | int, ...]]) -> tuple[int, str, str]:
    return (batch.number, name, orjson.dumps(rows).decode())


def _made_row(number: int, id_: str, url: str, address: str | None) -> tuple[str | int, ...]:
    """The record's address only where it is not made like the others'."""
    return (number, id_) if not url or url == f"{address}{id_}" else (number, id_, url)


def _fault_row(place: tuple[int, str, int, int | None, str], fault: Fault) -> tuple[object, ...]:
    return (
        *place,
        fault.message,
        fault.code,
        fault.category,
        fault.property,
        fault.column,
        fault.value,
        fault.correlation_id,
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Ordinals as `1-3,7`, in ascending order."""
    numbers = sorted(numbers)
    if 0 < numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}-{numbers[-1]}"
    parts: list[str] = []
    start = previous = numbers[0]
    for number in (*numbers[1:], 0):
        if number != previous + 1:
            parts.append(f"{start}-{previous}" if previous > start else str(start))
            start = number
        previous = number
    return ",".join(parts)
