"""An undoing's journal read back: how many went, how many are left, and why."""

import sqlite3
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from importlib.resources import files as resources
from itertools import accumulate
from pathlib import Path

from hubcli.core.outcomes import Fault
from hubcli.core.undo import LOOSE
from hubcli.core.undo_results import LeftRow, Reason, UndoCounts
from hubcli.runs.record import FileRecord

_HAS_CHANGES = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'changes')"
_LEFT = """
SELECT number, line, id, batch, message, code, category, property, correlation_id FROM targets
WHERE state = 'left'
UNION ALL SELECT number, line, '', NULL, message, code, NULL, NULL, NULL FROM strays
UNION ALL
SELECT number, line, id, batch, message, code, category, property, correlation_id FROM changes
WHERE state = 'left'
ORDER BY number, id
"""
_REASONS = """
SELECT state = 'left', code, property, min(message), count(*), min(number), min(line) FROM targets
WHERE message IS NOT NULL AND state IN ('planned', 'left') GROUP BY state, code, property
UNION ALL
SELECT 1, code, NULL, min(message), count(*), min(number), min(line) FROM strays GROUP BY code
UNION ALL
SELECT state = 'left' OR NOT ?, code, property, min(message), count(*), min(number), min(line)
FROM changes WHERE message IS NOT NULL AND state IN ('planned', 'restored', 'left')
GROUP BY 1, code, property
ORDER BY 5 DESC
"""


class UndoLedger:
    """Reads; more than one stream may be open at a time."""

    def __init__(
        self, path: Path, files: Sequence[FileRecord], *, even_changed: bool = False
    ) -> None:
        """Open a journal that exists; `files` are the inputs of the run that is taken back."""
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._even_changed = even_changed
        if not self._db.execute(_HAS_CHANGES).fetchone()[0]:
            # Written before there was this table.
            tables = resources("hubcli.runs").joinpath("undo_changes.sql").read_text("utf-8")
            only_table = tables.partition("CREATE INDEX")[0]
            self._db.executescript(only_table.replace("CREATE TABLE", "CREATE TEMP TABLE"))
        self._names = [file.name for file in files]
        self._ends = list(accumulate(file.rows for file in files))

    def counts(self) -> UndoCounts:
        """How many records are in which state, rows in doubt among those that are left."""
        found = dict(self._db.execute("SELECT state, count(*) FROM targets GROUP BY state"))
        changes = dict(self._db.execute("SELECT state, count(*) FROM changes GROUP BY state"))
        strays = self._db.execute("SELECT count(*) FROM strays").fetchone()[0]
        return UndoCounts(
            created=sum(found.values()),
            archived=found.get("archived", 0),
            left=found.get("left", 0) + strays + changes.get("left", 0),
            planned=found.get("planned", 0),
            open=found.get("open", 0) + changes.get("open", 0),
            updated=sum(changes.values()),
            restored=changes.get("restored", 0),
            to_restore=changes.get("planned", 0),
        )

    def left(self) -> Iterator[LeftRow]:
        """Everything that is left, in the rows' order."""
        for number, line, id_, batch, *said in self._db.execute(_LEFT):
            message, code, category, name, correlation_id = said
            fault = Fault(message, code, category, name, correlation_id=correlation_id)
            known = None if number == LOOSE else number
            yield LeftRow(self._file_of(number), line, known, id_, batch, fault)

    def reasons(self) -> tuple[Reason, ...]:
        """What speaks against archiving, with how many records share it, most first."""
        return tuple(
            Reason(bool(is_left), code or "", name, message, count, self._place(number, line))
            for is_left, code, name, message, count, number, line in self._db.execute(
                _REASONS, (self._even_changed,)
            )
        )

    def sent(self) -> int:
        """How many requests that archive left over all sessions."""
        return int(self._db.execute("SELECT count(*) FROM attempts").fetchone()[0])

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _file_of(self, number: int) -> str:
        """The input that holds the row; the first one where the row is not known."""
        index = bisect_left(self._ends, number)
        return self._names[index if index < len(self._names) else 0] if self._names else ""

    def _place(self, number: int, line: int | None) -> str:
        if number == LOOSE:
            return ""
        return f"{self._file_of(number)}:{line}" if line else f"row {number}"
