"""What a run will cost, in words."""

import pytest

from hubcli.cli.cost import cost
from hubcli.hubspot.quota import Usage
from hubcli.hubspot.rates import Rate

PRO = Rate(190, 10.0)


@pytest.mark.parametrize(
    ("requests", "words"),
    [
        (0, "0 requests"),
        (1, "1 request: less than 0.1 % of those left today, less than a minute"),
        (2_000, "2,000 requests: 0.4 % of those left today, 100 seconds at least"),
        (12_000, "12,000 requests: 2 % of those left today, 11 minutes at least"),
        (300_000, "300,000 requests: 50 % of those left today, 5 hours at least"),
        (600_000, "600,000 requests: 100 % of those left today, 9 hours at least"),
        (600_001, "600,001 requests: more than the 600,000 that are left today, 9 hours at least"),
    ],
)
def test_requests_share_and_time(requests: int, words: str) -> None:
    assert cost(requests, Usage(625_000, 25_000), PRO) == words


def test_what_is_not_known_is_not_told() -> None:
    assert cost(12_000, None, None) == "12,000 requests"
    assert cost(1, None, PRO) == "1 request: less than a minute"
    assert cost(5, Usage(10, 10), None) == "5 requests: more than the 0 that are left today"


def test_what_is_left_to_others_takes_its_time() -> None:
    assert cost(12_000, None, PRO, leave=0.5) == "12,000 requests: 21 minutes at least"
    assert cost(10, None, Rate(1, 10.0), leave=0.9) == "10 requests: 90 seconds at least"


def test_a_limit_that_nobody_meets_takes_no_time() -> None:
    assert cost(10_000, None, Rate(1_000_000, 10.0)) == "10,000 requests"
