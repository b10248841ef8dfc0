"""Reading the associations of many records at once (api.md, section 3.2)."""

import pytest

from tests.emulator.client import Client


@pytest.fixture(scope="module")
def company(api: Client) -> str:
    return api.one("companies", name="n")


def test_batch_read_gives_pages_of_many_associations(api: Client, company: str) -> None:
    people = api.emulator.store.fill("contacts", [{"firstname": "Ada"}] * 501)
    for one in people:
        api.emulator.store.associate("companies", company, "contacts", one)
    for version in ("2025-09", "v4"):
        path = f"/crm/{'v4/associations' if version == 'v4' else 'associations/2025-09'}"
        read = f"{path}/companies/contacts/batch/read"
        (first,) = api.post(read, {"inputs": [{"id": company}]}).json()["results"]
        after = first["paging"]["next"]["after"]
        body = {"inputs": [{"id": company, "after": after}]}
        (second,) = api.post(read, body).json()["results"]
        assert "paging" not in second
        assert {one["toObjectId"] for one in [*first["to"], *second["to"]]} == set(people)


@pytest.mark.parametrize(("count", "status"), [(1_000, 207), (1_001, 400)])
def test_batch_read_takes_a_thousand_inputs(
    api: Client, company: str, count: int, status: int
) -> None:
    inputs = [{"id": company} for _ in range(count)]
    path = "/crm/associations/2025-09/companies/deals/batch/read"
    assert api.post(path, {"inputs": inputs}).status_code == status
