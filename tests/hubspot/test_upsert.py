"""Upserts in batches, and look-ups by the records' own ids, over real sockets."""

import orjson
import pytest

from hubcli.core.replies import Answer, Unreadable
from hubcli.emulator.server import RunningEmulator
from hubcli.hubspot import wire
from hubcli.hubspot.import_key import ImportKey
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.shelf import RecordShelf
from tests.hubspot.portals import portal_at, session_at, started
from tests.hubspot.raw import answer, raw_server
from tests.hubspot.records import record


def with_key(emulator: RunningEmulator) -> None:
    with session_at(emulator.base_url) as session:
        paths = Paths(emulator.base_url, "2025-09")
        key = ImportKey(session, paths, "companies", "no", wait=lambda _: True)
        key.make("No", key.group())


def test_the_body_names_the_property_of_every_row() -> None:
    body = orjson.loads(wire.encode_upsert([record(1, no="c1", city="Bonn")], "no"))
    assert body == {
        "inputs": [
            {
                "id": "c1",
                "idProperty": "no",
                "properties": {"no": "c1", "city": "Bonn"},
                "objectWriteTraceId": "t-1",
            }
        ]
    }


@pytest.mark.parametrize("echoes", [False, True])
def test_what_is_there_is_changed_and_what_is_not_made(*, echoes: bool) -> None:
    with started(echo_trace_ids=echoes) as emulator, portal_at(emulator.base_url) as portal:
        with_key(emulator)
        portal.create([record(1, no="c1", name="One", city="Oslo")])
        reply = portal.upsert(
            "no", [record(1, no="c1", city="Bonn"), record(2, no="c2", name="Two")]
        )
        held = emulator.store.records("companies")
    assert isinstance(reply, Answer)
    assert reply.body is not None
    new = {result.properties["no"]: result.new for result in reply.body.results}
    assert new == {"c1": False, "c2": True}
    assert {one.properties["no"]: one.properties.get("city") for one in held} == {
        "c1": "Bonn",
        "c2": None,
    }


def test_by_the_records_own_ids() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        portal.create([record(1, name="One", city="Oslo"), record(2, name="Two")])
        one, two = (held.id for held in emulator.store.records("companies"))
        found = portal.find("hs_object_id", [one, two, "9"], ["name", "city"])
    assert not isinstance(found, Unreadable)
    assert {id_: (held.id, held.properties.get("city")) for id_, held in found.items()} == {
        one: (one, "Oslo"),
        two: (two, None),
    }


def test_a_record_that_was_merged_is_asked_for_alone() -> None:
    """It may show the id of the one that it was merged into (api.md 7.2)."""
    answers = [_read("2", "3"), _read("2"), _read("3")]
    with raw_server(answers) as raw, portal_at(raw.base_url) as portal:
        found = portal.find("hs_object_id", ["1", "3"], ["city"])
    assert not isinstance(found, Unreadable)
    assert {asked: held.id for asked, held in found.items()} == {"1": "2", "3": "3"}


def _read(*ids: str) -> bytes:
    results = [{"id": one, "properties": {"city": "Oslo"}} for one in ids]
    return answer("200 OK", orjson.dumps({"status": "COMPLETE", "results": results}))


def test_a_refused_look_up_says_that_the_token_is_to_blame() -> None:
    with started("read/403") as emulator, portal_at(emulator.base_url) as portal:
        found = portal.find("hs_object_id", ["1"], [])
    assert isinstance(found, Unreadable)
    assert found.is_denied


def test_a_shelf_puts_values_back() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        portal.create([record(1, name="One", city="Oslo")])
        (one,) = emulator.store.records("companies")
        with session_at(emulator.base_url) as session:
            pace = Pace(lambda: 0.0, lambda _: True)
            shelf = RecordShelf(session, Paths(emulator.base_url, "2025-09"), "companies", pace)
            reply = shelf.update([(one.id, record(1, city=""))])
        (one,) = emulator.store.records("companies")
    assert isinstance(reply, Answer)
    assert reply.http_status == 200
    assert not one.properties.get("city")
