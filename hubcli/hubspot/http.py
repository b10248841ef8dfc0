"""One HTTP exchange: what left, what came, and what surely did not happen."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.request import getproxies, proxy_bypass

# httpx brings its own command line along where rich and click are installed, a third of a second
# that no request needs; a module that is None can't be imported, and httpx then does without.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

import httpx  # noqa: E402

from hubcli.core.replies import Lost, NeverSent  # noqa: E402

_EXTENSIONS = {"timeout": {"connect": 10.0, "read": 120.0, "write": 60.0, "pool": 600.0}}
"""Seconds; HubSpot's gateway gives up after 100 (api.md 1.6)."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer as it came, whatever it says."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes


Headers: TypeAlias = httpx.Headers
Outcome: TypeAlias = Exchange | Lost | NeverSent


class Http:
    """Requests to one host over a shared pool of connections; redirects are never followed.

    Drives httpx's transport itself: cookies, redirects, authentication and events of its client
    are what an importer must not have, and they take a quarter of the time of a request.
    """

    def __init__(self, base_url: str, *, connections: int = 8) -> None:
        """Connects to nothing yet; proxies are taken from the environment, as everywhere."""
        self._urls: dict[str, httpx.URL] = {}
        limits = httpx.Limits(
            max_connections=connections + 1, max_keepalive_connections=connections + 1
        )
        url = httpx.URL(base_url)
        self._transport = httpx.HTTPTransport(
            limits=limits,
            proxy=_proxy(url),
            trust_env=True,
            # Plain http goes to loopback only, and loading all certificates takes its time.
            verify=url.scheme == "https",
        )

    @staticmethod
    def headers(names: Mapping[str, str]) -> httpx.Headers:
        """Headers in the form that costs nothing per request."""
        return httpx.Headers(names)

    def send(
        self,
        method: str,
        url: str,
        headers: httpx.Headers,
        content: bytes | None = None,
    ) -> Outcome:
        """One request, sent at most once; raises nothing that the network can cause."""
        address = self._urls.get(url)
        if address is None:
            address = self._urls[url] = httpx.URL(url)
        request = httpx.Request(
            method, address, headers=headers, content=content, extensions=_EXTENSIONS
        )
        try:
            response = self._transport.handle_request(request)
            try:
                body = response.read()
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return NeverSent(_said(error, "no connection"))
        except httpx.ProxyError as error:
            return NeverSent(_said(error, "the proxy refused"))
        except (httpx.TransportError, httpx.DecodingError) as error:
            return Lost(_said(error, "the connection was lost"))
        told = {
            name.lower().decode("latin-1"): value.decode("latin-1")
            for name, value in response.headers.raw
        }
        return Exchange(response.status_code, told, body)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


def _said(error: Exception, what: str) -> str:
    return f"{what} ({str(error) or type(error).__name__})"


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    # Plain http is for this machine only (design, section 4): no proxy may see the token in clear.
    if url.scheme == "http" or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    return httpx.Proxy(address) if address else None
