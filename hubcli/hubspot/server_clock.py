"""The server's clock, from the Date of its answers."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Lock


class ServerClock:
    """Estimates the server's time from below.

    It is never ahead, so that what we made is not taken for older than our request. Our own clock
    serves until the first answer.
    """

    def __init__(self) -> None:
        """Nothing is known of the server yet."""
        # One look at our own clock, and from then on one that nobody sets.
        self._wall = time.time() - time.monotonic()
        self._offset: float | None = None
        self._last: str | None = None
        self._lock = Lock()

    def learn(self, date: str | None) -> None:
        """Take an answer's Date, whole seconds, written before the answer reached us."""
        if date == self._last:
            # The first answer with a Date says the most: later ones only took longer to arrive.
            return
        self._last = date
        try:
            server = parsedate_to_datetime(date or "")
        except ValueError:
            return
        if server.tzinfo is None:
            server = server.replace(tzinfo=UTC)
        offset = server.timestamp() - time.monotonic()
        with self._lock:
            self._offset = offset if self._offset is None else max(self._offset, offset)

    def now(self) -> datetime:
        """At the latest this time by the server's clock."""
        offset = self._wall if self._offset is None else self._offset
        return datetime.fromtimestamp(time.monotonic() + offset, UTC)
