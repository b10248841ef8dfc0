"""Who may call, and what for: tokens and scopes (api.md, sections 2.4, 2.5 and 9)."""

from collections.abc import Iterable
from typing import Final

from hubcli.emulator.clock import Clock, iso, milliseconds
from hubcli.emulator.problems import Problem
from hubcli.emulator.switches import Switches, Token

_NONE: Final = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at "
    "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)
_SCOPES: Final = "https://developers.hubspot.com/scopes"
_EXPIRED_FOR: Final = 75


def bearer(header: str) -> str:
    """Take the token out of an `Authorization` header; empty when there is none."""
    scheme, _, value = header.partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""


def granted(switches: Switches, token: str) -> Token | None:
    """Find what a token may do; None when it is not known."""
    if not token:
        return None
    if switches.tokens is None:
        return Token(token, switches.scopes)
    return next((known for known in switches.tokens if known.value == token), None)


def unauthorized(token: Token | None, clock: Clock) -> Problem | None:
    """Refuse a token that is missing, unknown or expired."""
    if token is None:
        return Problem(401, _NONE, "INVALID_AUTHENTICATION")
    if token.expired:
        return expired(clock)
    return None


def expired(clock: Clock) -> Problem:
    """Say that the token expired a little while ago."""
    message = f"The OAuth token used to make this call expired {_EXPIRED_FOR} second(s) ago."
    when = iso(milliseconds(clock) - _EXPIRED_FOR * 1000)
    return Problem(401, message, "EXPIRED_AUTHENTICATION", context={"expire time": [when]})


def allows(token: Token | None, scopes: Iterable[str]) -> bool:
    """Tell whether a token has any of the scopes; no scopes need none."""
    needed = frozenset(scopes)
    if token is None or not needed:
        return not needed
    return token.scopes is None or bool(needed & token.scopes)


def forbidden(scopes: Iterable[str]) -> Problem:
    """Say which scopes would do."""
    return Problem(
        403,
        "This app hasn't been granted all required scopes to make this call. "
        f"Read more about required scopes here: {_SCOPES}.",
        "MISSING_SCOPES",
        errors=[
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": sorted(scopes)},
            }
        ],
        links={"scopes": _SCOPES},
    )
