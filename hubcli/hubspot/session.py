"""Requests in one account's name: the token, the server's clock, and a new token after a 401."""

from collections.abc import Callable, Mapping
from threading import Lock

import orjson

from hubcli.errors import AccountError
from hubcli.hubspot.http import Exchange, Headers, Http, Outcome
from hubcli.hubspot.rates import MAX
from hubcli.hubspot.server_clock import ServerClock

_UNAUTHORIZED = 401


class Session:
    """Signs requests; where the token can be renewed, a 401 renews it once for all threads."""

    def __init__(
        self,
        http: Http,
        token: str,
        *,
        clock: ServerClock,
        renew: Callable[[], str] | None = None,
        agent: str = "hubcli",
    ) -> None:
        """The token lives in this object's memory only and goes nowhere but into the header."""
        self.clock = clock
        self.sent = 0
        """Requests so far."""
        self.limits: Mapping[str, str] = {}
        """The headers of the latest answer that states a limit."""
        self._http = http
        self._renew = renew
        self._lock = Lock()
        self._is_proven = True
        """Whether the token was accepted, or is the first one, which may just have expired."""
        self._agent = agent
        self._token = token
        self._headers = self._headers_of(token)

    def introspect(self, url: str) -> Outcome:
        """Ask what the token may do; it is in the body, as HubSpot wants it there (api.md section 9)."""
        return self.send("POST", url, orjson.dumps({"tokenKey": self._token}))

    def send(self, method: str, url: str, content: bytes | None = None) -> Outcome:
        """One request, and the same once more with a new token where a 401 said that it did nothing."""
        headers = self._headers
        self.sent += 1
        outcome = self._http.send(method, url, headers, content)
        if isinstance(outcome, Exchange):
            self.clock.learn(outcome.headers.get("date"))
            if MAX in outcome.headers:
                self.limits = outcome.headers
            if outcome.status != _UNAUTHORIZED:
                self._is_proven = self._is_proven or headers is self._headers
            elif self._renewed(headers):
                return self.send(method, url, content)
        return outcome

    def close(self) -> None:
        """Close all connections."""
        self._http.close()

    def _renewed(self, used: object) -> bool:
        """Whether there is another token now than the one that was refused."""
        with self._lock:
            if used is not self._headers:
                return True
            if self._renew is None or not self._is_proven:
                return False
            # A new token that is refused before it was ever accepted would be renewed for ever.
            self._is_proven = False
            try:
                self._token = self._renew()
            except AccountError:
                return False
            self._headers = self._headers_of(self._token)
            return True

    def _headers_of(self, token: str) -> Headers:
        return self._http.headers(
            {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": self._agent,
            }
        )
