"""A lock makes the emulator the portal that was pulled."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hubcli.emulator.lock_file import LockError
from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Client, Json, by_trace, embedded, fresh_email
from tests.emulator.locks import lock, pulled, write

Locked = Callable[..., Client]
DEAL = {"dealname": "d", "dealstage": "s1"}


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    path = write(tmp_path_factory.mktemp("lock") / "hubspot.lock.json", lock())
    with start(Switches(rate=None, lock=path)) as emulator, Client(emulator) as client:
        yield client
        assert emulator.failures == ()


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    """Start emulators of a lock of one's own."""
    with ExitStack() as stack:

        def begin(data: Json, **switches: object) -> Client:
            path = write(tmp_path / "hubspot.lock.json", data)
            emulator = stack.enter_context(start(Switches(rate=None, lock=path, **switches)))  # type: ignore[arg-type]
            return stack.enter_context(Client(emulator))

        yield begin


def refused(api: Client, kind: str, row: Json) -> tuple[str, str]:
    response = api.create([row], kind)
    assert response.status_code == 207, response.text
    (found,) = embedded(by_trace(response.json())["t0"]["message"])
    return found["error"], found["name"]


def test_pulled_again_it_is_the_same_lock(api: Client) -> None:
    expected = lock()
    del expected["objects"]["deals"]["required"]  # no endpoint tells it of HubSpot's own objects
    for name in ("contacts", "deals"):
        del expected["objects"][name]["singular"], expected["objects"][name]["plural"]
    assert pulled(api, {"contacts": "0-1", "deals": "0-3", "2-123": "2-123"}) == expected


def test_the_default_portal_goes_through_a_lock_unchanged(locked: Locked) -> None:
    objects = {"companies": "0-2", "contacts": "0-1", "deals": "0-3"}
    with start(Switches(rate=None)) as emulator, Client(emulator) as plain:
        plain.unique_property("key")
        labels = "/crm/associations/2025-09/contacts/companies/labels"
        plain.post(labels, {"name": "boss", "label": "Boss", "inverseLabel": "Has a boss"})
        taken = pulled(plain, objects)
    again = locked(taken)
    assert pulled(again, objects) == taken
    assert again.one(email=fresh_email(), firstname="Ada")


def test_the_account_is_the_locks(api: Client) -> None:
    body = api.get("/account-info/2025-09/details").json()
    assert (body["portalId"], body["accountType"]) == (987, "STANDARD")
    assert (body["companyCurrency"], body["additionalCurrencies"]) == ("NOK", ["EUR"])
    assert body["utcOffset"] in {"+01:00", "+02:00"}
    there = api.one(email=fresh_email())
    read = api.get(api.objects(f"contacts/{there}")).json()
    assert read["url"] == f"https://app-eu1.hubspot.com/contacts/987/record/0-1/{there}"
    token = api.post("/oauth/v2/private-apps/get/access-token-info", {"tokenKey": "a"}).json()
    assert token["hubId"] == 987


def test_a_switch_wins_over_the_locks_account(locked: Locked) -> None:
    api = locked(lock(), account_type="SANDBOX", portal_id=5)
    body = api.get("/account-info/2025-09/details").json()
    assert (body["portalId"], body["accountType"]) == (5, "SANDBOX")


def test_a_time_zone_that_nobody_knows_is_no_distance(locked: Locked) -> None:
    data = lock()
    data["account"]["timeZone"] = "Moon/Tranquility"
    body = locked(data).get("/account-info/2025-09/details").json()
    assert (body["timeZone"], body["utcOffset"]) == ("Moon/Tranquility", "+00:00")


def test_values_are_checked_by_the_lock(api: Client) -> None:
    assert refused(api, "contacts", {"firstname": "Ada"}) == ("PROPERTY_DOESNT_EXIST", "firstname")
    assert refused(api, "contacts", {"colour": "Red"}) == ("INVALID_OPTION", "colour")
    assert refused(api, "contacts", {"hubspot_owner_id": "71000001"})[0] == "INVALID_OPTION"
    assert refused(api, "contacts", {"createdate": "2025-01-01"})[0] == "READ_ONLY_VALUE"
    assert refused(api, "deals", {**DEAL, "pipeline": "default"}) == ("INVALID_OPTION", "pipeline")
    assert refused(api, "deals", {**DEAL, "pipeline": "p2"}) == ("INVALID_OPTION", "dealstage")
    good = {"colour": "g", "hubspot_owner_id": "12", "member": "true"}
    assert api.create([good]).status_code == 201
    assert api.create([{**DEAL, "tags": "anything;goes"}], "deals").status_code == 201


