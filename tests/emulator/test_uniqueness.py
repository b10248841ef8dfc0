import re
from concurrent.futures import ThreadPoolExecutor

from tests.emulator.client import Client, by_trace, fresh_email
from tests.emulator.conftest import Starter


def test_an_e_mail_that_is_there_is_409_with_its_id_without_trace_ids(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email)
    response = api.create([{"email": fresh_email()}, {"email": email.upper()}], traced=False)
    body = response.json()
    assert response.status_code == 409
    assert body["message"] == f"Contact already exists. Existing ID: {there}"
    assert body["category"] == "CONFLICT"
    assert list(body) == ["status", "message", "correlationId", "category"]


def test_only_the_first_offender_is_named(api: Client) -> None:
    emails = [fresh_email(), fresh_email()]
    first, second = (api.one(email=email) for email in emails)
    body = api.create([{"email": email} for email in emails], traced=False).json()
    assert first in body["message"]
    assert second not in body["message"]


def test_with_trace_ids_a_clash_fails_alone_and_tells_the_id(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email)
    response = api.create([{"email": fresh_email()}, {"email": email}])
    assert response.status_code == 207
    assert len(response.json()["results"]) == 1
    error = by_trace(response.json())["t1"]
    assert error["category"] == "CONFLICT"
    assert error["message"] == f"Contact already exists. Existing ID: {there}"
    assert error["context"] == {"objectWriteTraceId": ["t1"], "existingId": [there]}


def test_the_same_e_mail_twice_in_a_batch_is_409_without_an_id(api: Client) -> None:
    email = fresh_email()
    response = api.create([{"email": email}, {"email": email}], traced=False)
    assert response.status_code == 409
    assert response.json()["message"] == "Contact already exists"
    traced = api.create([{"email": email}, {"email": email}])
    assert traced.status_code == 207
    assert len(traced.json()["results"]) == 1
    assert by_trace(traced.json()).keys() == {"t1"}


def test_a_secondary_e_mail_clashes_though_search_does_not_find_it(api: Client) -> None:
    primary, secondary = fresh_email(), fresh_email()
    there = api.one(email=primary, hs_additional_emails=secondary)
    assert (
        f"Existing ID: {there}"
        in api.create([{"email": secondary}], traced=False).json()["message"]
    )
    found = api.search(
        filterGroups=[
            {"filters": [{"propertyName": "email", "operator": "EQ", "value": secondary}]}
        ]
    )
    assert found.json()["total"] == 0
    read = api.batch(
        "read", {"idProperty": "email", "inputs": [{"id": secondary}], "properties": ["email"]}
    )
    assert read.json()["results"][0]["id"] == there


def test_a_unique_property_of_ones_own_names_both_records(starter: Starter) -> None:
    api = starter()
    api.unique_property("key", "deals")
    row = {"dealname": "d", "dealstage": "contractsent", "key": "K-1"}
    there = api.one("deals", **row)
    response = api.create([row], "deals", traced=False)
    assert response.status_code == 400
    match = re.fullmatch(
        r"Cannot set PropertyValueCoordinates\{portalId=4242, objectTypeId=ObjectTypeId\{legacyObjectType=DEAL\}, "
        r"propertyName=key, value=K-1\} on (\d+)\. (\d+) already has that value\.",
        response.json()["message"],
    )
    assert match is not None
    assert match[1] != match[2] == there
    assert response.json()["category"] == "VALIDATION_ERROR"
    assert api.create([{**row, "key": "k-1"}], "deals").status_code == 201


def test_an_archived_record_frees_its_values(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email)
    assert api.http.delete(api.objects(f"contacts/{there}")).status_code == 204
    assert api.create([{"email": email}]).status_code == 201


def test_of_many_threads_creating_the_same_e_mail_one_succeeds(api: Client) -> None:
    email = fresh_email()
    before = api.emulator.store.count("contacts")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(
            pool.map(lambda _: api.create([{"email": email}], traced=False).status_code, range(8))
        )
    assert sorted(statuses) == [201] + [409] * 7
    assert api.emulator.store.count("contacts") == before + 1
