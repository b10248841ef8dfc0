"""Reads a whole portal for the commands that write it down or compare it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from hubcli.cli.place import Place, connect
from hubcli.cli.portal import know_account, unknown_object
from hubcli.cli.requests import Asked
from hubcli.core.objects import canonical
from hubcli.core.schema import ObjectSchema, PortalAccount
from hubcli.errors import AccountError
from hubcli.hubspot.custom_objects import find_custom, may_be_custom, read_custom_objects
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.pull import Pull, Pulled, Wanted
from hubcli.hubspot.reading import Reading, why
from hubcli.hubspot.reads import Denied
from hubcli.hubspot.shared_pace import shared_file

USUAL = ("contacts", "companies", "deals", "tickets", "products", "line_items")
"""What is pulled where nobody says anything, together with every custom object."""

_NONE: Mapping[str, ObjectSchema] = {}


@dataclass(frozen=True, slots=True)
class OpenPortal:
    """A portal that is about to be read."""

    reading: Reading
    account: PortalAccount | None
    customs: tuple[ObjectSchema, ...] | Denied
    told: tuple[str, ...]
    """What could not be read so far."""
    workers: int

    def wanted(
        self, names: Iterable[str], before: Mapping[str, ObjectSchema] = _NONE
    ) -> list[Wanted]:
        """These objects by any of their names. Raises UnusableError for one that is not there.

        `before` is what was known of them, for custom objects whose schemas can't be read now.
        """
        found: dict[str, Wanted] = {}
        for name in names:
            one = self._wanted(name, before)
            if one is None:
                raise unknown_object(name)
            found[one.name] = one
        return list(found.values())

    def still_there(self, names: Iterable[str]) -> list[str]:
        """Those of the names in paths that are not custom objects of before."""
        return [name for name in names if self._wanted(name, _NONE) is not None]

    def all_custom(self) -> list[str]:
        """Every custom object that can be seen."""
        return [] if isinstance(self.customs, Denied) else [one.object for one in self.customs]

    def pull(self, wanted: Sequence[Wanted]) -> Pulled:
        """Read it. Raises AccountError where not one of the objects may be read."""
        pulled = Pull(self.reading, self.workers).portal(self.account, wanted, self.told)
        if wanted and not pulled.schema.objects:
            message = "\n".join(["nothing of the portal can be read:", *pulled.schema.not_pulled])
            raise AccountError(message, "Give the token the scopes that it needs for reading.")
        return pulled

    def _wanted(self, name: str, before: Mapping[str, ObjectSchema]) -> Wanted | None:
        if not may_be_custom(name):
            return Wanted(canonical(name))
        if isinstance(self.customs, Denied):
            # Its address may be right all the same; HubSpot judges.
            return Wanted(name, before.get(name))
        custom = find_custom(name, self.customs)
        return Wanted(custom.object, custom) if custom else None


def open_portal(
    asked: Asked, place: Place, stack: ExitStack, tell: Callable[[str], None]
) -> OpenPortal:
    """Connect, and see whose portal it is. Raises AccountError where it is not the one that is pinned."""
    session, paths = connect(asked, place, stack)
    account, told = know_account(asked, place, Reading(session, paths, place.clock.wait))
    shared = None
    if account and not asked.rehearse:
        shared = shared_file(place.settings.home, account.portal_id, paths.base_url)
    clock, leave = place.clock, place.settings.leave
    pace = Pace(clock.now, clock.wait, leave=leave, shared=shared, tell=tell)
    pace.begin(session.limits, session.sent)
    reading = Reading(session, paths, clock.wait, pace)
    customs = read_custom_objects(reading)
    if isinstance(customs, Denied):
        told.append(f"the custom objects ({why(customs)})")
    return OpenPortal(reading, account, customs, tuple(told), place.settings.concurrency)


def refuse_unknown(then: PortalAccount | None, now: PortalAccount | None, file: str) -> None:
    """Raises AccountError where a lock file that names its portal would be written over by one unknown."""
    if then and not now:
        message = f"it can't be verified that the token belongs to portal {then.portal_id}, which {file} is of"
        raise AccountError(message, "Nothing was changed. Name another file: -o FILE.")


def refuse_another(then: PortalAccount | None, now: PortalAccount | None, file: str) -> None:
    """Raises AccountError where a lock file is of another portal than the token."""
    if then and now and then.portal_id != now.portal_id:
        message = f"{file} is of portal {then.portal_id}, and the token belongs to {now.portal_id}"
        raise AccountError(message, "Nothing was changed. Name the file of that portal.")
