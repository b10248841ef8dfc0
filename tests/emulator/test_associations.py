import pytest

from hubcli.emulator.holdings import HeldRecord
from tests.emulator.client import Client, Json, by_trace, inputs
from tests.emulator.conftest import Starter

HUBSPOT = "HUBSPOT_DEFINED"


def link(to: str, *type_ids: int, category: str = HUBSPOT) -> Json:
    return {
        "to": {"id": to},
        "types": [{"associationCategory": category, "associationTypeId": one} for one in type_ids],
    }


def row(links: list[Json], trace: str = "t", **properties: str) -> Json:
    return {
        "properties": {"firstname": "Ada", **properties},
        "associations": links,
        "objectWriteTraceId": trace,
    }


def held(api: Client, kind: str, number: str) -> HeldRecord:
    return next(record for record in api.emulator.store.records(kind) if record.id == number)


def types(api: Client, kind: str, number: str, other: str) -> dict[str, set[int]]:
    body = api.get(api.objects(f"{kind}/{number}/associations/{other}")).json()
    return {
        one["toObjectId"]: {t["typeId"] for t in one["associationTypes"]} for one in body["results"]
    }


@pytest.fixture
def company(api: Client) -> str:
    return api.one("companies", name="Analytical Engines")


def test_inline_associations_are_written_both_ways_and_the_first_company_is_primary(
    api: Client, company: str
) -> None:
    response = api.batch("create", {"inputs": [row([link(company, 279)])]})
    assert response.status_code == 201
    (result,) = response.json()["results"]
    assert "associations" not in result
    assert types(api, "contacts", result["id"], "companies") == {company: {279, 1}}
    assert types(api, "companies", company, "contacts")[result["id"]] == {280, 2}
    assert {a.type_id for a in held(api, "contacts", result["id"]).associations} == {279, 1}


def test_the_second_company_is_not_primary_until_it_is_made_so(api: Client, company: str) -> None:
    other = api.one("companies", name="Other")
    body = {"inputs": [row([link(company, 279), link(other, 279)])]}
    number = api.batch("create", body).json()["results"][0]["id"]
    assert types(api, "contacts", number, "companies") == {company: {279, 1}, other: {279}}
    path = f"/crm/objects/2025-09/contacts/{number}/associations/companies/{other}"
    response = api.http.put(path, json=link(other, 1)["types"])
    assert response.status_code == 201
    assert response.json()["toObjectTypeId"] == "0-2"
    assert types(api, "contacts", number, "companies") == {company: {279}, other: {279, 1}}
    assert types(api, "companies", company, "contacts")[number] == {280}


def test_from_the_company_side_too(api: Client, company: str) -> None:
    number = api.one(firstname="Ada")
    api.http.put(
        f"/crm/objects/2025-09/companies/{company}/associations/contacts/{number}",
        json=link("", 280)["types"],
    )
    assert types(api, "contacts", number, "companies") == {company: {279, 1}}


def test_an_unknown_target_fails_its_input_only(api: Client, company: str) -> None:
    response = api.batch(
        "create", {"inputs": [row([link("999", 279)], "bad"), row([link(company, 279)], "good")]}
    )
    assert response.status_code == 207
    error = by_trace(response.json())["bad"]
    assert error["message"] == "One or more associations are invalid"
    assert error["context"]["INVALID_OBJECT_IDS"] == ["999"]
    assert len(response.json()["results"]) == 1


def test_an_unknown_target_may_refuse_the_whole_batch(starter: Starter) -> None:
    api = starter(association_errors="whole-batch")
    body = {"inputs": [row([link("999", 279)], "bad"), row([], "good")]}
    assert api.batch("create", body).status_code == 400
    assert api.emulator.store.count("contacts") == 0


def test_the_wrong_direction_is_400(api: Client, company: str) -> None:
    body = api.batch(
        "create", {"inputs": [{"properties": {}, "associations": [link(company, 280)]}]}
    )
    assert body.status_code == 400
    assert (
        body.json()["message"]
        == "invalid from object type 0-1 for associations to be created. expected: 0-2"
    )


