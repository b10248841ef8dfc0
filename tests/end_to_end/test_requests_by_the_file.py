"""What hubcli sends, held against HubSpot's own OpenAPI files."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from hubcli.emulator.gate import Logged
from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.bad_rows import MAPPING, furnished, rows
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import contacts
from tests.end_to_end.process import InProcess
from tests.end_to_end.written import csv_bytes

Inside = Callable[[RunningEmulator], InProcess]
_FOLDER = Path(__file__).parents[3] / "shared" / "hubspot" / "openapi"
pytestmark = pytest.mark.skipif(
    not _FOLDER.is_dir(), reason=f"HubSpot's OpenAPI files are not at {_FOLDER}"
)


@cache
def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_FOLDER / name).read_text())
    return found


def _operation(document: dict[str, Any], request: Logged) -> dict[str, Any]:
    for template, methods in document["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, request.path) and request.method.lower() in methods:
            found: dict[str, Any] = methods[request.method.lower()]
            return found
    raise AssertionError(f"the files know no {request.method} {request.path}")


def _validate(request: Logged, name: str) -> None:
    document = _document(name)
    operation = _operation(document, request)
    if request.method == "GET":
        assert request.body == b""
        return
    assert request.headers["content-type"] == "application/json"
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    resource = DRAFT202012.create_resource(document)
    registry: Registry[Any] = Registry().with_resource("urn:file", resource)
    absolute = {"$ref": f"urn:file{schema['$ref']}"}
    body = json.loads(request.body)
    jsonschema.Draft202012Validator(absolute, registry=registry).validate(body)
    component = schema["$ref"].rpartition("/")[2]
    known = set(document["components"]["schemas"][component]["properties"])
    assert set(body) <= known


def _file_of(request: Logged) -> str:
    area = request.path.split("/")[2 if request.path.startswith("/crm/") else 1]
    return {
        "objects": "objects.json",
        "properties": "properties.json",
        "account-info": "accountInfo.json",
    }[area]


def _all_by_the_file(emulator: RunningEmulator) -> set[str]:
    for request in _read(emulator):
        # The address that tells a token's scopes is in none of the files (api.md, section 9).
        if not request.path.startswith("/oauth/"):
            _validate(request, _file_of(request))
    return {f"{request.method} {request.path}" for request in emulator.requests}


def _read(emulator: RunningEmulator) -> list[Logged]:
    """Requests whose body was looked at: a fault may be answered before that."""
    return [one for one in emulator.requests if one.method == "GET" or one.body]


def test_requests_that_create_and_those_before_them(portal: Portal, inside: Inside) -> None:
    there = furnished(portal())
    hubcli = inside(there.emulator)
    hubcli.put("data.csv", csv_bytes(rows(there.company)))
    hubcli.put("m.yaml", MAPPING)
    assert hubcli("create", "contacts", "data.csv", "-m", "m.yaml").code == 3
    assert _all_by_the_file(there.emulator) >= {
        "POST /crm/objects/2025-09/contacts/batch/create",
        "GET /crm/properties/2025-09/contacts",
        "GET /account-info/2025-09/details",
    }


def test_requests_that_look_rows_up(portal: Portal, inside: Inside) -> None:
    emulator = portal("502-after:1", "502:2")
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(150)))
    assert hubcli("create", "contacts", "data.csv", "--patience", "0").code == 0
    assert "POST /crm/objects/2025-09/contacts/batch/read" in _all_by_the_file(emulator)


def test_every_input_of_a_request_has_a_trace_id_of_its_own(portal: Portal, inside: Inside) -> None:
    emulator = portal("429=0:2", "502:3")
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(250)))
    assert hubcli("create", "contacts", "data.csv", "--patience", "0").code == 0
    carried: dict[str, set[str]] = {}
    for request in _read(emulator):
        if not request.path.endswith("/batch/create"):
            continue
        inputs = json.loads(request.body)["inputs"]
        traces = [item["objectWriteTraceId"] for item in inputs]
        assert len(set(traces)) == len(inputs) <= 100
        for item in inputs:
            assert set(item) == {"properties", "associations", "objectWriteTraceId"}
            assert all(isinstance(value, str) for value in item["properties"].values())
            carried.setdefault(item["properties"]["email"], set()).add(item["objectWriteTraceId"])
    assert all(len(traces) == 1 for traces in carried.values()), (
        "a row keeps its trace id on every try"
    )
    assert len(carried) == 250
