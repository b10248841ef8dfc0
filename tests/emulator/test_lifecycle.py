"""Lifecycle stages go forward only, unless they were cleared before (api.md, section 11.15)."""

import pytest

from hubcli.emulator.holdings import A_PERSON, A_WORKFLOW
from tests.emulator.client import Client, fresh_email
from tests.emulator.conftest import Starter

NEEDED: dict[str, dict[str, object]] = {"contacts": {}, "companies": {"name": "n"}}


def stage(api: Client, kind: str, there: str) -> str | None:
    return api.emulator.store.record(kind, there).properties.get("lifecyclestage")


def move(api: Client, kind: str, there: str, value: str) -> str | None:
    """Update, and give the stage that the answer tells."""
    body = {"inputs": [{"id": there, "properties": {"lifecyclestage": value}}]}
    response = api.batch("update", body, kind)
    assert response.status_code == 200
    found: dict[str, str] = response.json()["results"][0]["properties"]
    return found.get("lifecyclestage")


@pytest.mark.parametrize("kind", ["contacts", "companies"])
def test_backwards_is_left_out_without_a_word(api: Client, kind: str) -> None:
    there = api.one(kind, **NEEDED[kind], lifecyclestage="opportunity")
    assert move(api, kind, there, "lead") == "opportunity"
    assert stage(api, kind, there) == "opportunity"
    assert move(api, kind, there, "customer") == "customer"
    assert [change.value for change in api.emulator.store.history(kind, there)["lifecyclestage"]] == [
        "customer",
        "opportunity",
    ]  # fmt: skip


def test_cleared_before_it_goes_anywhere(api: Client) -> None:
    there = api.one(lifecyclestage="customer")
    move(api, "contacts", there, "")
    assert stage(api, "contacts", there) is None
    assert move(api, "contacts", there, "subscriber") == "subscriber"


def test_an_upsert_keeps_the_stage_and_writes_the_rest(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email, lifecyclestage="customer")
    properties = {"lifecyclestage": "lead", "firstname": "Ada"}
    body = {"inputs": [{"id": email, "idProperty": "email", "properties": properties}]}
    assert api.batch("upsert", body).json()["results"][0]["new"] is False
    held = api.emulator.store.record("contacts", there).properties
    assert (held["lifecyclestage"], held["firstname"]) == ("customer", "Ada")


@pytest.mark.parametrize("who", [A_PERSON, A_WORKFLOW])
def test_people_move_it_as_they_like(api: Client, who: object) -> None:
    there = api.one(lifecyclestage="customer")
    api.emulator.store.edit("contacts", there, {"lifecyclestage": "lead"}, who)  # type: ignore[arg-type]
    assert stage(api, "contacts", there) == "lead"


def test_a_stage_that_is_no_option_is_refused_all_the_same(api: Client) -> None:
    there = api.one(lifecyclestage="customer")
    body = {"inputs": [{"id": there, "properties": {"lifecyclestage": "Lead"}}]}
    assert api.batch("update", body).status_code == 400


def test_an_empty_stage_of_a_new_contact_is_the_first_one_of_all(starter: Starter) -> None:
    api = starter()
    assert stage(api, "contacts", api.one(lifecyclestage="")) == "lead"
