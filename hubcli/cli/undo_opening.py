"""Opens a run for undoing: its own folder for the undoing, what it made, its portal and its input."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

import orjson

from hubcli.cli.pacing import pace_of
from hubcli.cli.place import Place, connect
from hubcli.cli.portal import Known, know
from hubcli.cli.records import Rows
from hubcli.cli.reopening import Reopened, job_of
from hubcli.cli.telling import Job, iso
from hubcli.core.put_back import Changed, changed_of
from hubcli.core.records import Record
from hubcli.core.standing import DOUBT
from hubcli.core.undo import LOOSE, Sent, Target
from hubcli.core.undo_results import IN_DOUBT
from hubcli.errors import AccountError, UnavailableError, UnusableError
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session
from hubcli.pipeline.deliver import CUT_OFF
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
    pace: Pace
    job: Job | None
    """The run's rows as at first; None where its input can't be read any more."""
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
        made = (
            Target(number or LOOSE, id_, batch or None)
            for number, id_, batch in ledger.created_ids()
        )
        book.journal.keep("run", orjson.dumps(record).decode())
        book.journal.begin(made, _strays(ledger, run.record.rows), _changes(ledger))
    remember(run.folder.journal, {UNDO: folder.id})
    return book


def _started(folder: RunFolder) -> str:
    """When the undoing was begun, in its first session."""
    if folder.journal.exists():
        with closing(Ledger(folder.journal)) as ledger:
            if record := ledger.record():
                return record.started_at
    return iso(datetime.now(UTC))


def _changes(ledger: Ledger) -> Iterator[Changed]:
    """The records that were there before: what they held, and those of which that is not known."""
    yield from changed_of(ledger.overwrites())
    for number, id_, batch in ledger.updated_ids():
        yield Changed(number, id_, batch or None)


def _strays(ledger: Ledger, rows: int) -> Iterator[Stray]:
    """The rows in doubt, with what is known of them; not those whose record was there before."""
    changed = ledger.overwritten()
    known = {number: (line, why) for number, line, why in ledger.doubts()}
    for number, mark in enumerate(ledger.standing(rows).marks):
        if mark == DOUBT and number not in changed:
            line, why = known.get(number, (None, CUT_OFF))
            yield Stray(number, line, IN_DOUBT, f"HubSpot may hold it: {why}")


def reach(reopened: Reopened, stack: ExitStack, tell: Callable[[str], None]) -> Account:
    """The run's own portal; never another one. `tell` hears of long waits, from any thread.

    Raises AccountError where the token does not belong to it, or nobody can say whose it is.
    """
    asked, place, record = reopened.asked, reopened.place, reopened.run.record
    if not record.rehearsal and place.settings.portal is None:
        message = f"it is not known to which portal the run {record.id} went"
        raise AccountError(message, "Nothing was archived. Name it: --portal ID.")
    job, why_not = _job(reopened, stack)
    if job:
        session, paths, known = job.session, job.paths, job.known
    else:
        session, paths = connect(asked, place, stack)
        known = know(asked, place, session, paths)
    pace = pace_of(place, session, paths, known, rehearsal=record.rehearsal, tell=tell)
    if job and not record.options.get("remapped"):
        return Account(session, paths, known, pace, job, InputRows(job.rows))
    why_not = why_not or "its rows were sent with more than one mapping"
    return Account(session, paths, known, pace, job, None, why_not)


def _job(reopened: Reopened, stack: ExitStack) -> tuple[Job | None, str]:
    """The run's rows and portal as at first, or why they can't be had."""
    try:
        with ExitStack() as inner:
            job = job_of(reopened, inner)
            stack.push(inner.pop_all())
    except (UnavailableError, UnusableError) as error:
        return None, error.message
    return job, ""
