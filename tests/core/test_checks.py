from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.casts import BadCell, Reader, reader_of
from hubcli.core.checks import check_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.schema import ObjectSchema, Option, Property

CONTACTS = ObjectSchema("contacts")
OPTIONS = (Option("NEW", "New"), Option("OPEN", "Open"))


def check(prop: Property, *, strict_dates: bool = True) -> Reader:
    found = check_of(prop, CONTACTS, strict_dates=strict_dates)
    assert found is not None
    return found


def code_of(prop: Property, text: str) -> str:
    with pytest.raises(BadCell) as bad:
        check(prop)(text)
    assert isinstance(bad.value.message, str)
    return bad.value.code


NUMBER = Property("amount", type="number")
BOOL = Property("agreed", type="bool")
CHOICE = Property("status", type="enumeration", field_type="select", options=OPTIONS)
CHOICES = Property("tags", type="enumeration", field_type="checkbox", options=OPTIONS)
DATE = Property("born", type="date")
DATETIME = Property("seen", type="datetime")
EMAIL = Property("email")


@pytest.mark.parametrize("kind", ["string", "phone_number", "object_coordinates", "json"])
def test_other_types_are_for_hubspot_to_judge(kind: str) -> None:
    assert check_of(Property("x", type=kind), CONTACTS) is None


def test_the_email_of_other_objects_is_any_text() -> None:
    assert check_of(EMAIL, ObjectSchema("companies")) is None


@pytest.mark.parametrize(
    "address", ["ada@example.com", " Ada@EXAMPLE.com ", "ü@ü.de", "a@b", '"a@b"@c', ""]
)
def test_what_may_be_an_address_is_sent(address: str) -> None:
    assert check(EMAIL)(address) == address


@pytest.mark.parametrize(
    "address",
    ["ada", "@example.com", "ada@", "a da@example.com", "@", "ada@x.co@", "a@b@x.co", "a@x..co"],
)
def test_what_no_mail_system_takes_is_refused(address: str) -> None:
    assert code_of(EMAIL, address) == "INVALID_EMAIL"


@pytest.mark.parametrize("prop", [NUMBER, BOOL, CHOICE, CHOICES, DATE, DATETIME])
@pytest.mark.parametrize("text", [" 1", "1 ", "\u200b1", "1\ufeff", "\n1", " "])
def test_white_space_around_typed_values_is_refused(prop: Property, text: str) -> None:
    assert code_of(prop, text) == "LEADING_TRAILING_WHITESPACE"


@pytest.mark.parametrize("prop", [NUMBER, BOOL, CHOICE, CHOICES, DATE, DATETIME])
def test_an_empty_text_clears(prop: Property) -> None:
    assert check(prop)("") == ""


@pytest.mark.parametrize("text", ["1", "-1.5", "+3", ".5", "5.", "007"])
def test_numbers(text: str) -> None:
    assert check(NUMBER)(text) == text


@pytest.mark.parametrize("text", ["1,000", "€5", "one", "1/1/1", "0x1", "--1", "NaN", "1e5", "٣"])
def test_no_numbers(text: str) -> None:
    assert code_of(NUMBER, text) == "INVALID_INTEGER"


@pytest.mark.parametrize("text", ["9" * 310, "-" + "9" * 310, "9" * 1_000])
def test_numbers_too_large(text: str) -> None:
    assert code_of(NUMBER, text) == "INVALID_NUMBER_SIZE"


@pytest.mark.parametrize("text", ["TRUE", "yes", "1"])
def test_booleans_are_true_or_false(text: str) -> None:
    assert check(BOOL)("true") == "true"
    assert code_of(BOOL, text) == "INVALID_OPTION"


def test_options_are_values_to_the_letter() -> None:
    assert check(CHOICE)("NEW") == "NEW"
    for text in ("new", "New", "NEW;OPEN", "GONE"):
        assert code_of(CHOICE, text) == "INVALID_OPTION"


def test_several_options() -> None:
    for text in ("NEW", "NEW;OPEN", ";OPEN", "NEW;;OPEN;"):
        assert check(CHOICES)(text) == text
    for text in ("NEW;GONE", "NEW,OPEN"):
        assert code_of(CHOICES, text) == "INVALID_OPTION"


def test_options_from_elsewhere_can_not_be_checked() -> None:
    owner = Property("hubspot_owner_id", type="enumeration", field_type="select")
    assert check(owner)("123") == "123"


def test_of_many_options_only_some_are_named() -> None:
    many = tuple(Option(f"{number:03}", "") for number in range(25))
    prop = Property("x", type="enumeration", field_type="select", options=many)
    with pytest.raises(BadCell, match=r"019 and 5 more\]"):
        check(prop)("x")


@pytest.mark.parametrize("text", ["2026-03-31", "0", "1606694400000", "-86400000"])
def test_dates(text: str) -> None:
    assert check(DATE)(text) == text


def test_dates_are_checked_unless_said_otherwise() -> None:
    for prop in (DATE, DATETIME):
        found = check_of(prop, CONTACTS)
        assert found is not None
        with pytest.raises(BadCell):
            found("31.03.2026")


@pytest.mark.parametrize(
    "text",
    [
        "2026-W13-2",
        "2026W132",
        "2026-02-30",
        "31.03.2026",
        "2026-03-31T00:00:00Z",
        "1606768561954",
        "2026-03-1",
        "x",
    ],
)
def test_no_dates(text: str) -> None:
    assert code_of(DATE, text) == "INVALID_DATE"


@pytest.mark.parametrize(
    "text",
    ["2025-05-01T12:00:00Z", "2025-05-01T12:00:00.123+02:00", "2025-05-01", "1606768561954"],
)
def test_times(text: str) -> None:
    assert check(DATETIME)(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-30T01:07:09",
        "2025-05-01T12:00:00.123456Z",
        "2025-05-01 12:00:00Z",
        "2025-W18-4",
        "2025-05-01T",
        "asd000",
        "1.5",
    ],
)
def test_no_times(text: str) -> None:
    assert code_of(DATETIME, text) == "INVALID_LONG"


@pytest.mark.parametrize("prop", [DATE, DATETIME])
def test_later_versions_normalise_dates_themselves(prop: Property) -> None:
    assert check(prop, strict_dates=False)("31.03.2026 10:00") == "31.03.2026 10:00"


# What a cast makes, the check takes


@given(st.dates())
def test_cast_dates_pass(day: date) -> None:
    text = reader_of(Cast(Kind.DATE))(day.isoformat())
    assert check(DATE)(text) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_cast_times_pass(moment: datetime) -> None:
    text = reader_of(Cast(Kind.DATETIME))(moment.isoformat())
    assert check(DATETIME)(text) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**9))
def test_cast_numbers_pass(number: object) -> None:
    text = reader_of(Cast(Kind.NUMBER))(f"{number:f}")
    assert check(NUMBER)(text) == text


@given(st.sampled_from(["yes", "No", " 1 ", "F"]))
def test_cast_booleans_pass(cell: str) -> None:
    text = reader_of(Cast(Kind.BOOLEAN))(cell)
    assert check(BOOL)(text) == text
