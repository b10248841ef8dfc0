import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.time_formats import fault_of_format


@pytest.mark.parametrize(
    "text",
    [
        "%d/%m/%Y",
        "%d.%m.%y",
        "%Y%m%d",
        "%B %d, %Y",
        "%a %d %b %Y",
        "%Y-%j",
        "%G-W%V-%u",
        "%Y-%m-%dT%H:%M:%S.%f%z",
        "%d/%m/%Y %I:%M %p",
        "%x",
        "%c",
        "100%% on %Y-%m-%d (%%)",
        "%d de %m (año %Y)",
    ],
)
def test_a_format_that_names_a_day(text: str) -> None:
    assert fault_of_format(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it does not name the year"),
        ("dd/mm/yyyy", "it does not name the year"),
        ("%d/%m", "it does not name the year"),
        ("%Y", "it does not name a whole day (year, month and day)"),
        ("%m/%Y", "it does not name a whole day (year, month and day)"),
        ("%d %Y", "it does not name a whole day (year, month and day)"),
        ("%-d/%m/%Y", '"%-" is not a part that strptime knows'),
        ("%s", '"%s" is not a part that strptime knows'),
        ("%Y-%m-%d %", '"%" is not a part that strptime knows'),
        ("%Y-%m-%d %\n", '"%\\n" is not a part that strptime knows'),
        ("%d/%d/%Y", '"%d" stands in it twice'),
        ("%d/%m/%Y %I:%M", '"%I" needs "%p" (AM or PM); for 24 hours write "%H"'),
        ("%Y-W%V-%u", "its parts do not go together"),
        ("%Y-%m-%d \ud800", "its parts do not go together"),
        ("%Y-%m-%d \0", "its parts do not go together"),
    ],
)
def test_a_format_that_does_not(text: str, fault: str) -> None:
    assert fault_of_format(text) == fault


@given(
    st.lists(st.sampled_from([f"%{letter}" for letter in "aAwdbBmyYHIpMSfzZjUWcxXGuV%Qs-"])).map(
        " ".join
    )
)
def test_a_format_without_fault_reads_back_the_days_it_writes(text: str) -> None:
    if fault_of_format(text) is not None:
        return
    day = datetime(2031, 3, 9, 21, 30)  # noqa: DTZ001 – only its day counts
    try:
        found = datetime.strptime(day.strftime(text), text)  # noqa: DTZ007 – the same
    except ValueError as error:
        assert re.search("does not match", str(error))  # noqa: PT017 – %z and %Z of no zone
    else:
        assert found.date() == date(2031, 3, 9)
