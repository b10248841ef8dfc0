from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from hubcli.core.existing import OnExisting
from hubcli.core.lifecycle import Lifecycle
from hubcli.core.mapping import AssociationType, KeyRule
from hubcli.core.outcomes import OutcomeName
from hubcli.core.records import Association, Batch, Record
from hubcli.core.replies import Found, Result, Unreadable
from hubcli.core.results import Expected
from hubcli.core.unchecked import KEYS
from hubcli.pipeline.forecast import Forecast, Prospect, Warned
from hubcli.pipeline.prepare import Refusals
from tests.pipeline.builders import EMAIL, batch_of, explain, records
from tests.pipeline.fakes import FakeClock, FakeStopper

TYPES = (AssociationType("HUBSPOT_DEFINED", 279),)
OTHER = (AssociationType("HUBSPOT_DEFINED", 4),)
STAGES = Lifecycle(("lead", "customer"))


@dataclass
class FakeLookup:
    """Holds records by key, and knows which ids are missing."""

    held: Mapping[str, Result] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    troubles: list[Unreadable] = field(default_factory=list)
    found: list[list[str]] = field(default_factory=list)
    asked: list[tuple[str, list[str]]] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        self.found.append(list(values))
        self.wanted = list(properties)
        if self.troubles:
            return self.troubles.pop(0)
        return {value: self.held[value] for value in values if value in self.held}

    def missing(self, object_type: str, ids: Sequence[str]) -> frozenset[str] | Unreadable:
        assert len(ids) <= 100
        self.asked.append((object_type, list(ids)))
        return self.troubles.pop(0) if self.troubles else self.absent & frozenset(ids)


def forecast_of(
    lookup: FakeLookup,
    on_existing: OnExisting = OnExisting.REFUSE,
    key: KeyRule | None = EMAIL,
    lifecycle: Lifecycle | None = None,
) -> Forecast:
    targets: Mapping[tuple[AssociationType, ...], str] = {TYPES: "companies", OTHER: "deals"}
    prospect = Prospect(key, on_existing, explain, targets, lifecycle)
    return Forecast(prospect, lookup, FakeClock(FakeStopper()))


def result(id_: str, **properties: str) -> Result:
    return Result(id_, properties)


def linked(record: Record, *links: tuple[str, tuple[AssociationType, ...]]) -> Record:
    return record._replace(associations=tuple(Association(*link) for link in links))


def test_keys_that_exist_are_faults_as_create_would_refuse_them() -> None:
    lookup = FakeLookup({"row2@example.com": result("17")})
    forecast = forecast_of(lookup)
    refused, kept = forecast.see([batch_of(records(3))])
    assert isinstance(refused, Refusals)
    ((number, line, (fault,)),) = refused.rows
    assert (refused.file, number, line) == ("data.csv", 2, 3)
    assert fault.message == "record 17 has row2@example.com already"
    assert (fault.code, fault.property) == ("ALREADY_EXISTS", "email")
    assert fault.column == "column of email"
    assert isinstance(kept, Batch)
    assert [record.row.number for record in kept.records] == [1, 3]
    assert forecast.expected == Expected(created=2)
    assert lookup.found == [["row1@example.com", "row2@example.com", "row3@example.com"]]


@pytest.mark.parametrize(
    ("on_existing", "expected"),
    [
        (OnExisting.SKIP, Expected(created=2, existing=1)),
        (OnExisting.UPDATE, Expected(created=2, updated=1)),
    ],
)
def test_where_they_are_allowed_they_are_counted(
    on_existing: OnExisting, expected: Expected
) -> None:
    forecast = forecast_of(FakeLookup({"row2@example.com": result("17")}), on_existing)
    batch = batch_of(records(3))
    assert list(forecast.see([batch])) == [batch]
    assert forecast.expected == expected
    assert forecast.failures == {}


def test_a_batch_of_which_nothing_is_left_is_none() -> None:
    lookup = FakeLookup({f"row{n}@example.com": result(str(n)) for n in (1, 2)})
    (refused,) = forecast_of(lookup).see([batch_of(records(2))])
    assert isinstance(refused, Refusals)


def test_without_a_key_nobody_is_asked() -> None:
    lookup = FakeLookup()
    forecast = forecast_of(lookup, key=None)
    keyless = batch_of(records(2, key=None))
    refusals = Refusals("data.csv", ())
    assert list(forecast.see([keyless, refusals])) == [keyless, refusals]
    assert list(forecast_of(lookup).see([keyless])) == [keyless]
    assert lookup.found == []
    assert forecast.expected == Expected(created=2)


