"""The work of `hubcli schema pull` and `hubcli schema diff`: a portal, and the file that it is written into."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from hubcli.cli.ending import concluded
from hubcli.cli.offline import check_pinned_lock
from hubcli.cli.place import lock_of, open_place
from hubcli.cli.portal import called
from hubcli.cli.pulling import USUAL, open_portal, refuse_another, refuse_unknown
from hubcli.cli.requests import Asked
from hubcli.config.lock_file import LOCK_NAME, write_lock
from hubcli.config.lock_reading import read_lock
from hubcli.core.schema import PortalSchema
from hubcli.core.schema_diff import differences
from hubcli.errors import ExitCode, UsageError
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.schema_changes import DriftTold, tell_drift
from hubcli.report.schema_pulled import PullTold, tell_pull
from hubcli.runs.folder import check_writable


def run_pull(asked: Asked, *, objects: tuple[str, ...], file: str | None) -> int:
    """`hubcli schema pull`."""
    return concluded(asked, partial(_pull, objects, file))


def run_diff(asked: Asked) -> int:
    """`hubcli schema diff`."""
    return concluded(asked, _diff)


def _pull(
    objects: tuple[str, ...], file: str | None, asked: Asked, reporter: Reporter, streams: Streams
) -> ExitCode:
    _check(objects, file)
    with ExitStack() as stack:
        place = open_place(asked, stack)
        name = file or LOCK_NAME
        path = Path(name)
        then = read_lock(path) if path.exists() else None
        check_writable(path, ())
        objects_then = then.objects if then else {}
        portal = open_portal(asked, place, stack, reporter.notice)
        refuse_another(then.account if then else None, portal.account, name)
        refuse_unknown(then.account if then else None, portal.account, name)
        kept = portal.still_there(objects_then)
        names = [*kept, *(objects or (*USUAL, *portal.all_custom()))]
        wanted = portal.wanted(names, objects_then)
        where = called(portal.account, rehearsal=asked.rehearse)
        reporter.notice(f"Reading {len(wanted)} objects of {where}.")
        pulled = portal.pull(sorted(wanted, key=lambda one: one.name))
        write_lock(pulled.schema, path)
        changes = differences(then, pulled.schema) if then else None
        told = PullTold(name, where, pulled.schema, asked.rehearse, changes)
        tell_pull(told, streams, json=asked.json, quiet=asked.quiet)
    return ExitCode.SUCCESS


def _diff(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    with ExitStack() as stack:
        place = open_place(asked, stack)
        name = lock_of(asked, place.settings) or LOCK_NAME
        then = read_lock(Path(name))
        if not asked.rehearse:
            check_pinned_lock(then, place.settings.portal, name)
        portal = open_portal(asked, place, stack, reporter.notice)
        refuse_another(then.account, portal.account, name)
        where = called(portal.account, rehearsal=asked.rehearse)
        kept = portal.still_there(then.objects)
        pulled = portal.pull(portal.wanted(kept, then.objects))
        told = DriftTold(
            file=name,
            where=where,
            portal_id=portal.account.portal_id if portal.account else None,
            api_version=place.settings.api_version,
            rehearsal=asked.rehearse,
            changes=differences(then, pulled.schema, pulled.unread),
            not_compared=(*_not_held(then), *pulled.schema.not_pulled),
        )
        tell_drift(told, streams, json=asked.json, quiet=asked.quiet)
    return told.exit_code


def _check(objects: tuple[str, ...], file: str | None) -> None:
    """Raises UsageError for what is there and empty."""
    for said, value in (("-o", file), *(("OBJECT", name) for name in objects)):
        if value is not None and not value.strip():
            raise UsageError(f"{said} is empty", "Is a variable not set?")


def _not_held(portal: PortalSchema) -> Iterator[str]:
    """What could not be read when it was pulled."""
    if portal.owners is None:
        yield "the owners, which the file does not hold"
    for one in portal.objects.values():
        if one.pipelines is None:
            yield f"the pipelines of {one.object}, which the file does not hold"
    if portal.associations is None:
        yield "the associations, which the file does not hold"
