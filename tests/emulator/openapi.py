"""HubSpot's own OpenAPI files, where they are there: every answer of the emulator is held against them."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import jsonschema
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FOLDER = Path(__file__).parents[3] / "shared" / "hubspot" / "openapi"
ABSENT = f"HubSpot's OpenAPI files are not at {FOLDER}"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of one file."""

    file: str
    method: str
    path: re.Pattern[str]
    responses: dict[str, Any]

    def validate(self, status: int, body: object) -> None:
        response = self.responses.get(str(status)) or {"$ref": "#/components/responses/Error"}
        if "$ref" in response:
            response = registry().resolver().lookup(f"urn:{self.file}{response['$ref']}").contents
        content = next(iter(response.get("content", {}).values()), None)
        assert content is not None, f"{status} of {self.path.pattern} has no body in the file"
        schema = _absolute(content["schema"], self.file)
        jsonschema.Draft202012Validator(schema, registry=registry()).validate(body)


@cache
def registry() -> Registry[Any]:
    documents = {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
    resources = [
        (f"urn:{name}", DRAFT202012.create_resource(document))
        for name, document in documents.items()
    ]
    return Registry().with_resources(resources)


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(
        Operation(path.name, method.upper(), _pattern(template), operation["responses"])
        for path in sorted(FOLDER.glob("*.json"))
        for template, methods in json.loads(path.read_text())["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "responses" in operation
    )


def check(response: httpx.Response) -> None:
    """Hold an answer against the file that describes it; used as a hook of the tests' HTTP client."""
    if not FOLDER.is_dir() or not response.headers.get("content-type", "").startswith(
        "application/json"
    ):
        return
    response.read()
    method, path = response.request.method, response.request.url.path
    found = [o for o in operations() if o.method == method and o.path.fullmatch(path)]
    for operation in sorted(found, key=lambda o: o.path.pattern.count("[^/]+"))[:1]:
        operation.validate(response.status_code, response.json())


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template)))


def _absolute(schema: dict[str, Any], file: str) -> dict[str, Any]:
    return {"$ref": f"urn:{file}{schema['$ref']}"} if "$ref" in schema else schema