def test_a_hidden_option_is_taken(api: Client) -> None:
    assert api.create([{"colour": "o"}]).status_code == 201


def test_a_currency_must_be_one_of_the_account(api: Client) -> None:
    wrong = {**DEAL, "deal_currency_code": "USD"}
    assert refused(api, "deals", wrong) == ("INVALID_OPTION", "deal_currency_code")
    assert api.create([{**DEAL, "deal_currency_code": "NOK"}], "deals").status_code == 201


def test_what_hubspot_adds_is_there_as_far_as_the_portal_has_it(api: Client) -> None:
    there = api.one(email=fresh_email())
    held = api.emulator.store.record("contacts", there)
    assert held.properties.keys() == {"email", "createdate", "hs_object_id", "lastmodifieddate"}


def test_a_custom_object_is_reached_by_its_type_and_its_full_name(api: Client) -> None:
    for name in ("2-123", "p987_cars"):
        assert api.create([{"vin": f"v-{name}", "colours": "r;o"}], name).status_code == 201
    assert api.create([{"vin": "x"}], "cars").status_code == 400
    lacking = api.create([{"colours": "r"}], "2-123", traced=False).json()
    assert lacking["context"] == {"properties": ["vin"]}
    (schema,) = api.get("/crm-object-schemas/2025-09/schemas").json()["results"]
    assert schema["labels"] == {"singular": "Car", "plural": "Cars"}
    assert schema["requiredProperties"] == ["vin"]


def test_a_property_named_email_is_only_on_contacts_an_e_mail(api: Client) -> None:
    assert api.create([{"vin": "e", "email": "nobody"}], "2-123").status_code == 201
    assert refused(api, "contacts", {"email": "nobody"}) == ("INVALID_EMAIL", "email")


def test_a_custom_object_has_the_pipelines_of_the_lock(api: Client) -> None:
    wrong = {"vin": "p", "hs_pipeline_stage": "72"}
    assert refused(api, "2-123", wrong) == ("INVALID_OPTION", "hs_pipeline_stage")
    (made,) = api.create([{"vin": "p", "hs_pipeline_stage": "71"}], "2-123").json()["results"]
    assert made["properties"]["hs_pipeline"] == "7"


def test_unique_values_are_the_locks(api: Client) -> None:
    assert api.create([{"vin": "u"}], "2-123").status_code == 201
    body = api.create([{"vin": "u"}], "2-123", traced=False).json()
    assert "metaTypeId=2, innerId=123" in body["message"]
    upsert = {"id": "u", "idProperty": "vin", "properties": {"colours": "r"}}
    (one,) = api.batch("upsert", {"inputs": [upsert]}, "2-123").json()["results"]
    assert one["new"] is False


@pytest.mark.parametrize(
    ("category", "type_id", "back"),
    [
        ("USER_DEFINED", 60, ("USER_DEFINED", 65)),
        ("INTEGRATOR_DEFINED", 50, ("INTEGRATOR_DEFINED", 50)),
        ("HUBSPOT_DEFINED", 4, ("HUBSPOT_DEFINED", 3)),
    ],
)
def test_a_label_leads_back_by_the_one_that_fits_best(
    api: Client, category: str, type_id: int, back: tuple[str, int]
) -> None:
    deal, person = api.one("deals", **DEAL), api.one(email=fresh_email())
    types = [{"associationCategory": category, "associationTypeId": type_id}]
    path = api.objects(f"contacts/{person}/associations/deals/{deal}")
    assert api.http.put(path, json=types).status_code == 201
    held = api.emulator.store.record("deals", deal)
    assert {(one.category, one.type_id) for one in held.associations} == {
        ("HUBSPOT_DEFINED", 3),
        back,
    }


def test_labels_of_a_custom_object_and_of_one_object_type(api: Client) -> None:
    car, ann, bea = api.one("2-123", vin="l"), api.one(email=fresh_email()), api.one()
    types = [{"associationCategory": "USER_DEFINED", "associationTypeId": 33}]
    api.http.put(api.objects(f"2-123/{car}/associations/contacts/{ann}"), json=types)
    held = api.emulator.store.record("contacts", ann).associations
    assert {one.type_id for one in held} == {22, 34}
    types = [{"associationCategory": "USER_DEFINED", "associationTypeId": 40}]
    api.http.put(api.objects(f"contacts/{ann}/associations/contacts/{bea}"), json=types)
    held = api.emulator.store.record("contacts", bea).associations
    assert {one.type_id for one in held} == {449, 40}


def test_a_type_that_the_lock_lacks_is_none(api: Client) -> None:
    person = api.one(email=fresh_email())
    body = {
        "properties": DEAL,
        "associations": [
            {
                "to": {"id": person},
                "types": [{"associationCategory": "USER_DEFINED", "associationTypeId": 99}],
            }
        ],
    }
    assert api.post(api.objects("deals"), body).status_code == 400


