"""What the tests talk to an emulator with: HTTP, and HubSpot's OpenAPI files over its shoulder."""

import itertools
import json
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Switches
from tests.emulator import openapi

Json = dict[str, Any]
_numbers = itertools.count(1)


def fresh_email() -> str:
    return f"person{next(_numbers)}@example.com"


def fresh_emails(count: int) -> list[str]:
    return [fresh_email() for _ in range(count)]


def inputs(rows: Iterable[Mapping[str, object]], *, traced: bool = True) -> list[Json]:
    """Make the inputs of a batch; the trace ids are t0, t1 …"""
    return [
        {
            "properties": row,
            "associations": [],
            **({"objectWriteTraceId": f"t{place}"} if traced else {}),
        }
        for place, row in enumerate(rows)
    ]


def embedded(message: str) -> list[Json]:
    """Read the JSON in the message of refused property values."""
    head, _, tail = message.partition(": ")
    assert head == "Property values were not valid"
    found: list[Json] = json.loads(tail)
    return found


def by_trace(body: Json) -> dict[str, Json]:
    return {error["context"]["objectWriteTraceId"][0]: error for error in body["errors"]}


def _by_the_file(switches: Switches) -> bool:
    """Tell whether nothing is switched to what the OpenAPI files don't have."""
    statuses = (switches.success_status, switches.partial_status)
    return switches.shapes == "spec" and statuses == (201, 207) and not switches.faults


class Client:
    """One emulator and a client for it."""

    def __init__(self, emulator: RunningEmulator, version: str = "2025-09") -> None:
        self.emulator = emulator
        self.version = version
        self.http = httpx.Client(
            base_url=emulator.base_url,
            headers={"authorization": "Bearer pat-na1-test"},
            event_hooks={"response": [openapi.check] if _by_the_file(emulator.switches) else []},
            timeout=10,
            verify=False,  # plain http: loading certificates would only take time
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def objects(self, rest: str) -> str:
        return f"/crm/objects/{self.version}/{rest}"

    def post(self, path: str, body: object) -> httpx.Response:
        return self.http.post(path, json=body)

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.http.get(path, params=query or None)

    def batch(self, action: str, body: object, kind: str = "contacts") -> httpx.Response:
        return self.post(self.objects(f"{kind}/batch/{action}"), body)

    def create(
        self, rows: Iterable[Mapping[str, object]], kind: str = "contacts", *, traced: bool = True
    ) -> httpx.Response:
        return self.batch("create", {"inputs": inputs(rows, traced=traced)}, kind)

    def one(self, kind: str = "contacts", **properties: object) -> str:
        """Create one record, and give its id."""
        response = self.post(self.objects(kind), {"properties": properties, "associations": []})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def search(self, kind: str = "contacts", **body: object) -> httpx.Response:
        return self.post(self.objects(f"{kind}/search"), body)

    def unique_property(self, name: str, kind: str = "contacts") -> None:
        path = f"/crm/properties/{self.version}/{kind}"
        group = self.get(f"{path}/groups").json()["results"][0]["name"]
        body = {
            "name": name, "label": name, "type": "string", "fieldType": "text",
            "groupName": group, "hasUniqueValue": True,
        }  # fmt: skip
        assert self.post(path, body).status_code == 201
