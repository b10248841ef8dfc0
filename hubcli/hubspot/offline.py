"""In place of a connection where a command works without one: nothing can leave by it."""

from hubcli.core.replies import NeverSent
from hubcli.hubspot.http import Headers, Http, Outcome
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session


class NoHttp(Http):
    """Sends nothing, ever."""

    def __init__(self) -> None:
        """No pool, no certificates."""

    def send(
        self, method: str, url: str, headers: Headers, content: bytes | None = None
    ) -> Outcome:
        """Surely nothing happened."""
        del method, url, headers, content
        return NeverSent("this command works offline")

    def close(self) -> None:
        """Nothing is open."""


def offline_session() -> Session:
    """A session with nobody, without a token."""
    return Session(NoHttp(), "", clock=ServerClock())
