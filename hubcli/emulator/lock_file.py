"""Reads a lock file, a pulled portal, and names the place of what is wrong in it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

_FORMAT: Final = 1


class LockError(ValueError):
    """A lock file can't be used; the message names the file, and the key where it is about one."""

    def __init__(self, message: str, hint: str = "Pull it again: hubcli schema pull.") -> None:
        """Keep what to do beside what is wrong."""
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a lock together with its place, `objects.deals.pipelines[0].id`."""

    value: object
    file: str
    place: str = ""

    def wrong(self, what: str) -> LockError:
        """Make the error that names the file, the key and what it should be."""
        return LockError(f"{self.file}: {self.place or 'the document'}: {what}")

    def fields(self) -> dict[str, Self]:
        """Take it as an object."""
        if not isinstance(self.value, dict):
            raise self.wrong("should be an object")
        head = f"{self.place}." if self.place else ""
        return {
            name: type(self)(value, self.file, f"{head}{name}")
            for name, value in self.value.items()
        }

    def items(self) -> Iterator[Self]:
        """Take it as a list."""
        if not isinstance(self.value, list):
            raise self.wrong("should be a list")
        for place, value in enumerate(self.value):
            yield type(self)(value, self.file, f"{self.place}[{place}]")

    def text(self) -> str:
        """Take it as a text."""
        if not isinstance(self.value, str):
            raise self.wrong("should be a text")
        return self.value

    def number(self) -> int:
        """Take it as an integer."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.wrong("should be an integer")
        return self.value

    def get(self, name: str, default: object = None) -> Self:
        """Give a field that may be left out."""
        found = self.fields().get(name)
        head = f"{self.place}." if self.place else ""
        return type(self)(default, self.file, f"{head}{name}") if found is None else found

    def need(self, name: str) -> Self:
        """Give a field that must be there."""
        if name not in self.fields():
            raise self.wrong(f"{name} is missing")
        return self.get(name)

    def flag(self, name: str) -> bool:
        """Give a field that is true, or false or left out."""
        found = self.get(name, default=False)
        if not isinstance(found.value, bool):
            raise found.wrong("should be true or false")
        return found.value

    def texts(self, name: str) -> list[str]:
        """Give a field that is a list of texts, empty when left out."""
        return [item.text() for item in self.get(name, []).items()]


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file that is JSON of the format we know."""

    root: Node
    fingerprint: str
    """Of the file's bytes."""


def open_lock(path: str) -> Lock:
    """Read a lock file.

    Raises LockError where it can't be read, is no JSON, or of another format; what is inside is
    looked at when a portal is made of it.
    """
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise LockError(f"{path}: can't be read: {reason}") from error
    try:
        root = Node(json.loads(raw.decode("utf-8-sig")), path)
    except (ValueError, RecursionError) as error:
        raise LockError(f"{path}: is no JSON: {error}") from error
    version = root.get("hubcliLock")
    if version.value != _FORMAT:
        raise version.wrong(f"should be {_FORMAT}; this is no lock file, or a newer one")
    return Lock(root, hashlib.sha256(raw).hexdigest())
