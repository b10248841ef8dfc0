import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.phones import phones_of, to_e164
from hubcli.core.bad_cells import BadCell
from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.errors import MappingError, Place

AT = Place("m.yaml", 3, 5)


def asking(country: str | None, *, constant: bool = False) -> MappingRules:
    cast = Cast(Kind.PHONE, country=country)
    if constant:
        return MappingRules(constants=(("phone", "1", AT),), constant_casts={"phone": cast})
    return MappingRules(columns=(ColumnRule("P", "phone", AT, cast), ColumnRule("N", "n", AT)))


@pytest.mark.parametrize(
    ("cell", "country", "number"),
    [
        ("22 22 55 55", "NO", "+4722225555"),
        ("(+47) 22.22-55.55", None, "+4722225555"),
        ("0047 22225555", "NO", "+4722225555"),
        ("+47\u00a022\u202f22 55\u201155", "SE", "+4722225555"),
        ("020 7183 8750", "GB", "+442071838750"),
        ("+44 (0)20 7183 8750", None, "+442071838750"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("06/61 79 80 00", "IT", "+390661798000"),
    ],
)
def test_numbers_as_people_write_them(cell: str, country: str | None, number: str) -> None:
    assert to_e164(cell, country) == number
    assert to_e164(number, country) == number


@pytest.mark.parametrize(
    ("cell", "country", "told"),
    [
        ("22 22 55 55", None, "has no country code that exists; say `country: NO` in the mapping"),
        ("+999 22 22 55 55", "NO", "has no country code that exists"),
        ("12", "NO", "is no valid phone number"),
        ("1", "NO", "is no phone number"),
        ("00 00 00 00", "NO", "is no valid phone number"),
        ("22 22 55 55 / 22 22 55 56", "NO", "is no valid phone number"),
        ("Tel: 22 22 55 55", "NO", "is not only a phone number"),
        ("22 22 55 55 (Ada)", "NO", "is not only a phone number"),
        ("+1 650 253 0000 ext. 5", None, "is not only a phone number"),
        ("1-800-FLOWERS", "US", "is not only a phone number"),
        ("+47 22 22 55 55 +47 22 22 55 56", None, "is not only a phone number"),
        ("22 22 55 55\n", "NO", "is not only a phone number"),
    ],
)
def test_what_is_no_number_for_sure_is_refused(cell: str, country: str | None, told: str) -> None:
    with pytest.raises(BadCell) as found:
        to_e164(cell, country)
    assert found.value.code == "INVALID_PHONE_NUMBER"
    assert found.value.message == f"{cell} {told}"


@given(st.text("0123456789+()-./ x", max_size=24), st.sampled_from(["NO", "US", "IT", "DE", None]))
def test_no_text_whatsoever_becomes_a_number_with_other_digits(
    cell: str, country: str | None
) -> None:
    try:
        number = to_e164(cell, country)
    except BadCell:
        return
    assert to_e164(number, country) == number
    digits = [char for char in cell if char.isdigit()]
    assert "".join(digits).endswith(number[-4:])


def test_who_asks_for_no_numbers_loads_nothing() -> None:
    assert phones_of(None) is None
    assert phones_of(MappingRules(columns=(ColumnRule("N", "n", AT),))) is None
    assert phones_of(MappingRules(constants=(("n", "1", AT),))) is None


@pytest.mark.parametrize("constant", [False, True])
def test_a_country_that_is_none_is_a_fault_of_its_line(*, constant: bool) -> None:
    assert phones_of(asking("NO", constant=constant)) is to_e164
    with pytest.raises(MappingError) as found:
        phones_of(asking("UK", constant=constant))
    assert str(found.value).startswith('m.yaml:3:5: country: "UK" is no country')


_WITHOUT = """
import sys
sys.modules["phonenumbers"] = None
from hubcli.errors import UnusableError
from tests.config.test_phones import asking, phones_of
try:
    phones_of(asking("NO"))
except UnusableError as error:
    print(error.message, error.hint, int(error.exit_code))
"""


def test_without_the_extra_it_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == (
        "`as: phone` needs the library phonenumbers, which is not installed"
        ' Install the extra: pip install "hubcli[phone]". 5'
    )
