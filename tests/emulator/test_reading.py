import pytest

from tests.emulator.client import Client, fresh_email, fresh_emails
from tests.emulator.conftest import Starter


def test_batch_read_by_id_gives_the_properties_asked_for(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email, firstname="Ada")
    body = api.batch("read", {"inputs": [{"id": there}], "properties": ["firstname", "nothing"]})
    assert body.status_code == 200
    (result,) = body.json()["results"]
    assert result["properties"].keys() == {
        "firstname",
        "createdate",
        "lastmodifieddate",
        "hs_object_id",
    }


def test_batch_read_by_e_mail_ignores_case_and_tells_what_is_missing(api: Client) -> None:
    email, absent = fresh_email(), fresh_email()
    there = api.one(email=email)
    response = api.batch(
        "read", {"idProperty": "email", "inputs": [{"id": email.upper()}, {"id": absent}]}
    )
    body = response.json()
    assert response.status_code == 207
    assert [result["id"] for result in body["results"]] == [there]
    assert body["numErrors"] == 1
    assert body["errors"][0]["category"] == "OBJECT_NOT_FOUND"
    assert body["errors"][0]["context"] == {"ids": [absent]}
    assert body["errors"][0]["message"] == (
        "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid."
    )


def test_batch_read_by_a_unique_property(starter: Starter) -> None:
    api = starter()
    api.unique_property("hubcli_key")
    there = api.one(hubcli_key="k1")
    body = api.batch(
        "read", {"idProperty": "hubcli_key", "properties": ["hubcli_key"], "inputs": [{"id": "k1"}]}
    ).json()
    assert body["results"][0]["id"] == there
    assert body["results"][0]["properties"]["hubcli_key"] == "k1"


def test_batch_read_by_a_property_that_is_not_unique(api: Client) -> None:
    response = api.batch("read", {"idProperty": "domain", "inputs": [{"id": "x"}]}, "companies")
    assert response.status_code == 400
    assert response.json()["message"] == "Unable to perform read by non-unique 0-2 property domain"


@pytest.mark.parametrize(("count", "status"), [(100, 207), (101, 400)])
def test_batch_read_takes_a_hundred(api: Client, count: int, status: int) -> None:
    body = {"idProperty": "email", "inputs": [{"id": email} for email in fresh_emails(count)]}
    assert api.batch("read", body).status_code == status


@pytest.mark.parametrize(("count", "status"), [(50, 207), (51, 400)])
def test_batch_read_takes_fifty_with_history(api: Client, count: int, status: int) -> None:
    body = {"inputs": [{"id": str(n)} for n in range(count)], "propertiesWithHistory": ["email"]}
    assert api.batch("read", body).status_code == status


def test_history_has_every_value_the_latest_first(api: Client) -> None:
    there = api.one(firstname="Ada", lastname="Byron")
    api.http.patch(api.objects(f"contacts/{there}"), json={"properties": {"lastname": "King"}})
    api.http.patch(api.objects(f"contacts/{there}"), json={"properties": {"lastname": "Lovelace"}})
    body = api.batch(
        "read", {"inputs": [{"id": there}], "propertiesWithHistory": ["firstname", "lastname"]}
    ).json()
    past = body["results"][0]["propertiesWithHistory"]
    assert [change["value"] for change in past["lastname"]] == ["Lovelace", "King", "Byron"]
    assert [change["value"] for change in past["firstname"]] == ["Ada"]
    assert past["firstname"][0]["timestamp"] == body["results"][0]["createdAt"]


def test_one_record_by_id_and_by_e_mail(api: Client) -> None:
    email = fresh_email()
    there = api.one(email=email, phone="1")
    by_id = api.get(api.objects(f"contacts/{there}")).json()
    assert by_id["properties"].keys() == {"createdate", "email", "hs_object_id", "lastmodifieddate"}
    by_email = api.get(
        api.objects(f"contacts/{email}"), idProperty="email", properties="phone,email"
    ).json()
    assert by_email["id"] == there
    assert by_email["properties"]["phone"] == "1"


def test_what_is_not_there_is_404(api: Client) -> None:
    body = api.get(api.objects("contacts/1")).json()
    assert (body["message"], body["category"]) == ("resource not found", "OBJECT_NOT_FOUND")
    response = api.get(api.objects("contacts/ada"))
    assert response.status_code == 404
    assert response.json()["message"] == "Object not found.  objectId are usually numeric."
    assert response.json()["context"] == {"id": ["ada"]}


def test_a_list_has_pages(starter: Starter) -> None:
    api = starter()
    api.create([{"email": email} for email in fresh_emails(5)])
    first = api.get(api.objects("contacts"), limit="3").json()
    after = first["paging"]["next"]["after"]
    assert first["paging"]["next"]["link"].startswith(api.emulator.base_url)
    last = api.http.get(first["paging"]["next"]["link"]).json()
    assert len(first["results"]) == 3
    assert len(last["results"]) == 2
    assert "paging" not in last
    assert after == first["results"][-1]["id"]


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"after": "x"}, {"limit": "9" * 40}]
)
def test_bad_pages_are_refused(api: Client, query: dict[str, str]) -> None:
    assert api.get(api.objects("contacts"), **query).status_code == 400


def test_unset_properties_are_null_in_live_shapes(starter: Starter) -> None:
    api = starter(shapes="live")
    there = api.one(firstname="Ada")
    body = api.get(api.objects(f"contacts/{there}"), properties="email").json()
    assert body["properties"]["email"] is None


def test_archived_records_are_apart(api: Client) -> None:
    there = api.one(firstname="Ada")
    assert (
        api.batch("archive", {"inputs": [{"id": there}, {"id": "1"}, {"id": "x"}]}).status_code
        == 204
    )
    assert api.get(api.objects(f"contacts/{there}")).status_code == 404
    found = api.get(api.objects(f"contacts/{there}"), archived="true").json()
    assert found["archived"] is True
    assert found["archivedAt"]


def test_a_204_has_no_body_and_no_content_type(api: Client) -> None:
    response = api.batch("archive", {"inputs": [{"id": "1"}]})
    assert response.content == b""
    assert "content-type" not in response.headers
    assert "x-hubspot-ratelimit-daily" in response.headers


def test_the_link_to_the_next_page_keeps_the_form_of_the_path(starter: Starter) -> None:
    api = starter()
    api.create([{"email": email} for email in fresh_emails(2)])
    link = api.get("/crm/v3/objects/contacts", limit="1").json()["paging"]["next"]["link"]
    assert link.startswith(f"{api.emulator.base_url}/crm/v3/objects/contacts?limit=1&after=")
    assert len(api.http.get(link).json()["results"]) == 1
