"""The portal over real sockets: creating, looking up by a unique property, and what a look-up can't tell."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hubcli.core.replies import Answer, Lost, NeverSent, Unreadable
from hubcli.emulator.faults import parse_fault
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from hubcli.hubspot.client import Portal
from hubcli.hubspot.http import Http
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from tests.end_to_end.process import until
from tests.hubspot.raw import answer, raw_server
from tests.hubspot.records import record


@contextmanager
def _portal(base_url: str, *, going: bool = True, kind: str = "contacts") -> Iterator[Portal]:
    pace = Pace(lambda: 0.0, lambda _: going)
    with closing(Session(Http(base_url), "t", clock=ServerClock())) as session:
        yield Portal(session, Paths(base_url, "2025-09"), kind, pace)


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    with start(Switches(rate=None, log_requests=100)) as running:
        yield running


def _faulty(*faults: str) -> RunningEmulator:
    return start(Switches(rate=None, log_requests=100, faults=tuple(map(parse_fault, faults))))


def test_records_are_created(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url) as portal:
        reply = portal.create([record(1, email="a@example.com"), record(2, email="bad")])
    assert isinstance(reply, Answer)
    assert reply.http_status == 207
    assert reply.body is not None
    assert [result.properties["email"] for result in reply.body.results] == ["a@example.com"]
    assert [error.traces for error in reply.body.errors] == [("t-2",)]
    assert reply.correlation_id
    assert reply.problem is None


def test_a_refusal_of_the_whole(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url, kind="widgets") as portal:
        reply = portal.create([record(1, name="x")])
    assert isinstance(reply, Answer)
    assert reply.body is None
    assert reply.problem is not None
    assert reply.problem.message == "Unable to infer object type from: widgets"


def test_lost_and_never_sent() -> None:
    with _faulty("cut-before:1") as emulator, _portal(emulator.base_url) as portal:
        assert isinstance(portal.create([record(1, email="a@example.com")]), Lost)
    with _portal("http://127.0.0.1:9") as portal:
        assert isinstance(portal.create([record(1, email="a@example.com")]), NeverSent)
        found = portal.find("email", ["a@example.com"], [])
        assert isinstance(found, Unreadable)
        assert found.again


def test_a_batch_answer_under_an_error_status_still_speaks_of_rows() -> None:
    body = b'{"status":"COMPLETE","results":[{"id":"1","properties":{}}]}'
    with raw_server([answer("500 Oops", body)]) as raw, _portal(raw.base_url) as portal:
        reply = portal.create([record(1, email="a@example.com")])
    assert isinstance(reply, Answer)
    assert reply.body is not None
    assert [result.id for result in reply.body.results] == ["1"]


def test_found_by_a_unique_property_in_any_case(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url) as portal:
        portal.create([record(1, email="Ada@Example.com"), record(2, email="b@example.com")])
        found = portal.find("email", ["ada@example.com", "gone@example.com"], ["zip"])
    assert not isinstance(found, Unreadable)
    assert list(found) == ["ada@example.com"]
    assert found["ada@example.com"].created_at


def test_a_look_up_of_many_goes_in_hundreds(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url) as portal:
        for start_at in (0, 100, 200):
            portal.create(
                [record(n, email=f"p{n}@example.com") for n in range(start_at, start_at + 50)]
            )
        wanted = [f"p{n}@example.com" for n in range(250)]
        found = portal.find("email", wanted, [])
    assert not isinstance(found, Unreadable)
    assert len(found) == 150
    until(lambda: len(emulator.requests) == 6)
    reads = [request for request in emulator.requests if request.path.endswith("/batch/read")]
    assert len(reads) == 3


def test_nothing_there_is_known_for_certain(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url) as portal:
        assert portal.find("email", ["gone@example.com"], []) == {}


def test_a_contact_found_by_its_second_address(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url) as portal:
        portal.create(
            [record(1, email="first@example.com", hs_additional_emails="second@example.com")]
        )
        portal.create([record(2, email="other@example.com")])
        found = portal.find(
            "email", ["second@example.com", "other@example.com", "gone@example.com"], []
        )
    assert not isinstance(found, Unreadable)
    assert {key: result.properties["email"] for key, result in found.items()} == {
        "second@example.com": "first@example.com",
        "other@example.com": "other@example.com",
    }


@pytest.mark.parametrize(
    ("fault", "again"),
    [
        ("read/502", True), ("read/500", True), ("read/429", True), ("read/423", True), ("read/408", True),
        ("read/cut-before", True), ("read/cut-middle", True), ("read/html", True), ("read/truncate", True),
        ("read/redirect", True), ("read/401", False), ("read/403", False), ("read/404", False),
    ],
)  # fmt: skip
def test_a_look_up_that_tells_nothing(*, fault: str, again: bool) -> None:
    with _faulty(fault) as emulator, _portal(emulator.base_url) as portal:
        portal.create([record(1, email="a@example.com")])
        found = portal.find("email", ["a@example.com"], [])
    assert isinstance(found, Unreadable)
    assert (found.again, bool(found.reason)) == (again, True)


def test_a_look_up_that_lacks_a_scope_names_it() -> None:
    with _faulty("read/403") as emulator, _portal(emulator.base_url) as portal:
        found = portal.find("email", ["a@example.com"], [])
    assert isinstance(found, Unreadable)
    assert "crm.objects." in found.reason


def test_an_answer_that_leaves_everything_out_is_not_taken_for_absence() -> None:
    body = b'{"status":"COMPLETE","results":[]}'
    with raw_server([answer("207 Multi-Status", body)]) as raw, _portal(raw.base_url) as portal:
        assert isinstance(portal.find("email", ["a@example.com"], []), Unreadable)


def test_no_look_up_when_the_run_ends(emulator: RunningEmulator) -> None:
    with _portal(emulator.base_url, going=False) as portal:
        assert isinstance(portal.find("email", ["a@example.com"], []), Unreadable)
    assert emulator.requests == ()


def _soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        (lambda: "7", 7, 7),
        (lambda: "2.5", 2.5, 2.5),
        (_soon, 80, 90),
        (lambda: "Thu, 01 Jan 1970 00:00:00 GMT", 0, 0),
    ],
    ids=["seconds", "parts of seconds", "a date", "a date in the past"],
)
def test_how_long_an_answer_asks_to_wait(text: Callable[[], str], low: float, high: float) -> None:
    with (
        raw_server([answer("477 Migration", b"{}", f"Retry-After: {text()}")]) as raw,
        _portal(raw.base_url) as portal,
    ):
        reply = portal.create([record(1, email="a@example.com")])
    assert isinstance(reply, Answer)
    assert reply.retry_after is not None
    assert low <= reply.retry_after <= high


@pytest.mark.parametrize("text", ["", "soon", "\u0663", "Mon, 99 Foo 2026"])
def test_a_wait_that_is_none(text: str) -> None:
    said = answer("477 Migration", b"{}", "Retry-After: TEXT").replace(b"TEXT", text.encode())
    with raw_server([said]) as raw, _portal(raw.base_url) as portal:
        reply = portal.create([record(1, email="a@example.com")])
    assert isinstance(reply, Answer)
    assert reply.retry_after is None


def test_the_window_of_the_limit() -> None:
    said = answer("429 Slow", b"{}", "X-HubSpot-RateLimit-Interval-Milliseconds: 10000")
    with raw_server([said]) as raw, _portal(raw.base_url) as portal:
        reply = portal.create([record(1, email="a@example.com")])
    assert isinstance(reply, Answer)
    assert reply.interval == 10.0
