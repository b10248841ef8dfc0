"""What is seen while a run works: a live bar, or a line now and then, or nothing."""

from collections.abc import Callable
from typing import Protocol, TypeAlias

from hubcli.core.outcomes import Tally
from hubcli.report.bar import bar_line, plain_line
from hubcli.report.console import Streams
from hubcli.report.course import Course, Reading

Clock: TypeAlias = Callable[[], float]
"""Seconds of a clock that never goes back, such as time.monotonic."""

_REDRAW = 0.1
_LINE_EVERY = 10.0


class Progress(Protocol):
    """Is told how a run gets on; called from one thread only."""

    def start(self, total: int) -> None:
        """Begin, with the number of rows of all files."""

    def advance(self, tally: Tally) -> None:
        """Take note of the running tally after a batch."""

    def note(self, message: str) -> None:
        """Tell something that is worth knowing now, such as a wait."""

    def stop(self) -> None:
        """Leave the screen as tables expect it; also after an error, and more than once."""


class Silent:
    """Shows nothing, as `--quiet` asks."""

    def start(self, total: int) -> None:
        """Show nothing."""

    def advance(self, tally: Tally) -> None:
        """Show nothing."""

    def note(self, message: str) -> None:
        """Show nothing."""

    def stop(self) -> None:
        """Show nothing."""


class Lines:
    """A plain line every ten seconds, for logs; a short run writes none."""

    def __init__(self, streams: Streams, clock: Clock) -> None:
        """Write to standard error."""
        self._streams = streams
        self._clock = clock
        self._course = Course(0, clock)
        self._told = 0.0

    def start(self, total: int) -> None:
        """Begin to wait for the first ten seconds."""
        self._course = Course(total, self._clock)
        self._told = self._clock()

    def advance(self, tally: Tally) -> None:
        """Write a line when ten seconds have passed since the last one."""
        reading = self._course.read(tally)
        if self._clock() - self._told >= _LINE_EVERY:
            self._told = self._clock()
            self._streams.notice(plain_line(reading))

    def note(self, message: str) -> None:
        """Write it at once."""
        self._streams.notice(message)

    def stop(self) -> None:
        """Nothing is left on the screen."""


class Bar:
    """A line that is drawn over at most ten times a second, without a thread of its own."""

    def __init__(self, streams: Streams, clock: Clock) -> None:
        """Draw on standard error; where standard output goes elsewhere, the last state stays."""
        self._streams = streams
        self._clock = clock
        self._course = Course(0, clock)
        self._drawn = 0.0
        self._last: Reading | None = None
        """None: nothing is on the screen."""

    def start(self, total: int) -> None:
        """Draw an empty bar."""
        self._course = Course(total, self._clock)
        self._draw(Reading(total))

    def advance(self, tally: Tally) -> None:
        """Draw it again, unless that was done a moment ago."""
        self._last = self._course.read(tally)
        if self._clock() - self._drawn >= _REDRAW:
            self._draw(self._last)

    def note(self, message: str) -> None:
        """Write it above the bar."""
        self._streams.notice(message)

    def stop(self) -> None:
        """Take the bar away, or leave its last state where nothing else will tell the end."""
        if self._last is None:
            return
        if self._streams.stdout.terminal:
            self._streams.stderr.live("")
        else:
            self._draw(self._last)
            self._streams.stderr.settle()
        self._last = None

    def _draw(self, reading: Reading) -> None:
        self._last = reading
        self._drawn = self._clock()
        err = self._streams.stderr
        err.live(bar_line(reading, err))


def progress_for(streams: Streams, *, quiet: bool, clock: Clock) -> Progress:
    """What suits standard error."""
    if quiet:
        return Silent()
    return Bar(streams, clock) if streams.stderr.can_redraw else Lines(streams, clock)
