import pytest

from hubcli.emulator.limits import Window
from hubcli.emulator.switches import Rate, SwitchError, parse_rate
from tests.emulator.conftest import Starter

CONTACTS = "/crm/objects/2025-09/contacts"


class Hands:
    """A clock set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_the_window_rolls() -> None:
    clock = Hands()
    window = Window(Rate(2, 10), clock)
    assert window.take()
    clock.now += 6
    assert window.take()
    assert not window.take()
    clock.now += 4
    assert window.take()
    assert not window.take()
    clock.now += 6
    assert window.take()
    assert window.remaining == 0


def test_headers_and_429_of_the_rolling_window(starter: Starter) -> None:
    api = starter(rate=Rate(3, 10))
    for remaining in (2, 1, 0):
        headers = api.get(CONTACTS).headers
        assert headers["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
        assert headers["x-hubspot-ratelimit-max"] == "3"
        assert headers["x-hubspot-ratelimit-remaining"] == str(remaining)
    response = api.get(CONTACTS)
    body = response.json()
    assert response.status_code == 429
    assert body["message"] == "You have reached your ten_secondly_rolling limit."
    assert (body["errorType"], body["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert "retry-after" not in response.headers
    assert api.emulator.store.count("contacts") == 0


def test_the_window_may_be_of_another_length_and_ends(starter: Starter) -> None:
    api = starter(rate=Rate(1, 0.1), retry_after=1)
    assert api.get(CONTACTS).headers["x-hubspot-ratelimit-interval-milliseconds"] == "100"
    refused = 0
    while (response := api.get(CONTACTS)).status_code == 429:
        refused += 1
        assert response.headers["retry-after"] == "1"
    assert refused
    assert response.status_code == 200


def test_the_limit_of_the_day(starter: Starter) -> None:
    api = starter(daily=2)
    assert [api.get(CONTACTS).headers["x-hubspot-ratelimit-daily-remaining"] for _ in range(2)] == [
        "1",
        "0",
    ]
    body = api.get(CONTACTS).json()
    assert body["message"] == "You have reached your daily limit."
    assert body["policyName"] == "DAILY"
    assert body["requestId"] == body["correlationId"]


def test_five_searches_a_second(starter: Starter) -> None:
    api = starter(rate=Rate(1, 10))
    responses = [api.search() for _ in range(6)]
    assert [response.status_code for response in responses] == [200] * 5 + [429]
    assert responses[-1].json()["policyName"] == "SECONDLY"
    assert api.get(CONTACTS).status_code == 200


def test_a_live_429_has_no_category(starter: Starter) -> None:
    assert "category" not in starter(daily=0, shapes="live").get(CONTACTS).json()


def test_without_a_limit_the_headers_name_a_high_one(starter: Starter) -> None:
    assert int(starter().get(CONTACTS).headers["x-hubspot-ratelimit-remaining"]) > 100_000


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("190/10", Rate(190, 10)),
        ("100", Rate(100, 10)),
        ("5/0.5", Rate(5, 0.5)),
        ("0", None),
        ("none", None),
    ],
)
def test_rates_are_read(text: str, rate: Rate | None) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["x", "1/0", "-1/10", "1/x", "", "1/inf", "1/nan"])
def test_bad_rates(text: str) -> None:
    with pytest.raises(SwitchError, match="not a rate"):
        parse_rate(text)
