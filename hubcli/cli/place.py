"""Where a command works: its settings, its run's folder, and how it reaches HubSpot."""

import os
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hubcli import __version__
from hubcli.cli.requests import Asked
from hubcli.cli.stopping import RunClock
from hubcli.config.settings import Settings, load_settings
from hubcli.config.token import TokenSource, find_token
from hubcli.errors import UnavailableError, UnusableError, UsageError
from hubcli.hubspot.http import Http
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from hubcli.runs.folder import RunFolder, keep_stdin, new_run

_STDIN = "-"
_MADE_UP_TOKEN = "rehearsal"  # noqa: S105 - the emulator takes any


@dataclass(slots=True)
class Place:
    """Everything that a command needs before it knows its records."""

    settings: Settings
    folder: RunFolder
    clock: RunClock
    keep: bool = False
    """Whether the run's folder stays: only where something was sent."""

    def clear(self) -> None:
        """Take the folder away again where nothing began."""
        if not self.keep:
            self.folder.remove()


def open_place(asked: Asked, stack: ExitStack) -> Place:
    """Settings and a folder; what is on standard input is put into the folder."""
    settings = load_settings(asked.flags, os.environ, Path.cwd())
    place = Place(settings, new_run(settings.home), RunClock())
    stack.callback(place.clear)
    if asked.files.count(_STDIN) > 1:
        raise UsageError("standard input (-) can be read only once")
    if _STDIN in asked.files:
        if sys.stdin is None:
            raise UnusableError("standard input is closed", "Pipe the rows in, or name a file.")
        keep_stdin(sys.stdin.buffer, place.folder.stdin)
    return place


def reopened_place(asked: Asked, folder: RunFolder) -> Place:
    """The same for a run that has its folder, which stays whatever happens."""
    settings = load_settings(asked.flags, os.environ, Path.cwd())
    return Place(settings, folder, RunClock(), keep=True)


def connect(asked: Asked, place: Place, stack: ExitStack) -> tuple[Session, Paths]:
    """A session with HubSpot, or with an emulator of our own for a rehearsal."""
    settings = place.settings
    if not asked.rehearse:
        return connect_with(find_token(os.environ, settings), settings, stack)
    base_url = _rehearsal(place, lock_of(asked, settings), stack)
    http = Http(base_url, connections=settings.concurrency)
    session = Session(http, _MADE_UP_TOKEN, clock=ServerClock())
    stack.callback(session.close)
    return session, Paths(base_url, settings.api_version)


def connect_with(
    source: TokenSource, settings: Settings, stack: ExitStack
) -> tuple[Session, Paths]:
    """A session with HubSpot in the name of a token."""
    http = Http(settings.base_url, connections=settings.concurrency)
    renew = (lambda: source.fetch().reveal()) if source.renewable else None
    session = Session(
        http,
        source.fetch().reveal(),
        clock=ServerClock(),
        renew=renew,
        agent=f"hubcli/{__version__}",
    )
    stack.callback(session.close)
    return session, Paths(settings.base_url, settings.api_version)


def lock_of(asked: Asked, settings: Settings) -> str | None:
    """The lock file that stands for the portal; None where the portal itself is meant."""
    return None if asked.live else asked.lock or settings.lock


def _rehearsal(place: Place, lock: str | None, stack: ExitStack) -> str:
    """The address of the run's own portal: made of the lock at first, then the one that was kept.

    Raises UnusableError where the lock can't be used, UnavailableError where nothing can be run here.
    """
    try:
        from hubcli.emulator.lock_file import LockError  # noqa: PLC0415 - an extra
        from hubcli.emulator.server import EmulatorError, start  # noqa: PLC0415
        from hubcli.emulator.switches import Switches  # noqa: PLC0415
    except ImportError as error:
        hint = "Install it: pip install 'hubcli[emulator]'."
        raise UnusableError(f"the emulator is not installed ({error.name})", hint) from error
    kept = place.folder.portal
    try:
        running = start(Switches(db=str(kept), lock=None if kept.exists() else lock))
    except LockError as error:
        raise UnusableError(str(error), error.hint) from error
    except EmulatorError as error:
        raise UnavailableError(str(error)) from error
    stack.callback(running.stop)
    return running.base_url
