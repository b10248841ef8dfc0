"""A portal of companies over a server of the test, and emulators with switches of one's own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from hubcli.hubspot.client import Portal
from hubcli.hubspot.http import Http
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session


class Waits:
    """How long was waited; after so many waits the run is ending."""

    def __init__(self, ending_after: int = 1000) -> None:
        self.seconds: list[float] = []
        self._ending_after = ending_after

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return len(self.seconds) <= self._ending_after


@contextmanager
def session_at(base_url: str, token: str = "t") -> Iterator[Session]:
    with closing(Session(Http(base_url), token, clock=ServerClock())) as session:
        yield session


@contextmanager
def portal_at(
    base_url: str, *, kind: str = "companies", waits: Waits | None = None, going: bool = True
) -> Iterator[Portal]:
    pace = Pace(lambda: 0.0, lambda _: going)
    with session_at(base_url) as session:
        yield Portal(session, Paths(base_url, "2025-09"), kind, pace, wait=waits or Waits())


def started(*faults: str, **switches: object) -> RunningEmulator:
    """No limits; faults in their own words, switches by name."""
    chosen = {"rate": None, "search_rate": 0, "log_requests": 1000, **switches}
    return start(Switches(faults=tuple(map(parse_fault, faults)), **chosen))  # type: ignore[arg-type]
