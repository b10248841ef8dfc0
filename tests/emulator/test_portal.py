import pytest

from tests.emulator.client import Client
from tests.emulator.conftest import Starter

PROPERTY = {
    "name": "score2",
    "label": "Score",
    "type": "number",
    "fieldType": "number",
    "groupName": "contactinformation",
}


def test_properties_are_listed_whole(api: Client) -> None:
    found = {p["name"]: p for p in api.get("/crm/properties/2025-09/contacts").json()["results"]}
    assert found["email"]["label"] == "Email"
    assert found["firstname"]["label"] == "First Name"
    assert found["hs_lead_status"]["label"] == "Lead Status"
    assert {o["value"] for o in found["lifecyclestage"]["options"]} >= {
        "lead",
        "customer",
        "opportunity",
    }
    assert found["hubspot_owner_id"]["externalOptions"] is True
    assert found["hubspot_owner_id"]["options"] == []
    assert found["hs_object_id"]["calculated"] is True
    assert found["createdate"]["modificationMetadata"]["readOnlyValue"] is True
    assert found["email"]["hubspotDefined"] is True
    assert found["email"]["hasUniqueValue"] is False


def test_every_object_has_properties_of_its_own_and_the_common_ones(api: Client) -> None:
    properties = api.emulator.store.portal()["properties"]
    assert isinstance(properties, dict)
    assert len(properties) > 30
    for found in properties.values():
        names = [one["name"] for one in found]
        assert len(names) == len(set(names))
        assert {"hs_object_id", "hubspot_owner_id"} <= set(names)


def test_industries_of_companies(api: Client) -> None:
    found = api.get("/crm/properties/2025-09/companies/industry").json()
    assert len(found["options"]) > 140
    assert {"label": "Computer Software", "value": "COMPUTER_SOFTWARE"}.items() <= found["options"][
        24
    ].items()


def test_a_property_can_be_made_used_changed_and_taken_away(api: Client) -> None:
    path = "/crm/properties/2025-09/contacts"
    made = api.post(path, PROPERTY)
    assert made.status_code == 201
    assert "hubspotDefined" not in made.json()
    assert api.create([{"score2": "5"}]).status_code == 201
    assert api.create([{"score2": "x"}]).status_code == 207
    assert api.http.patch(f"{path}/score2", json={"label": "Points"}).json()["label"] == "Points"
    assert api.http.delete(f"{path}/score2").status_code == 204
    assert api.get(f"{path}/score2").status_code == 404
    assert api.create([{"score2": "5"}]).status_code == 207
    assert api.http.delete(f"{path}/email").status_code == 400


def test_a_name_that_is_taken_is_409(api: Client) -> None:
    body = {**PROPERTY, "name": "email", "type": "string", "fieldType": "text"}
    response = api.post("/crm/properties/2025-09/contacts", body)
    assert response.status_code == 409
    assert response.json()["category"] == "OBJECT_ALREADY_EXISTS"
    assert response.json()["subCategory"] == "Properties.PROPERTY_WITH_NAME_EXISTS"
    assert response.json()["message"] == "A property named 'email' already exists."


@pytest.mark.parametrize(
    "change",
    [{"type": "text"}, {"fieldType": "select"}, {"label": None}, {"groupName": "dealinformation"}],
)
def test_bad_definitions(api: Client, change: dict[str, object]) -> None:
    assert api.post("/crm/properties/2025-09/contacts", {**PROPERTY, **change}).status_code == 400


def test_unique_properties_only_where_they_can_be_and_ten_at_most(starter: Starter) -> None:
    api = starter()
    for n in range(10):
        api.unique_property(f"k{n}")
    body = {**PROPERTY, "type": "string", "fieldType": "text", "hasUniqueValue": True}
    assert api.post("/crm/properties/2025-09/contacts", body).status_code == 400
    body["groupName"] = "productinformation"
    assert api.post("/crm/properties/2025-09/products", body).status_code == 400
    body["groupName"] = "companyinformation"
    assert api.post("/crm/properties/2025-09/companies", body).json()["hasUniqueValue"] is True


def test_options_of_ones_own(api: Client) -> None:
    options = [{"label": "One", "value": "1", "displayOrder": 0, "hidden": False}]
    body = {
        **PROPERTY,
        "name": "choice",
        "type": "enumeration",
        "fieldType": "select",
        "options": options,
    }
    assert api.post("/crm/properties/2025-09/contacts", body).status_code == 201
    assert api.create([{"choice": "1"}]).status_code == 201
    assert api.create([{"choice": "One"}]).status_code == 207


def test_batches_and_groups_of_properties(api: Client) -> None:
    path = "/crm/properties/2025-09/deals"
    prop = {**PROPERTY, "groupName": "dealinformation"}
    made = api.post(
        f"{path}/batch/create",
        {"inputs": [{**prop, "name": "p1"}, {**prop, "name": "amount"}]},
    )
    assert made.status_code == 207
    body = {
        "archived": False,
        "dataSensitivity": "non_sensitive",
        "inputs": [{"name": "p1"}, {"name": "no"}],
    }
    read = api.post(f"{path}/batch/read", body)
    assert read.status_code == 207
    assert [p["name"] for p in read.json()["results"]] == ["p1"]
    assert api.get(f"{path}/groups").json()["results"][0]["name"] == "dealinformation"


