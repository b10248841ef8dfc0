"""Records that a run changed get back what they held: looked at, written down, written, judged."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from hubcli.core.outcomes import Fault, Outcome, Refused, Stop
from hubcli.core.put_back import NOT_KEPT, Changed, PutBack, put_back
from hubcli.core.records import Record
from hubcli.core.replies import BatchBody, Problem
from hubcli.core.results import Requests
from hubcli.core.rows import SourceRow
from hubcli.core.sameness import same
from hubcli.core.undo import Seen, Sent
from hubcli.core.undo_verdicts import Unjudged
from hubcli.core.updates import judge_update
from hubcli.core.verdicts import Again, Doubt, Halt, Settle, Split
from hubcli.pipeline.undo_courier import Courier, Ended, Hands, Waiting
from hubcli.pipeline.undo_crew import Crew
from hubcli.pipeline.undo_judge import ASTRAY, MOST_WITH_HISTORY, UNREADABLE
from hubcli.pipeline.undo_ports import ChangeJudged, UndoProgress
from hubcli.pipeline.undo_run import UndoTerms, resumable

NOT_TAKEN = "NOT_PUT_BACK"
_GONE = Fault("it is not there any more", "OBJECT_NOT_FOUND")
_UNKNOWN = Fault("it is not known what it held before", NOT_KEPT)
_FORWARD_ONLY = "lifecyclestage"
"""HubSpot moves it back only after it was cleared (api.md 11, item 15)."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Records, and beside each the line of its row, where that is known."""

    changes: Sequence[Changed]
    lines: Mapping[int, int]


