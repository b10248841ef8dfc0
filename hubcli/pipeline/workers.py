"""The threads that deliver, and how many of them take part."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from hubcli.pipeline.deliver import Delivery

_FEW = 1
_QUICK = 0.03
"""Seconds. Where requests take less, threads would only take the interpreter from each other."""
_FIRST_CROWD = 0.5
_LONGEST_CROWD = 30.0
"""Seconds for which all take part after one request took longer; twice as long each time running."""


@dataclass(slots=True)
class Crowd:
    """How many workers take part.

    Rows are read, mapped and matched by the thread that sends them. While answers come at once one
    thread gets more done than several; as soon as one has to be waited for, all take part. Many
    threads are slow for each other too, so a crowd is no proof that it is needed: it ends, and one
    worker alone finds out.
    """

    all: int
    _until: float = 0.0
    _length: float = 0.0

    def took(self, seconds: float, now: float) -> None:
        """A worker was busy for so long, or is so far."""
        began = now - seconds
        if seconds <= _QUICK or began < self._until:
            return
        running = began - self._until < self._length
        self._length = min(self._length * 2, _LONGEST_CROWD) if running else _FIRST_CROWD
        self._until = now + self._length

    def size(self, now: float) -> int:
        """How many may take part now."""
        return self.all if now < self._until else min(_FEW, self.all)


def employ(
    workers: int, take: Callable[[int], Delivery | None], work: Callable[[Delivery], None]
) -> None:
    """Start so many threads, each of which takes deliveries and works on them until there are none.

    They are daemons: a second Ctrl-C does not wait for a request in flight. Neither callable may
    raise.
    """

    def job(number: int) -> None:
        while (delivery := take(number)) is not None:
            work(delivery)

    for number in range(workers):
        Thread(target=job, args=(number,), name=f"hubcli-{number}", daemon=True).start()
