"""Keeps a second process away from a run."""

import os
import struct
import sys
from contextlib import suppress
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


def is_held(path: Path) -> bool:
    """Whether another process is at work on a run; nobody is kept from beginning by the question.

    Not to be asked by the process that has the lock itself, which would lose it.
    """
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDWR)
        try:
            return _is_locked(descriptor)
        finally:
            os.close(descriptor)
    return False


_FLOCK = {"linux": ("hhqqi4x", 0), "darwin": ("qqihh", 3)}
"""C's `struct flock`, and where in it the kind of the lock stands."""


def _is_locked(descriptor: int) -> bool:
    """By asking, where the system's answer can be read; else by trying."""
    if sys.platform not in _FLOCK:
        try:
            _lock(descriptor)
        except OSError:
            return True
        return False
    import fcntl  # noqa: PLC0415 - not on Windows

    form, kind = _FLOCK[sys.platform]
    fields = [0] * 5
    fields[kind] = fcntl.F_WRLCK
    said = fcntl.fcntl(descriptor, fcntl.F_GETLK, struct.pack(form, *fields))
    return bool(struct.unpack(form, said)[kind] != fcntl.F_UNLCK)


def _lock(descriptor: int) -> None:
    """POSIX locks, as a forked child does not share them: they end with the process that took them."""
    try:
        import fcntl  # noqa: PLC0415 - not on Windows
    except ImportError:
        import msvcrt  # noqa: PLC0415 - only on Windows

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
