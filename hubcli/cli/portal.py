"""What a command learns of the portal before the first row: whose it is, and its properties."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hubcli.cli.place import Place
from hubcli.cli.requests import Asked
from hubcli.core.near_objects import near_objects
from hubcli.core.objects import OBJECT_TYPES, canonical
from hubcli.core.schema import ObjectSchema, PortalAccount
from hubcli.errors import AccountError, UnusableError
from hubcli.hubspot.account import account_of
from hubcli.hubspot.custom_objects import find_custom, may_be_custom, read_custom_objects
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reading import Reading, why
from hubcli.hubspot.reads import Denied
from hubcli.hubspot.schema import read_object
from hubcli.hubspot.session import Session

_UNKNOWN_OBJECT = ("Unable to infer object type", "Invalid object or event type id")


@dataclass(frozen=True, slots=True)
class Known:
    """The portal, as far as the token may know it, or a lock file."""

    account: PortalAccount | None
    schema: ObjectSchema
    """Without properties where they can't be read."""
    object_type: str
    """How the object type is addressed."""
    unchecked: tuple[str, ...]
    """What therefore can't be checked, a sentence each."""
    lock: str = ""
    """The lock file that all of this is from; empty: it is from the portal itself."""

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


def called(account: PortalAccount | None, *, rehearsal: bool) -> str:
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
    reading = Reading(session, paths, place.clock.wait)
    account, unchecked = know_account(asked, place, reading)
    name = canonical(asked.object)
    found = read_object(reading, name)
    if may_be_custom(name):
        name, found = _of_custom(asked.object, reading, found, unchecked)
    if isinstance(found, Denied):
        scopes = found.problem.scopes
        wants = f" (it needs one of these scopes: {', '.join(scopes)})" if scopes else ""
        unchecked.append(
            f"the properties of {name} can't be read (HubSpot answered {found.status}){wants}:"
            " names and values are sent as they are, and HubSpot judges them"
        )
        found = ObjectSchema(name)
    return Known(account, found, name, tuple(unchecked))


def know_account(
    asked: Asked, place: Place, reading: Reading
) -> tuple[PortalAccount | None, list[str]]:
    """Whose portal it is, and what therefore can't be checked where that is not to be had.

    Raises AccountError where it is not the one that is pinned, or that can't be verified.
    """
    # A rehearsal's portal is made for it and can't be the one that is pinned.
    pinned = None if asked.rehearse else place.settings.portal
    answer = reading.get(reading.paths.account())
    account = None if isinstance(answer, Denied) else account_of(answer)
    if account is not None:
        check_pinned(pinned, account)
        return account, []
    said = f"HubSpot answered {answer.status}" if isinstance(answer, Denied) else "no portalId"
    if pinned is not None:
        message = f"it can't be verified that the token belongs to portal {pinned} ({said})"
        raise AccountError(message, "Nothing was sent. Unpin the portal to go on without.")
    return None, [f"whose portal the token belongs to ({said})"]


def check_pinned(pinned: int | None, account: PortalAccount, *, what: str = "the token") -> None:
    """Raises AccountError where `what` belongs to another portal than the one that is pinned."""
    if pinned is not None and account.portal_id != pinned:
        message = f"{what} belongs to portal {account.portal_id}, not to {pinned}"
        hint = "Use a token of the right portal." if what == "the token" else "Name the right file."
        raise AccountError(message, f"Nothing was sent. {hint}")


def is_unknown(answer: ObjectSchema | Denied) -> bool:
    """Whether HubSpot knows no object type of the name that was asked for (api.md 2.3)."""
    return isinstance(answer, Denied) and answer.problem.message.startswith(_UNKNOWN_OBJECT)


def unknown_object(name: str, customs: Iterable[ObjectSchema] = ()) -> UnusableError:
    """There is none of this name; those that are spelled like it are named."""
    close = near_objects(name, customs)
    hint = f"Did you mean {' or '.join(close)}?" if close else "A custom object's id (2-123) works."
    return UnusableError(f"HubSpot knows no object type {name!r}", hint)


def _of_custom(
    asked_for: str, reading: Reading, found: ObjectSchema | Denied, unchecked: list[str]
) -> tuple[str, ObjectSchema | Denied]:
    """A custom object's address and its schema, by whatever name it was asked for."""
    name, objects = canonical(asked_for), read_custom_objects(reading)
    custom = None if isinstance(objects, Denied) else find_custom(asked_for, objects)
    if is_unknown(found):
        if custom is None:
            raise unknown_object(asked_for, () if isinstance(objects, Denied) else objects)
        return custom.object, read_object(reading, custom.object, custom)
    if isinstance(objects, Denied):
        unchecked.append(f"which properties {name} requires ({why(objects)})")
    if custom is not None and not isinstance(found, Denied):
        found = replace(custom, object=name, properties=found.properties)
    return name, found