@pytest.mark.parametrize(
    "links",
    [[link("x", 279)], [link("1")], [link("1", 999_999)], [link("1", 279, category="WORK")]],
)
def test_other_bad_associations(api: Client, links: list[Json]) -> None:
    response = api.batch("create", {"inputs": [row(links)]})
    assert response.status_code == 207
    assert response.json()["results"] == []


def test_types_that_lead_to_different_objects_are_refused(api: Client, company: str) -> None:
    assert api.batch("create", {"inputs": [row([link(company, 279, 4)])]}).json()["results"] == []


def test_all_documented_types_are_there_both_ways(api: Client) -> None:
    relations = api.emulator.store.portal()["relations"]
    assert isinstance(relations, list)
    assert sum(relation["category"] == HUBSPOT for relation in relations) == 410
    body = api.get("/crm/associations/2025-09/deals/companies/labels").json()
    assert {one["typeId"] for one in body["results"]} >= {341, 5}


def test_labels_are_null_in_live_shapes(starter: Starter) -> None:
    body = starter(shapes="live").get("/crm/v4/associations/contacts/companies/labels").json()
    assert {"category": HUBSPOT, "typeId": 279, "label": None} in body["results"]


def test_reads_with_associations(api: Client, company: str) -> None:
    number = api.batch("create", {"inputs": [row([link(company, 279)])]}).json()["results"][0]["id"]
    body = api.get(api.objects(f"contacts/{number}"), associations="companies").json()
    assert body["associations"]["companies"]["results"] == [
        {"id": company, "type": "contact_to_company"},
        {"id": company, "type": "contact_to_company_unlabeled"},
    ]


def test_batch_create_read_and_archive(api: Client, company: str) -> None:
    number, lonely = api.one(firstname="Ada"), api.one(firstname="Bea")
    path = "/crm/associations/2025-09/contacts/companies/batch"
    pairs = [
        {"from": {"id": number}, "to": {"id": company}, "types": link("", 279)["types"]},
        {"from": {"id": "unknown_id_1"}, "to": {"id": company}, "types": link("", 279)["types"]},
        {"from": {"id": number}, "to": {"id": company}, "types": link("", 280)["types"]},
    ]
    made = api.post(f"{path}/create", {"inputs": pairs})
    assert made.status_code == 207
    assert {error["message"] for error in made.json()["errors"]} == {
        "unknown_id_1 is not a valid ID",
        "invalid from object type 0-1 for associations to be created. expected: 0-2",
    }
    read = api.post(f"{path}/read", {"inputs": [{"id": number}, {"id": lonely}]})
    assert read.status_code == 207
    assert read.json()["results"][0]["to"][0]["toObjectId"] == company
    gone = api.post(
        f"{path}/archive", {"inputs": [{"from": {"id": number}, "to": [{"id": company}]}]}
    )
    assert gone.status_code == 200
    assert types(api, "contacts", number, "companies") == {}
    assert types(api, "companies", company, "contacts") == {}


def test_default_associations(api: Client, company: str) -> None:
    number = api.one(firstname="Ada")
    response = api.http.put(
        f"/crm/objects/2025-09/contacts/{number}/associations/default/companies/{company}"
    )
    assert response.status_code == 200
    assert {r["associationSpec"]["associationTypeId"] for r in response.json()["results"]} == {
        279,
        280,
    }
    again = {"inputs": [{"from": {"id": number}, "to": {"id": company}}]}
    assert (
        api.post(
            "/crm/associations/2025-09/contacts/companies/batch/associate/default", again
        ).status_code
        == 200
    )
    assert types(api, "contacts", number, "companies") == {company: {279, 1}}
    assert (
        api.http.delete(
            f"/crm/objects/2025-09/contacts/{number}/associations/companies/{company}"
        ).status_code
        == 204
    )
    assert types(api, "contacts", number, "companies") == {}


def test_a_record_cannot_be_associated_to_itself(api: Client) -> None:
    number = api.one(firstname="Ada")
    body = {"inputs": [{"from": {"id": number}, "to": {"id": number}}]}
    response = api.post("/crm/associations/2025-09/contacts/contacts/batch/associate/default", body)
    assert (
        response.json()["errors"][0]["message"]
        == f"Object {number} cannot be associated to itself ({number})"
    )


