"""What a run is about, as its journal keeps it: enough to go on with it from anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from hubcli.errors import ExitCode


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One input."""

    name: str
    """As the user typed it."""
    path: str
    """Absolute."""
    fingerprint: str
    """The SHA-256 of its bytes."""
    rows: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run; the token is not in it."""

    id: str
    command: str
    object: str
    """As the user typed it."""
    object_type: str
    """How it is addressed."""
    portal_id: int | None
    account_type: str
    api_version: str
    base_url: str
    rehearsal: bool
    started_at: str
    """ISO 8601, UTC."""
    files: tuple[FileRecord, ...] = ()
    mapping: str | None = None
    """The absolute path of the mapping file, where there is one."""
    mapping_fingerprint: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    """What else was asked for and holds for the whole run."""

    @property
    def rows(self) -> int:
        """All rows of all files."""
        return sum(file.rows for file in self.files)


@dataclass(frozen=True, slots=True)
class RunState:
    """How a run's last session ended."""

    completed_at: str
    exit_code: int
    rows: Mapping[str, int]
    """Outcome to number."""
    requests: Mapping[str, int]
    stop: str = ""
    """Why it stopped before its last row."""
    stop_hint: str = ""
    stop_code: int = 0
    """The exit code that this alone would have."""
    seconds: float = 0.0
    rejects: str | None = None
    in_doubt: str | None = None
    results: str | None = None

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        # 6 also says that the files of a run could not be written.
        left = self.rows.get("notSent") or self.rows.get("inDoubt")
        return not left and self.stop_code != ExitCode.UNAVAILABLE


def record_of(text: str) -> RunRecord:
    """A record as it was written by orjson."""
    data = orjson.loads(text)
    data["files"] = tuple(FileRecord(**file) for file in data["files"])
    return RunRecord(**data)
