"""What is told of rows that are only looked at: each fault whole, of its own row and file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hubcli.core.existing import OnExisting
from hubcli.core.lifecycle import Lifecycle
from hubcli.core.mapping import AssociationType
from hubcli.core.outcomes import Fault, Stop
from hubcli.core.records import Association, Follower, Record
from hubcli.core.replies import Found, Result
from hubcli.core.results import Expected
from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import Seen
from hubcli.errors import ExitCode
from hubcli.pipeline.forecast import Forecast, Foreseen, Prospect, Warned
from hubcli.pipeline.inspect import inspect
from hubcli.pipeline.prepare import Followers, Refusals
from hubcli.pipeline.verify import Verifier
from tests.pipeline.builders import EMAIL, batch_of, records
from tests.pipeline.fakes import FakeClock, FakeJournal, FakeStopper
from tests.pipeline.test_verify import Counter, Shelf, rows

TYPES = (AssociationType("HUBSPOT_DEFINED", 279),)


def named(file: str, record: Record, fault: Fault) -> Fault:
    return replace(fault, column=f"{file}:{record.row.line}")


class Portal:
    """Has these records, and no company."""

    def __init__(self, held: Mapping[str, Result]) -> None:
        self.held = held

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        assert key == "email"
        return {value: self.held[value] for value in values if value in self.held}

    def missing(self, object_type: str, ids: Sequence[str]) -> frozenset[str]:
        return frozenset(ids)


def forecast_of(portal: Portal, on_existing: OnExisting) -> Forecast:
    lifecycle = Lifecycle(("lead", "customer"))
    prospect = Prospect(EMAIL, on_existing, named, {TYPES: "companies"}, lifecycle)
    return Forecast(prospect, portal, FakeClock(FakeStopper()))


def test_a_row_that_would_be_refused_is_told_all_that_create_would_tell() -> None:
    forecast = forecast_of(Portal({"row2@example.com": Result("17", {})}), OnExisting.REFUSE)
    one, two = records(2)
    linked = one._replace(associations=(Association("9", TYPES),))
    (refused,) = forecast.see([batch_of([linked, two], file="b.csv")])
    assert isinstance(refused, Refusals)
    assert [row.faults for row in refused.rows] == [
        (
            Fault(
                "there is no record 9 among the companies",
                "INVALID_ASSOCIATION_IDENTIFIER",
                "VALIDATION_ERROR",
                column="b.csv:2",
                value="9",
            ),
        ),
        (
            Fault(
                "record 17 has row2@example.com already",
                "ALREADY_EXISTS",
                "CONFLICT",
                "email",
                column="b.csv:3",
                existing_id="17",
            ),
        ),
    ]


def test_a_warning_is_told_of_its_row_and_file() -> None:
    held = {"row2@example.com": Result("17", {"lifecyclestage": "customer"})}
    forecast = forecast_of(Portal(held), OnExisting.UPDATE)
    back = [
        row._replace(properties={**row.properties, "lifecyclestage": "lead"}) for row in records(2)
    ]
    (warned,) = forecast.see([batch_of(back, 4, "b.csv")])
    assert isinstance(warned, Warned)
    (report,) = warned.reports
    assert (report.file, report.line, report.batch) == ("b.csv", 3, 4)
    assert report.fault.column == "b.csv:3"


def test_all_rows_that_exist_already_are_counted() -> None:
    held = {f"row{number}@example.com": Result(str(number), {}) for number in (1, 2)}
    forecast = forecast_of(Portal(held), OnExisting.SKIP)
    list(forecast.see([batch_of(records(2)), batch_of(records(1), 2)]))
    assert forecast.expected == Expected(existing=3)


def test_all_batches_and_all_rows_with_the_key_of_another_are_counted() -> None:
    expected = Expected(created=3, existing=2)
    items: list[Foreseen] = [
        batch_of(records(1)),
        *(Warned(batch_of(records(1, first=at), at), {}, ()) for at in (2, 3)),
        Followers("a.csv", (Follower(4, 5, 1), Follower(5, 6, 1))),
        Followers("b.csv", (Follower(6, 2, 2),)),
    ]
    end = inspect(iter(items), 6, FakeJournal(), expected=expected)
    assert end.batches == 3
    assert expected == Expected(created=3, existing=5, same_key=3)


class Asking(Shelf):
    """Notes which properties are asked for."""

    def records(self, ids: Sequence[str], properties: Sequence[str]) -> Seen:
        self.properties = list(properties)
        return super().records(ids, properties)


def test_the_properties_that_were_sent_are_read_back() -> None:
    shelf = Asking({"1": {"city": "Oslo"}})
    Verifier(shelf, ObjectSchema("contacts")).run(rows(1), Counter(), FakeStopper(), concurrency=1)
    assert shelf.properties == ["city"]


def test_why_nothing_can_be_read_back_is_told_whole() -> None:
    verifier = Verifier(Shelf({}, unreadable="records"), ObjectSchema("contacts"))
    stop = verifier.run(rows(1), Counter(), FakeStopper(), concurrency=1)
    assert stop == Stop(ExitCode.UNAVAILABLE, "gone", "Later.")
