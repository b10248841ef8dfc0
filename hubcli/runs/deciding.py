"""Writes a person's decisions on rows in doubt into the run's journal, all or none."""

import sqlite3
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
    made = orjson.dumps(list(decided.created.items())).decode()
    try:
        with closing(sqlite3.connect(f"{journal.absolute().as_uri()}?mode=rw", uri=True)) as db, db:
            db.executemany("DELETE FROM ends WHERE number = ?", numbers)
            db.executemany("DELETE FROM faults WHERE number = ?", numbers)
            (last,) = db.execute(_LAST).fetchone()
            over = [(number, last) for number in decided.open]
            db.executemany(sql.REOPENED, over)
            if decided.created:
                row = (_NO_BATCH, OutcomeName.CREATED, made)
                db.execute("INSERT INTO made VALUES (?, ?, ?)", row)
    except sqlite3.OperationalError as error:
        raise UnavailableError(f"{journal}: {error}", "Is the disk full?") from error
