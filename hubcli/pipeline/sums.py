"""What became of a run's rows so far: the tally, the causes, the requests, and whether there is hope."""

from hubcli.core.causes import CauseTally, reason_of
from hubcli.core.outcomes import (
    NAMES,
    NotSent,
    OutcomeName,
    Refused,
    Stop,
    Tally,
    are_untold,
    faults_of,
    name_of,
)
from hubcli.core.records import Batch
from hubcli.core.results import Requests, RowReport
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.prepare import Refusals

_HOPELESS = 3
"""Batches running, refused to the last row for one reason, after which going on makes no sense."""


class Sums:
    """Adds up; not thread-safe."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self.tally = Tally()
        self.causes = CauseTally()
        self.requests = Requests()
        self.batches = 0
        self.refused_now = 0
        """Rows refused in this session, not in earlier ones."""
        self.answered = False
        """Whether any row came to an end at HubSpot."""
        self._last_reason: object = None
        self._hopeless = 0

    def refused(self, refusals: Refusals) -> None:
        """Rows that hubcli itself refused."""
        self.tally.add(OutcomeName.REFUSED, len(refusals.rows))
        self.refused_now += len(refusals.rows)
        for row in refusals.rows:
            for fault in row.faults:
                self.causes.add(
                    RowReport(refusals.file, row.line, None, OutcomeName.REFUSED, fault)
                )

    def suspected(self, batch: Batch) -> None:
        """Rows that were counted as in doubt are decided anew."""
        self.tally.add(OutcomeName.IN_DOUBT, -len(batch.records))

    def delivered(self, delivery: Delivery) -> Stop | None:
        """A batch came to its end; why the run should stop, where going on makes no sense."""
        self.batches += 1
        sums, more = self.requests, delivery.requests
        self.requests = Requests(
            sums.sent + more.sent,
            sums.retried + more.retried,
            sums.rate_limited + more.rate_limited,
        )
        counts = delivery.counts()
        for kind, number in counts.items():
            self.tally.add(NAMES[kind], number)
            self.answered |= kind is not NotSent
        self.refused_now += counts[Refused]
        self._note_causes(delivery)
        if counts[Refused] < len(delivery.outcomes):
            self._hopeless = 0
            return None
        return self._hopelessness(delivery)

    def _note_causes(self, delivery: Delivery) -> None:
        if are_untold(delivery.outcomes.values()):
            return
        batch = delivery.batch
        troubled = {i: end for i, end in delivery.outcomes.items() if faults_of(end)}
        for index in sorted(troubled):
            line, name = batch.records[index].row.line, name_of(troubled[index])
            for fault in faults_of(troubled[index]):
                self.causes.add(RowReport(batch.file, line, batch.number, name, fault))

    def _hopelessness(self, delivery: Delivery) -> Stop | None:
        reasons = {
            reason_of(fault)
            for outcome in delivery.outcomes.values()
            for fault in faults_of(outcome)[:1]
        }
        if len(reasons) != 1:
            self._hopeless = 0
            return None
        self._hopeless = self._hopeless + 1 if reasons == self._last_reason else 1
        self._last_reason = reasons
        if self._hopeless < _HOPELESS:
            return None
        cause = faults_of(next(iter(delivery.outcomes.values())))[0].message
        message = f"{_HOPELESS} batches in a row were refused to the last row: {cause}"
        return Stop(ExitCode.REFUSED, message, "Mend the cause, then send the rest.")
