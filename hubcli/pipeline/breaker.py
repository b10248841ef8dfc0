"""Keeps a run from pouring its rows into an outage."""

from dataclasses import dataclass

_LOSSES = 3
_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class Breaker:
    """After three unanswered requests running, new batches wait, and go one at a time.

    Rows that have no unique property stay in doubt for good when their request goes unanswered, so
    an outage of a minute must not cost hundreds of batches.
    """

    max_wait: float
    """Seconds of pauses in sum before the run ends."""
    _losses: int = 0
    _pause: float = 0.0
    _until: float = 0.0
    _paused: float = 0.0

    def heard(self, lost_in_a_row: int, now: float) -> None:
        """A batch came back from a worker, with so many requests unanswered since its last answer."""
        if not lost_in_a_row:
            self._losses = 0
            self._pause = 0.0
            self._paused = 0.0
            return
        self._losses += 1
        # What is lost during a pause had left before it: one outage must not count as many.
        if self._losses >= _LOSSES and now >= self._until:
            self._pause = min(self._pause * 2 or _FIRST_PAUSE, _LONGEST_PAUSE)
            self._until = now + self._pause
            self._paused += self._pause

    def allows(self, in_flight: int, now: float) -> bool:
        """Whether a new batch may leave."""
        if self._losses < _LOSSES:
            return True
        return in_flight == 0 and now >= self._until

    @property
    def given_up(self) -> bool:
        """Whether the pauses took longer than anybody wants to wait."""
        return self._paused > self.max_wait
