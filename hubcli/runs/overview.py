"""Runs at a glance, by their journals alone; a run that is at work is not disturbed."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from hubcli.core.run_lines import RunLine, Stage
from hubcli.core.standing import Standing
from hubcli.runs.catalog import KnownRun, all_runs
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import is_held
from hubcli.runs.undo_ledger import UndoLedger

UNDO = "undo"
"""The command of a run that takes another one back; its journal has tables of its own."""


def run_lines(home: Path) -> Iterator[RunLine]:
    """All runs, the latest first."""
    for run in all_runs(home):
        stage = stage_of(run)
        record = run.record
        has_ended = run.end is not None and stage is not Stage.AT_WORK
        yield RunLine(
            id=record.id,
            command=record.command,
            object=record.object_type,
            portal_id=record.portal_id,
            rehearsal=record.rehearsal,
            files=tuple(file.name for file in record.files),
            rows=_rows(run, stage),
            stage=stage,
            started_at=record.started_at,
            completed_at=run.end.completed_at if run.end and has_ended else None,
        )


def stage_of(run: KnownRun) -> Stage:
    """How far it is, now."""
    if is_held(run.folder.lock):
        return Stage.AT_WORK
    if run.end is None:
        return Stage.CUT_OFF
    return Stage.FINISHED if run.is_finished else Stage.UNFINISHED


def _rows(run: KnownRun, stage: Stage) -> Mapping[str, int]:
    if run.end and stage is not Stage.AT_WORK:
        return run.end.rows
    if run.record.command == UNDO:
        return _undone(run)
    with closing(Ledger(run.folder.journal)) as ledger, ledger.moment():
        tally = ledger.tally(ledger.standing(run.record.rows))
    return {name.value: number for name, number in tally.counts.items()}


def _undone(run: KnownRun) -> Mapping[str, int]:
    with closing(UndoLedger(run.folder.journal, run.record.files)) as ledger:
        counts = ledger.counts()
    return {
        "created": counts.created,
        "archived": counts.archived,
        "left": counts.left,
        "notSent": counts.not_sent,
    }


def suspects(standing: Standing, known: set[int]) -> list[int]:
    """The rows in doubt of which no end is written down: a cut-off session may have sent them."""
    return [number for number in standing.sent if number not in known]
