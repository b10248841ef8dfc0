"""Several threads share work, until it is done or one of them says why it must end."""

from collections.abc import Callable, Iterator
from threading import Condition, Thread
from typing import Generic, TypeVar

from hubcli.core.outcomes import Stop, graver
from hubcli.errors import ExitCode, HubcliError
from hubcli.pipeline.ports import Stopper
from hubcli.pipeline.undo_courier import Ended

_T = TypeVar("_T")
_TICK = 0.05
"""Seconds after which the main thread looks whether it is to wait any longer."""


class Crew(Generic[_T]):
    """Takes items one by one; no two threads read the stream at once."""

    def __init__(
        self, items: Iterator[_T], work: Callable[[_T], Ended | None], stopper: Stopper
    ) -> None:
        """`work` gives Ended where nothing more is to be begun."""
        self._items = items
        self._work = work
        self._stopper = stopper
        self._changed = Condition()
        """Holds for all below, and for the stream."""
        self._busy = 0
        self._over = False
        self._is_ours = False
        """Whether it ends because of what one of the threads said."""
        self._stop: Stop | None = None
        self._bug: BaseException | None = None

    def run(self, workers: int) -> Stop | None:
        """Work all off; why it ended before, where it did. A second Ctrl-C waits for nobody."""
        self._busy = workers
        for _ in range(workers):
            # Daemons, as nobody waits for a request in flight after a second Ctrl-C.
            Thread(target=self._labour, daemon=True).start()
        with self._changed:
            while self._busy and not self._stopper.abandoned:
                self._changed.wait(_TICK)
            if self._bug:
                raise self._bug
            if self._stopper.stopping and not self._is_ours:
                self._stop = graver(self._stop, Stop(ExitCode.INTERRUPTED, "interrupted"))
            return self._stop

    def _labour(self) -> None:
        try:
            while (item := self._next()) is not None:
                if ended := self._work(item[0]):
                    self._end(ended.stop)
        except HubcliError as error:
            # The input changed under us, or the journal can't be written any more.
            self._end(Stop(ExitCode.UNAVAILABLE, error.message, error.hint))
        except BaseException as error:  # noqa: BLE001 - the main thread raises it
            self._bug = error
            self._end(None)
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    def _next(self) -> tuple[_T] | None:
        with self._changed:
            if self._over or self._stopper.stopping:
                return None
            for item in self._items:
                return (item,)
            return None

    def _end(self, stop: Stop | None) -> None:
        with self._changed:
            self._over = True
            if not self._stopper.stopping:
                self._is_ours = True
                self._stopper.stop()
            if stop:
                self._stop = graver(self._stop, stop)
