"""A journal whose failing ends a run and does not break it: nothing new is begun, and what was begun is told."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from hubcli.core.outcomes import Outcome, OutcomeName
from hubcli.core.overwrites import Overwrite
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.results import BatchReport
from hubcli.errors import UnavailableError
from hubcli.runs.journal import Journal
from hubcli.runs.record import RunRecord, RunState

_T = TypeVar("_T")


class EnduringJournal:
    """After the first failure, such as a full disk, no request may leave and nothing is written any more.

    Answers to what is in flight still come in; the run counts them though they can't be kept.
    """

    def __init__(self, journal: Journal) -> None:
        """Stand in front of a journal."""
        self._journal = journal
        self.failure: UnavailableError | None = None
        """Why it is not complete; None where it is."""

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        """Raises UnavailableError where it can't be written down: then it must not be sent."""
        if self.failure:
            raise self.failure
        try:
            return self._journal.about_to_send(batch, records, at)
        except UnavailableError as error:
            self.failure = error
            raise

    def overwriting(self, overwrites: Mapping[int, Overwrite]) -> None:
        """Written where that is possible; else no request leaves any more."""
        self._written(lambda: self._journal.overwriting(overwrites), None)

    def overwritten(self, numbers: Iterable[int]) -> Mapping[int, Overwrite]:
        """Nothing where the journal can't be asked: then nothing is sent either."""
        nothing: Mapping[int, Overwrite] = {}
        return self._written(lambda: self._journal.overwritten(numbers), nothing)

    def not_taken(self, attempt: int) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.not_taken(attempt), None)

    def returned(self, attempt: int) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.returned(attempt), None)

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.settled(batch, outcomes, attempt), None)

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.loose(batch, ids), None)

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.refused(file, rows), None)

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.doubted(file, rows), None)

    def absent(self, records: Sequence[Record]) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.absent(records), None)

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.followed(file, rows), None)

    def batch_done(self, report: BatchReport) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.batch_done(report), None)

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        """None where the journal is not complete."""
        nothing: tuple[tuple[OutcomeName, int], ...] = ()
        return self._written(self._journal.fates, nothing)

    def reopen(self, record: RunRecord) -> None:
        """Raises UnavailableError: nothing is under way yet."""
        self._journal.reopen(record)

    def has(self, record_id: str) -> bool:
        """Yes where the journal can't be asked: then the record is nobody's for certain."""
        return self._written(lambda: self._journal.has(record_id), otherwise=True)

    def end(self, state: RunState | None) -> None:
        """Written where that is possible."""
        self._written(lambda: self._journal.end(state), None)

    def close(self) -> None:
        """Put everything into the one file."""
        self._written(self._journal.close, None)

    def _written(self, event: Callable[[], _T], otherwise: _T) -> _T:
        if self.failure:
            return otherwise
        try:
            return event()
        except UnavailableError as error:
            self.failure = error
            return otherwise
