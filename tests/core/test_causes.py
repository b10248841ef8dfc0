from dataclasses import replace

from hubcli.core.causes import CauseTally, reason_of
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.results import RowReport, unmended

BAD = Fault("ada@ is invalid", "INVALID_EMAIL", "VALIDATION_ERROR", "email", value="ada@")


def report(line: int, fault: Fault, outcome: OutcomeName = OutcomeName.REFUSED) -> RowReport:
    return RowReport("data.csv", line, 1, outcome, fault)


def test_rows_that_share_a_reason_are_one_cause() -> None:
    tally = CauseTally()
    for line in range(2, 7):
        tally.add(report(line, replace(BAD, message=f"{line}@ is invalid", value=f"{line}@")))
    tally.add(report(9, replace(BAD, property="work_email")))
    first, second = tally.causes()
    assert tally.reports == 6
    assert (first.count, first.message, first.code) == (5, "2@ is invalid", "INVALID_EMAIL")
    assert first.places == ("data.csv:2", "data.csv:3", "data.csv:4")
    assert (first.category, first.property) == ("VALIDATION_ERROR", "email")
    assert (second.count, second.property) == (1, "work_email")


def test_with_a_code_the_message_does_not_matter() -> None:
    assert reason_of(BAD) == reason_of(replace(BAD, message="no address"))


def test_outcomes_are_told_apart() -> None:
    tally = CauseTally()
    tally.add(report(2, BAD))
    tally.add(report(3, BAD, OutcomeName.CREATED))
    assert {cause.outcome for cause in tally.causes()} == {"refused", "created"}


def test_without_a_code_the_unvarying_part_of_the_message_counts() -> None:
    one = Fault('Contact 17 of "Ada" <ada@b.co> is locked')
    other = Fault('Contact 4711 of "Bob" <bob@c.de> is locked')
    assert reason_of(one) == reason_of(other)
    assert reason_of(one) != reason_of(Fault("Contact is gone"))


def test_reasons_that_never_repeat_do_not_fill_the_memory() -> None:
    tally = CauseTally()
    for number in range(1_500):
        tally.add(report(number, Fault("x", f"CODE_{number}")))
    causes = tally.causes()
    assert len(causes) == 1_001
    assert causes[0].message == "other reasons"
    assert causes[0].count == 500
    assert sum(cause.count for cause in causes) == 1_500


def test_the_first_places_are_told_whatever_comes_first() -> None:
    tally = CauseTally()
    for line in (9, 4, 7, 2, 5):
        tally.add(report(line, replace(BAD, message=f"{line}@ is invalid")))
    for line in (3, 1, 8, 6, 10):
        tally.add(report(line, replace(BAD, property="other", message=f"{line}@ is invalid")))
    first, second = tally.causes()
    assert (first.property, first.message) == ("other", "1@ is invalid")
    assert first.places == ("data.csv:1", "data.csv:3", "data.csv:6")
    assert (second.property, second.message) == ("email", "2@ is invalid")
    assert second.places == ("data.csv:2", "data.csv:4", "data.csv:5")


def test_a_cause_has_its_first_fault_as_an_example() -> None:
    tally = CauseTally()
    fault = replace(BAD, column="E-mail")
    tally.add(report(2, fault))
    (cause,) = tally.causes()
    assert cause.example() == fault
    assert unmended(cause.example()) is None
