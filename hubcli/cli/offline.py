"""The portal that rows are laid against: as it is, or as a lock file says it was."""

from contextlib import ExitStack
from pathlib import Path

from hubcli.cli.learning import aliased, lacking, learn
from hubcli.cli.place import Place, connect, lock_of
from hubcli.cli.portal import Known, check_pinned, know
from hubcli.cli.records import Files
from hubcli.cli.requests import Asked
from hubcli.config.lock_file import LOCK_NAME
from hubcli.config.lock_reading import read_lock
from hubcli.core.near_objects import near_objects
from hubcli.core.schema import ObjectSchema, PortalSchema
from hubcli.errors import UnusableError
from hubcli.hubspot.custom_objects import may_be_custom
from hubcli.hubspot.offline import offline_session
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reading import Reading
from hubcli.hubspot.session import Session


def reach(
    asked: Asked, place: Place, files: Files, stack: ExitStack
) -> tuple[Session, Paths, Known]:
    """A session with the portal and what is known of it; of `check` with a lock file, one with nobody."""
    file = lock_of(asked, place.settings)
    if file is not None and asked.command == "check" and not asked.rehearse:
        known = known_of_lock(asked, place, file, files)
        paths = Paths(place.settings.base_url, place.settings.api_version)
        return offline_session(), paths, known
    session, paths = connect(asked, place, stack)
    known = know(asked, place, session, paths)
    reading = Reading(session, paths, place.clock.wait)
    return session, paths, learn(known, files.rules, files.sources, reading)


def known_of_lock(asked: Asked, place: Place, file: str, files: Files) -> Known:
    """What a lock file knows of the portal and of the object.

    Raises UnusableError for a file that can't be used or lacks the object, AccountError where it is
    of another portal than the one that is pinned.
    """
    portal = read_lock(Path(file))
    check_pinned_lock(portal, place.settings.portal, file)
    schema = aliased(object_of(portal, asked.object, file), files.rules, [*portal.objects.values()])
    unchecked = () if portal.account else (f"whose portal {file} is of",)
    known = Known(portal.account, schema, schema.object, unchecked, lock=file)
    return lacking(known, files.rules, files.sources, file)


def check_pinned_lock(portal: PortalSchema, pinned: int | None, file: str) -> None:
    """Raises AccountError where a lock file is of another portal than the one that is pinned."""
    if portal.account:
        check_pinned(pinned, portal.account, what=file)


def object_of(portal: PortalSchema, name: str, file: str) -> ObjectSchema:
    """An object of a lock file by any of its names. Raises UnusableError where it is not in it."""
    found = portal.find(name)
    if found is None:
        end = "" if file == LOCK_NAME else f" -o {file}"
        hint = f"Pull it: hubcli schema pull {name}{end}."
        close = near_objects(name, portal.objects.values()) if may_be_custom(name) else []
        if close:
            hint = (
                f"Did you mean {' or '.join(close)}? Else pull it: hubcli schema pull {name}{end}."
            )
        raise UnusableError(f"{file} has no object {name!r}", hint)
    return found