class PuttingBack:
    """First `plan`, then `restore`; both may be done again, and go on where they ended."""

    def __init__(self, terms: UndoTerms, hands: Hands) -> None:
        """Nothing is read yet."""
        self._terms = terms
        self._hands = hands
        self._courier = Courier(hands)

    @property
    def requests(self) -> Requests:
        """How many requests left so far."""
        return self._courier.requests

    def plan(self, progress: UndoProgress) -> Stop | None:
        """Judge every record that is not put back; why that ended early, where it did."""

        def judge(work: _Work) -> Ended | None:
            found = self._look(work.changes)
            if isinstance(found, Ended):
                return found
            self._hands.journal.judged_changes([_planned(one, end, work) for one, end in found])
            progress.advance(len(work.changes))
            return None

        return self._shared(self._hands.journal.open_changes(MOST_WITH_HISTORY), judge)

    def restore(self, progress: UndoProgress) -> Stop | None:
        """Put back what was planned, by what the records hold right before; why that ended early."""

        def restore(work: _Work) -> Ended | None:
            found = self._look(work.changes)
            if isinstance(found, Ended):
                return found
            to_write = {
                one.id: end for one, end in found if isinstance(end, PutBack) and end.values
            }
            at_once = [pair for pair in found if pair[0].id not in to_write]
            self._hands.journal.judged_changes([_planned(one, end, work) for one, end in at_once])
            ended = self._write([one for one in work.changes if one.id in to_write], to_write, work)
            if ended is None:
                progress.advance(len(work.changes))
            return ended

        chunks = self._hands.journal.planned_changes(MOST_WITH_HISTORY)
        return resumable(self._shared(chunks, restore))

    def _shared(
        self, chunks: Iterator[list[Changed]], work: Callable[[_Work], Ended | None]
    ) -> Stop | None:
        rows = self._terms.sent.rows() if self._terms.sent else None
        return Crew(_beside(chunks, rows), work, self._hands.stopper).run(self._terms.concurrency)

    def _look(self, changes: Sequence[Changed]) -> list[tuple[Changed, PutBack | Fault]] | Ended:
        names = sorted({name for one in changes for name in one.cells or ()})
        ids = [one.id for one in changes if one.cells]
        seen: Seen | Unjudged | Ended = Seen({})
        if ids:
            seen = self._courier.look(ids, properties=names, history=names)
        match seen:
            case Ended():
                return seen
            case Unjudged(reason):
                return [(one, Fault(reason, UNREADABLE)) for one in changes]
            case Seen():
                return [(one, self._judged(one, seen)) for one in changes]
            case _:
                assert_never(seen)

    def _judged(self, one: Changed, seen: Seen) -> PutBack | Fault:
        if one.cells is None:
            return _UNKNOWN
        held = seen.held.get(one.id)
        if held is None:
            return _GONE if one.id in seen.absent else ASTRAY
        terms = self._terms
        return put_back(held, one.cells, terms.schema, even_changed=terms.even_changed)

    def _write(
        self, changes: Sequence[Changed], ends: Mapping[str, PutBack], work: _Work
    ) -> Ended | None:
        waiting = Waiting(self._hands)
        parts: deque[Sequence[Changed]] = deque([changes] if changes else [])
        while parts:
            part = parts.popleft()
            first = [one for one in part if ends[one.id].values.get(_FORWARD_ONLY)]
            if first:
                cleared = {one.id: {_FORWARD_ONLY: ""} for one in first}
                if isinstance(ended := self._send(first, cleared, waiting), Ended):
                    return ended
            left = self._send(part, {one.id: ends[one.id].values for one in part}, waiting)
            match left:
                case Ended():
                    return left
                case dict():
                    told = [self._told(one, ends[one.id], left.get(one.id), work) for one in part]
                    self._hands.journal.judged_changes(told)
                case _:
                    parts.extendleft(reversed(left))
        return None

    def _send(
        self, part: Sequence[Changed], values: Mapping[str, Mapping[str, str]], waiting: Waiting
    ) -> Ended | dict[str, Fault] | list[Sequence[Changed]]:
        """One request, as often as it takes: the same values once more change nothing.

        Gives why records did not get them, by id; or the smaller parts that are to be sent instead.
        """
        hands, pairs = self._hands, [(one.id, _record(one, values[one.id])) for one in part]
        while not hands.stopper.stopping and hands.pace.turn():
            attempt = hands.journal.about_to_change(
                [one.id for one in part], hands.shelf.server_time()
            )
            reply = hands.shelf.update(pairs)
            verdict = judge_update(reply, pairs, self._terms.schema)
            self._courier.count_reply(reply, verdict)
            match verdict:
                case Settle(done, body):
                    hands.journal.changed(attempt)
                    missed = self._missed(part, values, body, done.outcomes)
                    return self._seen_again(part, missed)
                case Again() | Doubt():
                    if isinstance(verdict, Again):
                        hands.journal.not_taken(attempt)
                    if ended := waiting.before_next(verdict):
                        return ended
                case Split(problem):
                    hands.journal.not_taken(attempt)
                    return _halves(part, problem)
                case Halt(stop):
                    hands.journal.not_taken(attempt)
                    return Ended(stop)
                case _:
                    assert_never(verdict)
        return Ended()

    def _missed(
        self,
        part: Sequence[Changed],
        values: Mapping[str, Mapping[str, str]],
        body: BatchBody,
        ends: Mapping[int, Outcome],
    ) -> dict[str, Fault]:
        """The records that did not get their values, as the answer tells."""
        held = {one.id: one.properties for one in body.results}
        found: dict[str, Fault] = {}
        for at, one in enumerate(part):
            match ends.get(at):
                case None:
                    found[one.id] = ASTRAY
                case Refused(faults):
                    found[one.id] = faults[0]
                case _:
                    if name := self._other(values[one.id], held[one.id]):
                        said = f"HubSpot did not take the value that {name} held before"
                        found[one.id] = Fault(said, NOT_TAKEN, property=name)
        return found

    def _seen_again(
        self, part: Sequence[Changed], missed: dict[str, Fault]
    ) -> dict[str, Fault] | Ended:
        """The same, but for records that the answer only left out and that hold their values."""
        unnamed = [one for one in part if missed.get(one.id) is ASTRAY]
        found = self._look(unnamed)
        if isinstance(found, Ended):
            return found
        for one, end in found:
            if isinstance(end, PutBack) and not end.values and not end.fault:
                del missed[one.id]
        return missed

    def _other(self, sent: Mapping[str, str], held: Mapping[str, str | None]) -> str | None:
        """A property that the answer shows with another value than the one sent."""
        schema = self._terms.schema
        there = (name for name in sent if name in held)
        return next((n for n in there if not same(n, sent[n], held[n], schema)), None)

    def _told(self, one: Changed, end: PutBack, missed: Fault | None, work: _Work) -> ChangeJudged:
        why = missed or end.fault
        is_left = missed is not None or (end.fault is not None and not self._terms.even_changed)
        return ChangeJudged(one, "left" if is_left else "restored", work.lines.get(one.number), why)


def _halves(
    part: Sequence[Changed], problem: Problem
) -> dict[str, Fault] | list[Sequence[Changed]]:
    """Refused whole, and nothing was done: smaller parts, down to the records at fault."""
    if len(part) == 1:
        return {part[0].id: problem.faults[0]}
    half = (len(part) + 1) // 2
    return [part[:half], part[half:]]


def _planned(one: Changed, end: PutBack | Fault, work: _Work) -> ChangeJudged:
    line = work.lines.get(one.number)
    match end:
        case Fault():
            return ChangeJudged(one, "left", line, end)
        case PutBack(values, _, fault):
            state = "planned" if values else "left" if fault else "restored"
            return ChangeJudged(one, state, line, fault)
        case _:
            assert_never(end)


def _beside(chunks: Iterable[list[Changed]], rows: Iterator[Sent] | None) -> Iterator[_Work]:
    """Find the lines of the records' rows; both come in the order of the rows' ordinals."""
    row = next(rows, None) if rows else None
    for changes in chunks:
        lines: dict[int, int] = {}
        for one in changes:
            while rows and row and row.number < one.number:
                row = next(rows, None)
            if row and row.number == one.number:
                lines[one.number] = row.line
        yield _Work(changes, lines)


def _record(one: Changed, values: Mapping[str, str]) -> Record:
    return Record(f"undo-{one.id}", dict(values), (), None, SourceRow(one.number, 0, (), ()))
