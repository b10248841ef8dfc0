"""A rolling window of requests: which of them are ours, what others use, and when the next may go."""

import math
from bisect import bisect_right, insort
from dataclasses import dataclass, field

FIRST_LIMIT = 100
FIRST_INTERVAL = 10.0
"""The lowest limit of any account (api.md 3.1), kept until the first answer says more."""
_SLACK, _SLACK_SHARE = 0.02, 0.008
"""Seconds, and share of the interval, by which a request may take longer to arrive than another."""
_LATE, _LATE_SHARE = 0.04, 0.006
"""The same for a request that was answered late: on its way, or only because HubSpot took its time."""
_MOST_SLACK = 0.5
_OVERTAKE = 0.02
"""Seconds by which a request may leave later than another and still arrive before it."""
_GLIMPSES = 3
_ROSE_LATELY = 0.3
_SPARE = 0.03
"""Share of the limit that is left free where there are others: what one sees of them is a little old."""
_SECOND = 1.0


@dataclass(slots=True)
class Window:
    """The account's window as far as it is known; all times are of one clock. Not thread-safe.

    What others use is known only from `Remaining`: what is used, less what is ours. The highest of
    these counts in one interval is taken for theirs, and whoever has much leaves a little more, so
    that those who have less come to more: that way several who only feel each other share alike.
    """

    limit: int | None = FIRST_LIMIT
    """None: none is stated."""
    interval: float = FIRST_INTERVAL
    is_stated: bool = False
    """Whether an answer told the limit; else it is what every account has."""
    secondly: int = 0
    """Requests in a second; 0: no answer was refused for them (they are not enforced, api.md 3.3)."""
    slack: float = 0.0
    """Seconds added since a 429 that only our own haste explains."""
    held_until: float = 0.0
    quickest: float = math.inf
    """Seconds of the quickest answer."""
    rose_at: float = -math.inf
    """When the others were last seen to become more."""
    part: int = 0
    """Requests in a window that are ours where others want some too; 0: not divided yet."""
    part_since: float = 0.0
    turns: list[float] = field(default_factory=list)
    """When our requests left, or else had their turn; ascending."""
    places: list[float] = field(default_factory=list)
    """The same, each as late as it may have arrived; ascending."""
    glimpses: list[int] = field(default_factory=list)
    """What the last answers seem to say of the others; may be less than none."""
    peaks: list[tuple[float, int]] = field(default_factory=list)
    """When others used how much: times ascending, counts descending."""

    @property
    def span(self) -> float:
        """Seconds after which a request of ours is surely out of the window."""
        return self.interval + _SLACK + _SLACK_SHARE * self.interval + self.slack

    def due(self, now: float, leave: float = 0.0) -> float:
        """When the next request may leave; a time that has passed means now. `leave` is a share."""
        at = max(self.held_until, self._after(self.secondly, _SECOND + self.span - self.interval))
        if self.limit is None:
            return at
        place = self._after(self._capacity(now, leave), self.span)
        if place > now and self.peaks and now > self.part_since + self.span:
            self._divide(now)
            place = self._after(self._capacity(now, leave), self.span)
        return max(at, place)

    def _capacity(self, now: float, leave: float) -> int:
        """How many requests of ours the window may hold, at least one."""
        limit = self.limit or 0
        others = self.others(now)
        room = limit - others - self._spare(others)
        if others and self.part:
            room = min(limit - others, self.part)
        return max(min(room, math.floor(limit * (1 - leave) + 1e-9)), 1)

    def _divide(self, now: float) -> None:
        """Everybody's part grows or shrinks in proportion, so that all together fit; and to each other's size."""
        limit, others = self.limit or 0, self.others(now)
        ours = max(len(self.turns) - bisect_right(self.turns, now - self.span), 1)
        spare = self._spare(others)
        part = ours / (ours + others)
        part += spare / limit * (0.5 - part)
        self.part, self.part_since = max(math.floor((limit - spare) * part), 1), now

    def _spare(self, others: int) -> int:
        limit = self.limit or 0
        # In a window of a common size one place costs little, and lets in whoever comes next.
        return max(min(others, round(limit * _SPARE)), limit // FIRST_LIMIT and 1)

    def others(self, now: float) -> int:
        """How many requests of others the window holds at most, as far as one can know."""
        while self.peaks and self.peaks[0][0] < now - self.span:
            del self.peaks[0]
        if not self.peaks:
            self.part = 0
            return 0
        seen = self.peaks[0][1]
        if now - self.rose_at > _ROSE_LATELY:
            return seen
        # While they become more, they send unseen about as much as we since the last answer.
        return seen + len(self.turns) - bisect_right(self.turns, self.peaks[-1][0])

    def take(self, now: float) -> None:
        """One request of ours has its turn."""
        for times in (self.turns, self.places):
            del times[: bisect_right(times, now - 2 * self.span)]
            insort(times, now)

    def leave(self, turn: float, now: float) -> None:
        """The request that had its turn then leaves only now: its place in the window is free later."""
        _move(self.turns, turn, now)
        _move(self.places, turn, now)

    def answered(self, left: float, now: float) -> None:
        """The answer to the request that left then is here: it may have arrived late itself."""
        self.quickest = min(self.quickest, now - left)
        late = min(now - left - self.quickest, _LATE + _LATE_SHARE * self.interval)
        if late > 0:
            _move(self.places, left, left + late)

    def hold(self, until: float) -> None:
        """Nobody goes before."""
        self.held_until = max(self.held_until, until)
        # Nothing is heard of the others meanwhile: they are taken to keep what they had.
        self.peaks = [(max(at, until), count) for at, count in self.peaks[:1]]
        self.glimpses = []

    def state(self, limit: int, interval: float) -> None:
        """An answer says what the limit is."""
        self.limit, self.interval, self.is_stated = max(limit, 1), interval, True

    def found(self, remaining: int, now: float) -> None:
        """So much of the window remained when our last request was answered, and none is under way."""
        ours = len(self.turns) - bisect_right(self.turns, now - self.span)
        self._count_others(max((self.limit or 0) - remaining - ours, 0), now, now)

    def saw(self, left: float, remaining: int, now: float) -> None:
        """The answer to our request that left then says how much of the window remains."""
        used = (self.limit or 0) - remaining
        # Requests overtake each other on their way: what one counts too much, its neighbour lacks.
        ours = bisect_right(self.turns, left + _OVERTAKE)
        ours -= bisect_right(self.turns, left - self.span)
        self.glimpses = [*self.glimpses, used - ours][-_GLIMPSES:]
        if len(self.glimpses) == _GLIMPSES:
            self._count_others(max(min(self.glimpses), 0), left, now)

    def refused(self, left: float, now: float) -> None:
        """The window was full without the request that left then."""
        ours = bisect_right(self.turns, left) - bisect_right(self.turns, left - self.span)
        others = (self.limit or 0) - (ours - 1)
        if others > 1:
            self._count_others(others, left, now)
            self._divide(now)
        else:
            # Nobody but us: it came sooner than those before it, by whatever way that was.
            self.slack = min(2 * self.slack + _SLACK, _MOST_SLACK)

    def _count_others(self, others: int, left: float, now: float) -> None:
        if others > (self.peaks[0][1] if self.peaks else 0):
            self.rose_at = now
        self.peaks = [peak for peak in self.peaks if peak[1] > others]
        if others:
            self.peaks.append((left, others))

    def _after(self, number: int, span: float) -> float:
        """When so many requests fit into the span, with one more."""
        return self.places[-number] + span if 0 < number <= len(self.places) else -math.inf


def _move(times: list[float], old: float, new: float) -> None:
    index = bisect_right(times, old) - 1
    if index >= 0 and times[index] == old:
        del times[index]
        insort(times, new)
