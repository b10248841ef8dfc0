import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubcli.config.time_zones import fault_of_zone


@pytest.mark.parametrize("name", ["UTC", "Europe/Berlin", "America/New_York"])
def test_a_zone_that_is_known(name: str) -> None:
    assert fault_of_zone(name) is None


@pytest.mark.parametrize(
    "name", ["Mars", "America", "/etc/passwd", "../UTC", "", "a\0b", "x" * 300]
)
def test_a_zone_that_is_not(name: str) -> None:
    assert (fault_of_zone(name) or "").startswith("unknown time zone")


@settings(max_examples=20)
@given(st.text())
def test_no_name_whatsoever_raises(name: str) -> None:
    fault_of_zone(name)
