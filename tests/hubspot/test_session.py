"""A 401 renews the token once for all threads, and the request goes out again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import pytest

from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches, Token
from hubcli.errors import AccountError
from hubcli.hubspot.http import Exchange, Http
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from tests.end_to_end.process import until
from tests.hubspot.raw import answer, raw_server

_PATH = "/crm/properties/2025-09/contacts"


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    tokens = (Token("good"), Token("better"), Token("old", expired=True))
    with start(Switches(rate=None, tokens=tokens, log_requests=100)) as running:
        yield running


def _statuses(emulator: RunningEmulator, number: int) -> list[tuple[str, int]]:
    """The token and the status of each request; they are logged a moment after their answers."""
    until(lambda: len(emulator.requests) >= number)
    return [(request.headers["authorization"], request.status) for request in emulator.requests]


class _Renewal:
    """Gives the tokens one after the other."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if not self.left:
            raise AccountError("no more tokens")
        return self.left.pop(0)


@contextmanager
def _session(
    emulator: RunningEmulator, token: str, renew: _Renewal | None = None
) -> Iterator[Session]:
    with closing(Session(Http(emulator.base_url), token, clock=ServerClock(), renew=renew)) as one:
        yield one


def _status(session: Session, emulator: RunningEmulator) -> int:
    outcome = session.send("GET", emulator.base_url + _PATH)
    assert isinstance(outcome, Exchange)
    return outcome.status


def test_a_good_token_is_used_as_it_is(emulator: RunningEmulator) -> None:
    renewal = _Renewal("better")
    with _session(emulator, "good", renewal) as session:
        assert _status(session, emulator) == 200
        assert renewal.calls == 0


def test_an_expired_token_is_renewed_once(emulator: RunningEmulator) -> None:
    renewal = _Renewal("good", "better")
    with _session(emulator, "old", renewal) as session:
        assert [_status(session, emulator) for _ in range(2)] == [200, 200]
        assert _statuses(emulator, 3) == [
            ("Bearer old", 401),
            ("Bearer good", 200),
            ("Bearer good", 200),
        ]
        assert renewal.calls == 1


def test_a_fixed_token_can_not_be_renewed(emulator: RunningEmulator) -> None:
    with _session(emulator, "old") as session:
        assert _status(session, emulator) == 401
        assert _statuses(emulator, 1) == [("Bearer old", 401)]


def test_a_new_token_that_is_refused_too_ends_it(emulator: RunningEmulator) -> None:
    with _session(emulator, "old", _Renewal("old", "good")) as session:
        assert _status(session, emulator) == 401
        assert _statuses(emulator, 2) == [("Bearer old", 401)] * 2


def test_a_command_that_gives_none_leaves_the_401(emulator: RunningEmulator) -> None:
    with _session(emulator, "old", _Renewal()) as session:
        assert _status(session, emulator) == 401


def test_many_threads_renew_it_together(emulator: RunningEmulator) -> None:
    renewal = _Renewal("good", "better")
    with _session(emulator, "old", renewal) as session:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: _status(session, emulator), range(40)))
        assert found == [200] * 40
        assert renewal.calls == 1


def test_every_answer_tells_the_time() -> None:
    with raw_server([answer("201 Created", b"{}", "Date: Thu, 01 Jan 2037 00:00:00 GMT")]) as raw:
        clock = ServerClock()
        session = Session(Http(raw.base_url), "t", clock=clock)
        session.send("POST", raw.base_url, b"{}")
        session.close()
    assert clock.now() >= datetime(2037, 1, 1, tzinfo=UTC)


def test_it_says_who_it_is() -> None:
    with raw_server([answer()]) as raw:
        session = Session(Http(raw.base_url), "t", clock=ServerClock(), agent="hubcli/1.2")
        session.send("GET", raw.base_url)
        session.close()
        assert b"user-agent: hubcli/1.2" in raw.requests[0].lower()
