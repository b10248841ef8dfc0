"""Plain reads are tried again where that may help, and what they say is read leniently."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from hubcli.core.schema import PortalAccount
from hubcli.errors import AccountError, UnavailableError
from hubcli.hubspot.account import account_of
from hubcli.hubspot.http import Http
from hubcli.hubspot.reads import Denied, Read, read
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from tests.hubspot.raw import RESET, answer, raw_server

_GOOD = answer("200 OK", b'{"results": []}', "Connection: close")


class _Waits:
    def __init__(self, *, going: bool = True) -> None:
        self.seconds: list[float] = []
        self.going = going

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return self.going


@contextmanager
def _session(base_url: str) -> Iterator[Session]:
    with closing(Session(Http(base_url), "t", clock=ServerClock())) as session:
        yield session


def _read(*answers: bytes, waits: _Waits | None = None) -> Read:
    with raw_server(answers) as raw, _session(raw.base_url) as session:
        return read(session, raw.base_url + "/x", waits or _Waits())


def _closing(status: str, body: bytes = b"{}") -> bytes:
    return answer(status, body, "Connection: close")


def test_the_object() -> None:
    assert _read(_GOOD) == {"results": []}


@pytest.mark.parametrize(
    "first",
    [
        _closing("502 Bad"),
        _closing("429 Slow"),
        _closing("500 Oops"),
        RESET,
        b"",
        _closing("200 OK", b"<html>"),
    ],
)
def test_what_may_pass_is_tried_again(first: bytes) -> None:
    waits = _Waits()
    assert _read(first, first, _GOOD, waits=waits) == {"results": []}
    assert len(waits.seconds) == 2
    assert waits.seconds == sorted(waits.seconds)


def test_not_for_ever() -> None:
    with pytest.raises(UnavailableError, match="502"):
        _read(*[_closing("502 Bad")] * 5)


def test_not_when_the_run_ends() -> None:
    waits = _Waits(going=False)
    with pytest.raises(UnavailableError):
        _read(_closing("502 Bad"), _GOOD, waits=waits)
    assert len(waits.seconds) == 1


def test_a_401_is_nothing_to_try_again() -> None:
    with pytest.raises(AccountError, match="expired"):
        _read(_closing("401 No", b'{"message": "The token expired"}'))


@pytest.mark.parametrize("status", ["400 Bad", "403 Forbidden", "404 Not Found", "302 Found"])
def test_a_read_that_is_not_to_be_had(status: str) -> None:
    outcome = _read(_closing(status, b'{"message": "no", "category": "X"}'))
    assert isinstance(outcome, Denied)
    assert (outcome.status, outcome.problem.message) == (int(status[:3]), "no")


def test_whose_account_it_is() -> None:
    data = {
        "portalId": 4242,
        "accountType": "STANDARD",
        "uiDomain": "app.hubspot.com",
        "timeZone": "Europe/Oslo",
        "companyCurrency": "NOK",
        "additionalCurrencies": ["USD", "EUR", None],
    }
    currencies = ("EUR", "NOK", "USD")
    assert account_of(data) == PortalAccount(
        4242, "STANDARD", "Europe/Oslo", "NOK", currencies, "app.hubspot.com"
    )
    assert account_of({"portalId": 1, "additionalCurrencies": {}}) == PortalAccount(1, "")


@pytest.mark.parametrize("data", [{}, {"portalId": "x"}, {"portalId": None}, {"results": []}])
def test_nobodys_account(data: dict[str, object]) -> None:
    assert account_of(data) is None
