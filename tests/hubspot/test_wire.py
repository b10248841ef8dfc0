"""Records to JSON, and HubSpot's answers in all the forms in which they come (api.md 1.2 to 1.5)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import AssociationType
from hubcli.core.records import Association
from hubcli.core.replies import BatchBody
from hubcli.hubspot import wire
from tests.hubspot.records import record


def _batch(body: object) -> BatchBody:
    found = wire.batch_body(wire.decode(json.dumps(body).encode()), "c-1")
    assert found is not None
    return found


def test_a_request_to_create() -> None:
    link = Association(
        "77", (AssociationType("HUBSPOT_DEFINED", 279), AssociationType("USER_DEFINED", 5))
    )
    body = json.loads(
        wire.encode_create([record(1, link, email="a@b.co"), record(2, name="Ünï\n☃")])
    )
    assert body == {
        "inputs": [
            {
                "properties": {"email": "a@b.co"},
                "associations": [
                    {
                        "to": {"id": "77"},
                        "types": [
                            {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279},
                            {"associationCategory": "USER_DEFINED", "associationTypeId": 5},
                        ],
                    }
                ],
                "objectWriteTraceId": "t-1",
            },
            {"properties": {"name": "Ünï\n☃"}, "associations": [], "objectWriteTraceId": "t-2"},
        ]
    }


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=50)))
def test_every_text_survives(properties: dict[str, str]) -> None:
    body = wire.encode_create([record(1)._replace(properties=properties)])
    assert json.loads(body)["inputs"][0]["properties"] == properties


def test_a_request_to_read_names_each_property_once() -> None:
    body = json.loads(wire.encode_read("email", ["a@b.co"], ["email", "zip"]))
    assert body == {
        "properties": ["email", "zip"],
        "propertiesWithHistory": [],
        "idProperty": "email",
        "inputs": [{"id": "a@b.co"}],
    }


_RECORDED: dict[str, Any] = {
    "status": "COMPLETE",
    "results": [
        {
            "id": "290751",
            "properties": {
                "createdate": "2022-02-17T19:26:07.505Z",
                "email": "user3@demo.com",
                "lastname": None,
            },
            "createdAt": "2022-02-17T19:26:07.505Z",
            "updatedAt": "2022-02-17T19:26:07.505Z",
            "archived": False,
        }
    ],
    "startedAt": "2022-02-17T19:26:07.500Z",
    "completedAt": "2022-02-17T19:26:07.510Z",
}
"""api.md 1.3."""


def test_a_recorded_answer() -> None:
    body = _batch(_RECORDED)
    (result,) = body.results
    assert (result.id, result.trace_id, result.url) == ("290751", None, "")
    assert result.created_at == "2022-02-17T19:26:07.505Z"
    assert result.properties["lastname"] is None
    assert (body.status, body.num_errors, body.errors) == ("COMPLETE", None, ())
    assert (body.started_at, body.completed_at) == (
        "2022-02-17T19:26:07.500Z",
        "2022-02-17T19:26:07.510Z",
    )


_DOCUMENTED: dict[str, Any] = {
    "status": "COMPLETE",
    "results": [
        {
            "id": "1145814089",
            "properties": {},
            "createdAt": "2024-08-15T17:09:13.648Z",
            "archived": False,
        }
    ],
    "numErrors": 1,
    "errors": [
        {
            "status": "error",
            "category": "VALIDATION_ERROR",
            "message": 'Property values were not valid: [{"isValid":false,"message":"Property \\"missing\\" does not exist","error":"PROPERTY_DOESNT_EXIST","name":"missing","localizedErrorMessage":"Property \\"missing\\" does not exist","portalId":891936587}]',
            "context": {"objectWriteTraceId": ["549b1c2a9351"]},
        }
    ],
    "startedAt": "2024-08-15T17:09:13.610Z",
    "completedAt": "2024-08-15T17:09:13.910Z",
}
"""api.md 1.5, verbatim."""


def test_the_documented_multi_status() -> None:
    body = _batch(_DOCUMENTED)
    assert body.num_errors == 1
    (error,) = body.errors
    assert error.traces == ("549b1c2a9351",)
    (fault,) = error.faults
    assert (fault.code, fault.property, fault.category) == (
        "PROPERTY_DOESNT_EXIST",
        "missing",
        "VALIDATION_ERROR",
    )
    assert fault.message == 'Property "missing" does not exist'
    assert fault.correlation_id == "c-1"


def test_a_conflict_that_names_the_holder() -> None:
    error = {
        "status": "error",
        "category": "CONFLICT",
        "message": "Contact already exists. Existing ID: 171591000198",
        "context": {"objectWriteTraceId": ["0"], "existingId": ["171591000198"]},
    }
    (item,) = _batch({"results": [], "errors": [error], "numErrors": 1}).errors
    assert item.traces == ("0",)
    assert [(fault.code, fault.property) for fault in item.faults] == [("ALREADY_EXISTS", "email")]


def test_a_trace_id_that_is_no_list() -> None:
    error = {"message": "x", "context": {"objectWriteTraceId": "7"}}
    assert _batch({"results": [], "errors": [error], "numErrors": 1}).errors[0].traces == ("7",)


def test_echoed_trace_ids_addresses_and_warnings() -> None:
    warning = {
        "category": "VALUE_NORMALIZED",
        "context": {"propertyName": "phone", "normalizedValue": "+1"},
    }
    result = {
        **_RECORDED["results"][0],
        "objectWriteTraceId": "t-9",
        "url": "https://x/1",
        "warnings": [warning],
    }
    (found,) = _batch({"results": [result]}).results
    assert (found.trace_id, found.url) == ("t-9", "https://x/1")
    assert [(fault.code, fault.property) for fault in found.warnings] == [
        ("VALUE_NORMALIZED", "phone")
    ]


def test_links_come_along() -> None:
    assert _batch({"results": [], "links": {"next": "x"}, "numErrors": 0}).links == {"next": "x"}


_NO_BATCH = (
    b"", b"null", b"[]", b"7", b'"x"', b"{}", b"<html>", b'{"results": {"a": 1}}', b'{"results": [1]}', b'{"results": "x"}',
    b'{"results": [{"properties": {}}]}', b'{"results": [null]}', b'{"results": 7}', b'{"results": true}',
    b'{"errors": [], "message": "x"}', b'{"results": [], "errors": 7}', b'{"results": [], "errors": {"a": 1}}',
)  # fmt: skip


@pytest.mark.parametrize("content", _NO_BATCH)
def test_what_can_not_be_read_to_the_last_result_is_no_batch_answer(content: bytes) -> None:
    assert wire.batch_body(wire.decode(content)) is None


@pytest.mark.parametrize(
    "odd",
    [
        {"results": [], "errors": [None, 7, "x", [], {}], "numErrors": 5},
        {"results": [], "errors": [{"message": 7, "category": [], "context": 3, "errors": {}}]},
        {"results": [], "errors": [{"message": "Property values were not valid: [1, {}"}]},
        {"results": [], "errors": [{"message": 'Property values were not valid: [1, {"a": 2}]'}]},
        {"results": [], "errors": [{"context": {"objectWriteTraceId": [1, None, "t"]}}]},
        {"results": [{"id": 7, "properties": None}], "status": 7, "numErrors": "x", "links": [1]},
    ],
)
def test_odd_parts_are_read_as_far_as_they_go(odd: dict[str, Any]) -> None:
    body = _batch(odd)
    assert all(error.faults for error in body.errors)
    assert len(body.errors) == len(odd.get("errors", ()))


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["results", "errors", "id", "properties", "context", "message", "objectWriteTraceId", "category", "errors", "warnings", "numErrors", "links", "status", "x"]),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@given(_json)
def test_no_answer_breaks_the_reader(data: object) -> None:
    content = json.dumps(data).encode()
    body = wire.batch_body(wire.decode(content), "c")
    if body is not None:
        assert all(isinstance(result.id, str) for result in body.results)
        assert all(error.faults for error in body.errors)
    assert wire.problem(content, "c").faults


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    wire.batch_body(wire.decode(content))
    assert wire.problem(content, None).faults


@pytest.mark.parametrize(
    "result",
    [
        {"id": None, "properties": {}},
        {"id": "", "properties": {}},
        {"id": True, "properties": {}},
        {"id": "1", "properties": "ada"},
        {"id": "1", "properties": ["ada"]},
        {"properties": {}},
        "1",
        None,
    ],
)
def test_a_result_that_can_not_be_read_spoils_the_answer(result: object) -> None:
    good = {"id": "2", "properties": {}}
    assert wire.batch_body({"results": [good, result]}) is None


def test_what_is_not_text_is_made_text_or_left_out() -> None:
    body = wire.batch_body(
        {
            "results": [
                {
                    "id": 7,
                    "properties": {"email": 5, "a": True, "b": None, "c": [1]},
                    "objectWriteTraceId": ["t1"],
                    "createdAt": 1700000000000,
                    "url": 3,
                }
            ]
        }
    )
    assert body is not None
    (made,) = body.results
    assert made.id == "7"
    assert made.properties == {"email": "5", "a": "true", "b": None, "c": "[1]"}
    assert (made.trace_id, made.created_at, made.url) == (None, None, "")