def test_a_stage_that_would_go_back_is_a_warning() -> None:
    now = {"row1@example.com": "customer", "row2@example.com": "lead", "row3@example.com": "other"}
    held = {key: result(key, lifecyclestage=stage) for key, stage in now.items()}
    lookup = FakeLookup(held)
    forecast = forecast_of(lookup, OnExisting.UPDATE, lifecycle=STAGES)
    rows = [
        record._replace(properties={**record.properties, "lifecyclestage": "lead"})
        for record in records(4)
    ]
    (warned,) = forecast.see([batch_of(rows)])
    assert isinstance(warned, Warned)
    assert warned.batch.records == rows
    ((index, fault),) = warned.warnings.items()
    assert (index, fault.code) == (0, "LIFECYCLE_STAGE_BACKWARDS")
    assert "customer" in fault.message
    (report,) = warned.reports
    assert (report.line, report.outcome, report.fault) == (2, OutcomeName.UPDATED, fault)
    assert lookup.wanted == ["lifecyclestage"]
    assert forecast.expected == Expected(created=1, updated=3)


def test_targets_that_are_missing_are_faults() -> None:
    lookup = FakeLookup(absent=frozenset({"9"}))
    forecast = forecast_of(lookup, key=None)
    one, two, three = records(3, key=None)
    first = batch_of([linked(one, ("7", TYPES)), linked(two, ("9", TYPES), ("9", OTHER))])
    second = batch_of([linked(three, ("7", TYPES), ("9", OTHER), ("1", (*TYPES, *OTHER)))])
    refused, kept, other = forecast.see([first, second])
    assert isinstance(refused, Refusals)
    ((_, _, faults),) = refused.rows
    assert [fault.message for fault in faults] == [
        "there is no record 9 among the companies",
        "there is no record 9 among the deals",
    ]
    assert {fault.code for fault in faults} == {"INVALID_ASSOCIATION_IDENTIFIER"}
    assert isinstance(kept, Batch)
    assert isinstance(other, Refusals)
    assert lookup.asked[:2] == [("companies", ["7", "9"]), ("deals", ["9"])]


def test_nobody_is_asked_of_one_record_again_and_again() -> None:
    lookup = FakeLookup(absent=frozenset({"9"}))
    forecast = forecast_of(lookup, key=None)
    (row,) = records(1, key=None)
    many = [batch_of([linked(row, ("9", TYPES))], number) for number in range(50)]
    told = list(forecast.see(many))
    assert all(isinstance(item, Refusals) for item in told)
    assert len(told) == 50
    assert len(lookup.asked) < 5


def test_ids_are_asked_for_by_the_hundred_and_forgotten_where_they_are_too_many() -> None:
    lookup = FakeLookup(absent=frozenset({"3"}))
    prospect = Prospect(None, OnExisting.REFUSE, explain, {TYPES: "companies"})
    forecast = Forecast(prospect, lookup, FakeClock(FakeStopper()), most_ids=150)
    rows = records(100, key=None)
    links = [linked(row, (str(n), TYPES), (str(n + 500), TYPES)) for n, row in enumerate(rows)]
    told = list(forecast.see([batch_of(links, number) for number in range(9)]))
    assert {len(ids) for _, ids in lookup.asked} == {100}
    assert sum(isinstance(item, Refusals) for item in told) == 9


def test_what_passes_is_tried_again() -> None:
    lookup = FakeLookup(troubles=[Unreadable("busy", again=True)] * 2)
    clock = FakeClock(FakeStopper())
    forecast = Forecast(Prospect(EMAIL, OnExisting.REFUSE, explain), lookup, clock)
    assert len(list(forecast.see([batch_of(records(2))]))) == 1
    assert clock.waits == [0.5, 2.0]
    assert forecast.failures == {}


@pytest.mark.parametrize(
    ("trouble", "asked"),
    [(Unreadable("busy", again=True), 5), (Unreadable("refused (403)", again=False), 1)],
)
def test_what_does_not_pass_is_told_and_never_asked_again(trouble: Unreadable, asked: int) -> None:
    lookup = FakeLookup(troubles=[trouble] * 9)
    forecast = forecast_of(lookup)
    assert len(list(forecast.see([batch_of(records(2)), batch_of(records(2), 2)]))) == 2
    assert len(lookup.found) == asked
    assert forecast.failures == {KEYS: trouble.reason}


def test_targets_that_cannot_be_looked_up_are_no_faults() -> None:
    lookup = FakeLookup(troubles=[Unreadable("refused (403)", again=False)])
    forecast = forecast_of(lookup, key=None)
    batch = batch_of([linked(records(1, key=None)[0], ("7", TYPES))])
    assert list(forecast.see([batch, batch])) == [batch, batch]
    assert forecast.failures == {"companies": "refused (403)"}
    assert len(lookup.asked) == 1


def test_nobody_waits_where_it_is_ending() -> None:
    stopper = FakeStopper()
    stopper.stop()
    lookup = FakeLookup(troubles=[Unreadable("busy", again=True)])
    forecast = Forecast(Prospect(EMAIL, OnExisting.REFUSE, explain), lookup, FakeClock(stopper))
    list(forecast.see([batch_of(records(1))]))
    assert forecast.failures == {KEYS: "busy"}
