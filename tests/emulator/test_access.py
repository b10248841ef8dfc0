import pytest

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.switches import Token
from tests.emulator.client import Client
from tests.emulator.conftest import Starter

CONTACTS = "/crm/objects/2025-09/contacts"


@pytest.mark.parametrize("header", ["", "Bearer", "Basic abc", "token"])
def test_no_token_is_401(api: Client, header: str) -> None:
    response = api.http.get(CONTACTS, headers={"authorization": header})
    assert response.status_code == 401
    assert response.json()["category"] == "INVALID_AUTHENTICATION"
    assert response.json()["message"].startswith("Authentication credentials not found.")


def test_a_token_that_is_not_known_or_has_expired_is_401(starter: Starter) -> None:
    api = starter(tokens=(Token("good"), Token("old", expired=True)))
    statuses = {
        t: api.http.get(CONTACTS, headers={"authorization": f"Bearer {t}"})
        for t in ("good", "old", "other")
    }
    assert statuses["good"].status_code == 200
    assert statuses["other"].json()["category"] == "INVALID_AUTHENTICATION"
    assert statuses["old"].status_code == 401
    assert statuses["old"].json()["category"] == "EXPIRED_AUTHENTICATION"
    assert statuses["old"].json()["context"]["expire time"]


def test_a_scope_that_is_lacking_is_403_before_the_body_is_read(starter: Starter) -> None:
    api = starter(tokens=(Token("pat-na1-test", frozenset({"crm.objects.contacts.read"})),))
    assert api.get(CONTACTS).status_code == 200
    response = api.http.post(f"{CONTACTS}/batch/create", content=b"{")
    assert response.status_code == 403
    body = response.json()
    assert body["category"] == "MISSING_SCOPES"
    assert body["errors"][0]["context"] == {
        "requiredGranularScopes": ["crm.objects.contacts.write"]
    }
    assert body["links"] == {"scopes": "https://developers.hubspot.com/scopes"}
    assert list(body) == ["status", "message", "correlationId", "errors", "links", "category"]
    assert (
        api.http.post("/crm/objects/2025-09/widgets/batch/create", content=b"{").status_code == 400
    )


def test_schema_scopes(starter: Starter) -> None:
    api = starter(tokens=(Token("pat-na1-test", frozenset({"crm.objects.contacts.write"})),))
    assert api.get("/crm/properties/2025-09/contacts").status_code == 200
    assert api.get("/crm/properties/2025-09/companies").status_code == 403
    assert api.post("/crm/properties/2025-09/contacts", {}).status_code == 403
    assert api.get("/crm/owners/2025-09").status_code == 403
    assert api.get("/crm/v3/schemas").status_code == 403
    assert api.post("/crm/v3/schemas", {}).status_code == 403
    assert api.get("/account-info/v3/details").status_code == 200


def test_what_a_token_is(starter: Starter) -> None:
    api = starter(
        tokens=(Token("a", frozenset({"crm.objects.contacts.write"})), Token("b")), portal_id=77
    )
    path = "/oauth/v2/private-apps/get/access-token-info"
    body = api.http.post(path, json={"tokenKey": "a"}, headers={"authorization": ""}).json()
    assert (body["hubId"], body["scopes"]) == (77, ["crm.objects.contacts.write"])
    assert "crm.objects.deals.write" in api.post(path, {"tokenKey": "b"}).json()["scopes"]
    assert api.post(path, {"tokenKey": "c"}).status_code == 404


def test_a_scope_that_any_token_lacks(starter: Starter) -> None:
    api = starter(scopes=frozenset({"crm.objects.contacts.read"}))
    assert api.get(CONTACTS).status_code == 200
    assert api.create([{}]).status_code == 403
    body = api.post("/oauth/v2/private-apps/get/access-token-info", {"tokenKey": "any"}).json()
    assert body["scopes"] == ["crm.objects.contacts.read"]


def test_a_token_with_every_scope_has_those_of_every_endpoint(api: Client) -> None:
    body = api.post("/oauth/v2/private-apps/get/access-token-info", {"tokenKey": "any"}).json()
    assert set(body["scopes"]) >= {
        "crm.objects.owners.read",
        "crm.schemas.custom.read",
        "crm.schemas.deals.read",
        "crm.objects.deals.write",
        "tickets",
    }


def test_a_european_token_says_what_it_is_only_to_itself(api: Client) -> None:
    path, body = "/oauth/v2/private-apps/get/access-token-info", {"tokenKey": "pat-eu1-x"}
    assert api.http.post(path, json=body, headers={"authorization": ""}).status_code == 401
    assert api.post(path, body).status_code == 200


def test_what_a_token_is_may_not_be_told(starter: Starter) -> None:
    api = starter(faults=(parse_fault("token/404"),))
    path = "/oauth/v2/private-apps/get/access-token-info"
    assert api.post(path, {"tokenKey": "any"}).status_code == 404
    assert api.get(CONTACTS).status_code == 200


def test_the_account(starter: Starter) -> None:
    api = starter(account_type="STANDARD")
    for version in ("2025-09", "v3", "2026-03"):
        body = api.get(f"/account-info/{version}/details").json()
        assert (body["portalId"], body["accountType"], body["uiDomain"]) == (
            4242,
            "STANDARD",
            "app.hubspot.com",
        )
        assert "portalName" not in body
    assert "portalName" in api.get("/account-info/2026-09/details").json()


def test_usage_of_the_day(starter: Starter) -> None:
    api = starter(daily=1000)
    api.get(CONTACTS)
    (usage,) = api.get("/account-info/2025-09/api-usage/daily/private-apps").json()["results"]
    assert (usage["usageLimit"], usage["currentUsage"]) == (1000, 2)
