import json

import pytest

from tests.emulator.client import Client, fresh_email


def send(
    api: Client, raw: bytes | str, path: str = "contacts/batch/create"
) -> tuple[int, dict[str, object]]:
    response = api.http.post(
        api.objects(path), content=raw, headers={"content-type": "application/json"}
    )
    return response.status_code, response.json()


def test_no_body(api: Client) -> None:
    status, body = send(api, b"")
    assert status == 400
    assert body["message"] == "Invalid JSON input: a request body was expected, but none found"
    assert body["category"] == "VALIDATION_ERROR"


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[1, 2",
        b'{"inputs": NaN}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"inputs": [1' + b"0" * 5000 + b"]}",
        b'"text"',
        b"[]",
        b"null",
    ],
)
def test_malformed_json(api: Client, raw: bytes) -> None:
    status, body = send(api, raw)
    assert status == 400
    assert str(body["message"]).startswith("Invalid input JSON on line 1, column ")


@pytest.mark.parametrize(
    ("properties", "token"),
    [
        ('{"email": ["a"]}', "Array value (token `JsonToken.START_ARRAY`)"),
        ('{"email": {"a": 1}}', "Object value (token `JsonToken.START_OBJECT`)"),
    ],
)
def test_a_nested_value_is_a_malformed_body_even_with_trace_ids(
    api: Client, properties: str, token: str
) -> None:
    status, body = send(
        api, f'{{"inputs": [{{"properties": {properties}, "objectWriteTraceId": "1"}}]}}'
    )
    assert status == 400
    assert str(body["message"]).endswith(
        f"Cannot deserialize value of type `java.lang.String` from {token}"
    )


@pytest.mark.parametrize(("raw", "lacking"), [("{}", "inputs"), ('{"inputs": [{}]}', "properties")])
def test_missing_fields(api: Client, raw: str, lacking: str) -> None:
    status, body = send(api, raw)
    assert status == 400
    assert (
        body["message"]
        == f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{lacking}]"
    )


def test_a_lone_surrogate_does_no_harm(api: Client) -> None:
    raw = json.dumps({"inputs": [{"properties": {"email": fresh_email(), "firstname": "a\ud800"}}]})
    assert "\\ud800" in raw
    assert send(api, raw)[0] == 201


def test_unknown_object_types_are_400(api: Client) -> None:
    status, body = send(api, b"{", "widgets/batch/create")
    assert (status, body["message"]) == (400, "Unable to infer object type from: widgets")
    status, body = send(api, b"{", "0-9999/batch/create")
    assert (status, body["message"]) == (400, "Invalid object or event type id: 0-9999")
