import pytest

from hubcli.core.results import Expected
from hubcli.report.checked import Checked


def test_nothing_to_tell() -> None:
    assert list(Checked().for_people()) == []
    assert Checked().for_programs() == {"unchecked": [], "forecast": None, "sameKey": 0}
    assert list(Checked(Expected()).for_people()) == []


def test_for_programs() -> None:
    told = Checked(Expected(600, 3, 400), same_key=3, unchecked=("owners",)).for_programs()
    assert told == {
        "unchecked": ["owners"],
        "forecast": {"created": 600, "existing": 3, "updated": 400},
        "sameKey": 3,
    }


@pytest.mark.parametrize(
    ("expected", "line"),
    [
        (Expected(created=1), "1 row would be created."),
        (Expected(1_000, 2, 0), "1,000 rows would be created, 2 would be left as existing."),
        (Expected(600, 0, 400), "600 rows would be created, 400 would be updated."),
        (Expected(existing=7), "7 rows would be left as existing."),
    ],
)
def test_the_outlook(expected: Expected, line: str) -> None:
    assert list(Checked(expected).for_people()) == [line]


@pytest.mark.parametrize(
    ("number", "policy", "line"),
    [
        (1, "first", "1 row has the key of another row: of each such group the first is sent."),
        (
            1_234,
            "last",
            "1,234 rows have the key of another row: of each such group the last is sent.",
        ),
    ],
)
def test_rows_with_one_key(number: int, policy: str, line: str) -> None:
    told = Checked(same_key=number, duplicates=policy, unchecked=("owners",))
    assert list(told.for_people()) == [line, "Could not check: owners"]
