"""What tests and rehearsals put into a portal and look at from behind."""

import time

import pytest

from hubcli.emulator.holdings import A_PERSON
from tests.emulator.client import Client, fresh_email, fresh_emails
from tests.emulator.conftest import Starter


def test_many_records_are_there_at_once(starter: Starter) -> None:
    api = starter()
    emails = fresh_emails(400)
    begun = time.monotonic()
    ids = api.emulator.store.fill("contacts", [{"email": one, "firstname": "A"} for one in emails])
    assert time.monotonic() - begun < 5
    found = {
        record.id: record.properties["email"] for record in api.emulator.store.records("contacts")
    }
    assert [found[one] for one in ids] == emails
    assert api.create([{"email": emails[7]}], traced=False).status_code == 409
    upsert = {"id": emails[7], "idProperty": "email", "properties": {"firstname": "B"}}
    (one,) = api.batch("upsert", {"inputs": [upsert]}).json()["results"]
    assert (one["id"], one["new"]) == (ids[7], False)


def test_records_may_be_old(starter: Starter) -> None:
    api = starter()
    (there,) = api.emulator.store.fill("contacts", [{"firstname": "Ada"}], age=3600)
    new = api.one(firstname="Bea")
    read = [api.get(api.objects(f"contacts/{one}")).json() for one in (there, new)]
    assert read[0]["createdAt"] < read[1]["createdAt"]
    assert read[0]["createdAt"] == read[0]["properties"]["createdate"]


@pytest.mark.parametrize("row", [{"email": "nobody"}, {"nope": "1"}])
def test_what_hubspot_refuses_is_not_put_there(api: Client, row: dict[str, object]) -> None:
    before = api.emulator.store.count("contacts")
    with pytest.raises(ValueError, match="Property values were not valid"):
        api.emulator.store.fill("contacts", [{"firstname": "Ada"}, row])
    assert api.emulator.store.count("contacts") == before


def test_an_upsert_is_in_the_history_and_what_it_did_not_change_is_not(starter: Starter) -> None:
    api = starter()
    email = fresh_email()
    row = {"email": email, "firstname": "Ada", "phone": "1", "city": "Oslo"}
    (there,) = api.emulator.store.fill("contacts", [row], age=60)
    properties = {"firstname": "Bea", "phone": "", "city": "Oslo", "jobtitle": "CEO"}
    body = {"inputs": [{"id": email, "idProperty": "email", "properties": properties}]}
    assert api.batch("upsert", body).status_code == 200
    names = ["firstname", "phone", "city", "jobtitle"]
    read = api.batch("read", {"inputs": [{"id": there}], "propertiesWithHistory": names}).json()
    past = read["results"][0]["propertiesWithHistory"]
    assert {name: [one["value"] for one in past[name]] for name in names} == {
        "firstname": ["Bea", "Ada"],
        "phone": ["", "1"],
        "city": ["Oslo"],
        "jobtitle": ["CEO"],
    }
    assert past["firstname"][0]["timestamp"] > past["firstname"][1]["timestamp"]
    api.emulator.store.edit("contacts", there, {"firstname": "Cleo"})
    (last, *_) = api.emulator.store.history("contacts", there)["firstname"]
    assert (last.value, last.source) == ("Cleo", A_PERSON)


def test_the_history_is_each_records_own(api: Client) -> None:
    one, other = api.one(firstname="Ada"), api.one(firstname="Bea")
    api.emulator.store.edit("contacts", one, {"firstname": "X"})
    assert [change.value for change in api.emulator.store.history("contacts", other)["firstname"]] == [
        "Bea"
    ]  # fmt: skip


def test_records_are_associated_and_archived(api: Client) -> None:
    person, company = api.one(email=fresh_email()), api.one("companies", name="n")
    api.emulator.store.associate("contacts", person, "companies", company)
    held = api.emulator.store.record("contacts", person)
    assert {one.to_id for one in held.associations} == {company}
    api.emulator.store.archive("companies", company)
    assert api.get(api.objects(f"companies/{company}")).status_code == 404
    assert api.emulator.store.record("contacts", person).associations == ()
