"""Runs at a glance, by their journals alone; a run that is at work is not disturbed."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from hubcli.core.run_lines import RunLine, Stage
from hubcli.core.standing import Standing
from hubcli.errors import UnusableError
from hubcli.runs.catalog import KnownRun, all_runs
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import is_held
from hubcli.runs.undo_ledger import UndoLedger

UNDO = "undo"
"""The command of a run that takes another one back; its journal has tables of its own."""


def run_lines(home: Path) -> list[RunLine]:
    """All runs, the latest first; ids tell seconds only."""
    lines = (_line(run) for run in all_runs(home))
    return sorted(lines, key=lambda line: (line.started_at, line.id), reverse=True)


def _line(run: KnownRun) -> RunLine:
    stage, record = stage_of(run), run.record
    end = None if stage is Stage.AT_WORK else run.end
    return RunLine(
        id=record.id,
        command=record.command,
        object=record.object_type,
        portal_id=record.portal_id,
        rehearsal=record.rehearsal,
        files=tuple(file.name for file in record.files),
        rows=end.rows if end else _rows(run),
        stage=stage,
        started_at=record.started_at,
        completed_at=end.completed_at if end else None,
    )


def stage_of(run: KnownRun) -> Stage:
    """How far it is, now."""
    if is_held(run.folder.lock):
        return Stage.AT_WORK
    if run.end is None:
        return Stage.CUT_OFF
    return Stage.FINISHED if run.is_finished else Stage.UNFINISHED


def _rows(run: KnownRun) -> Mapping[str, int]:
    """As far as its journal knows now; nothing where that can't be read."""
    with suppress(UnusableError), readable(run):
        if run.record.command == UNDO:
            return _undone(run)
        with closing(Ledger(run.folder.journal)) as ledger, ledger.moment():
            tally = ledger.tally(ledger.standing(run.record.rows))
        return {name.value: number for name, number in tally.counts.items()}
    return {}


@contextmanager
def readable(run: KnownRun) -> Iterator[None]:
    """Raises UnusableError where the journal is damaged, or of a format that this hubcli does not read."""
    try:
        yield
    except sqlite3.Error as error:
        message = f"the journal of the run {run.folder.id} can't be read: {error}"
        hint = "Was it written by another version of hubcli?"
        raise UnusableError(message, hint) from error


def _undone(run: KnownRun) -> Mapping[str, int]:
    with closing(UndoLedger(run.folder.journal, run.record.files)) as ledger:
        counts = ledger.counts()
    return {
        "created": counts.created,
        "archived": counts.archived,
        "updated": counts.updated,
        "restored": counts.restored,
        "left": counts.left,
        "notSent": counts.not_sent,
    }


def suspects(standing: Standing, known: set[int]) -> list[int]:
    """The rows in doubt of which no end is written down: a cut-off session may have sent them."""
    return [number for number in standing.sent if number not in known]
