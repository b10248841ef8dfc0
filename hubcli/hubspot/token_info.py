"""What a token may do, as far as HubSpot tells it (api.md section 9)."""

from dataclasses import dataclass

from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session

_OK = 200


@dataclass(frozen=True, slots=True)
class TokenInfo:
    """Whose portal a token belongs to, and its scopes."""

    portal_id: int
    scopes: tuple[str, ...]


def token_info(session: Session, paths: Paths) -> TokenInfo | None:
    """Ask once; None where it can't be had: it is told of private apps, and of other tokens hardly."""
    outcome = session.introspect(paths.token_info())
    if not isinstance(outcome, Exchange) or outcome.status != _OK:
        return None
    data = wire.decode(outcome.content)
    if not isinstance(data, dict):
        return None
    portal, scopes = data.get("hubId"), data.get("scopes")
    if not isinstance(portal, int) or not isinstance(scopes, list):
        return None
    return TokenInfo(portal, tuple(sorted(one for one in scopes if isinstance(one, str))))
