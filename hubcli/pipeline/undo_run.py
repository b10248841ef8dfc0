"""A whole undoing: judge everything, and then, when that was agreed to, archive what may go."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hubcli.core.outcomes import Stop
from hubcli.core.results import Requests
from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import Sent, Target
from hubcli.errors import ExitCode
from hubcli.pipeline.undo_archive import Removal
from hubcli.pipeline.undo_courier import Courier, Ended, Hands
from hubcli.pipeline.undo_crew import Crew
from hubcli.pipeline.undo_judge import MOST_WITH_HISTORY, Judge, Work, beside
from hubcli.pipeline.undo_ports import Planned, SentRows, UndoProgress

MOST_ARCHIVED = 100
"""Ids in one batch/archive (api.md 7)."""
_FRESH = 60.0
"""Seconds for which a plan is taken for true; what is archived later is looked at once more."""


@dataclass(frozen=True, slots=True)
class UndoTerms:
    """What is agreed for the undoing."""

    schema: ObjectSchema
    sent: SentRows | None
    """None where the run's input can't be read any more: then histories alone decide."""
    even_changed: bool = False
    concurrency: int = 8


class Undo:
    """First `plan`, then `archive`; both may be done again, and go on where they ended."""

    def __init__(self, terms: UndoTerms, hands: Hands) -> None:
        """Nothing is read yet."""
        self._terms = terms
        self._hands = hands
        self._courier = Courier(hands)
        self._judge = Judge(terms.schema, self._courier, even_changed=terms.even_changed)
        self._removal = Removal(self._courier)
        self._planned_at = hands.clock.now()

    @property
    def requests(self) -> Requests:
        """How many requests left so far."""
        return self._courier.requests

    def plan(self, progress: UndoProgress) -> Stop | None:
        """Judge every record that is not archived; why that ended early, where it did."""
        self._planned_at = self._hands.clock.now()
        chunks = self._hands.journal.open_targets(MOST_WITH_HISTORY)

        def judge(work: Work) -> Ended | None:
            verdicts = self._judge.judge(work)
            if isinstance(verdicts, Ended):
                return verdicts
            self._hands.journal.judged(verdicts)
            progress.advance(len(verdicts))
            return None

        return self._shared(chunks, judge)

    def archive(self, progress: UndoProgress) -> Stop | None:
        """Take away what was planned; why that ended early, where it did."""
        chunks = self._hands.journal.planned_targets(MOST_ARCHIVED)

        def remove(work: Work) -> Ended | None:
            targets = self._still_good(work)
            if isinstance(targets, Ended):
                return targets
            ended = self._removal.take(targets) if targets else None
            if ended is None:
                progress.advance(len(work.targets))
            return ended

        return resumable(self._shared(chunks, remove))

    def _shared(
        self, chunks: Iterator[list[Target]], work: Callable[[Work], Ended | None]
    ) -> Stop | None:
        rows: Iterator[Sent] | None = self._terms.sent.rows() if self._terms.sent else None
        crew = Crew(beside(chunks, rows), work, self._hands.stopper)
        return crew.run(self._terms.concurrency)

    def _still_good(self, work: Work) -> Sequence[Target] | Ended:
        """Those that nobody changed since the plan was made; a long run's plan is soon an old one."""
        age = self._hands.clock.now() - self._planned_at
        if self._terms.even_changed or age <= _FRESH:
            return work.targets
        verdicts = self._judge.judge(work)
        if isinstance(verdicts, Ended):
            return verdicts
        self._hands.journal.judged([one for one in verdicts if not isinstance(one, Planned)])
        return [one.target for one in verdicts if isinstance(one, Planned)]


def resumable(stop: Stop | None) -> Stop | None:
    """The same stop where something was sent: exit 5 always means that nothing was sent."""
    if stop and stop.exit_code is ExitCode.UNUSABLE:
        return Stop(ExitCode.UNAVAILABLE, stop.message, stop.hint)
    return stop
