"""The window of an account in a file, so that all processes under one HUBCLI_HOME share what they know."""

import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import orjson

from hubcli.hubspot.window import Window

_MARK = "hubcli-pace"
_VERSION = 1
_MOST_BYTES = 1 << 20
_MOST_TURNS = 20_000
_PATIENCE = 2.0
"""Seconds that a lock may be held by somebody else; it takes microseconds, unless that one was stopped."""
_POLL = 0.002
_LONGEST_HOLD = 86_400.0
_FAR = 1e12
"""Seconds in place of no end, which JSON can't spell."""
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_NUMBERS = ("interval", "slack", "held_until", "rose_at", "part_since", "quickest")


class Book(Protocol):
    """Where a window is kept."""

    def open(self) -> AbstractContextManager[Window]:
        """The window as it is now, for nobody else until the end of the `with`."""


class OwnBook:
    """A window in memory, for the threads of this process."""

    def __init__(self, window: Window) -> None:
        """Take it over."""
        self._window = window
        self._lock = Lock()

    @contextmanager
    def open(self) -> Iterator[Window]:
        """The window, for one thread at a time."""
        with self._lock:
            yield self._window


class _NotOursError(Exception):
    """The file is somebody else's, or a device, or whatever."""


class SharedBook:
    """A window in a file.

    Where the file can't be had, was made by something else, or stays locked, this process goes on
    alone with what it knows, and feels the others through the headers only. The lock is the kernel's, so that it ends with its holder, however that ends. The clock must be one that
    all processes of a boot share, as time.monotonic is; what another boot wrote is not read.
    """

    def __init__(self, path: Path, window: Window, now: Callable[[], float]) -> None:
        """`window` is what this process knows already; the file is first touched when it is needed."""
        self._path = path
        self._window = window
        self._now = now
        self._lock = Lock()
        self._boot = boot()
        self._file: int | None = None
        self._alone = sys.platform == "win32"
        self._size = 0

    @contextmanager
    def open(self) -> Iterator[Window]:
        """The window as the last process left it, for one thread of one process at a time."""
        with self._lock:
            locked = not self._alone and self._fetch()
            try:
                yield self._window
            finally:
                if locked:
                    self._give_back()

    def _fetch(self) -> bool:
        """Lock and read; whether that went well."""
        try:
            joins = self._file is None
            if self._file is None:
                self._file = _opened(self._path)
            _locked(self._file)
            data = os.pread(self._file, _MOST_BYTES, 0)
            self._size = len(data)
            found = _window_of(data, self._boot, self._now())
        except (OSError, _NotOursError):
            self._go_alone()
            return False
        if found is not None:
            self._window = _joined(found, self._window) if joins else found
        return True

    def _give_back(self) -> None:
        if self._file is None:
            return
        data = _bytes_of(self._window, self._boot)
        try:
            # In one call and never shorter than before: a kill leaves the old text or the new one.
            os.pwrite(self._file, data.ljust(self._size), 0)
            _unlock(self._file)
        except OSError:
            self._go_alone()

    def _go_alone(self) -> None:
        self._alone = True
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None


def shared_file(home: Path, portal_id: int, base_url: str) -> Path:
    """The file of one account; the same number elsewhere, as at an emulator, is another account."""
    return home / "pace" / f"{portal_id}-{sha256(base_url.encode()).hexdigest()[:12]}.json"


def boot() -> str:
    """Names this boot of the machine, within which the monotonic clock is one for all processes."""
    with suppress(OSError):
        return Path(_BOOT_ID).read_text(encoding="ascii").strip()
    # To the minute: then it mostly is the same for all, and where it is not each goes on by itself.
    return f"since {round((time.time() - time.monotonic()) / 60)}"


def _opened(path: Path) -> int:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    file = os.open(path, flags, 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise _NotOursError
    return file


def _locked(file: int) -> None:
    """Raises TimeoutError, an OSError, where somebody keeps the lock."""
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise TimeoutError from None
            time.sleep(_POLL)
        else:
            return


def _unlock(file: int) -> None:
    if sys.platform == "win32":
        return
    import fcntl  # noqa: PLC0415 - not on Windows

    fcntl.flock(file, fcntl.LOCK_UN)


def _bytes_of(window: Window, boot_id: str) -> bytes:
    told = {
        _MARK: _VERSION,
        "boot": boot_id,
        "limit": window.limit,
        "is_stated": window.is_stated,
        "secondly": window.secondly,
        "part": window.part,
        **{name: _finite(getattr(window, name)) for name in _NUMBERS},
        "turns": window.turns[-_MOST_TURNS:],
        "places": window.places[-_MOST_TURNS:],
        "glimpses": window.glimpses,
        "peaks": window.peaks,
    }
    return orjson.dumps(told)


def _finite(number: float) -> float:
    return min(max(number, -_FAR), _FAR)


def _window_of(data: bytes, boot_id: str, now: float) -> Window | None:
    """None where nothing is to be learned: an empty file, another boot's, a damaged one of ours.

    Raises _NotOursError for a file that another program or version wrote.
    """
    if not data.strip():
        return None
    if not data.startswith(b'{"%s":%d,' % (_MARK.encode(), _VERSION)):
        raise _NotOursError
    try:
        told = orjson.loads(data)
        return _read(told, now) if told["boot"] == boot_id else None
    except (ValueError, TypeError, KeyError, OverflowError):
        return None


def _read(told: dict[str, Any], now: float) -> Window:
    """Raises ValueError, TypeError or KeyError for what can't be."""
    limit = told["limit"]
    window = Window(
        limit=None if limit is None else int(limit),
        is_stated=bool(told["is_stated"]),
        secondly=int(told["secondly"]),
        turns=[float(turn) for turn in told["turns"]],
        places=[float(place) for place in told["places"]],
        glimpses=[int(one) for one in told["glimpses"]],
        peaks=[(float(at), int(count)) for at, count in told["peaks"]],
        part=int(told["part"]),
    )
    for name in _NUMBERS:
        setattr(window, name, float(told[name]))
    times = [*window.turns, *window.places, window.rose_at, window.part_since]
    if any(at > now + 1 for at in times) or not _ascending(window.turns, window.places):
        raise ValueError("from another clock")
    if (
        window.held_until > now + _LONGEST_HOLD
        or window.interval <= 0
        or (window.limit is not None and window.limit < 1)
    ):
        raise ValueError("no limit that can be")
    return window


def _ascending(*lists: list[float]) -> bool:
    return all(times == sorted(times) for times in lists)


def _joined(found: Window, own: Window) -> Window:
    """What the others know, with what this process learned before it looked."""
    found.turns = sorted([*found.turns, *own.turns])
    found.places = sorted([*found.places, *own.places])
    found.hold(own.held_until)
    if own.is_stated and own.limit:
        found.state(own.limit, own.interval)
    return found
