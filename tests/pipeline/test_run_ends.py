"""How a run waits and ends, and what it writes down and tells of that."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import Event
from threading import enumerate as threads

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.core.records import Follower, Record, RefusedRow
from hubcli.core.replies import Reply
from hubcli.core.results import BatchReport
from hubcli.errors import ExitCode
from hubcli.pipeline.prepare import Followers, Prepared, Refusals
from tests.pipeline.builders import Stage, counts, stage
from tests.pipeline.fake_hubspot import FakeHubSpot, answer, lost, says, stop_then
from tests.pipeline.fakes import FakeJournal, FakeProgress
from tests.pipeline.test_run import many


class Listing(FakeJournal):
    """Lists the batches in the order in which they are done."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[int] = []

    def batch_done(self, report: BatchReport) -> None:
        self.done.append(report.number)


def listing(one: Stage) -> Listing:
    journal = Listing()
    one.journal, one.tools = journal, replace(one.tools, journal=journal)
    return journal


def wait_for_workers() -> None:
    for thread in threads():
        if thread.name.startswith("hubcli-"):
            thread.join(10)


def test_what_nobody_waited_for_comes_too_late() -> None:
    """Its rows are counted: neither the sums nor the journal change once a run has ended."""
    freed = Event()

    def hanging(hubspot: FakeHubSpot, rows: Sequence[Record]) -> Reply:
        hubspot.stopper.abandon()
        freed.wait(10)
        return answer()(hubspot, rows)

    one, progress = stage(lost(), hanging), FakeProgress()
    journal = listing(one)
    try:
        end = one.run(many(20), progress=progress)
    finally:
        freed.set()
    wait_for_workers()
    assert journal.done == [1, 2]
    assert progress.read == [2, 4]
    assert counts(end) == {"inDoubt": 4, "notSent": 36}
    assert end.batches == 2


def test_a_run_with_nothing_else_to_do_waits_until_doubt_may_be_settled() -> None:
    one, progress = stage(lost(), lost(), tick=10.0), FakeProgress()
    assert counts(one.run(many(1), progress=progress)) == {"created": 2}
    assert one.sizes() == [2, 2, 2]
    assert len(progress.notes) == 1


def test_a_second_interruption_asks_less_than_a_token_that_expired() -> None:
    one = stage(otherwise=says(401, "expired"))

    class SecondInterruption(FakeProgress):
        def advance(self, tally: Tally) -> None:
            one.stopper.abandon()

    end = one.run(many(5), progress=SecondInterruption())
    assert counts(end) == {"notSent": 10}
    assert end.stop is not None
    assert end.stop.exit_code is ExitCode.ACCOUNT


def test_an_interruption_is_told() -> None:
    end = stage(stop_then(answer())).run(many(2))
    assert end.stop == Stop(ExitCode.INTERRUPTED, "interrupted")


def test_what_to_do_is_told_also_once_something_was_sent() -> None:
    end = stage(answer(), otherwise=says(404, "Not found", category=None)).run(many(3))
    assert counts(end) == {"created": 2, "notSent": 4}
    message = "HubSpot answered 404: Not found (correlation id c-9)"
    hint = "Is the base URL HubSpot's, and does it know this API version?"
    assert end.stop == Stop(ExitCode.UNAVAILABLE, message, hint)


class Filing(FakeJournal):
    """Notes of which files rows that are not sent were."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[tuple[str, list[int]]] = []

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        self.files.append((file, [row.number for row in rows]))
        super().refused(file, rows)

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        self.files.append((file, [row.number for row in rows]))
        super().followed(file, rows)


def test_rows_that_are_not_sent_are_written_down_with_their_file() -> None:
    one, journal = stage(), Filing()
    one.tools = replace(one.tools, journal=journal)
    items: list[Prepared] = [
        Refusals("a.csv", (RefusedRow(3, 4, (Fault("ragged"),)),)),
        *many(1),
        Followers("b.csv", (Follower(4, 2, 2),)),
    ]
    assert counts(one.run(items, total=4)) == {"refused": 1, "created": 2, "existing": 1}
    assert journal.files == [("a.csv", [3]), ("b.csv", [4])]


class Many(FakeJournal):
    """Says of many rows at once what became of them."""

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        return [(OutcomeName.EXISTING, 3), (OutcomeName.REFUSED, 2)]


def test_what_became_of_many_rows_at_the_end_is_counted_of_each() -> None:
    one = stage()
    one.tools = replace(one.tools, journal=Many())
    end = one.run(many(1), total=8)
    assert counts(end) == {"created": 2, "existing": 3, "refused": 2, "notSent": 1}
