from collections import Counter
from collections.abc import Iterable, Sequence

from hubcli.core.outcomes import Fault, OutcomeName, Updated
from hubcli.core.records import Follower, RefusedRow
from hubcli.core.results import Expected, Requests, RowReport
from hubcli.pipeline.forecast import Warned
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


def test_a_warning_is_told_and_its_row_is_well() -> None:
    batch = batch_of(records(2))
    fault = Fault("it is customer now", "LIFECYCLE_STAGE_BACKWARDS", property="lifecyclestage")
    report = RowReport("data.csv", 3, 1, OutcomeName.UPDATED, fault)
    journal = FakeJournal()
    end = inspect(iter([Warned(batch, {1: fault}, (report,))]), 2, journal)
    assert counts(end) == {"notSent": 2}
    assert (end.batches, end.errors) == (1, 1)
    (cause,) = end.causes
    assert (cause.outcome, cause.example().code) == ("updated", "LIFECYCLE_STAGE_BACKWARDS")
    assert journal.ends == {2: Updated("", "", (fault,))}


def test_rows_with_the_key_of_another_are_expected_to_exist() -> None:
    refused = (RefusedRow(1, 2, (Fault("no", "X"),)),)
    followers = tuple(Follower(at, at + 1, leader) for at, leader in ((3, 1), (4, 2), (5, 2)))
    expected = Expected(created=1)
    items: list[Prepared] = [
        Refusals("a.csv", refused),
        batch_of(records(1, first=2)),
        Followers("a.csv", followers),
    ]
    inspect(iter(items), 5, FakeJournal(), expected=expected)
    assert expected == Expected(created=1, existing=2, same_key=3)
