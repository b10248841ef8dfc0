from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.casts import LARGEST_NUMBER, BadCell, is_in_range, reader_of, text_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.rows import Value


def code_of(text: str, cast: Cast) -> str:
    with pytest.raises(BadCell) as bad:
        reader_of(cast)(text)
    assert bad.value.message
    return bad.value.code


# Cells to text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("  kept  ", "  kept  "),
        ("007", "007"),
        (None, None),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (12345678901234567890, "12345678901234567890"),
        (Decimal("1.50"), "1.50"),
        (Decimal("2.0"), "2"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-0.5"), "-0.5"),
        (["a", "b"], "a;b"),
        (["a", None, 1, True], "a;1;true"),
        ([], ""),
    ],
)
def test_scalars_become_text(value: Value, text: str | None) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [{"a": 1}, [["a"]], ["a", {"b": 1}], {}])
def test_nested_values_are_no_cells(value: Value) -> None:
    with pytest.raises(BadCell) as bad:
        text_of(value)
    assert bad.value.code == "NESTED_VALUE"
    assert isinstance(bad.value.message, str)


@pytest.mark.parametrize("number", [LARGEST_NUMBER, -LARGEST_NUMBER, Decimal("1E-10000")])
def test_the_largest_and_the_finest_number_are_sent(number: Decimal) -> None:
    text = text_of(number)
    assert text is not None
    assert Decimal(text) == number


@pytest.mark.parametrize("number", ["1E+309", "-1E+309", "1E+1000000", "1E-1000000"])
def test_numbers_beyond_any_double_are_refused_and_never_written_out(number: str) -> None:
    with pytest.raises(BadCell) as bad:
        text_of(Decimal(number))
    assert bad.value.code == "INVALID_NUMBER_SIZE"
    assert isinstance(bad.value.message, str)


@given(st.integers(-(10**300), 10**300))
def test_integers_keep_all_digits(number: int) -> None:
    assert text_of(number) == str(number) == text_of(Decimal(number))


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20))
def test_fractions_keep_their_value(number: Decimal) -> None:
    text = text_of(number)
    assert text is not None
    assert "E" not in text
    assert Decimal(text) == number


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1", True),
        (".5", True),
        ("-1.7976931348623157e308", True),
        ("1.7976931348623158e308", False),
        ("1e1000000", False),
        ("1" * 1_100_000, False),
        ("1e99999999999999999999", False),
    ],
)
def test_the_range_of_numbers(text: str, fits: bool) -> None:  # noqa: FBT001
    assert is_in_range(text) is fits


# Text and enumerations


@given(st.text())
def test_text_is_kept_to_the_letter(text: str) -> None:
    assert reader_of(Cast(Kind.TEXT))(text) == text


def test_an_option_loses_outer_white_space_only() -> None:
    assert reader_of(Cast(Kind.ENUMERATION))("  In Progress\t") == "In Progress"


@pytest.mark.parametrize(
    ("cell", "separator", "text"),
    [("a, b ,c", ",", "a;b;c"), ("a;;b;", ";", "a;b"), ("one", "|", "one"), (" | ", "|", "")],
)
def test_several_options_are_joined_as_hubspot_takes_them(
    cell: str, separator: str, text: str
) -> None:
    assert reader_of(Cast(Kind.ENUMERATIONS, separator=separator))(cell) == text


# Numbers

GERMAN = Cast(Kind.NUMBER, decimal=",", thousands=".")
ENGLISH = Cast(Kind.NUMBER, thousands=",")
PLAIN = Cast(Kind.NUMBER)


@pytest.mark.parametrize(
    ("cast", "cell", "text"),
    [
        (PLAIN, " 12.5 ", "12.5"),
        (PLAIN, "+7", "7"),
        (PLAIN, "-.5", "-.5"),
        (PLAIN, "007", "007"),
        (GERMAN, "12.500,00", "12500.00"),
        (GERMAN, "-1.234.567", "-1234567"),
        (GERMAN, "3,5", "3.5"),
        (ENGLISH, "1,00,000.5", "100000.5"),
        (ENGLISH, "999", "999"),
    ],
)
def test_numbers_are_written_as_hubspot_takes_them(cast: Cast, cell: str, text: str) -> None:
    assert reader_of(cast)(cell) == text


@pytest.mark.parametrize(
    ("cast", "cell"),
    [
        (PLAIN, "1,5"),
        (PLAIN, "1 000"),
        (PLAIN, "€5"),
        (PLAIN, "1e5"),
        (PLAIN, "."),
        (PLAIN, "1/1/1"),
        (PLAIN, "nan"),
        (PLAIN, ""),
        (GERMAN, "12,500.00"),
        (GERMAN, "1.5"),
        (Cast(Kind.NUMBER, decimal=","), "1.5"),
        (ENGLISH, "12,5"),
    ],
)
def test_what_is_no_number_is_refused(cast: Cast, cell: str) -> None:
    assert code_of(cell, cast) == "INVALID_INTEGER"


def test_a_number_too_large_is_refused_however_long() -> None:
    assert code_of("9" * 400, PLAIN) == "INVALID_NUMBER_SIZE"
    assert code_of("9" * 1_100_000, PLAIN) == "INVALID_NUMBER_SIZE"


@given(st.integers(-(10**12), 10**12), st.integers(0, 99))
def test_numbers_keep_their_value_through_separators(whole: int, part: int) -> None:
    sign = "-" if whole < 0 else ""
    cell = f"{sign}{abs(whole):,}".replace(",", ".") + f",{part:02}"
    assert Decimal(reader_of(GERMAN)(cell)) == Decimal(f"{sign}{abs(whole)}.{part:02}")


