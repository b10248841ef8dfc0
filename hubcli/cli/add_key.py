"""The work of `hubcli schema add-key`, from the question whether it can be to the line to type next."""

import re
from contextlib import ExitStack
from functools import partial

from hubcli.cli.confirming import confirm_production
from hubcli.cli.ending import concluded
from hubcli.cli.place import connect, open_place
from hubcli.cli.portal import called, know
from hubcli.cli.requests import Asked
from hubcli.core.objects import canonical
from hubcli.errors import ExitCode, StoppedError, UnusableError, UsageError
from hubcli.hubspot.import_key import (
    UNIQUE_TYPES,
    Absent,
    Fit,
    ImportKey,
    Unfit,
    may_have_key,
)
from hubcli.report.console import Streams
from hubcli.report.key_told import KeyTold, tell_key
from hubcli.report.reporter import Reporter

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def run_add_key(asked: Asked, *, name: str, label: str) -> int:
    """`hubcli schema add-key`."""
    return concluded(asked, partial(_add_key, name, label))


def _add_key(name: str, label: str, asked: Asked, _: Reporter, streams: Streams) -> ExitCode:
    _check(asked, name, label)
    with ExitStack() as stack:
        place = open_place(asked, stack)
        session, paths = connect(asked, place, stack)
        known = know(asked, place, session, paths)
        key = ImportKey(session, paths, known.object_type, name, wait=place.clock.wait)
        there = key.state()
        created = isinstance(there, Absent)
        if isinstance(there, Absent):
            group = key.group()
            confirm_production(
                asked,
                place,
                known,
                streams,
                doing=f"Create a property of {known.object_type} in it?",
                stopped="stopped; nothing was created",
            )
            there = _make(key, label, group)
    match there:
        case Unfit(why):
            message = f"{known.object_type} has a property {name} that can't be the key: {why}"
            raise UnusableError(message, f"Take another name, such as --name {name}_2.")
        case Fit(group):
            told = KeyTold(
                object=known.object_type,
                where=called(known.account, rehearsal=asked.rehearse),
                portal_id=known.account.portal_id if known.account else None,
                api_version=place.settings.api_version,
                rehearsal=asked.rehearse,
                name=name,
                group=group,
                created=created,
            )
    tell_key(told, streams, json=asked.json, quiet=asked.quiet)
    return ExitCode.SUCCESS


def _check(asked: Asked, name: str, label: str) -> None:
    """What can be told without asking HubSpot."""
    for said, value in (("OBJECT", asked.object), ("--label", label)):
        if not value.strip():
            raise UsageError(f"{said} is empty", "Is a variable not set?")
    if not _NAME.fullmatch(name):
        hint = "It begins with a to z and goes on with a to z, 0 to 9 and _."
        raise UsageError(f"--name {name!r} can't be a property's internal name", hint)
    if not may_have_key(asked.object):
        types = ", ".join(UNIQUE_TYPES)
        message = (
            f"{canonical(asked.object)} can't have an import key: HubSpot allows unique properties"
            f" of one's own for {types} and custom objects only"
        )
        hint = "Import without one: rows whose request gets no answer then stay in doubt."
        raise UnusableError(message, hint)


def _make(key: ImportKey, label: str, group: str) -> Fit | Unfit:
    try:
        return key.make(label, group)
    except KeyboardInterrupt:
        hint = "Type the same command again: it makes no property twice."
        raise StoppedError("interrupted; the property may have been created", hint) from None
