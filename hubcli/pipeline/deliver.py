"""One batch becomes one outcome per row: journal, send, judge, split, settle."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import assert_never

from hubcli.core.outcomes import Fault, NotSent, Outcome, Refused, Stop
from hubcli.core.overwrites import Doing
from hubcli.core.records import Batch, Record
from hubcli.core.results import BatchReport, Requests
from hubcli.core.standing import Sent
from hubcli.core.upserts import judge_upsert
from hubcli.core.verdicts import Doubt, Halt, Settle, Split, already_there, judge
from hubcli.pipeline.doubts import Doubts
from hubcli.pipeline.existing import Holders
from hubcli.pipeline.explain import explained
from hubcli.pipeline.sending import Heard, Letter, Sending
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools

NO_KEY = "MISSING_REQUIRED_PROPERTY"
"""HubSpot's word for a value that must be there (api.md 2.2)."""
CUT_OFF = "the run ended before HubSpot's answer was known"
_CLAIMED = "HubSpot says that a record with its key exists already"


class Delivery:
    """The way of one batch. Not thread-safe: one worker at a time takes it on."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """Nothing is sent yet."""
        self.batch = batch
        self.outcomes: dict[int, Outcome] = {}
        self.stop: Stop | None = None
        self._terms = terms
        self._tools = tools
        self._parts: deque[tuple[int, ...]] = deque()
        self._sending = Sending(batch, terms, tools)
        self._doubts = Doubts(batch, terms, tools)
        self._by_upsert = terms.upsert_key if not _links(batch, terms) else None
        self._holders = Holders(batch, terms, tools, by_upsert=self._by_upsert is not None)
        self._at_hubspot: dict[int, str] = {}
        """Rows that HubSpot may hold for all we know, and why."""
        self._lock = Lock()
        self._closed = False
        self._begun = False

    @property
    def requests(self) -> Requests:
        """How many left."""
        return self._sending.requests

    @property
    def lost_in_a_row(self) -> int:
        """Requests without a usable answer since the last one that had one."""
        return self._sending.lost_in_a_row

    def suspect(self, sent: Mapping[int, Sent]) -> None:
        """All rows were sent by an earlier session, at these times: look them up before anything else."""
        self._begun = True
        known = self._holders.recall(CUT_OFF)
        rows = tuple(index for index in range(len(self.batch.records)) if index not in known)
        if self._terms.doing is Doing.UPDATE:
            # Nothing was written down of what would have been changed: there was nothing.
            self._holders.meet(rows)
            return
        self._at_hubspot = dict.fromkeys(rows, CUT_OFF)
        if rows:
            self._doubts.inherit(rows, CUT_OFF, sent)

    def _begin(self) -> None:
        """What is to be done with rows of which nothing was sent yet."""
        self._begun = True
        rows = tuple(range(len(self.batch.records)))
        if self._terms.doing is Doing.CREATE:
            self._parts.append(rows)
            return
        keyless = [index for index in rows if self.batch.records[index].key is None]
        key = self._terms.key.property if self._terms.key else None
        fault = Fault(f"it has no value for {key}, by which records are known", NO_KEY, None, key)
        self._record(dict.fromkeys(keyless, Refused((fault,))))
        self._holders.meet(index for index in rows if index not in self.outcomes)

    def advance(self) -> float | None:
        """Go on until every row has its outcome (None), or until the time to look again (then)."""
        if not self._begun and self._may_go_on():
            self._begin()
        while True:
            while self._parts and self._may_go_on():
                self._send(self._parts.popleft())
            due = self._settle() if self._may_go_on() else None
            due = self._meet(due)
            if not self._parts or not self._may_go_on():
                break
        if due is None or not self._may_go_on():
            self._close()
            return None
        return due

    def abandon(self) -> None:
        """End without waiting for anything; rows that may be at HubSpot are in doubt."""
        self._close()

    def report(self) -> BatchReport:
        """What became of the batch."""
        counts, face = self.counts(), self._sending.face
        return face.report(self.batch, counts=counts, seconds=self._tools.clock.now() - face.since)

    def counts(self) -> Counter[type[Outcome]]:
        """How many rows came to which kind of end."""
        return Counter(map(type, self.outcomes.values()))

    def _may_go_on(self) -> bool:
        return self.stop is None and not self._tools.stopper.stopping

    def _send(self, part: tuple[int, ...]) -> None:
        """One part, as often as it surely did nothing."""
        records = self.batch.records
        if len(part) < len(records):
            records = [records[index] for index in part]
        self._at_hubspot |= dict.fromkeys(part, "HubSpot had not answered yet")
        heard = self._sending.send(self._letter(records, part))
        if heard is None:
            self._keep_for_later(part)
            self.stop = self._sending.stop
        else:
            self._act(heard, part)

    def _letter(self, records: Sequence[Record], part: tuple[int, ...]) -> Letter:
        hubspot, schema = self._tools.hubspot, self._terms.schema
        is_again = any(index in self._doubts.first_sent for index in part)
        if name := self._by_upsert:
            there = self._holders.known(part)
            return Letter(
                records,
                lambda: hubspot.upsert(name, records),
                lambda reply: judge_upsert(reply, records, schema, name, there=there),
                is_again,
            )
        key = self._terms.key.property if self._terms.key else None
        return Letter(
            records,
            lambda: hubspot.create(records),
            lambda reply: judge(reply, records, schema, key),
            is_again,
        )

    def _act(self, heard: Heard, part: tuple[int, ...]) -> None:
        match heard.verdict:
            case Settle() as verdict:
                self._take(verdict, part, heard)
            case Split() as verdict:
                self._split(verdict, part, heard.attempt)
            case Doubt(reason):
                self._doubt(part, reason, heard.left)
            case Halt(stop):
                self._tools.journal.not_taken(heard.attempt)
                self._keep_for_later(part)
                self.stop = stop
            case unknown:
                assert_never(unknown)

    def _keep_for_later(self, part: tuple[int, ...]) -> None:
        self._absent(part)
        self._parts.appendleft(part)

    def _absent(self, part: tuple[int, ...]) -> None:
        """HubSpot surely holds none of these."""
        for index in part:
            self._at_hubspot.pop(index, None)

    def _take(self, verdict: Settle, part: tuple[int, ...], heard: Heard) -> None:
        """An answer that names rows: each to its outcome, the others to doubt."""
        done, attempt = verdict.reconciled, heard.attempt
        self._sending.face.add(done.remark, verdict)
        if done.loose_ids:
            self._tools.journal.loose(self.batch.number, done.loose_ids)
        if not self._doubts.first_sent and len(done.outcomes) == len(part) == len(
            self.batch.records
        ):
            # The first try of a whole batch, and every row is named: what nearly all answers are.
            self._record_new(done.outcomes, attempt)
            return
        outcomes: dict[int, Outcome] = {}
        unnamed: list[int] = []
        claimed: list[int] = []
        for position, index in enumerate(part):
            outcome = done.outcomes.get(position)
            if outcome is None:
                unnamed.append(index)
            elif self._was_there_by_us(index, outcome):
                claimed.append(index)
            else:
                outcomes[index] = outcome
        self._record_new(outcomes, None if unnamed or claimed else attempt)
        self._doubt(tuple(unnamed), "HubSpot's answer does not name this row", heard.left)
        self._doubt(tuple(claimed), _CLAIMED, heard.left, claimed=True)

    def _was_there_by_us(self, index: int, outcome: Outcome) -> bool:
        """Whether a refusal may only say that an earlier try had made the record."""
        return (
            index in self._doubts.first_sent
            and isinstance(outcome, Refused)
            and any(already_there(fault) for fault in outcome.faults)
        )

    def _split(self, verdict: Split, part: tuple[int, ...], attempt: int) -> None:
        """Refused whole: name the rows if it can, else halve it down to those at fault."""
        self._tools.journal.returned(attempt)
        self._absent(part)
        if len(part) == 1:
            outcome = Refused(verdict.problem.faults)
            if self._was_there_by_us(part[0], outcome):
                self._doubt(part, _CLAIMED, self._doubts.first_sent[part[0]], claimed=True)
            else:
                self._record_new({part[0]: outcome})
        elif verdict.named and len(verdict.named) < len(part):
            named = {part[position] for position in verdict.named}
            self._parts.appendleft(tuple(index for index in part if index not in named))
            self._parts.extendleft((index,) for index in sorted(named, reverse=True))
        else:
            half = (len(part) + 1) // 2
            self._parts.appendleft(part[half:])
            self._parts.appendleft(part[:half])

    def _doubt(
        self, part: tuple[int, ...], reason: str, left: datetime, *, claimed: bool = False
    ) -> None:
        self._at_hubspot |= dict.fromkeys(part, reason)
        if self._by_upsert:
            known = self._holders.take_over(part, reason)
            part = tuple(index for index in part if index not in known)
        self._doubts.add(part, reason, left, claimed=claimed)

    def _settle(self) -> float | None:
        """Look up what is in doubt; gives when to look again, None where nothing is left to ask."""
        looked = self._doubts.look()
        self._record_new(looked.outcomes)
        if looked.answered:
            self._sending.lost_in_a_row = 0
        for part in looked.absent:
            self._absent(part)
            self._parts.append(part)
        self.stop = looked.stop
        return looked.due

    def _meet(self, due: float | None) -> float | None:
        """Name or change the records that were there before; gives when to go on, as `due` says or sooner."""
        holders = self._holders
        while holders.is_open and self._may_go_on():
            if holders.due is not None and holders.due > self._tools.clock.now():
                return holders.due if due is None else min(due, holders.due)
            met = holders.go_on(self._sending)
            self._record(met.outcomes, met.attempt)
            if met.whole:
                self._parts.append(tuple(sorted(met.whole)))
            self.stop = met.stop
        return due

    def _record_new(self, outcomes: Mapping[int, Outcome], attempt: int | None = None) -> None:
        """What HubSpot says of rows, but for those that are about records of before."""
        others = self._holders.divert(outcomes)
        if len(others) < len(outcomes):
            self._absent(tuple(index for index in outcomes if index not in others))
        self._record(others, attempt)

    def _record(self, outcomes: Mapping[int, Outcome], attempt: int | None = None) -> None:
        with self._lock:
            # After `abandon` the rows have been counted: what a worker still hears comes too late.
            if (outcomes or attempt is not None) and not self._closed:
                self._write(outcomes, attempt)

    def _write(self, outcomes: Mapping[int, Outcome], attempt: int | None = None) -> None:
        told = explained(self.batch, outcomes, self._terms.explain)
        self._tools.journal.settled(self.batch, told, attempt)
        self.outcomes.update(told)

    def _close(self) -> None:
        """Give every row that has none the outcome that is certain of it."""
        with self._lock:
            rows = [i for i in range(len(self.batch.records)) if i not in self.outcomes]
            changed = self._holders.under_way
            known = {i: self._at_hubspot.get(i) or changed.get(i) for i in rows}
            reasons = {i: reason for i, reason in known.items() if reason}
            if reasons:
                self._write({i: in_doubt(r, "the run ended") for i, r in reasons.items()})
            absent = [i for i in rows if i not in reasons and i in self._doubts.first_sent]
            if absent:
                # An earlier session may have written down that they are in doubt.
                self._write(dict.fromkeys(absent, NotSent()))
            for index in rows:
                self.outcomes.setdefault(index, NotSent())
            self._closed = True


def _links(batch: Batch, terms: Terms) -> bool:
    """Whether rows have associations, which batch/upsert does not take (api.md 7.1)."""
    return terms.upsert_key is not None and any(record.associations for record in batch.records)
