"""The work of `hubcli schema show`: an object of the portal, or of a lock file."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from hubcli.cli.ending import concluded
from hubcli.cli.offline import check_pinned_lock, object_of
from hubcli.cli.place import Place, lock_of, open_place
from hubcli.cli.portal import called
from hubcli.cli.pulling import open_portal
from hubcli.cli.requests import Asked
from hubcli.config.lock_reading import read_lock
from hubcli.errors import AccountError, ExitCode, UsageError
from hubcli.hubspot.pipelines import read_pipelines
from hubcli.hubspot.pull import is_staged
from hubcli.hubspot.reading import why
from hubcli.hubspot.reads import Denied
from hubcli.hubspot.schema import read_object
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.schema_shown import ShownObject, tell_object


def run_show(asked: Asked) -> int:
    """`hubcli schema show`."""
    return concluded(asked, _show)


def _show(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    if not asked.object.strip():
        raise UsageError("OBJECT is empty", "Is a variable not set?")
    with ExitStack() as stack:
        place = open_place(asked, stack)
        file = lock_of(asked, place.settings)
        if file is None or asked.rehearse:
            told = _of_portal(asked, place, reporter, stack)
        else:
            told = _of_lock(asked, place, file)
        tell_object(told, streams, json=asked.json)
    return ExitCode.SUCCESS


def _of_lock(asked: Asked, place: Place, file: str) -> ShownObject:
    portal = read_lock(Path(file))
    check_pinned_lock(portal, place.settings.portal, file)
    schema = object_of(portal, asked.object, file)
    is_unread = schema.pipelines is None
    return ShownObject(
        schema=schema,
        where=called(portal.account, rehearsal=False),
        portal_id=portal.account.portal_id if portal.account else None,
        api_version=portal.api_version,
        lock=file,
        rehearsal=False,
        unread=(f"the pipelines, which {file} does not hold",) if is_unread else (),
    )


def _of_portal(asked: Asked, place: Place, reporter: Reporter, stack: ExitStack) -> ShownObject:
    portal = open_portal(asked, place, stack, reporter.notice)
    (wanted,) = portal.wanted([asked.object])
    schema = read_object(portal.reading, wanted.name, wanted.custom)
    if isinstance(schema, Denied):
        message = f"the properties of {wanted.name} can't be read ({why(schema)})"
        raise AccountError(message, "Use a token that may read them.")
    unread = list(portal.told)
    found = read_pipelines(portal.reading, wanted.name) if is_staged(schema) else ()
    if isinstance(found, Denied):
        unread.append(f"the pipelines of {wanted.name} ({why(found)})")
    return ShownObject(
        schema=replace(schema, pipelines=None if isinstance(found, Denied) else found),
        where=called(portal.account, rehearsal=asked.rehearse),
        portal_id=portal.account.portal_id if portal.account else None,
        api_version=place.settings.api_version,
        lock=None,
        rehearsal=asked.rehearse,
        unread=tuple(unread),
    )
