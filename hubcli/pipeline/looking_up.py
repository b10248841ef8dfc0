"""Rows in doubt of a run are looked up, and nothing is sent: who takes the run back is to know what it made."""

from collections.abc import Iterator
from threading import Lock

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Existing, Outcome, OutcomeName, Refused, Stop, Tally, name_of
from hubcli.core.packed import numbers_of
from hubcli.core.records import Batch
from hubcli.pipeline.deliver import CUT_OFF
from hubcli.pipeline.doubts import Doubts, Looked
from hubcli.pipeline.explain import explained
from hubcli.pipeline.prepare import Doubtful
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools
from hubcli.pipeline.undo_courier import Ended
from hubcli.pipeline.undo_crew import Crew
from hubcli.pipeline.undo_ports import UndoProgress


class LookingUp:
    """By the rules, the patience and the clock of a resumed run; only reads leave.

    What is found goes into the run's own journal. A row that HubSpot surely does not hold is open
    again, for a later session of the run to send. May be done again wherever it ended.
    """

    def __init__(self, terms: Terms, tools: Tools) -> None:
        """Nothing is asked yet."""
        self.found = Tally()
        """What rows came to that were looked up to the end; those still in doubt among them."""
        self._terms = terms
        self._tools = tools
        self._lock = Lock()

    def look_up(
        self, doubtful: Iterator[Doubtful], progress: UndoProgress, concurrency: int
    ) -> Stop | None:
        """All of them, so many batches at a time; why that ended early, where it did."""

        def work(one: Doubtful) -> Ended | None:
            ended = self._batch(one)
            progress.advance(len(one.batch.records))
            return ended

        return Crew(doubtful, work, self._tools.stopper).run(concurrency)

    def _batch(self, one: Doubtful) -> Ended | None:
        """As often as it takes; Ended where somebody is ending it all, and rows stay in doubt."""
        clock, doubts = self._tools.clock, Doubts(one.batch, self._terms, self._tools)
        rows = self._to_look_up(one.batch)
        if rows:
            doubts.inherit(rows, CUT_OFF, one.sent)
        while not self._tools.stopper.stopping:
            looked = doubts.look()
            self._keep(one.batch, looked)
            if looked.due is None:
                return None
            clock.wait(looked.due - clock.now())
        return Ended()

    def _to_look_up(self, batch: Batch) -> tuple[int, ...]:
        """The rows that a look tells something of.

        Of those whose record was there before, it is written down what it held: they are put back
        from that, whether they got the row's values or not.
        """
        numbers = numbers_of(batch.records)
        known = self._tools.journal.overwritten(numbers)
        changed = [at for at, number in enumerate(numbers) if number in known]
        if changed:
            told = "whether its record got the row's values is not known"
            self._keep(batch, Looked(dict.fromkeys(changed, in_doubt(CUT_OFF, told))))
        return tuple(at for at, number in enumerate(numbers) if number not in known)

    def _keep(self, batch: Batch, looked: Looked) -> None:
        ends = {index: self._met(end) for index, end in looked.outcomes.items()}
        if ends:
            told = explained(batch, ends, self._terms.explain)
            self._tools.journal.settled(batch, told)
        absent = [batch.records[index] for part in looked.absent for index in part]
        if absent:
            self._tools.journal.absent(absent)
        with self._lock:
            self.found.add(OutcomeName.NOT_SENT, len(absent))
            for end in ends.values():
                self.found.add(name_of(end))

    def _met(self, end: Outcome) -> Outcome:
        """What it comes to that a record was there before, as far as that can be known without a write."""
        if not isinstance(end, Refused) or self._terms.on_existing is OnExisting.REFUSE:
            return end
        id_ = end.faults[0].existing_id or ""
        if self._terms.on_existing is OnExisting.SKIP:
            return Existing(id_)
        why = f"record {id_} was there before, and whether it got the row's values is not known"
        return in_doubt(CUT_OFF, why)
