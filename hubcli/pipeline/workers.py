"""The threads that deliver, and how many of them take part."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from hubcli.pipeline.deliver import Delivery

_FEW = 1
_QUICK = 0.03
"""Seconds. Where requests take less, threads would only take the interpreter from each other."""
_CROWDED = 0.5
"""Seconds for which all take part after one request took longer."""


@dataclass(slots=True)
class Crowd:
    """How many workers take part.

    Rows are read, mapped and matched by the thread that sends them. While answers come at once one
    thread gets more done than several; as soon as one has to be waited for, all take part.
    """

    all: int
    _crowded_until: float = 0.0

    def took(self, seconds: float, now: float) -> None:
        """A worker was busy for so long, or is so far."""
        if seconds > _QUICK:
            self._crowded_until = now + _CROWDED

    def size(self, now: float) -> int:
        """How many may take part now."""
        return self.all if now < self._crowded_until else min(_FEW, self.all)


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
