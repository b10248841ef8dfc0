"""Ctrl-C, SIGTERM and SIGHUP end a run cleanly; the second one does not wait."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_TICK = 0.1
"""Seconds after which those who wait look whether the run is to end."""
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class RunClock:
    """Time, and waiting that a stop ends; also says whether the run is to end."""

    def __init__(self) -> None:
        """The run goes on until somebody stops it."""
        # Plain flags and no Event: a signal's handler may come while the main thread holds its lock.
        self._stopping = False
        self._abandoned = False

    @property
    def stopping(self) -> bool:
        """Nothing new is to be sent."""
        return self._stopping

    @property
    def abandoned(self) -> bool:
        """Not even requests in flight are to be waited for."""
        return self._abandoned

    def stop(self) -> None:
        """Begin to end; the second time, end now."""
        self._stopping = True

    def abandon(self) -> None:
        """End now."""
        self._abandoned = True
        self._stopping = True

    def now(self) -> float:
        """Seconds that only ever grow."""
        return time.monotonic()

    def wait(self, seconds: float) -> bool:
        """False when the run began to end meanwhile."""
        until = time.monotonic() + seconds
        while not self._stopping and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _TICK))
        return not self._stopping


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """All three signals raise KeyboardInterrupt: before the sending there is nothing to finish."""
    with _handled(_interrupt):
        yield


@contextmanager
def ending_by_signals(clock: RunClock, tell: Callable[[str], None]) -> Iterator[None]:
    """The first signal lets requests in flight finish, the second does not."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        if clock.stopping:
            clock.abandon()
            return
        clock.stop()
        tell("stopping: requests in flight are let finish; again to not wait for them")

    with _handled(handle):
        yield


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)
