"""How far a run is, at one moment."""

from collections.abc import Callable
from dataclasses import dataclass

from hubcli.core.outcomes import OutcomeName, Tally
from hubcli.report.speed import Speed


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to show now."""

    total: int
    done: int = 0
    refused: int = 0
    in_doubt: int = 0
    per_second: float | None = None
    left: float | None = None
    """Seconds until the end."""

    @property
    def fraction(self) -> float:
        """From 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total else 1.0


class Course:
    """Turns the running tally into readings."""

    def __init__(self, total: int, clock: Callable[[], float]) -> None:
        """`total`: rows of all files; `clock`: seconds that never go back."""
        self._total = total
        self._clock = clock
        self._speed = Speed()

    def read(self, tally: Tally) -> Reading:
        """Where the run is by now."""
        done = tally.read - tally[OutcomeName.NOT_SENT]
        self._speed.record(self._clock(), done)
        return Reading(
            total=self._total,
            done=done,
            refused=tally[OutcomeName.REFUSED],
            in_doubt=tally[OutcomeName.IN_DOUBT],
            per_second=self._speed.per_second,
            left=self._speed.left(self._total),
        )
