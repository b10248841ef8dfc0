"""Signs between thousands: taken out where they part groups, refused everywhere else."""

import pytest

from hubcli.core.casts import BadCell, reader_of
from hubcli.core.mapping import Cast, Kind

_GERMAN = Cast(Kind.NUMBER, decimal=",", thousands=".")


@pytest.mark.parametrize(
    ("cell", "sent"),
    [
        ("12.500,00", "12500.00"),
        ("-1.234.567,8", "-1234567.8"),
        ("1.00.000", "100000"),
        ("980", "980"),
        ("1,5", "1.5"),
    ],
)
def test_groups_of_digits_are_put_together(cell: str, sent: str) -> None:
    assert reader_of(_GERMAN)(cell) == sent


@pytest.mark.parametrize("cell", ["12,500.00", "1.5", "1..000", ".500", "12.50", "1.000.00"])
def test_a_sign_that_parts_no_thousands_is_refused_and_not_dropped(cell: str) -> None:
    with pytest.raises(BadCell) as bad:
        reader_of(_GERMAN)(cell)

    assert bad.value.code == "INVALID_INTEGER"


@pytest.mark.parametrize("sign", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
def test_any_space_between_thousands_is_one(sign: str, space: str) -> None:
    cast = Cast(Kind.NUMBER, decimal=",", thousands=sign)
    assert reader_of(cast)(f"-1{space}234{space}567,50") == "-1234567.50"
    with pytest.raises(BadCell):
        reader_of(cast)(f"1{space}23")


@pytest.mark.parametrize("cell", ["kr 100", "100 kr", "€5", "5 %", "5%", "٣", "1_000"])
def test_signs_that_nobody_told_of_are_refused(cell: str) -> None:
    with pytest.raises(BadCell) as found:
        reader_of(Cast(Kind.NUMBER, decimal=",", thousands=" "))(cell)
    assert found.value.code == "INVALID_INTEGER"
