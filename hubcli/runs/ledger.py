"""A run's journal read back: its batches, its errors and its rows, as streams in order."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import BatchReport, RowReport


@dataclass(frozen=True, slots=True)
class RowEnd:
    """What became of one row."""

    number: int
    outcome: OutcomeName
    id: str
    url: str


class Ledger:
    """Reads; more than one stream may be open at a time."""

    def __init__(self, path: Path) -> None:
        """Open a journal that exists."""
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)

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

    def address(self) -> str:
        """What the addresses of this run's records begin with; empty where HubSpot gave none."""
        query = "SELECT value FROM facts WHERE name = 'address' LIMIT 1"
        row = self._db.execute(query).fetchone()
        return str(row[0]) if row else ""

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
