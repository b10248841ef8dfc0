"""The run's database: what was about to be sent, and what became of it."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from threading import Lock

import orjson

from hubcli.core.outcomes import Outcome, OutcomeName
from hubcli.core.overwrites import Overwrite
from hubcli.core.packed import numbers_of
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport
from hubcli.errors import UnavailableError
from hubcli.runs import statements as sql
from hubcli.runs.folder import make_durable, private
from hubcli.runs.journal_rows import (
    are_plain,
    fault_row,
    first_address,
    lines_of,
    made_plain,
)
from hubcli.runs.overwrites import overwrite_rows, overwrites_of
from hubcli.runs.ranges import to_ranges
from hubcli.runs.record import RunRecord, RunState

FORMAT = 2
_MOST_REPORTS = 64


class Journal:
    """Writes one event after the other; may be used from several threads."""

    def __init__(self, path: Path, *, again: bool = False) -> None:
        """Make a new journal, or go on with one.

        Raises UnavailableError where the disk does not take it, or it is of another format.
        """
        if not again:
            open(path, "xb", opener=private).close()
        self._path = path
        self._lock = Lock()
        self._reports: list[tuple[int, str]] = []
        self._attempt = 0
        self._address: str | None = None
        self._undecided: set[int] = set()
        """Rows with an end that may become another."""
        with _told(path):
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            if again:
                self._take_up()
            else:
                tables = files("hubcli.runs").joinpath("tables.sql").read_text("utf-8")
                self._db.executescript(tables)

    def begin(self, record: RunRecord) -> None:
        """What the run is about; before anything else."""
        with self._event() as db:
            db.execute(sql.FACT, ("run", orjson.dumps(record).decode()))
        make_durable(self._path)

    def end(self, state: RunState | None) -> None:
        """How a session ended; None when one begins: a run without an end was cut off."""
        with self._event() as db:
            if state is None:
                db.execute("DELETE FROM facts WHERE name = 'end'")
            else:
                db.execute(sql.FACT, ("end", orjson.dumps(state).decode()))

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        """Write an attempt down before its request leaves; gives its number.

        It is on the disk, and not only with the operating system, when this returns.
        """
        rows = to_ranges(numbers_of(records))
        with self._lock, _told(self._path):
            self._attempt += 1
            self._db.execute("PRAGMA synchronous = FULL")
            try:
                self._db.execute(sql.ATTEMPT, (self._attempt, batch, rows, at.timestamp()))
            finally:
                self._db.execute("PRAGMA synchronous = NORMAL")
            return self._attempt

    def overwriting(self, overwrites: Mapping[int, Overwrite]) -> None:
        """What rows, by their ordinals, are about to put in the place of what.

        On the disk before the request leaves: `about_to_send`, which comes after it, synchronises
        the journal as a whole.
        """
        with self._event() as db:
            db.executemany(sql.NOT_OVERWRITTEN, [(number,) for number in overwrites])
            db.executemany(sql.OVERWRITE, overwrite_rows(overwrites))

    def overwritten(self, numbers: Iterable[int]) -> Mapping[int, Overwrite]:
        """What was said of these rows."""
        with self._lock, _told(self._path):
            return overwrites_of(self._db, numbers)

    def not_taken(self, attempt: int) -> None:
        """HubSpot surely made nothing of it, and it will be sent again."""
        self._one(sql.STATE, ("not taken", attempt))

    def returned(self, attempt: int) -> None:
        """Refused whole; its rows go on in smaller parts."""
        self._one(sql.STATE, ("returned", attempt))

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        """Rows, by their index in the batch, came to their ends; those not sent have none any more.

        With the number of the attempt where these are all of its rows.
        """
        numbers = numbers_of(batch.records)
        with self._event() as db:
            if attempt is not None:
                db.execute(sql.STATE, ("settled", attempt))
            if self._undecided:
                self._forget(db, [numbers[index] for index in outcomes])
            if are_plain(outcomes.values()):
                db.execute(sql.MADE, made_plain(batch, numbers, outcomes))
                return
            self._learn_address(db, outcomes)
            for statement, values in lines_of(batch, outcomes, self._address):
                db.execute(statement, values)

    def _learn_address(self, db: sqlite3.Connection, outcomes: Mapping[int, Outcome]) -> None:
        """Keep once what the addresses of all records begin with, as the first one shows it."""
        if self._address is None and (address := first_address(outcomes.values())):
            self._address = address
            db.execute(sql.FACT, ("address", address))

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        """Records that HubSpot made for this batch without saying for which rows."""
        with self._event() as db:
            db.executemany("INSERT INTO loose VALUES (?, ?)", [(batch, id_) for id_ in ids])

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Rows that hubcli itself refused."""
        self._ended(file, rows, OutcomeName.REFUSED)

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Rows that an earlier session left without an end, and that HubSpot may hold."""
        self._ended(file, rows, OutcomeName.IN_DOUBT)
        self._undecided.update(row.number for row in rows)

    def _ended(self, file: str, rows: Sequence[RefusedRow], name: OutcomeName) -> None:
        with self._event() as db:
            if self._undecided:
                self._forget(db, [row.number for row in rows])
            db.executemany(sql.END, [(row.number, file, row.line, None, name) for row in rows])
            db.executemany(
                sql.FAULT,
                [
                    fault_row((row.number, file, row.line, None, name), fault)
                    for row in rows
                    for fault in row.faults
                ],
            )

    def absent(self, records: Sequence[Record]) -> None:
        """HubSpot surely holds none of these: they are open, whatever was tried with them before."""
        with self._event() as db:
            self._forget(db, numbers_of(records))
            db.executemany(sql.REOPENED, [(one.row.number, self._attempt) for one in records])

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        """Rows that are not sent, as another row has their key."""
        with self._event() as db:
            db.executemany(
                "INSERT OR REPLACE INTO followers VALUES (?, ?, ?, ?)",
                [(row.number, file, row.line, row.leader) for row in rows],
            )

    def reopen(self, record: RunRecord) -> None:
        """Refused rows are open again: what was tried with them before is over.

        `record` is the run's, with the mapping that it goes on with; a run without an end is
        unfinished, whatever happens now.
        """
        with self._event() as db:
            db.execute(sql.FACT, ("run", orjson.dumps(record).decode()))
            db.execute("DELETE FROM facts WHERE name = 'end'")
            db.execute(sql.REFUSED_ARE_OPEN, (self._attempt,))
            db.execute("DELETE FROM ends WHERE outcome = 'refused'")
            db.execute("DELETE FROM faults WHERE outcome = 'refused'")

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
            db.execute("DELETE FROM faults WHERE number IN (SELECT number FROM followers)")
            db.execute(sql.FATES_OF_FAULTS)
            rows = db.execute(
                "SELECT outcome, count(*) FROM rows WHERE number IN (SELECT number FROM followers)"
                " GROUP BY outcome"
            ).fetchall()
        return [(OutcomeName(name), count) for name, count in rows]

    def has(self, record_id: str) -> bool:
        """Whether a row of the run is known to be this record, though maybe not which."""
        name = orjson.dumps(record_id).decode()
        with self._lock, _told(self._path):
            return bool(self._db.execute(sql.HAS, (name, record_id)).fetchone()[0])

    def close(self) -> None:
        """Put everything into the one file; may be called twice."""
        if self._reports:
            with suppress(UnavailableError), self._event():
                pass
        with self._lock:
            self._db.close()

    def _take_up(self) -> None:
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found != FORMAT:
            message = f"{self._path} has format {found}, and this hubcli reads {FORMAT}"
            raise UnavailableError(message, "Go on with the version of hubcli that wrote it.")
        self._db.execute(sql.OVERWRITES)
        self._attempt = self._db.execute(
            "SELECT coalesce(max(number), 0) FROM attempts"
        ).fetchone()[0]
        address = self._db.execute("SELECT value FROM facts WHERE name = 'address'").fetchone()
        self._address = address and str(address[0])
        doubts = self._db.execute("SELECT number FROM ends WHERE outcome = 'inDoubt'")
        self._undecided = {number for (number,) in doubts}

    def _forget(self, db: sqlite3.Connection, numbers: Iterable[int]) -> None:
        """Rows come to another end than the one that is written down."""
        again = self._undecided.intersection(numbers)
        rows = [(number,) for number in again]
        db.executemany("DELETE FROM ends WHERE number = ?", rows)
        db.executemany("DELETE FROM faults WHERE number = ?", rows)

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
                    self._db.executemany(sql.REPORT, self._reports)
                    self._reports.clear()
                yield self._db
            except BaseException:
                self._db.rollback()
                raise
            self._db.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "Is the disk full? Make room, then go on."
        raise UnavailableError(f"{path}: {error}", hint) from error
