"""Answers of batch/read with histories, as HubSpot and others give them."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from hubcli.core.undo import Past
from hubcli.hubspot.undo_wire import encode_ids, encode_look, seen_of


def test_what_is_asked() -> None:
    assert orjson.loads(encode_ids(["1", "2"])) == {"inputs": [{"id": "1"}, {"id": "2"}]}
    assert orjson.loads(encode_look(["1"], ["a"], ["b"])) == {
        "properties": ["a"],
        "propertiesWithHistory": ["b"],
        "inputs": [{"id": "1"}],
    }


def result(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {"id": "7", "properties": {"name": "x", "phone": None, "odd": 3}, **more}


def test_a_record_with_its_history() -> None:
    history = {
        "name": [
            {"value": "y", "timestamp": "2026-11-23T10:00:00.000Z", "sourceType": "INTEGRATION", "sourceId": "1"},
            {"value": "x", "timestamp": "2026-11-23T10:01:00Z", "sourceType": "CRM_UI", "sourceId": "userId:1", "updatedByUserId": 1},
        ],
        "phone": [],
    }  # fmt: skip
    seen = seen_of({"results": [result(propertiesWithHistory=history)]})
    assert seen is not None
    held = seen.held["7"]
    assert held.properties == {"name": "x", "phone": None, "odd": None}
    assert held.history == {
        "name": [
            Past(datetime(2026, 11, 23, 10, 1, tzinfo=UTC), "CRM_UI", "userId:1", by_user=True),
            Past(datetime(2026, 11, 23, 10, 0, tzinfo=UTC), "INTEGRATION", "1"),
        ],
        "phone": [],
    }


@pytest.mark.parametrize("stamp", [None, "soon", "2026-11-23T10:00:00", 5])
def test_a_time_that_can_not_be_read_is_not_known(stamp: object) -> None:
    history = {"name": [{"timestamp": stamp}]}
    seen = seen_of({"results": [result(propertiesWithHistory=history)]})
    assert seen is not None
    assert seen.held["7"].history == {"name": [Past(None, "", "")]}


@pytest.mark.parametrize("history", [None, [], {"name": None}, {"name": ["x"]}])
def test_a_history_that_can_not_be_read_is_none(history: object) -> None:
    seen = seen_of({"results": [result(propertiesWithHistory=history)]})
    assert seen is not None
    assert seen.held["7"].history is None


def test_ids_that_are_missing_are_named() -> None:
    errors = [
        {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["1", "2"]}},
        {"category": "OBJECT_NOT_FOUND", "context": {"ids": ["7"]}},
        {"category": "OTHER", "context": {"ids": ["3"]}},
        {"category": "OBJECT_NOT_FOUND"},
        "odd",
    ]
    seen = seen_of({"results": [result()], "errors": errors})
    assert seen is not None
    assert seen.absent == {"1", "2"}
    assert seen.held.keys() == {"7"}


def test_an_archived_record_is_not_there() -> None:
    seen = seen_of({"results": [result(archived=True)]})
    assert seen is not None
    assert not seen.held
    assert seen.absent == {"7"}


@pytest.mark.parametrize("data", [None, [], {}, {"results": None}, {"results": ["x"]}, {"results": [{"id": 7}]}])  # fmt: skip
def test_what_can_not_be_read_to_the_last_is_not_relied_on(data: object) -> None:
    assert seen_of(data) is None


def test_a_record_without_properties() -> None:
    seen = seen_of({"results": [{"id": "7"}]})
    assert seen is not None
    assert seen.held["7"].properties == {}
