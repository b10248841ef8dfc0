"""A stage must be one of the record's pipeline, also where only one of the two is sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Client, Json, by_trace, embedded
from tests.emulator.locks import lock, write


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A portal whose deals have the pipelines p1 (s1, closedwon) and p2 (s3), and whose cars are unique by vin."""
    path: Path = tmp_path_factory.mktemp("lock") / "hubspot.lock.json"
    with start(Switches(rate=None, lock=write(path, lock()))) as emulator:
        with Client(emulator) as client:
            yield client
        assert emulator.failures == ()


def update(api: Client, there: str, **properties: str) -> tuple[str, str] | None:
    """Update a deal; gives the code and the property where it is refused."""
    data = {"id": there, "properties": properties, "objectWriteTraceId": "t"}
    return _told(api.batch("update", {"inputs": [data]}, "deals").json())


def _told(body: Json) -> tuple[str, str] | None:
    if "errors" not in body:
        return None
    (found,) = embedded(by_trace(body)["t"]["message"])
    return found["error"], found["name"]


def test_a_stage_alone_is_of_the_pipeline_that_the_record_has(api: Client) -> None:
    there = api.one("deals", dealname="d", pipeline="p2", dealstage="s3")
    assert update(api, there, dealstage="s1") == ("INVALID_OPTION", "dealstage")
    assert update(api, there, dealstage="s3") is None
    assert update(api, there, pipeline="p1", dealstage="s1") is None
    assert update(api, there, dealstage="closedwon") is None


def test_a_pipeline_alone_must_have_the_stage_that_the_record_has(api: Client) -> None:
    there = api.one("deals", dealname="d", dealstage="s1")
    assert update(api, there, pipeline="p2") == ("INVALID_OPTION", "dealstage")
    assert update(api, there, pipeline="p3") == ("INVALID_OPTION", "pipeline")
    held = api.emulator.store.record("deals", there).properties
    assert (held["pipeline"], held["dealstage"]) == ("p1", "s1")


def test_what_is_not_sent_is_not_looked_at(api: Client) -> None:
    there = api.one("deals", dealname="d", dealstage="s1")
    assert update(api, there, dealname="e") is None


def test_an_upsert_is_checked_as_what_it_becomes(api: Client) -> None:
    def upsert(vin: str, stage: str) -> tuple[str, str] | None:
        data = {
            "id": vin,
            "idProperty": "vin",
            "properties": {"hs_pipeline_stage": stage},
            "objectWriteTraceId": "t",
        }
        return _told(api.batch("upsert", {"inputs": [data]}, "2-123").json())

    assert upsert("new", "72") == ("INVALID_OPTION", "hs_pipeline_stage")
    assert upsert("new", "71") is None
    assert upsert("new", "72") == ("INVALID_OPTION", "hs_pipeline_stage")
    (held,) = api.emulator.store.records("2-123")
    assert held.properties["hs_pipeline_stage"] == "71"


def test_an_upsert_that_creates_lacks_what_a_create_lacks(api: Client) -> None:
    data = {"id": "v", "idProperty": "vin", "properties": {"vin": ""}}
    assert api.batch("upsert", {"inputs": [data]}, "2-123").status_code == 400


def test_a_batch_of_101_is_refused_whole_by_every_endpoint(api: Client) -> None:
    inputs = [{"id": str(n), "idProperty": "vin", "properties": {}} for n in range(101)]
    for action in ("create", "update", "upsert", "read", "archive"):
        body = {"inputs": inputs, "idProperty": "vin"}
        response = api.batch(action, body, "2-123")
        assert response.status_code == 400
        assert response.json()["message"].startswith("The maximum number of inputs supported")
