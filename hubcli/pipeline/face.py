"""What a batch shows of HubSpot's answers: the first one after a split, else the last."""

from collections.abc import Mapping

from hubcli.core.outcomes import Created, Existing, InDoubt, Outcome, Refused, Updated
from hubcli.core.packed import columns_of
from hubcli.core.records import Batch
from hubcli.core.replies import Answer, Reply
from hubcli.core.results import BatchReport
from hubcli.core.verdicts import Settle, Split, Verdict


class Face:
    """Gathers over all requests of one batch what its report says."""

    def __init__(self, since: float) -> None:
        """`since` is when its first request could leave, on our clock."""
        self.since = since
        self._answer: Answer | None = None
        self._split = False
        self.attempts = 0
        """All requests that left."""
        self._num_errors = 0
        self._remarks: dict[str, None] = {}

    def seen(self, reply: Reply, verdict: Verdict) -> None:
        """One request that left."""
        self.attempts += 1
        if isinstance(reply, Answer) and not self._split:
            self._answer = reply
        if isinstance(verdict, Split) and not self._split:
            self._split = True

    def add(self, remark: str, verdict: Settle) -> None:
        """One answer that named rows."""
        self._num_errors += _num_errors(verdict)
        if remark:
            self._remarks[remark] = None

    def report(
        self, batch: Batch, *, counts: Mapping[type[Outcome], int], seconds: float
    ) -> BatchReport:
        """All of it, with the counts of what became of the rows."""
        answer = self._answer
        body = answer.body if answer else None
        first_line, last_line = columns_of(batch.records).lines
        return BatchReport(
            number=batch.number,
            file=batch.file,
            first_line=first_line,
            last_line=last_line,
            rows=len(batch.records),
            status=body.status if body else None,
            http_status=answer.http_status if answer else None,
            created=counts.get(Created, 0),
            num_errors=self._num_errors,
            attempts=self.attempts,
            seconds=seconds,
            started_at=body.started_at if body else None,
            completed_at=body.completed_at if body else None,
            correlation_id=answer.correlation_id if answer else None,
            links=body.links if body else {},
            refused=counts.get(Refused, 0),
            in_doubt=counts.get(InDoubt, 0),
            existing=counts.get(Existing, 0),
            updated=counts.get(Updated, 0),
            remark="; ".join((*self._remarks, *(["split"] if self._split else []))),
        )


def _num_errors(verdict: Settle) -> int:
    said = verdict.body.num_errors
    return said if said is not None else len(verdict.body.errors)
