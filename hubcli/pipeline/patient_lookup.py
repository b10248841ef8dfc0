"""Look-ups that are tried again where that may help, and never again where it can't."""

from collections.abc import Callable
from typing import TypeVar

from hubcli.core.replies import Unreadable
from hubcli.pipeline.ports import Clock

_Answer = TypeVar("_Answer")
_PAUSES = (0.5, 2.0, 8.0, 12.0)
"""Seconds before another try; longer in sum than the rolling window of ten (api.md 3.1)."""


class PatientLookup:
    """Asks in the name of one thing that is to be known; once it can't be, nobody asks again."""

    def __init__(self, clock: Clock) -> None:
        """Nothing has failed yet."""
        self._clock = clock
        self.failures: dict[str, str] = {}
        """What could not be looked up, and why."""

    def ask(self, what: str, question: Callable[[], _Answer | Unreadable]) -> _Answer | None:
        """The answer, or None where there is none to be had."""
        if what in self.failures:
            return None
        pauses = iter(_PAUSES)
        while isinstance(answer := question(), Unreadable):
            pause = next(pauses, None)
            if not answer.again or pause is None or not self._clock.wait(pause):
                self.failures[what] = answer.reason
                return None
        return answer
