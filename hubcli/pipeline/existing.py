"""Rows whose key a record has that was there before: it is named, or gets the row's values."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from hubcli.core.claims import claimed
from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Existing, Fault, Outcome, Refused, Stop, Updated
from hubcli.core.records import Batch
from hubcli.core.replies import Result, Unreadable
from hubcli.core.sameness import holds
from hubcli.core.updates import judge_update
from hubcli.core.verdicts import Doubt, Halt, Settle, Split
from hubcli.errors import ExitCode
from hubcli.pipeline.sending import Heard, Letter, Sending
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools

_LATER = 2.0
"""Seconds until what was not answered is asked or sent again."""
_UNANSWERED = "HubSpot had not answered its update yet"
_UNNAMED = "HubSpot's answer does not name its update"


@dataclass(slots=True)
class Met:
    """What one request came to."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    attempt: int | None = None
    """Of an update, where these are all of its rows."""
    stop: Stop | None = None


class Holders:
    """The records that have the keys of a batch's rows. Not thread-safe; belongs to one delivery."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """None is known yet."""
        self.under_way: dict[int, str] = {}
        """Rows whose update HubSpot may have done for all we know, and why."""
        self.due: float | None = None
        """When to go on, on our clock; None: at once."""
        self._batch = batch
        self._terms = terms
        self._tools = tools
        self._refusals: dict[int, Refused] = {}
        """What HubSpot said of these rows."""
        self._nameless: list[int] = []
        """Rows whose record is to be looked up."""
        self._asked_since: float | None = None
        self._parts: deque[dict[int, str]] = deque()
        """Rows and the ids of their records; each is one update."""
        self._tried: dict[int, str] = {}
        """Rows that an answer left out, and the id that was tried."""
        self._losses = 0

    def divert(self, outcomes: Mapping[int, Outcome]) -> Mapping[int, Outcome]:
        """Take the refusals away that only say that a record with the row's key was there before.

        Gives the others, and those whose record is known where that is all there is to do.
        """
        if self._terms.on_existing is OnExisting.REFUSE:
            return outcomes
        kept: dict[int, Outcome] = {}
        named: dict[int, str] = {}
        for index, outcome in outcomes.items():
            id_ = claimed(outcome, self._batch.records[index], self._terms.key)
            if id_ is None or not isinstance(outcome, Refused):
                kept[index] = outcome
                continue
            self._refusals[index] = outcome
            if id_:
                named[index] = id_
            else:
                self._nameless.append(index)
        return kept | self._known(named)

    @property
    def is_open(self) -> bool:
        """Whether rows are left whose record is to be found or changed."""
        return bool(self._parts or self._nameless)

    def go_on(self, sending: Sending) -> Met:
        """One request."""
        self.due = None
        return self._update(self._parts.popleft(), sending) if self._parts else self._look_up()

    def _known(self, ids: dict[int, str]) -> dict[int, Outcome]:
        """Of these rows the record is known."""
        if self._terms.on_existing is OnExisting.SKIP:
            return {index: Existing(id_) for index, id_ in ids.items()}
        while ids:
            # HubSpot refuses a request in which an id stands twice (api.md 1.4).
            first: dict[str, int] = {}
            for index, id_ in ids.items():
                first.setdefault(id_, index)
            part = {index: id_ for id_, index in first.items()}
            self._parts.append(part)
            ids = {index: id_ for index, id_ in ids.items() if index not in part}
        return {}

    def _look_up(self) -> Met:
        """By their key, all in one request."""
        rows, self._nameless = self._nameless, []
        now, key = self._tools.clock.now(), self._terms.key
        if self._asked_since is None:
            self._asked_since = now
        keys = {index: self._batch.records[index].key or "" for index in rows}
        names = {name for index in rows for name in self._batch.records[index].properties}
        asked = list(dict.fromkeys(keys.values()))
        found = self._tools.hubspot.find(key.property if key else "", asked, sorted(names))
        if isinstance(found, Unreadable):
            if found.again and now < self._asked_since + self._terms.max_wait:
                self._nameless = rows
                self.due = now + _LATER
                return Met()
            return Met({index: self._not_found(index, found.reason) for index in rows})
        self._asked_since = None
        met, known = Met(), dict[int, str]()
        for index in rows:
            match self._judged(index, found.get(keys[index])):
                case str(id_):
                    known[index] = id_
                case outcome:
                    met.outcomes[index] = outcome
        met.outcomes |= self._known(known)
        return met

    def _judged(self, index: int, one: Result | None) -> Outcome | str:
        """The id of a row's record, or what became of the row where no more can be done."""
        tried = self._tried.get(index)
        if one is None:
            return self._not_found(index, "no record with its key is found")
        if tried is None:
            return one.id
        if holds(self._batch.records[index].properties, one.properties, self._terms.schema):
            return Updated(one.id, one.url)
        if tried != one.id:
            # A record that was merged into another (api.md 7.2).
            self._tried[index] = one.id
            return one.id
        return in_doubt(_UNNAMED, f"record {one.id} holds other values")

    def _not_found(self, index: int, why: str) -> Outcome:
        """As HubSpot said at first, and why that is not the end of it; in doubt after an update."""
        if index in self.under_way:
            return in_doubt(self.under_way[index], why)
        first, *others = self._refusals[index].faults
        return Refused((replace(first, message=f"{first.message} ({why})"), *others))

    def _update(self, part: dict[int, str], sending: Sending) -> Met:
        before = {index: self.under_way[index] for index in part if index in self.under_way}
        self.under_way |= dict.fromkeys(part, _UNANSWERED)
        pairs = [(id_, self._batch.records[index]) for index, id_ in part.items()]
        letter = Letter(
            [record for _, record in pairs],
            lambda: self._tools.hubspot.update(pairs),
            lambda reply: judge_update(reply, pairs, self._terms.schema),
            is_again=bool(before),
            is_shown=False,
        )
        heard = sending.send(letter)
        if heard is None or not isinstance(heard.verdict, Doubt):
            # What is known now is known of this request; one before may have changed the record.
            for index in part:
                del self.under_way[index]
            self.under_way |= before
        if heard is None:
            self._parts.appendleft(part)
            return Met(stop=sending.stop)
        return self._heard(heard, part)

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
                self._parts.appendleft(part)
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
                case None if self._tried.get(index) == id_:
                    met.outcomes[index] = in_doubt(_UNNAMED, f"record {id_} was tried twice")
                case None:
                    self.under_way[index] = _UNNAMED
                    self._tried[index] = id_
                    self._nameless.append(index)
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
        """The same values once more change nothing: it is sent again."""
        self.under_way |= dict.fromkeys(part, reason)
        self._parts.appendleft(part)
        self._losses += 1
        if self._losses >= self._terms.most_losses:
            return Met(stop=Stop(ExitCode.UNAVAILABLE, f"HubSpot does not take it: {reason}"))
        self.due = self._tools.clock.now() + _LATER
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
        self._parts.extendleft({index: part[index] for index in some} for some in reversed(smaller))
        return Met()
