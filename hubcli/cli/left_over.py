"""What the earlier sessions of a run left: which rows are still to be done, and what the others came to."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from hubcli.core.outcomes import Fault
from hubcli.core.records import RefusedRow
from hubcli.core.results import Requests
from hubcli.core.standing import Standing
from hubcli.pipeline.deliver import CUT_OFF
from hubcli.pipeline.prepare import Input, Share, doubtful
from hubcli.pipeline.sums import Sums
from hubcli.runs.catalog import KnownRun
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.ledger import Ledger


@dataclass(frozen=True, slots=True)
class LeftOver:
    """Where a run is gone on with."""

    standing: Standing
    first_batch: int
    sums: Sums

    def share(self, limit: int | None = None) -> Share:
        """What is this session's of it."""
        return Share(self.standing, self.first_batch, limit)


def left_over(
    run: KnownRun, inputs: Sequence[Input], journal: EnduringJournal, *, batch_size: int
) -> LeftOver:
    """Ask the run's journal; rows that a cut-off session left without an end become rows in doubt in it.

    Raises the sources' errors, and UnavailableError where the journal can't be written.
    """
    with closing(Ledger(run.folder.journal)) as ledger:
        standing = ledger.standing(run.record.rows)
        if standing.doubts:
            known = ledger.doubtful()
            _write_doubts_down(inputs, journal, standing, known, batch_size=batch_size)
            if journal.failure:
                raise journal.failure
        return LeftOver(standing, ledger.last_batch() + 1, sums_of(ledger, run))


def _write_doubts_down(
    inputs: Sequence[Input],
    journal: EnduringJournal,
    standing: Standing,
    known: set[int],
    *,
    batch_size: int,
) -> None:
    """They are in doubt from now on, whatever comes; `known` are those that were so before."""
    fault = Fault(CUT_OFF, "IN_DOUBT")
    for item in doubtful(inputs, standing, batch_size):
        rows = [record.row for record in item.batch.records if record.row.number not in known]
        if rows:
            told = [RefusedRow(row.number, row.line, (fault,)) for row in rows]
            journal.doubted(item.batch.file, told)


def sums_of(ledger: Ledger, run: KnownRun) -> Sums:
    """What a run's sessions came to so far."""
    sums = Sums()
    for name, number in ledger.counts().items():
        sums.tally.add(name, number)
    for error in ledger.own_errors():
        sums.causes.add(error)
    sums.batches = ledger.batch_count()
    sums.requests = Requests(**run.end.requests) if run.end else ledger.attempts()
    return sums
