"""What a command learns of the portal before the first row: whose it is, and its properties."""

from dataclasses import dataclass

from hubcli.cli.place import Place
from hubcli.cli.requests import Asked
from hubcli.core.objects import OBJECT_TYPES, canonical, near
from hubcli.core.replies import Problem
from hubcli.core.schema import ObjectSchema
from hubcli.errors import AccountError, UnusableError
from hubcli.hubspot.account import Account, account_of, custom_object_id
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reads import Denied, read
from hubcli.hubspot.schema import schema_of
from hubcli.hubspot.session import Session

_UNKNOWN_OBJECT = ("Unable to infer object type", "Invalid object or event type id")


@dataclass(frozen=True, slots=True)
class Known:
    """The portal, as far as the token may know it."""

    account: Account | None
    schema: ObjectSchema
    """Without properties where they can't be read."""
    object_type: str
    """How the object type is addressed."""
    unchecked: tuple[str, ...]
    """What therefore can't be checked, a sentence each."""

    def address(self, record_id: str) -> str:
        """Where a person sees a record; empty where that is not known."""
        account = self.account
        type_id = next((one.type_id for one in OBJECT_TYPES if one.name == self.object_type), None)
        type_id = type_id or (self.object_type if self.object_type.startswith("2-") else None)
        if account is None or not account.ui_domain or type_id is None:
            return ""
        return (
            f"https://{account.ui_domain}/contacts/{account.portal_id}/record/{type_id}/{record_id}"
        )


def called(account: Account | None, *, rehearsal: bool) -> str:
    """A portal in a sentence: whose it is, and of what type."""
    if rehearsal:
        return "a rehearsal portal"
    if account is None:
        return "a portal that could not be named"
    return f"portal {account.portal_id} ({account.type})"


def know(asked: Asked, place: Place, session: Session, paths: Paths) -> Known:
    """Ask whose portal it is and what properties the object has.

    Raises AccountError for a wrong token or portal, UnusableError for an unknown object type.
    """
    unchecked: list[str] = []
    account = _account(asked, place, session, paths, unchecked)
    name = canonical(asked.object)
    answer = read(session, paths.properties(name), place.clock.wait)
    if isinstance(answer, Denied) and answer.problem.message.startswith(_UNKNOWN_OBJECT):
        name = _custom_object(asked.object, place, session, paths)
        answer = read(session, paths.properties(name), place.clock.wait)
    if not isinstance(answer, Denied) and isinstance(answer.get("results"), list):
        return Known(account, schema_of(name, answer), name, tuple(unchecked))
    if not isinstance(answer, Denied):
        answer = Denied(200, Problem("no list of properties"))
    scopes = answer.problem.scopes
    wants = f" (it needs one of these scopes: {', '.join(scopes)})" if scopes else ""
    unchecked.append(
        f"the properties of {name} can't be read (HubSpot answered {answer.status}){wants}:"
        " names and values are sent as they are, and HubSpot judges them"
    )
    return Known(account, ObjectSchema(name), name, tuple(unchecked))


def _account(
    asked: Asked, place: Place, session: Session, paths: Paths, unchecked: list[str]
) -> Account | None:
    # A rehearsal's portal is made for it and can't be the one that is pinned.
    pinned = None if asked.rehearse else place.settings.portal
    answer = read(session, paths.account(), place.clock.wait)
    account = None if isinstance(answer, Denied) else account_of(answer)
    if account is None:
        why = f"HubSpot answered {answer.status}" if isinstance(answer, Denied) else "no portalId"
        if pinned is not None:
            message = f"it can't be verified that the token belongs to portal {pinned} ({why})"
            raise AccountError(message, "Nothing was sent. Unpin the portal to go on without.")
        unchecked.append(f"whose portal the token belongs to ({why})")
        return None
    if pinned is not None and account.portal_id != pinned:
        message = f"the token belongs to portal {account.portal_id}, not to {pinned}"
        raise AccountError(message, "Nothing was sent. Use a token of the right portal.")
    return account


def _custom_object(name: str, place: Place, session: Session, paths: Paths) -> str:
    answer = read(session, paths.schemas(), place.clock.wait)
    found = None if isinstance(answer, Denied) else custom_object_id(name, answer)
    if found:
        return found
    close = near(name)
    hint = f"Did you mean {' or '.join(close)}?" if close else "A custom object's id (2-123) works."
    raise UnusableError(f"HubSpot knows no object type {name!r}", hint)
