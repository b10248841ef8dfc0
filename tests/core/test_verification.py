"""What is held is compared with what was sent, to the letter, and by what HubSpot is known to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.schema import ObjectSchema, Property
from hubcli.core.verification import (
    MOST_SHOWN,
    Expected,
    Finding,
    Link,
    LinkType,
    Mark,
    Verification,
    compare,
    missing_links,
)

SCHEMA = ObjectSchema("contacts", {"score": Property("score", type="number")})
EMPLOYER = LinkType("USER_DEFINED", 36)
PLAIN = LinkType("HUBSPOT_DEFINED", 279)


def row(properties: dict[str, str], *links: Link) -> Expected:
    return Expected(1, "data.csv", 2, "101", properties, links)


@pytest.mark.parametrize(
    ("name", "sent", "held", "mark"),
    [
        ("firstname", "Ada", "Ada", None),
        ("firstname", "", None, None),
        ("firstname", "Ada", "ada", Mark.DIFFERENT),
        ("firstname", "Ada", None, Mark.DIFFERENT),
        ("email", "Ada@Example.com", "ada@example.com", Mark.NORMALISED),
        ("score", "1.50", "1.5", Mark.NORMALISED),
        ("score", "1.50", "1.6", Mark.DIFFERENT),
    ],
)
def test_a_value_is_the_same_normalised_or_different(
    name: str, sent: str, held: str | None, mark: Mark | None
) -> None:
    found = list(compare(row({name: sent}), {name: held}, SCHEMA))
    assert [one.mark for one in found] == ([mark] if mark else [])


def test_a_property_that_is_not_held_at_all_is_different() -> None:
    assert [one.held for one in compare(row({"city": "Oslo"}), {}, SCHEMA)] == [None]


def test_associations_that_are_not_there_are_named_and_more_are_no_difference() -> None:
    links = (
        Link("companies", "7", EMPLOYER),
        Link("companies", "8", PLAIN),
        Link("deals", "9", PLAIN),
    )
    held = {"companies": {"7": frozenset({PLAIN, EMPLOYER}), "8": frozenset({EMPLOYER})}}
    found = list(missing_links(row({}, *links), held))
    assert [one.sent for one in found] == ["companies 8 (HUBSPOT_DEFINED 279)"]


def test_a_row_counts_once_by_the_worst_of_its_findings() -> None:
    found = Verification()
    one = row({})
    found.add([])
    found.add([Finding(one, Mark.NORMALISED, "email")])
    found.add([Finding(one, Mark.NORMALISED, "email"), Finding(one, Mark.DIFFERENT, "city")])
    assert found.is_clean is False
    found.add([Finding(one, Mark.GONE)])
    assert (found.checked, found.same, found.normalised, found.different, found.gone) == (
        4,
        1,
        1,
        1,
        1,
    )
    assert found.marks[Mark.NORMALISED, "email"] == 2
    assert [shown.mark for shown in found.shown] == [Mark.DIFFERENT, Mark.GONE]


def test_a_clean_verification() -> None:
    found = Verification()
    found.add([Finding(row({}), Mark.NORMALISED, "email")])
    assert found.is_clean


def test_no_more_findings_are_kept_than_can_be_shown() -> None:
    found = Verification()
    for _ in range(MOST_SHOWN + 5):
        found.add([Finding(row({}), Mark.MISSING_LINK)])
    assert (len(found.shown), found.different) == (MOST_SHOWN, MOST_SHOWN + 5)


@given(st.dictionaries(st.sampled_from(["a", "b", "email"]), st.text(), min_size=1))
def test_what_is_held_as_it_was_sent_is_never_a_finding(properties: dict[str, str]) -> None:
    assert list(compare(row(properties), dict(properties), SCHEMA)) == []
