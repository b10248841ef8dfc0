from tests.emulator.client import Client, by_trace, fresh_email
from tests.emulator.conftest import Starter


def test_an_update_answers_what_was_sent_and_little_else(api: Client) -> None:
    there = api.one(email=fresh_email(), firstname="Ada", lastname="Byron")
    response = api.batch(
        "update", {"inputs": [{"id": there, "properties": {"lastname": "Lovelace"}}]}
    )
    assert response.status_code == 200
    (result,) = response.json()["results"]
    assert result["properties"].keys() == {"lastname", "hs_email_domain", "lastmodifieddate"}
    read = api.get(api.objects(f"contacts/{there}")).json()["properties"]
    assert (read["firstname"], read["lastname"]) == ("Ada", "Lovelace")


def test_an_empty_value_clears(api: Client) -> None:
    there = api.one(firstname="Ada", phone="1")
    api.batch("update", {"inputs": [{"id": there, "properties": {"phone": ""}}]})
    assert (
        "phone"
        not in api.get(api.objects(f"contacts/{there}"), properties="phone").json()["properties"]
    )


def test_a_leading_semicolon_appends(api: Client) -> None:
    there = api.one(hs_buying_role="CHAMPION")
    for value in (";OTHER", ";CHAMPION"):
        api.batch("update", {"inputs": [{"id": there, "properties": {"hs_buying_role": value}}]})
    found = api.get(api.objects(f"contacts/{there}"), properties="hs_buying_role").json()
    assert found["properties"]["hs_buying_role"] == "CHAMPION;OTHER"


def test_unknown_records_are_told_in_a_207(api: Client) -> None:
    there = api.one(firstname="Ada")
    inputs = [{"id": number, "properties": {"firstname": "A"}} for number in (there, "1", "2")]
    response = api.batch("update", {"inputs": inputs})
    body = response.json()
    assert response.status_code == 207
    assert [result["id"] for result in body["results"]] == [there]
    assert body["errors"][0]["context"] == {"ids": ["1", "2"]}
    traced = [{**data, "objectWriteTraceId": data["id"]} for data in inputs]
    assert by_trace(api.batch("update", {"inputs": traced}).json()).keys() == {"1", "2"}


def test_one_bad_value_without_trace_ids_changes_nothing(api: Client) -> None:
    one, other = api.one(firstname="Ada"), api.one(firstname="Bea")
    inputs = [
        {"id": one, "properties": {"firstname": "X"}},
        {"id": other, "properties": {"nope": "1"}},
    ]
    assert api.batch("update", {"inputs": inputs}).status_code == 400
    assert api.get(api.objects(f"contacts/{one}")).json()["properties"]["firstname"] == "Ada"
    traced = [{**data, "objectWriteTraceId": data["id"]} for data in inputs]
    response = api.batch("update", {"inputs": traced})
    assert response.status_code == 207
    assert by_trace(response.json()).keys() == {other}
    assert api.get(api.objects(f"contacts/{one}")).json()["properties"]["firstname"] == "X"


def test_an_update_to_a_value_of_another_is_refused(api: Client) -> None:
    email = fresh_email()
    holder, there = api.one(email=email), api.one(firstname="Ada")
    body = api.batch("update", {"inputs": [{"id": there, "properties": {"email": email}}]}).json()
    assert body["message"].endswith(f"on {there}. {holder} already has that value.")


def test_the_same_id_twice_refuses_all_even_with_trace_ids(api: Client) -> None:
    there = api.one(firstname="Ada")
    inputs = [{"id": there, "properties": {"firstname": x}, "objectWriteTraceId": x} for x in "ab"]
    response = api.batch("update", {"inputs": inputs})
    assert response.status_code == 400
    assert (
        response.json()["message"]
        == f"Duplicate IDs found in batch input: [{there}]. IDs must be unique"
    )
    assert response.json()["context"] == {"ids": [there]}


