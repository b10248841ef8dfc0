"""The runs under HUBCLI_HOME: all of them, one by its id, the latest that is unfinished."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from hubcli.errors import UnusableError, UsageError
from hubcli.runs.folder import RunFolder
from hubcli.runs.ledger import Ledger
from hubcli.runs.record import RunRecord, RunState


@dataclass(frozen=True, slots=True)
class KnownRun:
    """A run as its journal tells of it, at a glance."""

    folder: RunFolder
    record: RunRecord
    end: RunState | None
    """None: at work, or cut off."""

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.end is not None and self.end.is_finished


def all_runs(home: Path) -> Iterator[KnownRun]:
    """The latest first; folders without a journal that can be read are left out."""
    try:
        paths = sorted((home / "runs").iterdir(), reverse=True)
    except OSError:
        return
    # A name tells the second only: within one, the journals tell the order.
    for _, within in groupby(paths, key=lambda path: path.name[: len("20260331-090000")]):
        runs = filter(None, (known(RunFolder(path.name, path)) for path in within))
        yield from sorted(runs, key=lambda run: run.record.started_at, reverse=True)


def find_run(home: Path, name: str) -> KnownRun:
    """A run by its id, or by what it begins with. Raises UsageError, UnusableError."""
    folder = find_folder(home, name)
    run = known(folder)
    if run is None:
        message = f"the journal of the run {folder.id} can't be read"
        raise UnusableError(message, f"Look at {folder.path}.")
    return run


def find_folder(home: Path, name: str) -> RunFolder:
    """A run's folder by its id, or by what it begins with; never one elsewhere. Raises UsageError."""
    folder = home / "runs"
    try:
        names = sorted(path.name for path in folder.iterdir() if path.name.startswith(name))
    except OSError:
        names = []
    if name in names:
        names = [name]
    if len(names) != 1:
        message = f"{len(names)} runs begin with {name!r}" if names else f"there is no run {name!r}"
        raise UsageError(message, "`hubcli runs list` shows them.")
    return RunFolder(names[0], folder / names[0])


def latest_unfinished(home: Path) -> KnownRun | None:
    """The latest run that is no rehearsal and has something left to do."""
    runs = (run for run in all_runs(home) if not run.record.rehearsal)
    return next((run for run in runs if not run.is_finished and _can_go_on(run)), None)


def _can_go_on(run: KnownRun) -> bool:
    """Not an undo whose run was removed."""
    undone = run.record.options.get("undoes")
    return undone is None or (run.folder.path.parent / str(undone)).is_dir()


def latest_refused(home: Path) -> KnownRun | None:
    """The latest import that is no rehearsal and has refused rows."""
    runs = (run for run in all_runs(home) if not run.record.rehearsal)
    return next((run for run in runs if run.end and run.end.rows.get("refused")), None)


def latest_made(home: Path) -> KnownRun | None:
    """The latest run that is no rehearsal and has records at HubSpot to look at."""
    runs = (run for run in all_runs(home) if not run.record.rehearsal)
    made = ("created", "updated")
    return next((run for run in runs if _is_import(run) and any(map(_rows(run).get, made))), None)


def _is_import(run: KnownRun) -> bool:
    return "undoes" not in run.record.options


def _rows(run: KnownRun) -> Mapping[str, int]:
    return run.end.rows if run.end else {}


def known(folder: RunFolder) -> KnownRun | None:
    """What its journal tells; None where there is none, or none that can be read."""
    if not folder.journal.is_file():
        return None
    try:
        with closing(Ledger(folder.journal)) as ledger:
            record = ledger.record()
            return KnownRun(folder, record, ledger.end()) if record else None
    except (sqlite3.Error, ValueError, TypeError, KeyError):
        return None
