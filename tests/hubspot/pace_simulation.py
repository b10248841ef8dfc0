"""Processes at one account in simulated time: every request has its turn, leaves, arrives and is answered."""

import heapq
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from hubcli.hubspot.pace import Pace

LATENCY = 0.15
IN_FLIGHT = 8


class _Later(Exception):  # noqa: N818 - no error: who waits is to be called again
    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


@dataclass
class Timeline:
    """What happens next; waiting means being called again."""

    now: float = 1_000.0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=count)

    def after(self, seconds: float, event: Callable[[], None]) -> None:
        heapq.heappush(self._events, (self.now + seconds, next(self._number), event))

    def wait(self, seconds: float) -> bool:
        if seconds > 0:
            raise _Later(seconds)
        return True

    def run(self) -> None:
        while self._events:
            self.now, _, event = heapq.heappop(self._events)
            event()


class Account:
    """A rolling window as HubSpot has it (api.md 3.1), on requests as they arrive."""

    def __init__(self, timeline: Timeline, limit: int, interval: float) -> None:
        self._timeline = timeline
        self._limit, self._interval = limit, interval
        self._window: deque[float] = deque()
        self.answered: list[float] = []
        self.refused = 0

    def arrive(self) -> tuple[int, dict[str, str]]:
        now = self._timeline.now
        while self._window and self._window[0] <= now - self._interval:
            self._window.popleft()
        status = 201 if len(self._window) < self._limit else 429
        if status == 201:
            self._window.append(now)
            self.answered.append(now)
        else:
            self.refused += 1
        return status, {
            "x-hubspot-ratelimit-max": str(self._limit),
            "x-hubspot-ratelimit-remaining": str(self._limit - len(self._window)),
            "x-hubspot-ratelimit-interval-milliseconds": str(int(self._interval * 1000)),
        }


class Process:
    """Workers that send so many requests between them; a 429 holds them all for an interval."""

    def __init__(
        self,
        timeline: Timeline,
        account: Account,
        pace: Pace,
        *,
        requests: int,
        interval: float,
        jitter: float,
        seed: int,
    ) -> None:
        self.turns: list[float] = []
        self._timeline, self._account, self._pace = timeline, account, pace
        self._left, self._interval, self._jitter = requests, interval, jitter
        self._chance = random.Random(seed)

    def start(self) -> None:
        """What a command asks before its first row tells it the limit, and how much of it is used."""
        status, headers = self._account.arrive()
        if status != 201:
            self._timeline.after(1.1 * self._interval, self.start)
            return
        self._account.answered.remove(self._timeline.now)
        self._pace.begin(headers, 1)
        for worker in range(IN_FLIGHT):
            self._timeline.after(0.5 + 0.001 * worker, self._next)

    def _next(self) -> None:
        if self._left:
            self._left -= 1
            self._want()

    def _want(self) -> None:
        try:
            assert self._pace.turn()
        except _Later as later:
            self._timeline.after(later.seconds, self._want)
            return
        left = self._pace.leaving()
        self.turns.append(left)
        way = 0.005 + self._chance.expovariate(1 / self._jitter)
        self._timeline.after(way, partial(self._arrive, left))

    def _arrive(self, left: float) -> None:
        status, headers = self._account.arrive()
        seconds = LATENCY if status == 201 else 0.005
        self._timeline.after(seconds, partial(self._heard, left, status, headers))

    def _heard(self, left: float, status: int, headers: dict[str, str]) -> None:
        self._pace.learn(headers, left, status=status)
        if status == 201:
            self._next()
            return
        self._pace.hold(self._interval * (1 + 0.2 * self._chance.random()))
        self._want()


def simulate(
    timeline: Timeline,
    rate: tuple[int, float],
    paces: Sequence[Pace],
    *,
    requests: int,
    apart: float = 0.1,
    jitter: float = 0.006,
    seed: int = 0,
) -> tuple[Account, list[Process]]:
    """Each pace is a process that sends its part of the requests, starting so many seconds apart."""
    account = Account(timeline, *rate)
    processes = [
        Process(
            timeline,
            account,
            pace,
            requests=requests // len(paces),
            interval=rate[1],
            jitter=jitter,
            seed=seed + number,
        )
        for number, pace in enumerate(paces)
    ]
    for number, process in enumerate(processes):
        timeline.after(number * apart, process.start)
    timeline.run()
    return account, processes
