"""Opens a run for undoing: its own folder for the undoing, what it made, its portal and its input."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

import orjson

from hubcli.cli.place import Place, connect
from hubcli.cli.portal import Known, know
from hubcli.cli.records import Rows
from hubcli.cli.reopening import Reopened, job_of
from hubcli.cli.telling import iso
from hubcli.core.records import Record
from hubcli.core.standing import DOUBT
from hubcli.core.undo import LOOSE, Sent, Target
from hubcli.core.undo_results import IN_DOUBT
from hubcli.errors import AccountError, UnavailableError, UnusableError
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session
from hubcli.runs.catalog import KnownRun
from hubcli.runs.folder import RunFolder, new_run
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import RunLock
from hubcli.runs.record import RunRecord
from hubcli.runs.undo_journal import Stray, UndoJournal, remember

UNDO = "undo"
"""The command of a run that takes another one back, and the fact in the other's journal that names it."""


@dataclass(slots=True)
class Book:
    """The folder and the journal of an undoing."""

    folder: RunFolder
    journal: UndoJournal
    record: RunRecord
    keep: bool
    """Whether the folder stays: only where something was done, or told to the end."""

    def clear(self) -> None:
        """Let the journal go; leave no trace of an undoing that never began."""
        self.journal.close()
        if not self.keep:
            self.folder.remove()


class InputRows:
    """What was sent, by reading the run's input again with its own mapping."""

    def __init__(self, rows: Rows) -> None:
        """Of a run whose input is as it was."""
        self._rows = rows

    def rows(self) -> Iterator[Sent]:
        """Every row that could be sent, in their order."""
        for one in self._rows.inputs:
            for row in chain.from_iterable(map(one.map_rows, one.source.blocks(one.first))):
                if isinstance(row, Record):
                    yield Sent(row.row.number, row.row.line, row.properties)


@dataclass(frozen=True, slots=True)
class Account:
    """The portal as it is reached, and what was sent to it where that can be read."""

    session: Session
    paths: Paths
    known: Known
    sent: InputRows | None
    why_not: str = ""
    """Why it is not known what was sent."""


def open_book(run: KnownRun, place: Place, stack: ExitStack, *, even_changed: bool) -> Book:
    """Make the undoing's folder, or take the one of before, and take in all that the run made."""
    with closing(Ledger(run.folder.journal)) as ledger:
        name = ledger.fact(UNDO)
        path = run.folder.path.parent / name if name else None
        known = path is not None and path.is_dir()
        folder = RunFolder(path.name, path) if path and known else new_run(place.settings.home)
        lock = RunLock(folder.lock)
        stack.callback(lock.release)
        record = replace(
            run.record,
            id=folder.id,
            command=UNDO,
            started_at=_started(folder),
            options={"undoes": run.record.id, "even_changed": even_changed},
        )
        book = Book(folder, UndoJournal(folder.journal), record, keep=known)
        stack.callback(book.clear)
        made = (Target(number or LOOSE, id_, batch) for number, id_, batch in ledger.created_ids())
        marks = ledger.standing(run.record.rows).marks
        doubts = (number for number, mark in enumerate(marks) if mark == DOUBT)
        book.journal.keep("run", orjson.dumps(record).decode())
        book.journal.begin(made, (_stray(number, run) for number in doubts))
    remember(run.folder.journal, {UNDO: folder.id})
    return book


def _started(folder: RunFolder) -> str:
    """When the undoing was begun, in its first session."""
    if folder.journal.exists():
        with closing(Ledger(folder.journal)) as ledger:
            if record := ledger.record():
                return record.started_at
    return iso(datetime.now(UTC))


def _stray(number: int, run: KnownRun) -> Stray:
    message = f"HubSpot may hold it: `hubcli resume {run.record.id}` finds out"
    return Stray(number, None, IN_DOUBT, message)


def reach(reopened: Reopened, stack: ExitStack) -> Account:
    """The run's own portal; never another one.

    Raises AccountError where the token does not belong to it, or nobody can say whose it is.
    """
    asked, place, record = reopened.asked, reopened.place, reopened.run.record
    if not record.rehearsal and place.settings.portal is None:
        message = f"it is not known to which portal the run {record.id} went"
        raise AccountError(message, "Nothing was archived. Name it: --portal ID.")
    try:
        with ExitStack() as inner:
            job = job_of(reopened, inner)
            stack.push(inner.pop_all())
        if record.options.get("remapped"):
            why_not = "its rows were sent with more than one mapping"
            return Account(job.session, job.paths, job.known, None, why_not)
        return Account(job.session, job.paths, job.known, InputRows(job.rows))
    except (UnavailableError, UnusableError) as error:
        why_not = error.message
    session, paths = connect(asked, place, stack)
    return Account(session, paths, know(asked, place, session, paths), None, why_not)