def test_one_record_can_be_patched(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email)
    body = {"properties": {"firstname": "Ada"}}
    assert (
        api.http.patch(api.objects(f"contacts/{there}"), json=body).json()["properties"][
            "firstname"
        ]
        == "Ada"
    )
    assert (
        api.http.patch(api.objects(f"contacts/{email}?idProperty=email"), json=body).status_code
        == 200
    )
    assert api.http.patch(api.objects("contacts/1"), json=body).status_code == 404
    assert (
        api.http.patch(
            api.objects(f"contacts/{there}"), json={"properties": {"no": "1"}}
        ).status_code
        == 400
    )


def test_upsert_tells_what_is_new(api: Client) -> None:
    email, other = fresh_email(), fresh_email()
    there = api.one(email=email)
    inputs = [
        {
            "id": one,
            "idProperty": "email",
            "properties": {"firstname": "Ada"},
            "objectWriteTraceId": one,
        }
        for one in (email.upper(), other)
    ]
    response = api.batch("upsert", {"inputs": inputs})
    assert response.status_code == 200
    new = {result["new"]: result for result in response.json()["results"]}
    assert new[False]["id"] == there
    assert new[True]["properties"]["email"] == other


def test_upsert_by_a_unique_property_is_safe_to_repeat(starter: Starter) -> None:
    api = starter()
    api.unique_property("key", "companies")
    inputs = [
        {"id": k, "idProperty": "key", "properties": {"name": k, "key": k}, "objectWriteTraceId": k}
        for k in "ab"
    ]
    first, second = (
        api.batch("upsert", {"inputs": inputs}, "companies").json()["results"] for _ in range(2)
    )
    assert {r["new"] for r in first} == {True}
    assert {r["new"] for r in second} == {False}
    assert {r["id"] for r in first} == {r["id"] for r in second}
    assert api.emulator.store.count("companies") == 2


def test_upsert_by_what_is_not_unique(api: Client) -> None:
    inputs = [{"id": "d", "idProperty": "dealname", "properties": {}}]
    body = api.batch("upsert", {"inputs": inputs}, "deals").json()
    assert body["message"] == "Unable to perform update/upsert by non-unique 0-3 property dealname"


def test_two_upserts_of_one_record_refuse_all(api: Client) -> None:
    primary, secondary = fresh_email(), fresh_email()
    api.one(email=primary, hs_additional_emails=secondary)
    inputs = [
        {"id": one, "idProperty": "email", "properties": {}, "objectWriteTraceId": one}
        for one in (primary, secondary)
    ]
    response = api.batch("upsert", {"inputs": inputs})
    assert response.status_code == 400
    assert response.json()["message"].startswith("Duplicate IDs found in batch input")


def test_a_partly_failed_upsert_is_a_207(api: Client) -> None:
    good, bad = fresh_email(), fresh_email()
    inputs = [
        {
            "id": good,
            "idProperty": "email",
            "properties": {"firstname": "A"},
            "objectWriteTraceId": "good",
        },
        {
            "id": bad,
            "idProperty": "email",
            "properties": {"nope": "A"},
            "objectWriteTraceId": "bad",
        },
    ]
    response = api.batch("upsert", {"inputs": inputs})
    assert response.status_code == 207
    assert by_trace(response.json()).keys() == {"bad"}
    assert len(response.json()["results"]) == 1


def test_an_upsert_can_t_give_a_new_record_what_it_gives_an_old_one(starter: Starter) -> None:
    api = starter()
    api.unique_property("key", "companies")
    api.one("companies", name="n", key="k1")
    inputs = [
        {
            "id": old,
            "idProperty": "key",
            "properties": {"name": "n", "key": "k2"},
            "objectWriteTraceId": old,
        }
        for old in ("k1", "k2")
    ]
    response = api.batch("upsert", {"inputs": inputs}, "companies")
    assert response.status_code == 207
    assert by_trace(response.json()).keys() == {"k2"}
    assert api.emulator.store.count("companies") == 1
