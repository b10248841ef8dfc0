"""A part of an undoing is watched: a bar, Ctrl-C, and how long it takes."""

import time
from collections.abc import Callable
from threading import Lock

from hubcli.cli.pacing import OneAtATime
from hubcli.cli.stopping import RunClock, ending_by_signals
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.pipeline.undo_ports import UndoProgress
from hubcli.report.reporter import Reporter


def watched(
    work: Callable[[UndoProgress], Stop | None], total: int, *, reporter: Reporter, clock: RunClock
) -> tuple[Stop | None, float]:
    """Do it; why it ended early, where it did, and the seconds it took. `total` is what a bar counts to."""
    progress = reporter.progress()
    began, heard = time.monotonic(), OneAtATime(progress)
    try:
        progress.start(total)
        with ending_by_signals(clock, heard.note):
            stop = work(_Counter(heard))
    finally:
        progress.stop()
    return stop, time.monotonic() - began


class _Counter:
    """Tells a bar how much is dealt with; may be called from several threads."""

    def __init__(self, progress: OneAtATime) -> None:
        self._progress = progress
        self._tally = Tally()
        self._lock = Lock()

    def advance(self, done: int) -> None:
        """So many more."""
        with self._lock:
            self._tally.add(OutcomeName.CREATED, done)
            self._progress.advance(self._tally)