def test_pipelines(api: Client) -> None:
    deals = api.get("/crm/pipelines/2025-09/deals").json()["results"][0]
    assert deals["id"] == "default"
    assert [stage["id"] for stage in deals["stages"]] == [
        "appointmentscheduled", "qualifiedtobuy", "presentationscheduled", "decisionmakerboughtin",
        "contractsent", "closedwon", "closedlost",
    ]  # fmt: skip
    (tickets,) = api.get("/crm/v3/pipelines/tickets").json()["results"]
    assert (tickets["id"], [stage["id"] for stage in tickets["stages"]]) == (
        "0",
        ["1", "2", "3", "4"],
    )
    assert (
        api.get("/crm/pipelines/2025-09/deals/default/stages/closedwon").json()["label"]
        == "Closed Won"
    )
    assert len(api.get("/crm/pipelines/2025-09/deals/default/stages").json()["results"]) == 7
    assert api.get("/crm/pipelines/2025-09/deals/none").status_code == 404


def test_a_pipeline_of_ones_own(api: Client) -> None:
    stage = {"label": "Start", "displayOrder": 0, "metadata": {"probability": "0.5"}}
    made = api.post(
        "/crm/pipelines/2025-09/deals", {"label": "Second", "displayOrder": 1, "stages": [stage]}
    ).json()
    row = {"dealname": "d", "pipeline": made["id"], "dealstage": made["stages"][0]["id"]}
    assert api.create([row], "deals").status_code == 201
    assert api.create([{**row, "pipeline": "default"}], "deals").status_code == 207
    more = api.post(
        f"/crm/pipelines/2025-09/deals/{made['id']}/stages", {**stage, "stageId": "mine"}
    )
    assert more.json()["id"] == "mine"
    assert api.create([{**row, "dealstage": "mine"}], "deals").status_code == 201


def test_owners(api: Client) -> None:
    owners = api.get("/crm/owners/2025-09").json()["results"]
    assert len(owners) == 3
    one = api.get("/crm/v3/owners/", email=owners[0]["email"].upper()).json()["results"]
    assert one == owners[:1]
    page = api.get("/crm/owners/2025-09", limit="2").json()
    assert (
        len(api.get("/crm/owners/2025-09", after=page["paging"]["next"]["after"]).json()["results"])
        == 1
    )
    assert api.get(f"/crm/owners/2025-09/{owners[1]['id']}").json() == owners[1]
    assert (
        api.get(f"/crm/owners/2025-09/{owners[1]['userId']}", idProperty="userId").json()
        == owners[1]
    )
    assert api.get("/crm/owners/2025-09/1").status_code == 404


SCHEMA = {
    "name": "rocket", "labels": {"singular": "Rocket", "plural": "Rockets"}, "requiredProperties": ["model"],
    "searchableProperties": ["model"], "secondaryDisplayProperties": [], "primaryDisplayProperty": "model",
    "allowsSensitiveProperties": False, "associatedObjects": ["CONTACT"],
    "properties": [{"name": "model", "label": "Model", "type": "string", "fieldType": "text", "hasUniqueValue": True}],
}  # fmt: skip


def test_a_custom_object(starter: Starter) -> None:
    api = starter()
    made = api.post("/crm-object-schemas/2025-09/schemas", SCHEMA)
    assert made.status_code == 201
    type_id, name = made.json()["objectTypeId"], made.json()["fullyQualifiedName"]
    assert (type_id[:2], name) == ("2-", "p4242_rocket")
    assert api.get("/crm/v3/schemas").json()["results"] == [made.json()]
    groups = api.get(f"/crm/properties/2025-09/{type_id}/groups").json()["results"]
    assert [group["name"] for group in groups] == ["rocket_information"]
    api.unique_property("key", type_id)
    assert api.get(f"/crm/properties/2025-09/{name}/key").json()["hasUniqueValue"] is True
    made = api.get(f"/crm-object-schemas/2025-09/schemas/{name}")
    assert api.get(f"/crm-object-schemas/2025-09/schemas/{name}").json() == made.json()
    assert api.create([{"model": "R1"}], type_id).status_code == 201
    assert api.create([{"model": "R2"}], name).status_code == 201
    missing = api.create([{}], type_id, traced=False)
    assert (
        missing.json()["message"] == "Error creating rocket. Some required properties were not set."
    )
    clash = api.create([{"model": "R1"}], type_id, traced=False)
    assert "already has that value" in clash.json()["message"]
    labels = api.get(f"/crm/associations/2025-09/{type_id}/contacts/labels").json()["results"]
    assert labels[0]["category"] == "USER_DEFINED"
    assert api.post("/crm-object-schemas/2025-09/schemas", SCHEMA).status_code == 409
    assert api.http.delete(f"/crm-object-schemas/2025-09/schemas/{type_id}").status_code == 400


def test_the_base_name_of_a_custom_object_is_unknown(starter: Starter) -> None:
    api = starter()
    api.post("/crm-object-schemas/2025-09/schemas", SCHEMA)
    response = api.create([{"model": "R1"}], "rocket")
    assert response.json()["message"] == "Unable to infer object type from: rocket"
    assert api.http.delete("/crm-object-schemas/2025-09/schemas/p4242_rocket").status_code == 204
    assert api.get("/crm/v3/schemas").json()["results"] == []
    assert api.get("/crm-object-schemas/2025-09/schemas/contacts").status_code == 404


def test_a_portal_can_be_taken_from_one_emulator_to_another(starter: Starter) -> None:
    one = starter()
    one.unique_property("key")
    other = starter(portal=one.emulator.store.portal())
    assert other.get("/crm/properties/2025-09/contacts/key").json()["hasUniqueValue"] is True
