"""One batch becomes one outcome per row: journal, send, judge, split, settle."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import assert_never

from hubcli.core.outcomes import Created, InDoubt, NotSent, Outcome, Refused, Stop
from hubcli.core.records import Batch, Record
from hubcli.core.replies import NeverSent, Reply
from hubcli.core.results import BatchReport, Requests
from hubcli.core.standing import Sent
from hubcli.core.verdicts import Again, Doubt, Halt, Settle, Split, Verdict, already_there, judge
from hubcli.errors import ExitCode, UnavailableError
from hubcli.pipeline.doubts import Doubts
from hubcli.pipeline.explain import explained
from hubcli.pipeline.face import Face
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 30.0
_CLAIMED = "HubSpot says that a record with its key exists already"
CUT_OFF = "the run ended before HubSpot's answer was known"


class Delivery:
    """The way of one batch. Not thread-safe: one worker at a time takes it on."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """Nothing is sent yet."""
        self.batch = batch
        self.outcomes: dict[int, Outcome] = {}
        self.stop: Stop | None = None
        self.lost_in_a_row = 0
        """Requests without a usable answer since the last one that had one."""
        self.requests = Requests()
        self._terms = terms
        self._tools = tools
        self._parts: deque[tuple[int, ...]] = deque([tuple(range(len(batch.records)))])
        self._doubts = Doubts(batch, terms, tools)
        self._at_hubspot: dict[int, str] = {}
        """Rows that HubSpot may hold for all we know, and why."""
        self._lock = Lock()
        self._closed = False
        self._waited = 0.0
        self._face = Face(tools.clock.now())

    def suspect(self, sent: Mapping[int, Sent]) -> None:
        """All rows were sent by an earlier session, at these times: look them up before anything else."""
        rows = self._parts.popleft()
        self._at_hubspot = dict.fromkeys(rows, CUT_OFF)
        self._doubts.inherit(rows, CUT_OFF, sent)

    def advance(self) -> float | None:
        """Go on until every row has its outcome (None), or until the time to look again (then)."""
        while True:
            while self._parts and self._may_go_on():
                self._send(self._parts.popleft())
            due = self._settle() if self._may_go_on() else None
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
        counts = self.counts()
        return self._face.report(
            self.batch,
            created=counts[Created],
            refused=counts[Refused],
            in_doubt=counts[InDoubt],
            seconds=self._tools.clock.now() - self._face.since,
        )

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
        back_off = _FIRST_BACK_OFF
        key = self._terms.key.property if self._terms.key else None
        while True:
            if not self._tools.pace.turn():
                self._keep_for_later(part)
                return
            left = self._tools.hubspot.server_time()
            attempt = self._written_down(part, records, left)
            if attempt is None:
                return
            reply = self._tools.hubspot.create(records)
            verdict = judge(reply, records, self._terms.schema, key)
            self._count(reply, verdict, part)
            if not isinstance(verdict, Again):
                break
            self._tools.journal.not_taken(attempt)
            wait = back_off if verdict.wait is None else max(verdict.wait, _FIRST_BACK_OFF)
            back_off = min(back_off * 2, _LONGEST_BACK_OFF)
            if not self._wait(verdict, wait):
                self._keep_for_later(part)
                return
        self._act(verdict, part, attempt, left)

    def _written_down(
        self, part: tuple[int, ...], records: Sequence[Record], left: datetime
    ) -> int | None:
        """The attempt's number; None where the journal can't take it: then nothing may be sent."""
        try:
            return self._tools.journal.about_to_send(self.batch.number, records, left)
        except UnavailableError as error:
            self.stop = Stop(error.exit_code, error.message, error.hint)
            self._keep_for_later(part)
            return None

    def _act(
        self,
        verdict: Settle | Split | Doubt | Halt,
        part: tuple[int, ...],
        attempt: int,
        left: datetime,
    ) -> None:
        match verdict:
            case Settle():
                self._take(verdict, part, attempt, left)
            case Split():
                self._split(verdict, part, attempt)
            case Doubt(reason):
                self._doubt(part, reason, left)
            case Halt(stop):
                self._tools.journal.not_taken(attempt)
                self._keep_for_later(part)
                self.stop = stop
            case _:
                assert_never(verdict)

    def _keep_for_later(self, part: tuple[int, ...]) -> None:
        self._absent(part)
        self._parts.appendleft(part)

    def _absent(self, part: tuple[int, ...]) -> None:
        """HubSpot surely holds none of these."""
        for index in part:
            self._at_hubspot.pop(index, None)

    def _count(self, reply: Reply, verdict: Verdict, part: tuple[int, ...]) -> None:
        if isinstance(reply, NeverSent):
            return
        again = any(index in self._doubts.first_sent for index in part)
        limited = isinstance(verdict, Again) and verdict.rate_limited
        self.requests = Requests(
            self.requests.sent + 1,
            self.requests.retried + (again or isinstance(verdict, Again)),
            self.requests.rate_limited + limited,
        )
        self._face.seen(reply, verdict)
        self.lost_in_a_row = self.lost_in_a_row + 1 if isinstance(verdict, Doubt) else 0

    def _wait(self, verdict: Again, wait: float) -> bool:
        """Wait before the same is sent again; False when the run is ending or waited too long."""
        wait += wait * 0.2 * self._tools.jitter()
        self._waited += wait
        if self._waited > self._terms.max_wait:
            hint = "Go on when HubSpot is reachable again."
            self.stop = Stop(ExitCode.UNAVAILABLE, verdict.reason, hint)
            return False
        if verdict.rate_limited:
            self._tools.pace.hold(wait)
            return True
        return self._tools.clock.wait(wait)

    def _take(self, verdict: Settle, part: tuple[int, ...], attempt: int, left: datetime) -> None:
        """An answer that names rows: each to its outcome, the others to doubt."""
        done = verdict.reconciled
        self._face.add(done.remark, verdict)
        if done.loose_ids:
            self._tools.journal.loose(self.batch.number, done.loose_ids)
        if not self._doubts.first_sent and len(done.outcomes) == len(part) == len(
            self.batch.records
        ):
            # The first try of a whole batch, and every row is named: what nearly all answers are.
            self._record(done.outcomes, attempt)
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
        self._record(outcomes, None if unnamed or claimed else attempt)
        self._doubt(tuple(unnamed), "HubSpot's answer does not name this row", left)
        self._doubt(tuple(claimed), _CLAIMED, left, claimed=True)

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
                self._record({part[0]: outcome})
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
        self._doubts.add(part, reason, left, claimed=claimed)

    def _settle(self) -> float | None:
        """Look up what is in doubt; gives when to look again, None where nothing is left to ask."""
        looked = self._doubts.look()
        self._record(looked.outcomes)
        if looked.answered:
            self.lost_in_a_row = 0
        for part in looked.absent:
            self._absent(part)
            self._parts.append(part)
        self.stop = looked.stop
        return looked.due

    def _record(self, outcomes: Mapping[int, Outcome], attempt: int | None = None) -> None:
        with self._lock:
            # After `abandon` the rows have been counted: what a worker still hears comes too late.
            if outcomes and not self._closed:
                self._write(outcomes, attempt)

    def _write(self, outcomes: Mapping[int, Outcome], attempt: int | None = None) -> None:
        told = explained(self.batch, outcomes, self._terms.explain)
        self._tools.journal.settled(self.batch, told, attempt)
        self.outcomes.update(told)

    def _close(self) -> None:
        """Give every row that has none the outcome that is certain of it."""
        with self._lock:
            rows = [i for i in range(len(self.batch.records)) if i not in self.outcomes]
            reasons = {i: reason for i in rows if (reason := self._at_hubspot.get(i))}
            if reasons:
                self._write({i: in_doubt(r, "the run ended") for i, r in reasons.items()})
            for index in rows:
                self.outcomes.setdefault(index, NotSent())
            self._closed = True
