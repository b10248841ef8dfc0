"""What undoing needs of the outside, each with its promise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from hubcli.core.outcomes import Fault
from hubcli.core.put_back import Changed
from hubcli.core.records import Record
from hubcli.core.replies import Reply
from hubcli.core.undo import Seen, Sent, Target


class Shelf(Protocol):
    """The records of the account, over HTTP. Nothing is ever sent twice by itself, and nothing is raised."""

    def look(
        self, ids: Sequence[str], *, properties: Sequence[str], history: Sequence[str]
    ) -> Seen | Reply:
        """One POST to batch/read by id; at most 50 ids where a history is asked for (api.md 1.6)."""

    def archive(self, ids: Sequence[str]) -> Reply:
        """One POST to batch/archive; what came of it."""

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        """One POST to batch/update: each record's values to the one with the id beside it; no id twice."""

    def server_time(self) -> datetime:
        """The server's clock now, by its answers' Date; never ahead of it."""


@dataclass(frozen=True, slots=True)
class Planned:
    """It will be archived; `why` says what speaks against it where it is taken anyway."""

    target: Target
    line: int | None = None
    why: Fault | None = None

    @property
    def state(self) -> str:
        """As journals spell it."""
        return "planned"


@dataclass(frozen=True, slots=True)
class Left:
    """It stays where it is."""

    target: Target
    why: Fault
    line: int | None = None

    @property
    def state(self) -> str:
        """As journals spell it."""
        return "left"


@dataclass(frozen=True, slots=True)
class Gone:
    """It is not there any more: somebody else took it away."""

    target: Target
    line: int | None = None

    @property
    def why(self) -> None:
        """Nothing speaks against what is done already."""

    @property
    def state(self) -> str:
        """As journals spell it."""
        return "archived"


Judged: TypeAlias = Planned | Left | Gone


@dataclass(frozen=True, slots=True)
class ChangeJudged:
    """What is to become of a record that the run changed, or what became of it."""

    changed: Changed
    state: str
    """As journals spell it: `planned`, `restored`, or `left` where not all of it is put back."""
    line: int | None = None
    why: Fault | None = None


class UndoJournal(Protocol):
    """What is to be archived and what became of it; every call is one durable event.

    It may be called from several threads. Raises UnavailableError where it can't be written.
    """

    def open_targets(self, size: int) -> Iterator[list[Target]]:
        """All that is not archived, in the rows' order, so many at a time."""

    def planned_targets(self, size: int) -> Iterator[list[Target]]:
        """The same of those that are planned."""

    def judged(self, verdicts: Sequence[Judged]) -> None:
        """What is to become of records."""

    def about_to_archive(self, targets: Sequence[Target], at: datetime) -> int:
        """Written before the request leaves, `at` this time of the server; gives the attempt's number."""

    def not_taken(self, attempt: int) -> None:
        """HubSpot surely did nothing."""

    def archived(self, attempt: int, targets: Sequence[Target]) -> None:
        """These are archived; the attempt is over."""

    def open_changes(self, size: int) -> Iterator[list[Changed]]:
        """All changed records that wait for a verdict, in the rows' order, so many at a time."""

    def planned_changes(self, size: int) -> Iterator[list[Changed]]:
        """The same of those that are planned."""

    def judged_changes(self, verdicts: Sequence[ChangeJudged]) -> None:
        """What is to become of changed records, or what became of them."""

    def about_to_change(self, ids: Sequence[str], at: datetime) -> int:
        """Written before the request leaves that puts these back; gives the attempt's number."""

    def changed(self, attempt: int) -> None:
        """It was answered."""


class SentRows(Protocol):
    """What the run sent, by reading its input again."""

    def rows(self) -> Iterator[Sent]:
        """In the rows' order. Raises HubcliError where the input can't be read."""


class UndoProgress(Protocol):
    """Somebody who watches."""

    def advance(self, done: int) -> None:
        """So many more records are dealt with."""
