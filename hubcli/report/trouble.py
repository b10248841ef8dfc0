"""Which batches a person wants to see."""

from typing import Literal, TypeAlias

from hubcli.core.results import BatchReport

BatchChoice: TypeAlias = Literal["auto", "all", "troubled", "none"]
"""`--batches`; `auto`: all in plain lines, and on a terminal as many as can be looked over."""

GOOD = "COMPLETE"


def is_troubled(batch: BatchReport) -> bool:
    """Whether something about it is worth a look; a batch that was never sent is told in the sums."""
    if not batch.attempts:
        return False
    met = batch.existing + batch.updated
    flawed = batch.refused or batch.in_doubt or batch.num_errors > met or batch.remark
    return bool(flawed) or batch.status != GOOD or batch.attempts > 1 + bool(batch.updated)