def test_parent_and_child_companies(api: Client, company: str) -> None:
    child = api.one("companies", name="Child")
    api.http.put(
        f"/crm/objects/2025-09/companies/{company}/associations/companies/{child}",
        json=link("", 13)["types"],
    )
    assert types(api, "companies", company, "companies") == {child: {450, 13}}
    assert types(api, "companies", child, "companies") == {company: {450, 14}}


def test_labels_of_ones_own(api: Client, company: str) -> None:
    path = "/crm/associations/2025-09/contacts/companies/labels"
    made = api.post(path, {"name": "employer", "label": "Employer", "inverseLabel": "Employee"})
    assert made.status_code == 200
    there, back = made.json()["results"]
    assert (there["category"], there["label"], back["label"]) == (
        "USER_DEFINED",
        "Employer",
        "Employee",
    )
    number = api.batch(
        "create", {"inputs": [row([link(company, there["typeId"], category="USER_DEFINED")])]}
    ).json()["results"][0]["id"]
    assert types(api, "contacts", number, "companies") == {company: {279, 1, there["typeId"]}}
    assert types(api, "companies", company, "contacts")[number] == {280, 2, back["typeId"]}
    api.http.put(
        f"/crm/objects/2025-09/contacts/{number}/associations/companies/{company}",
        json=link("", 279)["types"],
    )
    assert types(api, "contacts", number, "companies") == {company: {279, 1}}
    changed = {"associationTypeId": there["typeId"], "label": "Firm", "inverseLabel": "Person"}
    assert api.http.put(path, json=changed).status_code == 204
    assert "Firm" in api.get(path).text
    assert api.http.delete(f"{path}/{there['typeId']}").status_code == 204
    assert "Firm" not in api.get(path).text
    assert api.http.delete(f"{path}/999999").status_code == 404


def test_no_more_than_ten_labels(api: Client) -> None:
    path = "/crm/associations/2025-09/deals/tickets/labels"
    statuses = [api.post(path, {"name": f"n{n}", "label": f"L{n}"}).status_code for n in range(11)]
    assert statuses == [200] * 10 + [400]
    assert (
        api.post(
            "/crm/associations/2025-09/deals/contacts/labels", {"name": "x", "label": "X"}
        ).status_code
        == 200
    )
    assert (
        api.post(
            "/crm/associations/2025-09/deals/contacts/labels", {"name": "x", "label": "Y"}
        ).status_code
        == 409
    )


def test_batch_of_labels_archive(api: Client, company: str) -> None:
    number = api.batch("create", {"inputs": [row([link(company, 279)])]}).json()["results"][0]["id"]
    pair = {"from": {"id": number}, "to": {"id": company}, "types": link("", 1)["types"]}
    path = "/crm/associations/2025-09/contacts/companies/batch/labels/archive"
    assert api.post(path, {"inputs": [pair]}).status_code == 200
    assert types(api, "contacts", number, "companies") == {company: {279}}


def test_many_associations_have_pages(api: Client, company: str) -> None:
    made = [link(company, 279)]
    api.batch("create", {"inputs": [row(made, str(n)) for n in range(3)]})
    path = api.objects(f"companies/{company}/associations/contacts")
    first = api.get(path, limit="2").json()
    assert len(first["results"]) == 2
    assert len(api.get(path, after=first["paging"]["next"]["after"]).json()["results"]) == 1
    assert api.get(path, limit="501").status_code == 400


def test_archiving_a_record_takes_its_associations_away(api: Client, company: str) -> None:
    number = api.batch("create", {"inputs": [row([link(company, 279)])]}).json()["results"][0]["id"]
    api.batch("archive", {"inputs": [{"id": number}]})
    assert types(api, "companies", company, "contacts") == {}


def test_inputs_without_associations_are_untouched(api: Client) -> None:
    assert api.batch("create", {"inputs": inputs([{"firstname": "A"}])}).status_code == 201
