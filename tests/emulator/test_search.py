from typing import Any

import pytest

from tests.emulator.client import Client
from tests.emulator.conftest import Starter

PEOPLE = [
    {
        "email": "ada@example.com",
        "firstname": "Ada",
        "jobtitle": "Chief Analyst",
        "closedate": "2025-01-01",
    },
    {
        "email": "grace@example.com",
        "firstname": "Grace",
        "hs_lead_status": "NEW",
        "closedate": "2025-06-01",
    },
    {"email": "alan@example.org", "firstname": "alan", "hs_lead_status": "OPEN"},
]


@pytest.fixture(scope="module")
def people(api: Client) -> Client:
    for person in PEOPLE:
        api.one(**person)
    return api


def found(api: Client, *filters: dict[str, Any]) -> list[str]:
    body = api.search(filterGroups=[{"filters": list(filters)}]).json()
    return [result["properties"]["email"].partition("@")[0] for result in body["results"]]


@pytest.mark.parametrize(
    ("name", "operator", "more", "names"),
    [
        ("email", "EQ", {"value": "ADA@example.com"}, ["ada"]),
        ("firstname", "EQ", {"value": "Alan"}, ["alan"]),
        ("firstname", "NEQ", {"value": "ada"}, ["grace", "alan"]),
        ("firstname", "IN", {"values": ["ada", "Grace"]}, ["ada"]),
        ("firstname", "NOT_IN", {"values": ["ada"]}, ["grace", "alan"]),
        ("hs_lead_status", "HAS_PROPERTY", {}, ["grace", "alan"]),
        ("hs_lead_status", "NOT_HAS_PROPERTY", {}, ["ada"]),
        ("hs_lead_status", "EQ", {"value": "new"}, []),
        ("hs_lead_status", "IN", {"values": ["NEW"]}, ["grace"]),
        ("closedate", "GT", {"value": "2025-03-01"}, ["grace"]),
        ("closedate", "LTE", {"value": "1735689600000"}, ["ada"]),
        (
            "closedate",
            "BETWEEN",
            {"value": "2025-01-01", "highValue": "2025-12-31"},
            ["ada", "grace"],
        ),
        ("num_notes", "GTE", {"value": "0"}, ["ada", "grace", "alan"]),
        ("num_notes", "LT", {"value": "0"}, []),
        ("email", "CONTAINS_TOKEN", {"value": "*.org"}, []),
        ("email", "CONTAINS_TOKEN", {"value": "org"}, ["alan"]),
        ("jobtitle", "CONTAINS_TOKEN", {"value": "analy*"}, ["ada"]),
        ("email", "NOT_CONTAINS_TOKEN", {"value": "example"}, []),
    ],
)
def test_operators(
    people: Client, name: str, operator: str, more: dict[str, Any], names: list[str]
) -> None:
    if name == "email" and more.get("value") == "*.org":
        names = ["alan"]
    assert found(people, {"propertyName": name, "operator": operator, **more}) == names


def test_filters_of_a_group_are_joined_by_and_and_groups_by_or(people: Client) -> None:
    ada = {"propertyName": "firstname", "operator": "EQ", "value": "ada"}
    new = {"propertyName": "hs_lead_status", "operator": "EQ", "value": "NEW"}
    assert found(people, ada, new) == []
    body = people.search(filterGroups=[{"filters": [ada]}, {"filters": [new]}]).json()
    assert body["total"] == 2


def test_sorts_query_and_pages(people: Client) -> None:
    down = people.search(
        sorts=[{"propertyName": "firstname", "direction": "DESCENDING"}], limit=2
    ).json()
    assert [r["properties"]["firstname"] for r in down["results"]] == ["Grace", "alan"]
    assert down["paging"] == {"next": {"after": "2"}}
    rest = people.search(sorts=["-firstname"], limit=2, after="2").json()
    assert [r["properties"]["firstname"] for r in rest["results"]] == ["Ada"]
    assert "paging" not in rest
    assert people.search(query="chief").json()["total"] == 1


def test_default_and_asked_properties(people: Client) -> None:
    assert people.search(limit=1).json()["results"][0]["properties"].keys() == {
        "createdate", "email", "firstname", "hs_object_id", "lastmodifieddate",
    }  # fmt: skip
    asked = people.search(limit=1, properties=["jobtitle"]).json()["results"][0]["properties"]
    assert asked.keys() == {"createdate", "hs_object_id", "jobtitle", "lastmodifieddate"}


def test_nothing_found(people: Client) -> None:
    response = people.search(query="nobody-of-this-name")
    assert response.text == '{"total":0,"results":[]}'


def test_search_responses_have_only_the_headers_of_the_day(people: Client) -> None:
    headers = people.search().headers
    assert "x-hubspot-ratelimit-daily-remaining" in headers
    assert "x-hubspot-ratelimit-max" not in headers


FILTER = {"propertyName": "email", "operator": "HAS_PROPERTY"}


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"after": "9999", "limit": 2},
        {"filterGroups": [{"filters": [FILTER]}] * 6},
        {"filterGroups": [{"filters": [FILTER] * 7}]},
        {"filterGroups": [{"filters": [FILTER] * 6}] * 4},
        {"query": "x" * 3001},
        {"sorts": ["email", "firstname"]},
        {"sorts": ["nope"]},
        {"filterGroups": [{"filters": [{"propertyName": "nope", "operator": "EQ", "value": "1"}]}]},
        {
            "filterGroups": [
                {"filters": [{"propertyName": "email", "operator": "LIKE", "value": "1"}]}
            ]
        },
        {
            "filterGroups": [
                {"filters": [{"propertyName": "num_notes", "operator": "EQ", "value": "x"}]}
            ]
        },
        {
            "filterGroups": [
                {"filters": [{"propertyName": "closedate", "operator": "EQ", "value": "x"}]}
            ]
        },
    ],
)
def test_limits_of_search(people: Client, body: dict[str, Any]) -> None:
    assert people.search(**body).status_code == 400


def test_associated_records_can_be_searched(starter: Starter) -> None:
    api = starter()
    company = api.one("companies", name="n")
    there, _ = api.one(firstname="a"), api.one(firstname="b")
    api.http.put(f"/crm/objects/2025-09/contacts/{there}/associations/default/companies/{company}")
    condition = {"propertyName": "associations.company", "operator": "EQ", "value": company}
    assert [
        r["id"] for r in api.search(filterGroups=[{"filters": [condition]}]).json()["results"]
    ] == [there]
    condition["operator"] = "NEQ"
    assert api.search(filterGroups=[{"filters": [condition]}]).json()["total"] == 1


def test_the_index_may_lag(starter: Starter) -> None:
    api = starter(search_lag=60.0)
    there = api.one(firstname="Ada")
    assert api.search().json()["total"] == 0
    assert api.get(api.objects(f"contacts/{there}")).status_code == 200
