"""Reading records by id with their history, and archiving them, over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from hubcli.core.replies import Answer, Lost, NeverSent
from hubcli.core.undo import Seen, change_of
from hubcli.emulator.faults import parse_fault
from hubcli.emulator.holdings import A_WORKFLOW, ANOTHER_APP
from hubcli.emulator.records import Source
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from hubcli.hubspot.http import Http
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reads import Denied, read
from hubcli.hubspot.schema import schema_of
from hubcli.hubspot.server_clock import ServerClock
from hubcli.hubspot.session import Session
from hubcli.hubspot.shelf import RecordShelf
from hubcli.hubspot.wire import encode_create
from tests.hubspot.raw import answer, raw_server
from tests.hubspot.records import record

SENT = {"email": "Ada@Example.com", "phone": "1"}


@contextmanager
def _shelf(base_url: str) -> Iterator[tuple[RecordShelf, Session]]:
    pace = Pace(lambda: 0.0, lambda _: True)
    with closing(Session(Http(base_url), "t", clock=ServerClock())) as session:
        yield RecordShelf(session, Paths(base_url, "2025-09"), "contacts", pace), session


@pytest.fixture
def emulator() -> Iterator[RunningEmulator]:
    with start(Switches(rate=None)) as running:
        yield running


def _made(emulator: RunningEmulator, session: Session) -> str:
    url = Paths(emulator.base_url, "2025-09").objects("contacts", "batch/create")
    session.send("POST", url, encode_create([record(1, **SENT)]))
    return emulator.store.records("contacts")[-1].id


def _change(emulator: RunningEmulator, edit: Callable[[str], None] | None = None) -> str | None:
    with _shelf(emulator.base_url) as (shelf, session):
        one = _made(emulator, session)
        if edit:
            edit(one)
        url = Paths(emulator.base_url, "2025-09").properties("contacts")
        data = read(session, url, lambda _: True)
        assert not isinstance(data, Denied)
        schema = schema_of("contacts", data)
        watched = [name for name, prop in schema.properties.items() if not prop.read_only]
        seen = shelf.look([one], properties=list(SENT), history=watched)
        assert isinstance(seen, Seen)
        fault = change_of(seen.held[one], SENT, schema)
        return fault.code if fault else None


def test_a_fresh_record_is_not_changed(emulator: RunningEmulator) -> None:
    assert _change(emulator) is None


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (Source("CRM_UI", "userId:1", 1), "CHANGED_BY_PERSON"),
        (A_WORKFLOW, "CHANGED_BY_WORKFLOW"),
        (ANOTHER_APP, "CHANGED_BY_APP"),
        (Source("CALCULATED", "x"), None),
    ],
)
def test_a_change_by_somebody_else(by: Source, code: str | None, emulator: RunningEmulator) -> None:
    def edit(one: str) -> None:
        emulator.store.edit("contacts", one, {"jobtitle": "CEO"}, by)

    assert _change(emulator, edit) == code


def test_archiving(emulator: RunningEmulator) -> None:
    with _shelf(emulator.base_url) as (shelf, session):
        one = _made(emulator, session)
        for _ in range(2):
            reply = shelf.archive([one, "1"])
            assert isinstance(reply, Answer)
            assert reply.http_status == 204
        assert shelf.look([one], properties=(), history=()) == Seen({}, frozenset({one}))
        assert emulator.store.count("contacts") == 0
        assert shelf.server_time().year >= 2026


@pytest.mark.parametrize("fault", ["cut-before", "cut-after"])
def test_a_lost_answer(fault: str) -> None:
    faults = (parse_fault(f"archive/{fault}"), parse_fault(f"read/{fault}"))
    with (
        start(Switches(rate=None, faults=faults)) as emulator,
        _shelf(emulator.base_url) as (shelf, _),
    ):
        assert isinstance(shelf.archive(["1"]), Lost)
        assert isinstance(shelf.look(["1"], properties=(), history=()), Lost)
    with _shelf(emulator.base_url) as (shelf, _):
        assert isinstance(shelf.archive(["1"]), NeverSent)


def test_a_403_names_the_scope() -> None:
    with (
        start(Switches(rate=None, faults=(parse_fault("read/403"),))) as emulator,
        _shelf(emulator.base_url) as (shelf, _),
    ):
        reply = shelf.look(["1"], properties=(), history=())
        assert isinstance(reply, Answer)
        assert reply.problem is not None
        assert reply.problem.scopes


def test_half_an_answer_says_nothing() -> None:
    with raw_server([answer(body=b'{"results":[')]) as raw, _shelf(raw.base_url) as (shelf, _):
        reply = shelf.look(["1"], properties=(), history=())
    assert isinstance(reply, Answer)
    assert (reply.http_status, reply.body) == (200, None)