# Booleans


@pytest.mark.parametrize("cell", ["true", "TRUE", " t", "yes", "Y", "1"])
def test_yes(cell: str) -> None:
    assert reader_of(Cast(Kind.BOOLEAN))(cell) == "true"


@pytest.mark.parametrize("cell", ["false", "F", "No", "n ", "0"])
def test_no(cell: str) -> None:
    assert reader_of(Cast(Kind.BOOLEAN))(cell) == "false"


@pytest.mark.parametrize("cell", ["maybe", "", "2"])
def test_neither(cell: str) -> None:
    assert code_of(cell, Cast(Kind.BOOLEAN)) == "INVALID_OPTION"


# Dates and times


@given(st.dates(), st.sampled_from(["%d/%m/%Y", "%Y%m%d", "%d.%m.%Y", None]))
def test_dates_round_trip(day: date, form: str | None) -> None:
    # strftime does not fill years up to four digits everywhere.
    written = (
        day.isoformat() if form is None else day.strftime(form.replace("%Y", f"{day.year:04}"))
    )
    assert reader_of(Cast(Kind.DATE, format=form))(f" {written} ") == day.isoformat()


@pytest.mark.parametrize("cell", ["31/02/2026", "2026/03/31", "soon", "2026-3-1", ""])
def test_what_has_another_form_is_no_date(cell: str) -> None:
    assert code_of(cell, Cast(Kind.DATE)) == "COULD_NOT_PARSE_DATE"


@pytest.mark.parametrize("cell", ["2026-03-31T10:00", "2026-03-31 00:00:00", "20260331T10"])
def test_a_time_of_day_is_no_date(cell: str) -> None:
    assert code_of(cell, Cast(Kind.DATE)) == "COULD_NOT_PARSE_DATE"


def test_a_format_with_a_time_gives_its_day() -> None:
    assert reader_of(Cast(Kind.DATE, format="%d.%m.%Y %H:%M"))("31.03.2026 23:59") == "2026-03-31"


@pytest.mark.parametrize(
    ("cell", "cast", "text"),
    [
        ("2026-03-31T10:00:00Z", Cast(Kind.DATETIME), "2026-03-31T10:00:00.000Z"),
        ("2026-03-31T10:00:00+02:00", Cast(Kind.DATETIME), "2026-03-31T08:00:00.000Z"),
        ("2026-03-31T10:00:00.123456Z", Cast(Kind.DATETIME), "2026-03-31T10:00:00.123Z"),
        ("2026-03-31T10:00", Cast(Kind.DATETIME, zone="UTC"), "2026-03-31T10:00:00.000Z"),
        ("2026-07-01", Cast(Kind.DATETIME, zone="Europe/Berlin"), "2026-06-30T22:00:00.000Z"),
        (
            "1.2.2026 08:30",
            Cast(Kind.DATETIME, format="%d.%m.%Y %H:%M", zone="America/New_York"),
            "2026-02-01T13:30:00.000Z",
        ),
    ],
)
def test_times_become_utc(cell: str, cast: Cast, text: str) -> None:
    assert reader_of(cast)(cell) == text


def test_a_time_without_a_zone_is_refused_and_never_guessed() -> None:
    assert code_of("2026-03-31T10:00:00", Cast(Kind.DATETIME)) == "COULD_NOT_PARSE_DATE"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("2026-10-25T02:30", "2026-10-25T02:30 is ambiguous: it was twice in Europe/Oslo"),
        ("2026-03-29T02:30", "2026-03-29T02:30 is no time in Europe/Oslo: the clocks were put"),
    ],
)
def test_an_hour_in_which_the_clocks_are_changed_is_not_guessed(cell: str, why: str) -> None:
    read = reader_of(Cast(Kind.DATETIME, zone="Europe/Oslo"))
    with pytest.raises(BadCell) as caught:
        read(cell)
    assert caught.value.message.startswith(why)
    assert caught.value.code == "COULD_NOT_PARSE_DATE"
    assert read("2026-10-25T01:59") == "2026-10-24T23:59:00.000Z"
    assert read("2026-10-25T02:30+01:00") == "2026-10-25T01:30:00.000Z"


@pytest.mark.parametrize(
    ("cell", "zone"),
    [
        ("9999-12-31T23:59:59-10:00", None),
        ("0001-01-01T00:00:00+01:00", None),
        ("0001-01-01 00:00:00", "Europe/Berlin"),
        ("9999-12-31T20:00", "America/New_York"),
    ],
)
def test_a_time_out_of_the_calendar_is_refused(cell: str, zone: str | None) -> None:
    assert code_of(cell, Cast(Kind.DATETIME, zone=zone)) == "COULD_NOT_PARSE_DATE"


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)), st.integers(-12 * 60, 14 * 60))  # noqa: DTZ001
def test_times_keep_their_moment(moment: datetime, offset: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    read = datetime.fromisoformat(reader_of(Cast(Kind.DATETIME))(there.isoformat()))
    assert timedelta(0) <= there - read < timedelta(milliseconds=1)
    assert read.tzinfo == UTC


def test_a_phone_number_is_read_by_whoever_knows_them() -> None:
    def phones(text: str, country: str | None) -> str:
        return f"{country}: {text}"

    cast = Cast(Kind.PHONE, country="NO")
    assert reader_of(cast, phones=phones)(" 22 22 55 55 ") == "NO: 22 22 55 55"
    with pytest.raises(BadCell) as found:
        reader_of(cast)("22 22 55 55")
    assert found.value.code == "INVALID_PHONE_NUMBER"
