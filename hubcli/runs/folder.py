"""Where a run lives on disk: a folder of its own, for its owner's eyes only."""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from hubcli.errors import UnusableError, UsageError

_FOLDER_MODE = 0o700


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One run's folder."""

    id: str
    path: Path

    @property
    def journal(self) -> Path:
        """The run's database."""
        return self.path / "journal.db"

    @property
    def lock(self) -> Path:
        """Held by the process that is at work on the run."""
        return self.path / "lock"

    @property
    def mapping(self) -> Path:
        """The mapping as it was resolved."""
        return self.path / "mapping.json"

    @property
    def portal(self) -> Path:
        """The emulator's database of a rehearsal."""
        return self.path / "portal.db"

    @property
    def stdin(self) -> Path:
        """What came on standard input, kept so that it can be read again."""
        return self.path / "stdin"

    def remove(self) -> None:
        """Leave no trace of a run that never began."""
        shutil.rmtree(self.path, ignore_errors=True)

    def file(self, stem: str, suffix: str, number: int = 1) -> Path:
        """`rejects.csv`; `rejects-2.csv` for the second file of the run that needs one of its own."""
        tail = f"-{number}" if number > 1 else ""
        return self.path / f"{stem}{tail}{suffix}"


def new_run(home: Path) -> RunFolder:
    """Make the folder of a new run. Raises UnusableError where that can't be done.

    The id sorts by time and does not collide between processes.
    """
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    run_id = f"{stamp}-{secrets.token_hex(3)}"
    path = home / "runs" / run_id
    try:
        for folder in (home, home / "runs"):
            folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        path.mkdir(mode=_FOLDER_MODE)
    except OSError as error:
        hint = "Set HUBCLI_HOME to a folder that can be written."
        raise UnusableError(f"{path}: {error.strerror}", hint) from error
    return RunFolder(run_id, path)


def make_durable(path: Path) -> None:
    """Put the entries of a file's folder, and of the two above it, on the disk.

    Without that a power cut could take the whole run away, with everything it knows of its rows.
    """
    for folder in (path.parent, path.parent.parent, path.parent.parent.parent):
        with suppress(OSError):  # not every system can do it
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def private(path: str, flags: int) -> int:
    """An opener for `open` that makes files which only their owner can read."""
    return os.open(path, flags, 0o600)


def keep_stdin(stream: IO[bytes], path: Path) -> None:
    """Copy standard input to a file of the run. Raises UnusableError."""
    try:
        with open(path, "xb", opener=private) as file:
            shutil.copyfileobj(stream, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        hint = "Set HUBCLI_HOME to a folder with room."
        raise UnusableError(f"{path}: {error.strerror}", hint) from error


def check_writable(path: Path, inputs: Iterable[Path]) -> None:
    """Whether a result can be put there. Raises UsageError for an input, UnusableError otherwise."""
    for one in inputs:
        if path.exists() and one.exists() and path.samefile(one):
            raise UsageError(f"{path} is an input; a result never replaces one")
    if path.exists() and not path.is_file() and not path.is_dir():
        # It would be replaced, and a device with it.
        message = f"{path} is a device or a pipe, and a result replaces what is there"
        raise UnusableError(message, "Name a file.")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except OSError as error:
        message = f"{path} can't be written: {error.strerror}"
        raise UnusableError(message, "Name a file in a folder that can be written.") from error
