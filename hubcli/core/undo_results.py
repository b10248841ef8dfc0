"""What an undoing tells: its plan, what became of it, and what is left and why."""

from dataclasses import dataclass

from hubcli.core.outcomes import Fault, Stop
from hubcli.core.results import Requests, RunFacts
from hubcli.errors import ExitCode

IN_DOUBT = "IN_DOUBT"
NO_ID = "NO_ID"


@dataclass(frozen=True, slots=True)
class UndoCounts:
    """Records by what is to become of them, or what became of them."""

    created: int
    """All that the run made, as far as their ids are known."""
    archived: int
    """Gone, also by an earlier session or by somebody else."""
    left: int
    """Left where they are, and rows that may be there under an id that nobody knows."""
    planned: int
    """To be archived, and not archived yet."""
    open: int
    """Not judged yet."""
    updated: int = 0
    """Records that were there before, and that the run changed."""
    restored: int = 0
    """Of these, those that hold again what they held."""
    to_restore: int = 0
    """To be put back, and not put back yet; also those of which a part will be left."""

    @property
    def not_sent(self) -> int:
        """How many nobody came to."""
        return self.planned + self.to_restore + self.open

    @property
    def is_planned(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.planned or self.to_restore)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """One record, or one row, that is left or is taken in spite of a reason."""

    file: str
    line: int | None
    """None where the input can't be read any more, or the row is not known."""
    number: int | None
    """The ordinal of the row; None where it is not known."""
    id: str
    batch: int | None
    fault: Fault


@dataclass(frozen=True, slots=True)
class Reason:
    """Records that share what speaks against archiving them."""

    is_left: bool
    """Else they are taken all the same."""
    code: str
    property: str | None
    message: str
    """The first one's, as an example."""
    count: int
    first: str
    """Where the first one stands; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class UndoReport:
    """The end of an undoing."""

    facts: RunFacts
    undoes: str
    """The id of the run that is taken back."""
    counts: UndoCounts
    requests: Requests
    exit_code: ExitCode
    stop: Stop | None
    reasons: tuple[Reason, ...]
    seconds: float


def exit_code_of(counts: UndoCounts, stop: Stop | None) -> ExitCode:
    """3 where records are left; what stopped it asks more of the user."""
    if stop:
        return stop.exit_code
    return ExitCode.REFUSED if counts.left else ExitCode.SUCCESS
