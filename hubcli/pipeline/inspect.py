"""All rows up to where they would be sent: what `check` and `--dry-run` see."""

from collections.abc import Iterable
from typing import assert_never

from hubcli.core.causes import CauseTally
from hubcli.core.outcomes import OutcomeName, Tally, Updated
from hubcli.core.records import Batch
from hubcli.core.results import Expected, Requests, RowReport
from hubcli.pipeline.forecast import Foreseen, Warned
from hubcli.pipeline.ports import Journal
from hubcli.pipeline.prepare import Doubtful, Followers, Refusals
from hubcli.pipeline.run import RunEnd


def inspect(
    prepared: Iterable[Foreseen],
    total: int,
    journal: Journal,
    *,
    expected: Expected | None = None,
) -> RunEnd:
    """Refuse what would be refused; everything else is not sent.

    Rows that share another row's fate are added to what is expected.
    """
    seen = _Seen(journal, expected or Expected())
    for item in prepared:
        seen.add(item)
    return seen.end(total)


class _Seen:
    def __init__(self, journal: Journal, expected: Expected) -> None:
        self._journal = journal
        self._expected = expected
        self._tally = Tally()
        self._causes = CauseTally()
        self._batches = 0

    def add(self, item: Foreseen) -> None:
        match item:
            case Batch() | Doubtful():
                self._batches += 1
            case Warned():
                self._batches += 1
                self._warned(item)
            case Refusals():
                self._refused(item)
            case Followers(file, followers):
                self._journal.followed(file, followers)
                self._expected.same_key += len(followers)
            case _:
                assert_never(item)

    def _refused(self, refusals: Refusals) -> None:
        self._journal.refused(refusals.file, refusals.rows)
        self._tally.add(OutcomeName.REFUSED, len(refusals.rows))
        for row in refusals.rows:
            for fault in row.faults:
                report = RowReport(refusals.file, row.line, None, OutcomeName.REFUSED, fault)
                self._causes.add(report)

    def _warned(self, item: Warned) -> None:
        """Such a row counts as not sent, like all that nothing is wrong with."""
        ends = {index: Updated("", "", (fault,)) for index, fault in item.warnings.items()}
        self._journal.settled(item.batch, ends)
        for report in item.reports:
            self._causes.add(report)

    def end(self, total: int) -> RunEnd:
        causes, tally = self._causes, self._tally
        refused = sum(n for name, n in self._journal.fates() if name is OutcomeName.REFUSED)
        tally.add(OutcomeName.REFUSED, refused)
        self._expected.existing += self._expected.same_key - refused
        tally.add(OutcomeName.NOT_SENT, total - tally.read)
        return RunEnd(tally, Requests(), None, causes.causes(), self._batches, causes.reports)
