"""Archives records: written down, sent, judged; where no answer came, read back; never assumed."""

from collections import deque
from collections.abc import Sequence
from typing import assert_never

from hubcli.core.replies import Problem
from hubcli.core.undo import Seen, Target
from hubcli.core.undo_verdicts import Archived, judge_archive
from hubcli.core.verdicts import Again, Doubt, Halt, Split
from hubcli.pipeline.undo_courier import Courier, Ended, Waiting
from hubcli.pipeline.undo_ports import Left


class Removal:
    """Takes one batch of records away; archiving one twice does no harm (api.md 7.4)."""

    def __init__(self, courier: Courier) -> None:
        """May be used from several threads, as it keeps nothing."""
        self._courier = courier
        self._hands = courier.hands

    def take(self, targets: Sequence[Target]) -> Ended | None:
        """Archive them all; Ended where that could not be finished."""
        waiting = Waiting(self._hands)
        parts: deque[Sequence[Target]] = deque([targets])
        while parts:
            if self._hands.stopper.stopping or not self._hands.pace.turn():
                return Ended()
            left = self._send(parts.popleft(), waiting)
            if isinstance(left, Ended):
                return left
            parts.extendleft(reversed(left))
        return None

    def _send(self, part: Sequence[Target], waiting: Waiting) -> Ended | list[Sequence[Target]]:
        """One request; gives the parts that are still to be archived."""
        hands = self._hands
        attempt = hands.journal.about_to_archive(part, hands.shelf.server_time())
        reply = hands.shelf.archive([target.id for target in part])
        verdict = judge_archive(reply)
        self._courier.count_reply(reply, verdict)
        match verdict:
            case Archived():
                hands.journal.archived(attempt, part)
                return []
            case Doubt():
                return self._read_back(part, attempt, verdict, waiting)
            case Again():
                hands.journal.not_taken(attempt)
                return waiting.before_next(verdict) or [part]
            case Split(problem):
                hands.journal.not_taken(attempt)
                return self._halves(part, problem)
            case Halt(stop):
                hands.journal.not_taken(attempt)
                return Ended(stop)
            case _:
                assert_never(verdict)

    def _read_back(
        self, part: Sequence[Target], attempt: int, doubt: Doubt, waiting: Waiting
    ) -> Ended | list[Sequence[Target]]:
        """Those that are gone are archived, whoever did it; the others are sent again."""
        seen = self._courier.look([target.id for target in part])
        if isinstance(seen, Ended):
            return seen
        absent = seen.absent if isinstance(seen, Seen) else frozenset[str]()
        gone = [target for target in part if target.id in absent]
        if gone:
            self._hands.journal.archived(attempt, gone)
        rest = [target for target in part if target.id not in absent]
        return (waiting.before_next(doubt) or [rest]) if rest else []

    def _halves(self, part: Sequence[Target], problem: Problem) -> list[Sequence[Target]]:
        """Refused whole, and nothing was done: smaller parts, down to the records at fault."""
        if len(part) == 1:
            self._hands.journal.judged([Left(part[0], problem.faults[0])])
            return []
        half = (len(part) + 1) // 2
        return [part[:half], part[half:]]
