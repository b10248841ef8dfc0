"""Which property each column of a file is for, and what a person must decide."""

import pytest

from hubcli.core.matching import Because, LeftOut, Match, Matcher, Sure, Unsure
from hubcli.core.matching_cells import Judge, Sample
from hubcli.core.schema import ObjectSchema, Property
from tests.core.matching_schema import JUDGE, sample


def match(*samples: Sample) -> list[Match]:
    return list(Matcher(JUDGE).match(samples))


def one(*cells: str, column: str) -> Match:
    (found,) = match(sample(column, *cells))
    return found


@pytest.mark.parametrize(
    ("column", "cells", "name"),
    [
        ("email", ["a@x.no"], "email"),
        ("E-post", ["a@x.no"], "email"),
        ("First name", [], "firstname"),
        ("Fornavn", ["Ada"], "firstname"),
        ("Firma", ["Ås AS"], "company"),
        ("Emial", ["a@x.no", "b@x.no"], None),
        ("Scorre", ["1", "2"], "score"),
        ("Lifecycle stage", ["Lead", "customer"], "lifecyclestage"),
        ("Livssyklus", ["Lead", "customer"], "lifecyclestage"),
    ],
)
def test_a_sure_column_goes_to_one_property(
    column: str, cells: list[str], name: str | None
) -> None:
    found = one(*cells, column=column)
    assert (found.candidate.property if isinstance(found, Sure) else None) == name


def test_a_slip_without_cells_to_prove_it_is_for_a_person() -> None:
    found = one(column="Scoree")
    assert isinstance(found, Unsure)
    assert found.because is Because.ONLY_LIKELY


@pytest.mark.parametrize(
    ("column", "cells", "because", "names"),
    [
        ("Xyzzy", ["a", "b"], Because.NOTHING, []),
        ("Xyzzy", [], Because.NOTHING, []),
        ("Kontakt", ["a@x.no", "b@x.no"], Because.SEVERAL, ["email", "work_email"]),
        ("Kontakt", ["+47 22 33 44 55", "+47 22 33 44 56"], Because.ONLY_LIKELY, ["phone"]),
        ("Kontakt", ["www.x.no", "https://y.no"], Because.ONLY_LIKELY, ["website"]),
        ("Status", ["Lead", "Customer"], Because.SEVERAL, ["lifecyclestage", "wants"]),
        ("Lead status", ["Hot", "Cold"], Because.ONLY_LIKELY, ["hs_lead_status"]),
        ("Status", ["Lead"], Because.NOTHING, []),
        ("Dato", ["2026-01-01"], Because.SEVERAL, ["born", "closedate"]),
        ("Close Date", ["03/04/2026"], Because.WAYS, ["closedate", "closedate"]),
        ("Close Date", ["25.03.2026 14:30"], Because.ZONE, ["closedate"]),
        ("Old created", ["Lead", "Customer"], Because.SEVERAL, ["lifecyclestage", "wants"]),
    ],
)
def test_the_rest_is_for_a_person_with_the_likeliest_first(
    column: str, cells: list[str], because: Because, names: list[str]
) -> None:
    found = one(*cells, column=column)
    assert isinstance(found, Unsure)
    assert found.because is because
    assert [candidate.property for candidate in found.candidates] == names


def test_times_that_name_their_zone_are_sure() -> None:
    found = one("2026-03-25T12:00:00Z", column="Close Date")
    assert isinstance(found, Sure)


def test_some_times_with_a_zone_and_some_without() -> None:
    found = one("2026-03-25T12:00:00Z", "2026-03-25T12:00:00", column="Close Date")
    assert isinstance(found, Unsure)
    assert found.because is Because.ZONE


def test_cells_that_can_not_be_read_are_told_of_a_column_that_is_sure() -> None:
    found = one("1", "2", "many", column="Score")
    assert isinstance(found, Sure)
    assert found.candidate.bad == ("many",)
    assert round(found.candidate.share, 2) == 0.67


def test_a_property_that_can_not_be_written_is_left_out() -> None:
    assert one("2026-01-01", column="Create date") == LeftOut(
        sample("Create date", "2026-01-01"), "createdate"
    )


def test_two_columns_of_one_name_are_both_for_a_person() -> None:
    found = match(sample("E-post", "a@x.no"), sample("Epost", "b@x.no"))
    assert [type(one) for one in found] == [Unsure, Unsure]
    assert {one.because for one in found if isinstance(one, Unsure)} == {Because.TAKEN}


def test_the_better_name_takes_the_property() -> None:
    found = match(sample("Mail", "a@x.no"), sample("email", "b@x.no"), sample("Emial", "c@x.no"))
    assert [type(one) for one in found] == [Unsure, Sure, Unsure]
    _, _, slip = found
    assert isinstance(slip, Unsure)
    assert slip.because is Because.NOTHING


def test_the_better_name_may_come_first() -> None:
    found = match(sample("email", "b@x.no"), sample("Mail", "a@x.no"))
    assert [type(one) for one in found] == [Sure, Unsure]


def test_two_properties_of_one_label() -> None:
    props = {name: Property(name, "Size", "number") for name in ("size_a", "size_b")}
    judge = Judge(ObjectSchema("2-1", props))
    (found,) = Matcher(judge).match([sample("Size", "1")])
    assert isinstance(found, Unsure)
    assert [one.property for one in found.candidates] == ["size_a", "size_b"]


def test_days_tell_nothing_where_many_properties_take_them() -> None:
    props = {f"d{n}": Property(f"d{n}", "", "date") for n in range(4)}
    (found,) = Matcher(Judge(ObjectSchema("2-1", props))).match([sample("Dato", "2026-01-01")])
    assert isinstance(found, Unsure)
    assert found.because is Because.NOTHING


def test_at_most_three_candidates_are_told() -> None:
    props = {f"s{n}": Property(f"s{n}", "Size", "number") for n in range(5)}
    (found,) = Matcher(Judge(ObjectSchema("2-1", props))).match([sample("Size", "1")])
    assert isinstance(found, Unsure)
    assert len(found.candidates) == 3
