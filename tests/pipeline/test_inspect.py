from hubcli.core.outcomes import Fault
from hubcli.core.records import Follower, RefusedRow
from hubcli.core.results import Requests
from hubcli.pipeline.inspect import inspect
from hubcli.pipeline.prepare import Followers, Prepared, Refusals
from tests.pipeline.builders import batch_of, counts, records
from tests.pipeline.fakes import FakeJournal


def test_what_would_be_sent_is_not_and_what_is_refused_is_told() -> None:
    faults = (Fault("no number", "INVALID_INTEGER"), Fault("no date", "INVALID_DATE"))
    items: list[Prepared] = [
        batch_of(records(3)),
        Refusals("data.csv", (RefusedRow(4, 5, faults),)),
        Followers("data.csv", (Follower(5, 6, 4), Follower(6, 7, 1))),
        batch_of(records(2, first=7), 2),
    ]
    end = inspect(iter(items), 8, FakeJournal())
    assert counts(end) == {"refused": 2, "notSent": 6}
    assert end.tally.read == 8
    assert (end.batches, end.errors, end.stop, end.requests) == (2, 2, None, Requests())
    assert [cause.places for cause in end.causes] == [("data.csv:5",), ("data.csv:5",)]