def test_objects_that_the_lock_lacks_are_hubspots_own_and_no_others(api: Client) -> None:
    company = api.one("companies", name="n")
    person = api.one(email=fresh_email())
    path = api.objects(f"contacts/{person}/associations/default/companies/{company}")
    assert api.http.put(path).status_code == 200
    assert api.get("/crm/properties/2025-09/2-124").status_code == 400


def test_what_hubspot_requires_stays_required(locked: Locked) -> None:
    data = lock()
    data["objects"]["deals"]["required"] = ["tags"]
    body = locked(data).create([{"dealname": "d"}], "deals", traced=False).json()
    assert body["context"] == {"properties": ["dealstage", "tags"]}


def test_one_of_several_may_be_required(locked: Locked) -> None:
    data = lock()
    data["objects"]["contacts"]["requiredAny"] = ["email", "colour"]
    api = locked(data)
    assert api.create([{"member": "true"}], traced=False).status_code == 400
    assert api.create([{"colour": "r"}], traced=False).status_code == 201


def test_parts_that_were_not_pulled_are_refused_again_and_not_checked(locked: Locked) -> None:
    data = lock()
    data |= {"account": None, "owners": None, "associations": None}
    data["objects"]["deals"]["pipelines"] = None
    api = locked(data)
    for path in (
        "/account-info/2025-09/details",
        "/crm/owners/2025-09",
        "/crm/owners/2025-09/9",
        "/crm/pipelines/2025-09/deals",
        "/crm/associations/2025-09/contacts/deals/labels",
    ):
        response = api.get(path)
        assert (response.status_code, response.json()["category"]) == (403, "MISSING_SCOPES")
    assert api.get("/crm/pipelines/2025-09/2-123").status_code == 200
    assert api.create([{"hubspot_owner_id": "4"}]).status_code == 201
    row = {**DEAL, "pipeline": "x", "dealstage": "y", "deal_currency_code": "USD"}
    assert api.create([row], "deals").status_code == 201


def test_a_lock_with_little_in_it_is_enough(locked: Locked) -> None:
    objects = {"contacts": {"properties": {}}, "gadgets": {"objectTypeId": "0-9", "properties": {}}}
    api = locked({"hubcliLock": 1, "objects": objects, "owners": [], "associations": []})
    for kind in ("contacts", "gadgets", "0-9", "gadget"):
        assert api.create([{}], kind).status_code == 201, kind
    found = api.get("/crm/properties/2025-09/contacts").json()["results"]
    assert {one["name"] for one in found} == {"hs_object_id", "createdate", "lastmodifieddate"}
    upsert = {"id": "a@example.com", "idProperty": "email", "properties": {}}
    assert api.batch("upsert", {"inputs": [upsert]}).status_code == 400


def test_many_owners_come_in_pages(locked: Locked) -> None:
    data = lock()
    data["owners"] = [
        {"id": str(number), "email": f"{-number % 100:03}@example.com", "name": "N"}
        for number in range(1, 251)
    ]
    api, found, after = locked(data), set[str](), ""
    while True:
        page = api.get("/crm/owners/2025-09", **({"after": after} if after else {})).json()
        found |= {one["id"] for one in page["results"]}
        if "paging" not in page:
            break
        after = page["paging"]["next"]["after"]
    assert len(found) == 250


def test_a_database_keeps_the_locks_portal(tmp_path: Path) -> None:
    path = write(tmp_path / "l.json", lock())
    db = str(tmp_path / "portal.db")
    with start(Switches(db=db, lock=path)) as emulator, Client(emulator) as api:
        there = api.one("2-123", vin="v")
        before = emulator.store.portal()
    for again in (path, None):
        with start(Switches(db=db, lock=again)) as emulator:
            assert emulator.store.portal() == before
            assert emulator.store.record("2-123", there).properties["vin"] == "v"
    other = lock()
    other["account"]["portalId"] = 1
    told = r"portal\.db keeps a portal that was not made of .*l\.json"
    with pytest.raises(LockError, match=told) as caught:
        start(Switches(db=db, lock=write(tmp_path / "l.json", other)))
    assert caught.value.hint == "Leave the lock out, or keep its portal in another file."


def test_a_database_of_the_default_portal_is_not_a_locks(tmp_path: Path) -> None:
    db = str(tmp_path / "portal.db")
    start(Switches(db=db)).stop()
    with pytest.raises(LockError, match="was not made of"):
        start(Switches(db=db, lock=write(tmp_path / "l.json", lock())))
