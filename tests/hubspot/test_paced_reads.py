"""Reads before the start, where others use up the account's rate just then."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from hubcli.errors import UnavailableError
from hubcli.hubspot.http import Exchange, Http
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from hubcli.hubspot.waiting_reads import get


@contextmanager
def _asked(*faults: str) -> Iterator[tuple[Session, str]]:
    told = tuple(map(parse_fault, faults))
    with (
        start(Switches(faults=told)) as emulator,
        closing(Session(Http(emulator.base_url), "t", clock=ServerClock())) as session,
    ):
        yield session, f"{emulator.base_url}/crm/properties/2025-09/contacts"


def _noted(waits: list[float], *, going: bool = True) -> Callable[[float], bool]:
    def wait(seconds: float) -> bool:
        waits.append(seconds)
        return going

    return wait


def _status(faults: str, waits: list[float], *, going: bool = True) -> int:
    with _asked(faults) as (session, url):
        outcome = get(session, url, _noted(waits, going=going))
        assert isinstance(outcome, Exchange)
        assert session.sent == len(waits) + (1 if going else 0)
        return outcome.status


def test_a_full_window_is_waited_for() -> None:
    waits: list[float] = []
    assert _status("properties/429:1-3", waits) == 200
    assert waits == pytest.approx([11.0, 11.0, 11.0])


def test_not_for_ever() -> None:
    waits: list[float] = []
    with _asked("properties/429:1-") as (session, url):
        outcome = get(session, url, _noted(waits))
    assert isinstance(outcome, Exchange)
    assert outcome.status == 429
    assert sum(waits) <= 300


def test_not_when_the_run_is_ending() -> None:
    waits: list[float] = []
    assert _status("properties/429:1-", waits, going=False) == 429


@pytest.mark.parametrize("fault", ["properties/429-secondly:1", "properties/502:1"])
def test_what_is_no_full_window_is_for_others_to_judge(fault: str) -> None:
    waits: list[float] = []
    assert _status(fault, waits) in {429, 502}
    assert waits == []


def test_the_limit_of_the_day_is_not_waited_for() -> None:
    with (
        _asked("properties/429-daily:1") as (session, url),
        pytest.raises(UnavailableError, match="daily") as caught,
    ):
        get(session, url, _noted([]))
    assert "midnight" in caught.value.hint


def test_a_session_knows_what_it_sent_and_the_limit_that_it_heard_of() -> None:
    with _asked() as (session, url):
        assert (session.sent, session.limits) == (0, {})
        get(session, url, _noted([]))
        assert session.sent == 1
        assert session.limits["x-hubspot-ratelimit-max"] == "190"
