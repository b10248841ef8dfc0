"""Rows in doubt before an undoing: only reads leave, and every row comes to what is certain of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Created, Existing, InDoubt, Outcome, OutcomeName, Refused, Stop
from hubcli.core.records import Batch, Record
from hubcli.core.replies import Unreadable
from hubcli.core.standing import Sent
from hubcli.errors import ExitCode
from hubcli.pipeline.looking_up import LookingUp
from hubcli.pipeline.prepare import Doubtful
from hubcli.pipeline.seeking import Seeking
from tests.pipeline.builders import IMPORT_KEY, Stage, batch_of, records, stage
from tests.pipeline.fakes import FakeJournal
from tests.pipeline.undo_fakes import FakeCount


def doubtful(one: Stage, rows: Sequence[Record], ago: float = 100.0, number: int = 0) -> Doubtful:
    """Rows that a session of before sent so many seconds ago, and that are written down as in doubt."""
    left = one.hubspot.server_time() - timedelta(seconds=ago)
    for row in rows:
        one.journal.ends[row.row.number] = OutcomeName.IN_DOUBT
    return Doubtful(batch_of(rows, number), dict.fromkeys(range(len(rows)), Sent(left, left)))


def looked_up(one: Stage, *doubts: Doubtful) -> tuple[Stop | None, dict[str, int], int]:
    """Why it ended early, what rows came to, and how many were told to the bar."""
    looking, count = LookingUp(one.terms, one.tools), FakeCount()
    stop = looking.look_up(iter(doubts), count, 2)
    assert (one.hubspot.requests, one.hubspot.changes, one.journal.sent) == ([], [], {})
    found = {str(name): number for name, number in looking.found.counts.items() if number}
    return stop, found, count.done


def test_what_hubspot_made_is_created_and_what_it_did_not_is_open_again() -> None:
    one = stage()
    rows = records(5)
    doubts = doubtful(one, rows[:3]), doubtful(one, rows[3:])
    one.hubspot.write(rows[1:4])
    one.clock.go_to(one.clock.now() + 1)
    stop, found, told = looked_up(one, *doubts)
    assert (stop, found, told) == (None, {"created": 3, "notSent": 2}, 5)
    made = {number: end.id for number, end in one.journal.ends.items() if isinstance(end, Created)}
    assert made == {2: "9000", 3: "9001", 4: "9002"}
    assert one.journal.ends.keys() == {2, 3, 4}
    assert sorted(event for event in one.journal.events if event[0] == "absent") == [
        ("absent", [1]),
        ("absent", [5]),
    ]
    assert one.clock.waits == []


def test_a_request_younger_than_the_patience_is_waited_for() -> None:
    one = stage(patience=30.0)
    rows = records(2)
    doubts = doubtful(one, rows, ago=10.0)
    one.hubspot.write(rows[:1], delay=15.0)
    assert looked_up(one, doubts) == (None, {"created": 1, "notSent": 1}, 2)
    assert 19.0 <= sum(one.clock.waits) <= 21.0
    assert len(one.hubspot.looked_up) == 2


def test_import_keys_are_the_rows_own() -> None:
    one = stage(key=IMPORT_KEY)
    rows = records(2, key=IMPORT_KEY)
    doubts = doubtful(one, rows)
    one.hubspot.put(rows[0].properties, ago=0.0)
    assert looked_up(one, doubts)[1] == {"created": 1, "notSent": 1}


@pytest.mark.parametrize(
    ("on_existing", "kind", "name"),
    [
        (OnExisting.REFUSE, Refused, "refused"),
        (OnExisting.SKIP, Existing, "existing"),
        (OnExisting.UPDATE, InDoubt, "inDoubt"),
    ],
)
def test_a_record_of_before_is_not_the_runs(on_existing: OnExisting, kind: type, name: str) -> None:
    one = stage(on_existing=on_existing)
    rows = records(1)
    doubts = doubtful(one, rows)
    there = one.hubspot.put(rows[0].properties)
    assert looked_up(one, doubts)[1] == {name: 1}
    end = one.journal.ends[1]
    assert isinstance(end, kind)
    match end:
        case Existing(id_):
            assert id_ == there.id
        case Refused((fault,)):
            assert (fault.code, fault.column) == ("ALREADY_EXISTS", "column of email")
        case InDoubt((fault,)):
            assert f"record {there.id} was there before, and whether" in fault.message


def test_what_nobody_can_say_stays_in_doubt() -> None:
    one = stage()
    rows = records(1)
    doubts = doubtful(one, rows)
    one.hubspot.put(rows[0].properties | {"firstname": "Other"}, ago=0.0)
    assert looked_up(one, doubts)[1] == {"inDoubt": 1}
    assert isinstance(one.journal.ends[1], InDoubt)


def test_a_read_that_is_refused_leaves_them_in_doubt() -> None:
    one = stage(finds=[Unreadable("HubSpot answered 403", again=False)])
    assert looked_up(one, doubtful(one, records(2)))[1] == {"inDoubt": 2}


def test_a_read_that_fails_is_done_again_however_old_the_doubt_is() -> None:
    one = stage(finds=[Unreadable("HubSpot answered 502", again=True)], max_wait=10.0)
    doubts = doubtful(one, records(2), ago=5_000.0)
    assert looked_up(one, doubts)[1] == {"notSent": 2}
    assert one.clock.waits == [2.0]


def test_a_read_that_fails_for_long_is_given_up() -> None:
    one = stage(finds=[Unreadable("HubSpot answered 502", again=True)] * 99, max_wait=10.0)
    assert looked_up(one, doubtful(one, records(2), ago=5_000.0))[1] == {"inDoubt": 2}
    assert sum(one.clock.waits) == 10.0


def test_without_a_key_they_are_searched_for() -> None:
    one = stage(key=None)
    rows = records(2, key=None)
    doubts = doubtful(one, rows, ago=50.0)
    one.hubspot.put(rows[0].properties, ago=40.0)
    seeking = Seeking(rows[0].properties, one.hubspot.server_time())
    one.terms = replace(one.terms, seeking=seeking)
    assert looked_up(one, doubts)[1] == {"created": 1, "inDoubt": 1}


class _Killed(BaseException):
    """kill -9, as far as that goes within a process."""


class _Mortal(FakeJournal):
    """Dies at its nth event, before it is written or after."""

    def __init__(self, last: int, *, written: bool) -> None:
        super().__init__()
        self._left = last
        self._written = written

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        self._die(lambda: super(_Mortal, self).settled(batch, outcomes, attempt))

    def absent(self, records: Sequence[Record]) -> None:
        self._die(lambda: super(_Mortal, self).absent(records))

    def _die(self, event: Callable[[], None]) -> None:
        self._left -= 1
        if self._left or self._written:
            event()
        if not self._left:
            raise _Killed


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("event", range(1, 7))
def test_it_may_be_done_again_wherever_it_was_killed(event: int, *, written: bool) -> None:
    one = stage()
    rows = records(9)
    one.journal = _Mortal(event, written=written)
    one.tools = replace(one.tools, journal=one.journal)
    doubts = [doubtful(one, rows[start : start + 3]) for start in (0, 3, 6)]
    one.hubspot.write([row for row in rows if row.row.number % 3])
    one.clock.go_to(one.clock.now() + 1)
    with pytest.raises(_Killed):
        LookingUp(one.terms, one.tools).look_up(iter(doubts), FakeCount(), 1)

    after = FakeJournal()
    after.ends = one.journal.ends
    left = [row for row in rows if after.ends.get(row.row.number) is OutcomeName.IN_DOUBT]
    one.journal, one.stopper.stopping = after, False
    one.tools = replace(one.tools, journal=after)
    looked_up(one, *([doubtful(one, left)] if left else []))
    made = {number: end.id for number, end in after.ends.items() if isinstance(end, Created)}
    assert after.ends.keys() == made.keys() == {1, 2, 4, 5, 7, 8}
    assert len(set(made.values())) == len(made)


def test_who_is_stopped_leaves_the_rest_in_doubt() -> None:
    one = stage()
    first, second = doubtful(one, records(1)), doubtful(one, records(2, first=2))

    class Impatient(FakeCount):
        """Ends it all when the first batch is done."""

        def advance(self, done: int) -> None:
            super().advance(done)
            one.stopper.stop()

    count, looking = Impatient(), LookingUp(one.terms, one.tools)
    stop = looking.look_up(iter([first, second]), count, 1)
    assert stop is not None
    assert stop.exit_code is ExitCode.INTERRUPTED
    assert count.done == 1
    assert one.journal.ends == dict.fromkeys((2, 3), OutcomeName.IN_DOUBT)


def test_who_is_stopped_while_they_are_waited_for_asks_no_more() -> None:
    def finds() -> Iterator[None]:
        one.stopper.stop()
        yield None

    one = stage(patience=30.0, finds=finds())
    stop, found, _ = looked_up(one, doubtful(one, records(2), ago=10.0))
    assert stop is not None
    assert stop.exit_code is ExitCode.INTERRUPTED
    assert found == {}
    assert len(one.hubspot.looked_up) == 1
    assert one.journal.ends == dict.fromkeys((1, 2), OutcomeName.IN_DOUBT)
