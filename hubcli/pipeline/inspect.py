"""All rows up to where they would be sent: what `check` and `--dry-run` see."""

from collections.abc import Iterator
from typing import assert_never

from hubcli.core.causes import CauseTally
from hubcli.core.outcomes import OutcomeName, Tally
from hubcli.core.records import Batch
from hubcli.core.results import Requests, RowReport
from hubcli.pipeline.ports import Journal
from hubcli.pipeline.prepare import Doubtful, Followers, Prepared, Refusals
from hubcli.pipeline.run import RunEnd


def inspect(prepared: Iterator[Prepared], total: int, journal: Journal) -> RunEnd:
    """Refuse what hubcli refuses by itself; everything else is not sent."""
    tally = Tally()
    causes = CauseTally()
    batches = 0
    for item in prepared:
        match item:
            case Batch() | Doubtful():
                batches += 1
            case Refusals(file, rows):
                journal.refused(file, rows)
                tally.add(OutcomeName.REFUSED, len(rows))
                for row in rows:
                    for fault in row.faults:
                        report = RowReport(file, row.line, None, OutcomeName.REFUSED, fault)
                        causes.add(report)
            case Followers(file, followers):
                journal.followed(file, followers)
            case _:
                assert_never(item)
    for name, number in journal.fates():
        tally.add(name, number)
    tally.add(OutcomeName.NOT_SENT, total - tally.read)
    return RunEnd(tally, Requests(), None, causes.causes(), batches, causes.reports)
