"""How fast a run is now and how long it will take, from what it did in the last seconds."""

from collections import deque

_WINDOW = 15.0
_STEP = 0.2
_LEAST = 1.0
_MOST = 30 * 24 * 3600.0


class Speed:
    """Rows per second over the last 15 seconds. What is older says nothing of the pace now.

    The first sample is where counting begins: after a resume most rows were done before.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._samples: deque[tuple[float, int]] = deque()

    def record(self, now: float, done: int) -> None:
        """Take note of how many rows are done by now, in seconds of a clock that never goes back."""
        samples = self._samples
        if len(samples) > 1 and now - samples[-2][0] < _STEP:
            samples.pop()  # a few samples a second are enough
        samples.append((now, done))
        while len(samples) > 2 and now - samples[1][0] >= _WINDOW:  # noqa: PLR2004 - keep a pair
            samples.popleft()

    @property
    def per_second(self) -> float | None:
        """Rows per second; None as long as it is not known."""
        if not self._samples:
            return None
        (began, before), (now, done) = self._samples[0], self._samples[-1]
        if now - began < _LEAST or done <= before:
            return None
        return (done - before) / (now - began)

    def left(self, total: int) -> float | None:
        """Seconds until all rows are done; None where that can't be told sensibly."""
        rows_per_second = self.per_second
        if rows_per_second is None:
            return None
        seconds = max(total - self._samples[-1][1], 0) / rows_per_second
        return seconds if seconds <= _MOST else None
