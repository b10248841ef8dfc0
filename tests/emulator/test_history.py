"""Histories name who set a value: the app, a person, a workflow."""

from hubcli.emulator.holdings import A_PERSON, A_WORKFLOW, ANOTHER_APP
from tests.emulator.client import Client


def _history(api: Client, there: str, name: str) -> list[dict[str, object]]:
    body = {"inputs": [{"id": there}], "propertiesWithHistory": [name]}
    found: list[dict[str, object]] = api.batch("read", body).json()["results"][0][
        "propertiesWithHistory"
    ][name]
    return found


def test_what_came_with_a_record_is_the_apps(api: Client) -> None:
    there = api.one(firstname="Ada")
    (made,) = _history(api, there, "firstname")
    assert (made["sourceType"], made["sourceId"]) == ("INTEGRATION", "4242000")
    assert "updatedByUserId" not in made


def test_others_are_named(api: Client) -> None:
    there = api.one(firstname="Ada")
    for value, source in (("B", A_PERSON), ("C", A_WORKFLOW), ("D", ANOTHER_APP)):
        api.emulator.store.edit("contacts", there, {"firstname": value}, source)
    past = _history(api, there, "firstname")
    assert [one["value"] for one in past] == ["D", "C", "B", "Ada"]
    assert [one["sourceType"] for one in past] == [
        "INTEGRATION", "AUTOMATION_PLATFORM", "CRM_UI", "INTEGRATION",
    ]  # fmt: skip
    assert [one.get("updatedByUserId") for one in past] == [None, None, 1042, None]


def test_a_property_that_somebody_adds_later_has_no_other_value(api: Client) -> None:
    there = api.one(firstname="Ada")
    api.emulator.store.edit("contacts", there, {"jobtitle": "CEO"})
    (one,) = _history(api, there, "jobtitle")
    assert (one["value"], one["sourceType"]) == ("CEO", "CRM_UI")
