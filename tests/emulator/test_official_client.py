from collections.abc import Iterator

import pytest
from hubspot import HubSpot  # type: ignore[import-untyped]
from hubspot.crm import contacts  # type: ignore[import-untyped]

from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from tests.emulator.client import fresh_email


@pytest.fixture(scope="module")
def hubspot() -> Iterator[HubSpot]:
    with start(Switches()) as emulator:
        yield HubSpot(access_token="pat-na1-test", host=emulator.base_url)


def create(hubspot: HubSpot, *rows: dict[str, str]) -> contacts.BatchResponseSimplePublicObject:
    made = [
        contacts.SimplePublicObjectBatchInputForCreate(
            properties=row, associations=[], object_write_trace_id=str(place)
        )
        for place, row in enumerate(rows)
    ]
    body = contacts.BatchInputSimplePublicObjectBatchInputForCreate(inputs=made)
    return hubspot.crm.contacts.batch_api.create(body)


def test_create_and_read_by_e_mail(hubspot: HubSpot) -> None:
    email = fresh_email()
    made = create(hubspot, {"email": email, "firstname": "Ada"})
    assert isinstance(made, contacts.BatchResponseSimplePublicObject)
    read = hubspot.crm.contacts.basic_api.get_by_id(
        email, id_property="email", properties=["firstname"]
    )
    assert read.id == made.results[0].id
    assert read.properties["firstname"] == "Ada"


def test_batch_read_by_e_mail(hubspot: HubSpot) -> None:
    email = fresh_email()
    create(hubspot, {"email": email})
    body = contacts.BatchReadInputSimplePublicObjectId(
        id_property="email",
        properties=["email"],
        properties_with_history=[],
        inputs=[{"id": email}],
    )
    assert hubspot.crm.contacts.batch_api.read(body).results[0].properties["email"] == email


def test_search(hubspot: HubSpot) -> None:
    email = fresh_email()
    create(hubspot, {"email": email})
    condition = contacts.Filter(property_name="email", operator="EQ", value=email)
    body = contacts.PublicObjectSearchRequest(
        filter_groups=[contacts.FilterGroup(filters=[condition])], limit=1
    )
    found = hubspot.crm.contacts.search_api.do_search(body)
    assert (found.total, found.results[0].properties["email"]) == (1, email)


def test_update_and_archive(hubspot: HubSpot) -> None:
    there = create(hubspot, {"email": fresh_email()}).results[0].id
    change = contacts.SimplePublicObjectInput(properties={"firstname": "Grace"})
    assert hubspot.crm.contacts.basic_api.update(there, change).properties["firstname"] == "Grace"
    gone = contacts.BatchInputSimplePublicObjectId(inputs=[contacts.SimplePublicObjectId(id=there)])
    hubspot.crm.contacts.batch_api.archive(gone)
    with pytest.raises(contacts.ApiException) as error:
        hubspot.crm.contacts.basic_api.get_by_id(there)
    assert error.value.status == 404


def test_upsert(hubspot: HubSpot) -> None:
    email = fresh_email()
    one = contacts.SimplePublicObjectBatchInputUpsert(
        id=email, id_property="email", properties={"firstname": "A"}
    )
    body = contacts.BatchInputSimplePublicObjectBatchInputUpsert(inputs=[one])
    assert [hubspot.crm.contacts.batch_api.upsert(body).results[0].new for _ in range(2)] == [
        True,
        False,
    ]


def test_a_partly_failed_batch_has_its_own_type(hubspot: HubSpot) -> None:
    answer = create(hubspot, {"email": fresh_email()}, {"email": "no"})
    assert isinstance(answer, contacts.BatchResponseSimplePublicObjectWithErrors)
    assert answer.num_errors == 1
    assert answer.errors[0].context["objectWriteTraceId"] == ["1"]
    assert len(answer.results) == 1


def test_a_refused_request_raises(hubspot: HubSpot) -> None:
    with pytest.raises(contacts.ApiException) as error:
        hubspot.crm.contacts.basic_api.create(
            contacts.SimplePublicObjectInputForCreate(properties={"nope": "1"}, associations=[])
        )
    assert error.value.status == 400
    assert "PROPERTY_DOESNT_EXIST" in error.value.body


def test_pages_properties_owners_and_associations(hubspot: HubSpot) -> None:
    contact = create(hubspot, {"email": fresh_email()}).results[0].id
    company = hubspot.crm.companies.basic_api.create(
        {"properties": {"name": "n"}, "associations": []}
    ).id
    hubspot.crm.associations.v4.basic_api.create_default("contacts", contact, "companies", company)
    linked = hubspot.crm.associations.v4.basic_api.get_page("contacts", contact, "companies")
    assert str(linked.results[0].to_object_id) == company
    assert contact in {one.id for one in hubspot.crm.contacts.get_all()}
    assert "email" in {
        one.name for one in hubspot.crm.properties.core_api.get_all("contacts").results
    }
    assert hubspot.crm.owners.owners_api.get_page().results[0].email
    assert hubspot.crm.pipelines.pipelines_api.get_all("deals").results[0].id == "default"
