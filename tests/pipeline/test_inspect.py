from collections import Counter
from collections.abc import Iterable, Sequence

from hubcli.core.outcomes import Fault, OutcomeName
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


def test_refusals_and_followers_are_counted_by_file() -> None:
    class Writing(FakeJournal):
        """Notes the files too."""

        def __init__(self) -> None:
            super().__init__()
            self.files: list[str] = []

        def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
            super().refused(file, rows)
            self.files.append(file)

        def followed(self, file: str, rows: Sequence[Follower]) -> None:
            super().followed(file, rows)
            self.files.append(file)

        def fates(self) -> Iterable[tuple[OutcomeName, int]]:
            return Counter(name for name, _ in super().fates()).items()

    journal = Writing()
    refused = tuple(RefusedRow(at, at + 1, (Fault("no", "X"),)) for at in (1, 2, 3))
    followers = tuple(Follower(at, at + 1, 1) for at in (4, 5))
    items: list[Prepared] = [Refusals("a.csv", refused), Followers("b.csv", followers)]
    end = inspect(iter(items), 6, journal)
    assert journal.files == ["a.csv", "b.csv"]
    assert counts(end) == {"refused": 5, "notSent": 1}
    (cause,) = end.causes
    assert (cause.outcome, cause.count) == (OutcomeName.REFUSED, 3)
