"""Writes a person's decisions on rows in doubt into the run's journal, all or none."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import orjson

from hubcli.core.outcomes import OutcomeName
from hubcli.errors import UnavailableError
from hubcli.runs import statements as sql
from hubcli.runs.decisions import Decided

_NO_BATCH = 0
"""A person said it, and no answer to a batch."""
_LAST = "SELECT coalesce(max(number), 0) FROM attempts"


def write_decisions(journal: Path, decided: Decided) -> None:
    """In one transaction; the journal's lock must be held. Raises UnavailableError."""
    numbers = [(number,) for number in (*decided.created, *decided.open)]
    try:
        with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=rw", uri=True)) as db, db:
            db.executemany("DELETE FROM ends WHERE number = ?", numbers)
            db.executemany("DELETE FROM faults WHERE number = ?", numbers)
            (last,) = db.execute(_LAST).fetchone()
            over = [(number, last) for number in decided.open]
            db.executemany(sql.REOPENED, over)
            db.executemany("INSERT INTO made VALUES (?, ?, ?)", _made(db, decided.created))
    except sqlite3.OperationalError as error:
        raise UnavailableError(f"{journal}: {error}", "Is the disk full?") from error


def _made(db: sqlite3.Connection, ids: Mapping[int, str]) -> Iterator[tuple[int, str, str]]:
    """A record that is known to have been there before was not created, whatever it is called."""
    there = {number for (number,) in db.execute("SELECT number FROM overwrites")}
    for name, is_there in ((OutcomeName.CREATED, False), (OutcomeName.UPDATED, True)):
        rows = [row for row in ids.items() if (row[0] in there) is is_there]
        if rows:
            yield _NO_BATCH, name, orjson.dumps(rows).decode()
