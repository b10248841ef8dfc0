"""A run's journal read back: its batches, its errors and its rows, as streams in order."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from hubcli.core.outcomes import Fault, OutcomeName, Tally
from hubcli.core.overwrites import Overwrite
from hubcli.core.results import BatchReport, Requests, RowReport
from hubcli.core.standing import DONE, DOUBT, Sent, Standing, new_standing
from hubcli.errors import Place
from hubcli.runs.overwrites import overwrite_of
from hubcli.runs.ranges import of_ranges
from hubcli.runs.record import RunRecord, RunState, record_of


@dataclass(frozen=True, slots=True)
class RowEnd:
    """What became of one row."""

    number: int
    outcome: OutcomeName
    id: str
    url: str


class Ledger:
    """Reads; more than one stream may be open at a time."""

    def __init__(self, path: Path, *, handed_on: bool = False) -> None:
        """Open a journal that exists; `handed_on` from thread to thread, by one at a time."""
        uri = f"{path.absolute().as_uri()}?mode=ro"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=not handed_on)

    @contextmanager
    def moment(self) -> Iterator[None]:
        """All that is read within it is of one moment, also while somebody writes."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.rollback()

    def batches(self) -> Iterator[BatchReport]:
        """In their order."""
        for (text,) in self._db.execute("SELECT report FROM batches ORDER BY number"):
            yield BatchReport(**orjson.loads(text))

    def errors(self) -> Iterator[RowReport]:
        """Every fault of every row, in the order of the rows."""
        query = (
            "SELECT file, line, batch, outcome, message, code, category, property,"
            ' "column", value, correlation_id FROM faults ORDER BY number, rowid'
        )
        for file, line, batch, outcome, *fault in self._db.execute(query):
            yield RowReport(file, line, batch, OutcomeName(outcome), Fault(*fault))

    def faults(self, *outcomes: OutcomeName) -> Iterator[tuple[int, OutcomeName, list[Fault]]]:
        """Rows with one of these outcomes, in their order, each with all of its faults."""
        marks = ",".join("?" * len(outcomes))
        query = (
            "SELECT number, outcome, message, code, category, property, "  # noqa: S608 - marks only
            f'"column", value, correlation_id FROM faults WHERE outcome IN ({marks})'
            " ORDER BY number, rowid"
        )
        current: tuple[int, OutcomeName, list[Fault]] | None = None
        for number, outcome, *fault in self._db.execute(query, outcomes):
            if current is None or current[0] != number:
                if current:
                    yield current
                current = (number, OutcomeName(outcome), [])
            current[2].append(Fault(*fault))
        if current:
            yield current

    def rows(self) -> Iterator[RowEnd]:
        """Every row that has an outcome, in the rows' order; the others were not sent."""
        query = "SELECT number, outcome, id, url FROM rows ORDER BY number"
        for number, outcome, id_, url in self._db.execute(query):
            yield RowEnd(number, OutcomeName(outcome), id_ or "", url or "")

    def fact(self, name: str) -> str | None:
        """What is kept under this name; None where nothing is."""
        query = "SELECT value FROM facts WHERE name = ?"
        row = self._db.execute(query, (name,)).fetchone()
        return row and str(row[0])

    def record(self) -> RunRecord | None:
        """What the run is about; None where it was cut off before that was written."""
        text = self.fact("run")
        return record_of(text) if text else None

    def end(self) -> RunState | None:
        """How its last session ended; None while one is at work, and where one was cut off."""
        text = self.fact("end")
        return RunState(**orjson.loads(text)) if text else None

    def counts(self) -> dict[OutcomeName, int]:
        """How many rows came to which end, those not counted that share another's fate."""
        query = """
            SELECT outcome, sum(json_array_length(rows)) FROM made GROUP BY outcome
            UNION ALL SELECT outcome, count(*) FROM ends GROUP BY outcome
        """
        return {OutcomeName(name): count for name, count in self._db.execute(query)}

    def own_errors(self, *, doubts: bool = False) -> Iterator[RowReport]:
        """The faults of rows that do not share another's fate; of those in doubt only if asked for."""
        query = (
            "SELECT file, line, batch, outcome, message, code, category, property,"
            " \"column\", value, correlation_id FROM faults WHERE (outcome != 'inDoubt' OR ?)"
            " AND number NOT IN (SELECT number FROM followers) ORDER BY number, rowid"
        )
        for file, line, batch, outcome, *fault in self._db.execute(query, (doubts,)):
            yield RowReport(file, line, batch, OutcomeName(outcome), Fault(*fault))

    def reopened(self) -> set[int]:
        """Rows that were sent again after they had come to an end, by `retry` above all."""
        return {number for (number,) in self._db.execute("SELECT number FROM reopened")}

    def error_count(self) -> int:
        """How many faults there are."""
        return int(self._db.execute("SELECT count(*) FROM faults").fetchone()[0])

    def tally(self, standing: Standing) -> Tally:
        """What became of all rows as far as the journal knows.

        Rows without an end are not sent, or in doubt where an attempt may have carried them.
        """
        tally = Tally()
        for name, number in self.counts().items():
            tally.add(name, number)
        tally.add(OutcomeName.IN_DOUBT, standing.doubts - tally[OutcomeName.IN_DOUBT])
        query = "SELECT rows.outcome, leader FROM followers JOIN rows USING (number)"
        for name, leader in self._db.execute(query):
            is_open = standing.of(leader) == DOUBT
            tally.add(OutcomeName.IN_DOUBT if is_open else OutcomeName(name))
        tally.add(OutcomeName.NOT_SENT, len(standing.marks) - 1 - tally.read)
        return tally

    def standing(self, total: int) -> Standing:
        """Which of so many rows are done, which are in doubt, and since when."""
        standing = new_standing(total)
        for (rows,) in self._db.execute("SELECT rows FROM made"):
            standing.finish(row[0] for row in orjson.loads(rows))
        for query in (
            "SELECT number FROM ends WHERE outcome != 'inDoubt'",
            "SELECT number FROM followers",
        ):
            standing.finish(number for (number,) in self._db.execute(query))
        sent = self._sent(standing)
        doubts = self._db.execute("SELECT number FROM ends WHERE outcome = 'inDoubt'")
        standing.doubt((number for (number,) in doubts), sent)
        standing.doubt(sent, sent)
        return standing

    def _sent(self, standing: Standing) -> dict[int, Sent]:
        """When rows without an end left, in requests of which nobody knows what became of them."""
        after = dict(self._db.execute("SELECT number, after FROM reopened"))
        sent: dict[int, Sent] = {}
        query = (
            "SELECT number, rows, at FROM attempts WHERE state = 'about to send' ORDER BY number"
        )
        for attempt, rows, at in self._db.execute(query):
            moment = datetime.fromtimestamp(at, UTC)
            for number in of_ranges(rows):
                if standing.of(number) != DONE and attempt > after.get(number, 0):
                    first = sent[number].first if number in sent else moment
                    sent[number] = Sent(first, moment)
        return sent

    def doubts(self) -> Iterator[tuple[int, int, str]]:
        """Row, line and reason of those that are written down as in doubt; in the rows' order."""
        query = (
            "SELECT ends.number, ends.line, coalesce(min(message), '') FROM ends"
            " LEFT JOIN faults USING (number) WHERE ends.outcome = 'inDoubt'"
            " GROUP BY ends.number ORDER BY ends.number"
        )
        yield from self._db.execute(query)

    def followers(self) -> dict[int, int]:
        """Rows that share the fate of another, each with that one."""
        return dict(self._db.execute("SELECT number, leader FROM followers"))

    def places(self, numbers: Collection[int]) -> dict[int, Place]:
        """Where these rows begin; those left out of which no end is written down."""
        query = "SELECT number, file, line FROM ends"
        found = self._db.execute(query)
        return {number: Place(file, line) for number, file, line in found if number in numbers}

    def doubtful(self) -> set[int]:
        """The rows that have an end in doubt."""
        rows = self._db.execute("SELECT number FROM ends WHERE outcome = 'inDoubt'")
        return {number for (number,) in rows}

    def refused(self) -> set[int]:
        """The rows that were refused, those not among them that share another's fate."""
        rows = self._db.execute("SELECT number FROM ends WHERE outcome = 'refused'")
        return {number for (number,) in rows}

    def taken(self, ids: Collection[str]) -> list[str]:
        """Which of these records are known to be rows of the run."""
        wanted = set(ids)
        found: set[str] = set()
        if wanted:
            for (rows,) in self._db.execute("SELECT rows FROM made"):
                found.update(wanted.intersection(row[1] for row in orjson.loads(rows)))
        return sorted(found)

    def batch_count(self) -> int:
        """How many batches there are."""
        return int(self._db.execute("SELECT count(*) FROM batches").fetchone()[0])

    def attempts(self) -> Requests:
        """How many requests left, as far as the journal knows."""
        query = "SELECT count(*), sum(state = 'not taken') FROM attempts"
        sent, again = self._db.execute(query).fetchone()
        return Requests(sent, again or 0, 0)

    def last_batch(self) -> int:
        """The highest number of a batch."""
        query = "SELECT max(coalesce((SELECT max(number) FROM batches), 0), coalesce((SELECT max(batch) FROM attempts), 0))"
        return int(self._db.execute(query).fetchone()[0])

    def created_ids(self) -> Iterator[tuple[int, str, int]]:
        """Row, id and batch of every record that the run created; 0 for those without a row."""
        for rows, batch in self._db.execute(
            "SELECT rows, batch FROM made WHERE outcome = 'created' ORDER BY rowid"
        ):
            for row in orjson.loads(rows):
                if row[1]:
                    yield row[0], row[1], batch
        for id_, batch in self._db.execute("SELECT id, batch FROM loose"):
            yield 0, id_, batch

    def overwrites(self) -> Iterator[tuple[int, Overwrite]]:
        """What rows put in the place of what: record by record, in the order in which they were written down."""
        if self._has_overwrites():
            query = "SELECT number, id, cells FROM overwrites ORDER BY id, rowid"
            for number, id_, cells in self._db.execute(query):
                yield number, overwrite_of(id_, cells)

    def overwritten(self) -> set[int]:
        """The rows in doubt of which it is known what they put in the place of what."""
        if not self._has_overwrites():
            return set()
        query = (
            "SELECT number FROM overwrites"
            " WHERE number NOT IN (SELECT json_extract(value, '$[0]') FROM made, json_each(made.rows))"
        )
        return {number for (number,) in self._db.execute(query)}

    def updated_ids(self) -> Iterator[tuple[int, str, int]]:
        """Row, id and batch of every record that the run updated."""
        query = "SELECT rows, batch FROM made WHERE outcome = 'updated' ORDER BY rowid"
        for rows, batch in self._db.execute(query):
            for row in orjson.loads(rows):
                yield row[0], row[1], batch

    def _has_overwrites(self) -> bool:
        """Not so in a journal that was begun before there was this table."""
        query = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'overwrites')"
        return bool(self._db.execute(query).fetchone()[0])

    def address(self) -> str:
        """What the addresses of this run's records begin with; empty where HubSpot gave none."""
        return self.fact("address") or ""

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
