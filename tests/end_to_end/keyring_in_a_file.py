"""A system's keyring for tests: a file, where a real one asks the desktop."""

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend


class FileKeyring(KeyringBackend):
    """What PYTHON_KEYRING_BACKEND names; the file is named by a variable."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return self._entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write(self._entries() | {f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        entries = self._entries()
        del entries[f"{service}/{username}"]
        self._write(entries)

    def _entries(self) -> dict[str, str]:
        path = _path()
        return dict(json.loads(path.read_text())) if path.exists() else {}

    def _write(self, entries: dict[str, str]) -> None:
        _path().write_text(json.dumps(entries))


def _path() -> Path:
    return Path(os.environ["KEYRING_OF_THE_TEST"])
