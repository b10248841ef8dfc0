"""Keeps a second process away from a run."""

import os
from pathlib import Path

from hubcli.errors import UnavailableError, UnusableError
from hubcli.runs.folder import private


class RunLock:
    """Held until it is released or the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Take the lock of a run's folder. Raises UnusableError where another process has it."""
        try:
            self._file = os.fdopen(private(str(path), os.O_RDWR | os.O_CREAT), "r+b")
        except OSError as error:
            hint = "Set HUBCLI_HOME to a folder that can be written."
            raise UnavailableError(f"{path}: {error.strerror}", hint) from error
        try:
            _lock(self._file.fileno())
        except OSError:
            self._file.close()
            message = f"another process is at work on the run {path.parent.name}"
            raise UnusableError(message, "Wait until it is done, or end it.") from None

    def release(self) -> None:
        """Let others have it; may be called twice."""
        self._file.close()


def _lock(descriptor: int) -> None:
    """POSIX locks, as a forked child does not share them: they end with the process that took them."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        import msvcrt  # noqa: PLC0415 - only on Windows

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
