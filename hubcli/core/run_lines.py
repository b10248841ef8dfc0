"""What a list of runs tells of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a run is; the words that people read."""

    FINISHED = "finished"
    UNFINISHED = "unfinished"
    """Its session ended, and rows are left that were not sent or are in doubt."""
    AT_WORK = "at work"
    CUT_OFF = "cut off"
    """Its session did not come to its end: the process was killed, or the machine went down."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run at a glance."""

    id: str
    command: str
    object: str
    portal_id: int | None
    rehearsal: bool
    files: tuple[str, ...]
    rows: Mapping[str, int]
    """Outcome to number; `read` is all of them."""
    stage: Stage
    started_at: str
    """ISO 8601, UTC."""
    completed_at: str | None
    """None where it has not ended."""
