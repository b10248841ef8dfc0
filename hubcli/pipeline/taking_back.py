"""Both halves of an undoing: what the run made is archived, what it changed is put back."""

from hubcli.core.outcomes import Stop
from hubcli.core.results import Requests
from hubcli.pipeline.undo_changes import PuttingBack
from hubcli.pipeline.undo_courier import Hands
from hubcli.pipeline.undo_ports import UndoProgress
from hubcli.pipeline.undo_run import Undo, UndoTerms


class TakingBack:
    """First `plan`, then `take`; both may be done again, and go on where they ended."""

    def __init__(self, terms: UndoTerms, hands: Hands) -> None:
        """Nothing is read yet."""
        self._made = Undo(terms, hands)
        self._changed = PuttingBack(terms, hands)

    @property
    def requests(self) -> Requests:
        """How many requests left so far."""
        return self._made.requests + self._changed.requests

    def plan(self, progress: UndoProgress) -> Stop | None:
        """Judge everything that is not taken back; why that ended early, where it did."""
        return self._made.plan(progress) or self._changed.plan(progress)

    def take(self, progress: UndoProgress) -> Stop | None:
        """Put back and archive what was planned; why that ended early, where it did."""
        return self._changed.restore(progress) or self._made.archive(progress)
