"""Whether an address may be given the token: https anywhere, plain http only on this machine."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_VISIBLE = re.compile(r"[!-~]+")
_FORBIDDEN = re.compile(r"[\\?#%]")
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*")


def parse_base_url(text: str) -> str:
    """The address in its plainest form, without a slash at its end.

    Raises ValueError with what was expected; the text itself is not repeated, as a person may have
    put a password into it.
    """
    if not _VISIBLE.fullmatch(text) or _FORBIDDEN.search(text):
        raise ValueError("expected an address without spaces, ?, #, %, \\ or non-ASCII letters")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError("expected an address such as https://api.hubapi.com") from None
    host = _host(parts)
    if parts.scheme == "http" and not _is_loopback(host):
        raise ValueError(
            f"plain http would show the token to everybody on the way to {host}; expected https"
            " (http only for 127.0.0.1, ::1 and localhost)",
        )
    name = f"[{host}]" if ":" in host else host
    end = "" if port is None else f":{port}"
    return f"{parts.scheme}://{name}{end}{parts.path.rstrip('/')}"


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if parts.scheme not in ("https", "http"):
        raise ValueError("expected an address that begins with https://")
    if "@" in parts.netloc:
        raise ValueError("expected an address without a user name or password (no @)")
    if not _HOST.fullmatch(host):
        raise ValueError("expected an address with a host, such as https://api.hubapi.com")
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
