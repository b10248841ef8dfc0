"""The time of all sessions of a run, and what HubSpot holds by then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock, RLock, get_ident
from typing import Protocol

EPOCH = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
_GLANCE = 0.003


class Stops(Protocol):
    @property
    def stopping(self) -> bool: ...


def moment(seconds: float) -> datetime:
    """A time of the world as a time of day."""
    return EPOCH + timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Held:
    """A record of the portal."""

    id: str
    properties: Mapping[str, str]
    made: float
    """When, in the world's time."""
    trace: str | None
    """The row that it was made for; None where somebody else made it."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A record that HubSpot will have written by then, whether anybody still waits for it or not."""

    properties: Mapping[str, str]
    due: float
    trace: str
    reserves_key: bool
    """Whether others are refused its key already."""


class World:
    """Time, which only grows, and the records of one object type; `key` is unique among them."""

    def __init__(self, key: str | None) -> None:
        self.key = key
        self.lock = RLock()
        self._time = 100_000.0
        self._held: list[Held] = []
        self._coming: list[Coming] = []

    @property
    def time(self) -> float:
        with self.lock:
            return self._time

    def pass_by(self, seconds: float) -> None:
        with self.lock:
            self._time += max(seconds, 0.0)

    def held(self) -> list[Held]:
        """What is there now."""
        with self.lock:
            due = sorted((one for one in self._coming if one.due <= self._time), key=_due)
            self._coming = [one for one in self._coming if one.due > self._time]
            for one in due:
                if self._owner(one.properties) is None:
                    self._put(one.properties, one.due, one.trace)
            return list(self._held)

    def coming(self) -> list[Coming]:
        """What is still being written."""
        self.held()
        return list(self._coming)

    def make(self, properties: Mapping[str, str], trace: str | None, *, ago: float = 0.0) -> Held:
        with self.lock:
            return self._put(stored(properties), self._time - ago, trace)

    def promise(
        self, properties: Mapping[str, str], trace: str, *, after: float, reserves_key: bool
    ) -> None:
        with self.lock:
            kept = stored(properties)
            self._coming.append(Coming(kept, self._time + after, trace, reserves_key))

    def is_taken(self, properties: Mapping[str, str]) -> bool:
        """Whether another record has this one's key, or will have it for certain."""
        kept = stored(properties)
        with self.lock:
            self.held()
            if self._owner(kept) is not None:
                return True
            name = kept.get(self.key or "")
            reserved = (one for one in self._coming if one.reserves_key)
            return name is not None and any(
                one.properties.get(self.key or "") == name for one in reserved
            )

    def _owner(self, properties: Mapping[str, str]) -> Held | None:
        name = properties.get(self.key or "")
        if name is None:
            return None
        return next((one for one in self._held if one.properties.get(self.key or "") == name), None)

    def _put(self, properties: Mapping[str, str], made: float, trace: str | None) -> Held:
        one = Held(str(7_000_001 + len(self._held)), dict(properties), made, trace)
        self._held.append(one)
        return one


def _due(one: Coming) -> float:
    return one.due


def stored(properties: Mapping[str, str]) -> dict[str, str]:
    """As HubSpot keeps it: e-mails trimmed and in lower case, empty values not at all."""
    return {
        name: value.strip().lower() if name == "email" else value
        for name, value in properties.items()
        if value.strip()
    }


class SessionClock:
    """The clock of one process: begins anywhere, and leaps where its threads have nothing to do.

    A thread that looks at it again and again with nothing done in between would only wait, so for it
    time is over at once. Time may pass at any moment in the world too, so this hides no behaviour.
    """

    def __init__(self, world: World, stops: Stops, *, leap: float, origin: float) -> None:
        self._world = world
        self._stops = stops
        self._leap = leap
        self._origin = origin - world.time
        self._owner = get_ident()
        self._looks: dict[int, int] = {}
        self._lock = Lock()

    def now(self) -> float:
        if get_ident() != self._owner:
            with self._lock:
                looks = self._looks.get(get_ident(), 0) + 1
                self._looks[get_ident()] = looks
            self._world.pass_by(self._leap if looks > 1 else _GLANCE)
        return self._world.time + self._origin

    def wait(self, seconds: float) -> bool:
        if self._stops.stopping:
            return False
        self._world.pass_by(seconds)
        return not self._stops.stopping

    def busy(self, looks: int = 1) -> None:
        """The thread that calls did something, after which it may well look so many times."""
        with self._lock:
            self._looks[get_ident()] = 1 - looks


class ChaosPace:
    """Nobody waits for a turn but after a 429."""

    def __init__(self, clock: SessionClock, stops: Stops) -> None:
        self._clock = clock
        self._stops = stops

    def turn(self) -> bool:
        return not self._stops.stopping

    def hold(self, seconds: float) -> None:
        self._clock.wait(seconds)
