from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import reader_of
from hubcli.core.mapping import Cast, Kind
from hubcli.core.time_forms import forms_that_read, letters_of, strptime_of


@pytest.mark.parametrize(
    ("letters", "form"),
    [
        ("dd.mm.yyyy", "%d.%m.%Y"),
        ("DD/MM/YYYY", "%d/%m/%Y"),
        ("d/m/yy", "%d/%m/%y"),
        ("yyyy-mm-dd HH:MM", "%Y-%m-%d %H:%M"),
        ("HH:MM:SS dd.mm.yyyy", "%H:%M:%S %d.%m.%Y"),
        ("yyyy-mm-ddThh:mm", "%Y-%m-%dT%H:%M"),
        ("m/d/yyyy h:mm AM/PM", "%m/%d/%Y %I:%M %p"),
        ("d mmm yyyy h tt", "%d %b %Y %I %p"),
        ("mmmm d, yyyy", "%B %d, %Y"),
        ("yyyymmdd", "%Y%m%d"),
        ("dd.mm.yyyy kl", None),
        ("dag", None),
        ("ddd", None),
        ("yyyy年m月d日 h時mm", "%Y年%m月%d日 %H時%M"),
    ],
)
def test_letters_that_people_write(letters: str, form: str | None) -> None:
    assert strptime_of(letters) == form


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%m/%d/%y %I:%M %p", "%d %B %Y"])
def test_a_format_is_told_in_letters_that_mean_the_same(form: str) -> None:
    assert strptime_of(letters_of(form)) == form


def test_a_format_without_letters_is_told_as_it_is() -> None:
    assert letters_of("%Y-%j") == "%Y-%j"


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("25.03.2026", ["dd.mm.yyyy"]),
        ("3/25/26", ["mm/dd/yy"]),
        ("03/04/2026", ["dd/mm/yyyy", "mm/dd/yyyy"]),
        ("03/04/2026 10:00 PM", ["dd/mm/yyyy hh:MM AM/PM", "mm/dd/yyyy hh:MM AM/PM"]),
        ("2026/03/31", ["yyyy/mm/dd"]),
        ("31.02.2026", []),
        ("tomorrow", []),
        ("2026x03", []),
        ("", []),
        ("1" * 40, []),
    ],
)
def test_the_formats_that_would_read_it(text: str, forms: list[str]) -> None:
    assert forms_that_read(text) == forms


def why(cell: str, cast: Cast) -> str:
    with pytest.raises(BadCell) as found:
        reader_of(cast)(cell)
    assert found.value.code == "COULD_NOT_PARSE_DATE"
    return found.value.message


@pytest.mark.parametrize("kind", [Kind.DATE, Kind.DATETIME])
def test_what_is_ambiguous_is_for_the_mapping_to_decide(kind: Kind) -> None:
    assert why("03/04/2026", Cast(kind)) == (
        "03/04/2026 is ambiguous: the day or the month may come first; `format: dd/mm/yyyy` or"
        " `format: mm/dd/yyyy` in the mapping decides for the whole file"
    )
    assert why("25.03.2026", Cast(kind)) == (
        "25.03.2026 does not have the form ISO 8601; `format: dd.mm.yyyy` in the mapping reads it"
    )


def test_a_form_is_told_in_letters() -> None:
    told = why("2026-03-25", Cast(Kind.DATE, format="%d.%m.%Y"))
    assert told == "2026-03-25 does not have the form dd.mm.yyyy"


def test_years_of_two_digits_are_those_of_posix() -> None:
    read = reader_of(Cast(Kind.DATE, format="%d.%m.%y"))
    assert (read("1.1.68"), read("1.1.69")) == ("2068-01-01", "1969-01-01")


@given(st.datetimes(datetime(1970, 1, 1), datetime(2060, 1, 1)), st.sampled_from("/.- "))  # noqa: DTZ001
def test_no_day_is_taken_for_a_month(moment: datetime, sign: str) -> None:
    text = moment.strftime(f"%d{sign}%m{sign}%Y")
    forms = forms_that_read(text)
    assert f"dd{sign}mm{sign}yyyy" in forms
    assert (len(forms) > 1) == (moment.day <= 12)
