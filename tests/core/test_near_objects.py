"""Object types that were probably meant."""

import pytest

from hubcli.core.near_objects import near_objects
from hubcli.core.schema import ObjectSchema

CARS = ObjectSchema("2-123", own_name="cars", singular="Car", plural="Company cars")


@pytest.mark.parametrize(
    ("name", "first"),
    [("contcts", "contacts"), ("cras", "cars"), ("company-car", "cars"), ("xyzzy", None)],
)
def test_the_most_alike_comes_first(name: str, first: str | None) -> None:
    found = near_objects(name, [CARS])
    assert (found[0] if found else None) == first


def test_without_a_portal_only_hubspots_own_are_known() -> None:
    assert "cars" not in near_objects("cras")
