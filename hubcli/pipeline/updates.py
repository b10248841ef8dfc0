"""Updates of records whose ids are known: sent, judged, sent again, split."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from hubcli.core.outcomes import Fault, Outcome, Refused, Stop
from hubcli.core.overwrites import Doing
from hubcli.core.updates import judge_update
from hubcli.core.verdicts import Doubt, Halt, Settle, Split
from hubcli.errors import ExitCode
from hubcli.pipeline.overwriting import Overwriting
from hubcli.pipeline.sending import Heard, Letter, Sending
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools

LATER = 2.0
"""Seconds until what was not answered is asked or sent again."""
UNNAMED = "HubSpot's answer does not name its update"
_UNANSWERED = "HubSpot had not answered its update yet"


@dataclass(slots=True)
class Met:
    """What one request came to."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    whole: list[int] = field(default_factory=list)
    """Rows that are to be sent with all their values: no record has their keys, or an upsert will do."""
    nameless: list[int] = field(default_factory=list)
    """Rows whose record is to be looked up again."""
    attempt: int | None = None
    """Of an update, where these are all of its rows."""
    stop: Stop | None = None


class Updates:
    """Of the rows of one batch. Not thread-safe; belongs to one delivery."""

    def __init__(self, overwriting: Overwriting, terms: Terms, tools: Tools) -> None:
        """None is to be sent yet; `overwriting` knows what is written to which record."""
        self.under_way: dict[int, str] = {}
        """Rows whose update HubSpot may have done for all we know, and why."""
        self.tried: dict[int, str] = {}
        """Rows that an answer left out, and the id that was tried."""
        self.due: float | None = None
        """When to go on, on our clock; None: at once."""
        self.parts: deque[dict[int, str]] = deque()
        """Rows and the ids of their records; each is one update."""
        self._overwriting = overwriting
        self._terms = terms
        self._tools = tools
        self._losses = 0

    def go_on(self, sending: Sending) -> Met:
        """One request."""
        self.due = None
        part = self.parts.popleft()
        before = {index: self.under_way[index] for index in part if index in self.under_way}
        self.under_way |= dict.fromkeys(part, _UNANSWERED)
        pairs = [self._overwriting.pair(index) for index in part]
        letter = Letter(
            [record for _, record in pairs],
            lambda: self._tools.hubspot.update(pairs),
            lambda reply: judge_update(reply, pairs, self._terms.schema),
            is_again=bool(before),
            is_shown=self._terms.doing is not Doing.CREATE,
        )
        heard = sending.send(letter)
        if heard is None or not isinstance(heard.verdict, Doubt):
            # What is known now is known of this request; one before may have changed the record.
            for index in part:
                del self.under_way[index]
            self.under_way |= before
        if heard is None:
            self.parts.appendleft(part)
            return Met(stop=sending.stop)
        if isinstance(heard.verdict, Settle) and letter.is_shown:
            sending.face.add(heard.verdict.reconciled.remark, heard.verdict)
        return self._heard(heard, part)

    def again(self, part: dict[int, str], reason: str) -> None:
        """The same values once more change nothing: it is sent again, a little later."""
        self.under_way |= dict.fromkeys(part, reason)
        self.parts.appendleft(part)
        self.due = self._tools.clock.now() + LATER

    def _heard(self, heard: Heard, part: dict[int, str]) -> Met:
        match heard.verdict:
            case Settle(done):
                rows = list(part)
                ends = {rows[at]: end for at, end in done.outcomes.items()}
                return self._settled(ends, part, heard.attempt)
            case Doubt(reason):
                return self._lost(reason, part)
            case Halt(stop):
                self._tools.journal.not_taken(heard.attempt)
                self.parts.appendleft(part)
                return Met(stop=stop)
            case Split() as split:
                self._tools.journal.returned(heard.attempt)
                return self._split(split, part)
            case unknown:
                assert_never(unknown)

    def _settled(self, ends: dict[int, Outcome], part: dict[int, str], attempt: int) -> Met:
        self._losses = 0
        met = Met(attempt=attempt)
        for index, id_ in part.items():
            match ends.get(index):
                case Refused(faults):
                    met.outcomes[index] = self._refused(index, faults)
                case None if self.tried.get(index) == id_:
                    met.outcomes[index] = in_doubt(UNNAMED, f"record {id_} was tried twice")
                case None:
                    self.under_way[index] = UNNAMED
                    self.tried[index] = id_
                    met.nameless.append(index)
                    met.attempt = None
                case outcome:
                    met.outcomes[index] = outcome
        return met

    def _refused(self, index: int, faults: tuple[Fault, ...]) -> Outcome:
        """The row's refusal, but where a request of before may have changed its record all the same."""
        if reason := self.under_way.get(index):
            return in_doubt(reason, f"when it was sent again: {faults[0].message}")
        return Refused(faults)

    def _lost(self, reason: str, part: dict[int, str]) -> Met:
        self.again(part, reason)
        self._losses += 1
        if self._losses >= self._terms.most_losses:
            return Met(stop=Stop(ExitCode.UNAVAILABLE, f"HubSpot does not take it: {reason}"))
        return Met()

    def _split(self, split: Split, part: dict[int, str]) -> Met:
        """Refused whole: down to the rows at fault, whose refusal it is."""
        rows = list(part)
        if len(rows) == 1:
            return Met({rows[0]: self._refused(rows[0], split.problem.faults)})
        named = [rows[at] for at in split.named]
        if named and len(named) < len(rows):
            smaller: Sequence[Sequence[int]] = [
                [index for index in rows if index not in named],
                *([index] for index in named),
            ]
        else:
            half = (len(rows) + 1) // 2
            smaller = [rows[:half], rows[half:]]
        self.parts.extendleft({index: part[index] for index in some} for some in reversed(smaller))
        return Met()


def layers(ids: Mapping[int, str]) -> list[dict[int, str]]:
    """Rows and the ids of their records, apart where they have the same one.

    HubSpot refuses a request in which an id stands twice (api.md 1.4).
    """
    found: list[dict[int, str]] = []
    seen: Counter[str] = Counter()
    for index, id_ in ids.items():
        if seen[id_] == len(found):
            found.append({})
        found[seen[id_]][index] = id_
        seen[id_] += 1
    return found
