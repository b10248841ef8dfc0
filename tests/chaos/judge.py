"""What must hold after every session, however it ended, and at the end of the whole run."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from hubcli.core.outcomes import OutcomeName
from hubcli.core.records import Record
from hubcli.core.standing import DONE, DOUBT, OPEN, Standing
from hubcli.pipeline.run import RunEnd
from hubcli.runs.ledger import Ledger, RowEnd
from tests.chaos.sessions import Import
from tests.chaos.world import Held, stored

C, E, R, D, N = (
    OutcomeName.CREATED,
    OutcomeName.EXISTING,
    OutcomeName.REFUSED,
    OutcomeName.IN_DOUBT,
    OutcomeName.NOT_SENT,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A run as its journal alone tells of it."""

    standing: Standing
    ends: Mapping[int, RowEnd]
    total: int
    records: Mapping[int, Record]
    """By ordinal; rows that hubcli itself refuses are not among them."""
    followers: frozenset[int]

    def outcome(self, number: int) -> OutcomeName:
        """Also of rows of which the journal only says that they were about to be sent."""
        if number in self.ends:
            return self.ends[number].outcome
        return D if self.standing.of(number) == DOUBT else N


def told(one: Import) -> Told:
    _, inputs = one.job.open()
    mapped = [end for block in inputs[0].source.blocks(1) for end in inputs[0].map_rows(block)]
    with closing(Ledger(one.folder.journal)) as ledger:
        ends = list(ledger.rows())
        standing = ledger.standing(len(mapped))
    numbers = [end.number for end in ends]
    assert len(numbers) == len(set(numbers)), "a row has two ends"
    assert set(numbers) <= set(range(1, len(mapped) + 1))
    records = {end.row.number: end for end in mapped if isinstance(end, Record)}
    sent = {number for number in numbers if number in records}
    by_number = {end.number: end for end in ends}
    followers = frozenset(
        n for n in sent if standing.of(n) == DONE and by_number[n].outcome in {E, N}
    )
    return Told(standing, by_number, len(mapped), records, followers)


def after_a_session(one: Import, end: RunEnd | None) -> Told:
    """The journal is never at odds with HubSpot: what is there or is coming is created or in doubt."""
    found = told(one)
    held = one.world.held()
    traces = Counter(record.trace for record in held if record.trace)
    assert all(number == 1 for number in traces.values()), "a row is there twice"
    there = {record.trace: record for record in held if record.trace}
    coming = {record.trace for record in one.world.coming()}
    for number in range(1, found.total + 1):
        trace = f"run-{number}"
        _row_is_true(found, number, there.get(trace), is_coming=trace in coming)
    _ids_are_true(found, {record.id: record for record in held}, keyed=one.job.key is not None)
    marks = Counter(found.standing.of(number) for number in range(1, found.total + 1))
    assert marks[OPEN] == found.standing.undone
    assert sum(marks.values()) == found.total
    if end:
        _report_is_true(found, end, complete=one.journal_is_complete)
    return found


def _row_is_true(found: Told, number: int, there: Held | None, *, is_coming: bool) -> None:
    outcome, mark = found.outcome(number), found.standing.of(number)
    if there or is_coming:
        assert mark != OPEN, f"row {number} is there and would be sent again"
        assert outcome in {C, D}, f"row {number} is there and {outcome}"
    if outcome is C and found.ends[number].id == "":
        assert there is not None, f"row {number} is created and not there"
    if outcome in {C, R}:
        assert mark == DONE
    if outcome is D and number not in found.followers:
        follows = number in found.ends and mark == DONE
        assert mark == DOUBT or follows


def _ids_are_true(found: Told, there: Mapping[str, Held], *, keyed: bool) -> None:
    created = {number: end.id for number, end in found.ends.items() if end.outcome is C and end.id}
    assert len(set(created.values())) == len(created), "two rows have one id"
    for number, record_id in created.items():
        assert record_id in there, f"row {number} is created and not there"
        record = there[record_id]
        assert record.properties == stored(found.records[number].properties), f"row {number}"
        assert record.trace is not None, f"row {number} has somebody else's record"
        assert not keyed or record.trace == f"run-{number}"


def _report_is_true(found: Told, end: RunEnd, *, complete: bool) -> None:
    counts = end.tally.counts
    assert all(number >= 0 for number in counts.values()), counts
    assert end.tally.read == found.total, counts
    if complete:
        # What was looked up and is surely not there is not sent; the journal alone would look once more.
        outcomes = Counter(one.outcome for one in found.ends.values())
        outcomes[N] += found.total - len(found.ends)
        outcomes += Counter()
        said = Counter({name: number for name, number in counts.items() if number})
        assert outcomes == said, f"the journal says {outcomes}, the report {said}"
