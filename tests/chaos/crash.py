"""The real journal in a process that dies, is stopped, or has a full disk at one of its events."""

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from threading import RLock
from typing import TypeVar

from hubcli.core.outcomes import Outcome, OutcomeName
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport
from hubcli.errors import UnavailableError
from hubcli.runs.folder import RunFolder
from hubcli.runs.journal import Journal
from hubcli.runs.record import RunState

_T = TypeVar("_T")
_FILES = ("journal.db", "journal.db-wal", "journal.db-shm")


class Killed(BaseException):
    """The process is dead: no thread of it does anything any more."""


class Blow(Enum):
    """What happens at an event."""

    KILL = "kill -9: what was written is with the operating system"
    POWER = "power cut: what was not synchronised is gone"
    FULL = "the disk is full from now on"
    STOP = "Ctrl-C"
    ABANDON = "Ctrl-C twice"


@dataclass(frozen=True, slots=True)
class Strike:
    """At which event of a session what happens, counted from 1; before or after it is written."""

    blow: Blow
    at: int
    before: bool = False


class Handle:
    """The stopper of a run, and whether its process is alive."""

    def __init__(self) -> None:
        self.stopping = False
        self.abandoned = False
        self.dead = False

    def stop(self) -> None:
        self.stopping = True

    def abandon(self) -> None:
        self.abandoned = True
        self.stopping = True

    def alive(self) -> None:
        if self.dead:
            raise Killed


class CrashingJournal(Journal):
    """Counts events; at a crash the files are copied as they would be found."""

    def __init__(
        self,
        folder: RunFolder,
        wreck: RunFolder,
        handle: Handle,
        strike: Strike | None,
        busy: Callable[[int], None],
    ) -> None:
        """`wreck` is where the files of a dead process are put."""
        self.resumed = folder.journal.exists()
        super().__init__(folder.journal, again=self.resumed)
        self._folder = folder
        self._wreck = wreck
        self._handle = handle
        self._strike = strike
        self._busy = busy
        self._turn = RLock()
        self.events = 0
        self._counts = False
        self._full = False
        self._loses_what_is_not_synchronised = bool(strike and strike.blow is Blow.POWER)

    def start(self) -> None:
        """From now on events count."""
        self._counts = True
        self._synchronised()

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        def event() -> int:
            number = super(CrashingJournal, self).about_to_send(batch, records, at)
            self._synchronised()
            return number

        return self._struck(event)

    def not_taken(self, attempt: int) -> None:
        self._struck(lambda: super(CrashingJournal, self).not_taken(attempt))

    def returned(self, attempt: int) -> None:
        self._struck(lambda: super(CrashingJournal, self).returned(attempt))

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        self._struck(lambda: super(CrashingJournal, self).settled(batch, outcomes, attempt))

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        self._struck(lambda: super(CrashingJournal, self).loose(batch, ids))

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        self._struck(lambda: super(CrashingJournal, self).refused(file, rows))

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None:
        self._struck(lambda: super(CrashingJournal, self).doubted(file, rows))

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        self._struck(lambda: super(CrashingJournal, self).followed(file, rows))

    def batch_done(self, report: BatchReport) -> None:
        self._struck(lambda: super(CrashingJournal, self).batch_done(report))

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        return self._struck(super().fates)

    def end(self, state: RunState | None) -> None:
        self._struck(lambda: super(CrashingJournal, self).end(state))

    def _struck(self, event: Callable[[], _T]) -> _T:
        with self._turn:
            self._handle.alive()
            self._busy(2)
            self.events += self._counts
            strike = self._strike
            struck = strike and self._counts and strike.at == self.events
            if strike and struck and strike.before:
                self._hit(strike.blow)
            if self._full:
                raise UnavailableError("the disk is full")
            result = event()
            if strike and struck and not strike.before:
                self._hit(strike.blow)
            return result

    def _hit(self, blow: Blow) -> None:
        match blow:
            case Blow.KILL:
                self._copy()
                self._die()
            case Blow.POWER:
                self._die()
            case Blow.FULL:
                self._full = True
            case Blow.STOP:
                self._handle.stop()
            case Blow.ABANDON:
                self._handle.abandon()

    def _die(self) -> None:
        self._handle.dead = True
        self._handle.stop()
        raise Killed

    def _synchronised(self) -> None:
        if self._loses_what_is_not_synchronised:
            self._copy()

    def _copy(self) -> None:
        self._wreck.path.mkdir(exist_ok=True)
        for name in _FILES:
            found = self._folder.path / name
            target: Path = self._wreck.path / name
            target.unlink(missing_ok=True)
            if found.exists():
                shutil.copyfile(found, target)
