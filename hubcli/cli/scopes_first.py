"""A scope that is missing is found before the first row, where HubSpot tells a token's scopes."""

from hubcli.cli.portal import Known
from hubcli.core.scopes import missing_scopes
from hubcli.errors import AccountError
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session
from hubcli.hubspot.token_info import token_info


def check_scopes(session: Session, paths: Paths, known: Known) -> None:
    """Raises AccountError where the token surely may not write; where nobody knows, a 403 will tell."""
    if sentence := lacking(session, paths, known):
        raise AccountError(sentence, "Nothing was sent. Give the token the scope, or use another.")


def lacking(session: Session, paths: Paths, known: Known) -> str | None:
    """What the token lacks for writing, as a sentence; None where it lacks nothing that is known."""
    info = token_info(session, paths)
    missing = missing_scopes(known.object_type, info.scopes) if info else ()
    if not missing:
        return None
    some = "the scope" if len(missing) == 1 else "one of the scopes"
    return f"the token may not write {known.object_type}: it lacks {some} {' or '.join(missing)}"
