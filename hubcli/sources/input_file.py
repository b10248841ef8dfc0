"""An input file as bytes: unpacked where it is gzip, hashed while it is read, the same on every pass."""

import gzip
import hashlib
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from hubcli.errors import Place, SourceError, UnavailableError

CHUNK = 1 << 14
"""Bytes in one piece: enough to make calls rare, little enough to stay in the processor's cache."""

_GZIP_MAGIC = b"\x1f\x8b"
_CHANGED_HINT = "put the file back as it was, or start a new run with the file as it is now"

_Identity: TypeAlias = tuple[int, int, int, int]


class CorruptGzipError(Exception):
    """The gzip stream breaks off or is damaged; whoever knows the line makes a SourceError of it."""


class InputFile:
    """A regular file that is read several times and must not change in between."""

    def __init__(self, path: str, name: str) -> None:
        """Look at the file once; raises SourceError where it is missing, no regular file or unreadable."""
        self.name = name
        self._path = path
        self._digest: str | None = None
        try:
            _refuse_irregular(os.stat(path).st_mode, name)  # noqa: PTH116 - and never wait on a pipe
            with _HashedFile(path) as file:
                self._identity = _identity(file)
                self._gzipped = file.read(2) == _GZIP_MAGIC
        except (OSError, ValueError) as error:
            raise _unreadable(name, error) from error

    def chunks(self) -> Iterator[bytes]:
        """One pass over the unpacked bytes.

        Raises CorruptGzipError, and UnavailableError where the file is gone, unreadable or another
        than it was.
        """
        with self._opened() as file:
            for chunk in _unpacked(file) if self._gzipped else iter(lambda: file.read(CHUNK), b""):
                # A file that is written over in place must not be sent, half of it or at all.
                self._check(_identity(file))
                yield chunk
            self._finish(file)

    def fingerprint(self) -> str:
        """The SHA-256 of the bytes on disk, in hex; without another reading once a pass was whole."""
        if self._digest is None:
            with self._opened() as file:
                while file.read(CHUNK):
                    pass
                return self._finish(file)
        return self._digest

    @contextmanager
    def _opened(self) -> "Iterator[_HashedFile]":
        try:
            with _HashedFile(self._path) as file:
                self._check(_identity(file))
                yield file
        except OSError as error:
            message = f"{self.name}: can't be read any further: {error.strerror or error}"
            raise UnavailableError(message, "make the file readable again") from error

    def _finish(self, file: "_HashedFile") -> str:
        self._check(_identity(file))
        digest = file.hash.hexdigest()
        if self._digest not in (None, digest):
            self._refuse_changed()
        self._digest = digest
        return digest

    def _check(self, identity: _Identity) -> None:
        if identity != self._identity:
            self._refuse_changed()

    def _refuse_changed(self) -> None:
        message = f"{self.name}: the input changed while it was being worked on"
        raise UnavailableError(message, _CHANGED_HINT)


class _HashedFile(io.FileIO):
    """A file whose every byte passes through a hash, so that the fingerprint costs no second reading."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.hash = hashlib.sha256()

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(-1 if size is None else size) or b""
        self.hash.update(data)
        return data


def _unpacked(file: _HashedFile) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=file) as stream:
            # read1 hands over all that is there before it meets the damage.
            while chunk := stream.read1(CHUNK):
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise CorruptGzipError(str(error)) from error


def _identity(file: _HashedFile) -> _Identity:
    found = os.fstat(file.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _refuse_irregular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise SourceError(Place(name), "this is a folder", "name the files in it")
    if not stat.S_ISREG(mode):
        message = "this is a device or a pipe, and hubcli reads its input more than once"
        raise SourceError(Place(name), message, "pipe it in and name the file `-`")


def _unreadable(name: str, error: OSError | ValueError) -> SourceError:
    match error:
        case FileNotFoundError():
            return SourceError(Place(name), "there is no such file", "check the path")
        case OSError(strerror=str(reason)):
            message = f"the file can't be read: {reason}"
            return SourceError(Place(name), message, "check its path and permissions")
    return SourceError(Place(name), f"the file can't be read: {error}", "check the path")
