import re

import pytest

from tests.emulator.client import Client, fresh_email, inputs

UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.mark.parametrize(
    "base",
    ["/crm/objects/2025-09", "/crm/objects/2026-03", "/crm/objects/2026-09", "/crm/v3/objects"],
)
def test_every_version_has_the_objects(api: Client, base: str) -> None:
    body = {"inputs": inputs([{"email": fresh_email()}])}
    assert api.post(f"{base}/contacts/batch/create", body).status_code == 201


@pytest.mark.parametrize(
    "path",
    ["/crm/properties/2026-03/contacts", "/crm/v3/properties/contacts", "/crm/associations/2026-09/contacts/companies/labels",
     "/crm/v4/associations/contacts/companies/labels", "/crm-object-schemas/2026-09/schemas", "/crm-object-schemas/v3/schemas"],
)  # fmt: skip
def test_and_the_rest(api: Client, path: str) -> None:
    assert api.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/crm",
        "/crm/objects/2024-01/contacts",
        "/crm/objects/v9/contacts",
        "/crm/objects/2025-09",
        "/crm/v3/associations/a/b/batch/read",
    ],
)
def test_an_unknown_path_is_a_page(api: Client, path: str) -> None:
    response = api.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "404 Not Found" in response.text


def test_a_wrong_method_is_405(api: Client) -> None:
    for method in ("PUT", "TRACE", "OPTIONS", "QUERY"):
        assert api.http.request(method, api.objects("contacts/batch/create")).status_code == 405


def test_headers(api: Client) -> None:
    response = api.get(api.objects("widgets"))
    assert response.headers["content-type"] == "application/json;charset=utf-8"
    assert response.headers["x-hubspot-correlation-id"] == response.json()["correlationId"]
    assert UUID7.fullmatch(response.json()["correlationId"])
    assert response.headers["server"] == "cloudflare"
    assert response.headers["cf-ray"]
    assert response.headers["date"].endswith("GMT")
    assert len(response.headers.get_list("date")) == 1


def test_bodies_are_compact(api: Client) -> None:
    assert '": ' not in api.create([{"email": fresh_email()}]).text
