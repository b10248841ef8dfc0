"""What schemathesis can't know: the names of properties, operators and types that exist."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubcli.emulator.server import start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Client

KINDS = ("contacts", "companies", "deals", "line_items")
NAMES = (
    "email", "firstname", "name", "closedate", "amount", "type", "hs_buying_role", "hubspot_owner_id", "dealstage", "pipeline",
    "hs_additional_emails", "hs_recurring_billing_start_date", "numberofemployees", "is_public", "hs_object_id", "nope",
)  # fmt: skip
OPERATORS = (
    "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "BETWEEN", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY",
    "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN",
)  # fmt: skip

texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            ";",
            "2025-01-01",
            "1746057600000",
            "9" * 30,
            "-" + "9" * 15,
            "1e999",
            "a@example.com",
            "71000001",
        ]
    ),
)
values = st.one_of(
    texts, st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False)
)
rows = st.dictionaries(st.sampled_from(NAMES), values, max_size=5)
gentle = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def api() -> Iterator[Client]:
    with start(Switches(rate=None, search_rate=0)) as emulator, Client(emulator) as client:
        yield client
        assert emulator.failures == ()


@gentle
@given(
    kind=st.sampled_from(KINDS), made=st.lists(rows, min_size=1, max_size=4), traced=st.booleans()
)
def test_any_values(api: Client, kind: str, made: list[dict[str, object]], traced: bool) -> None:  # noqa: FBT001
    response = api.create(made, kind, traced=traced)
    assert response.status_code < 500
    if traced and response.status_code in (201, 207):
        body = response.json()
        assert len(body["results"]) + len(body.get("errors", [])) == len(made)


@gentle
@given(
    condition=st.fixed_dictionaries(
        {
            "propertyName": st.sampled_from((*NAMES, "associations.company")),
            "operator": st.sampled_from(OPERATORS),
            "value": texts,
            "highValue": texts,
            "values": st.lists(texts, max_size=3),
        }
    ),
    sort=st.sampled_from(NAMES),
    query=texts,
)
def test_any_search(api: Client, condition: dict[str, object], sort: str, query: str) -> None:
    response = api.search(filterGroups=[{"filters": [condition]}], sorts=[sort], query=query)
    assert response.status_code < 500


@gentle
@given(
    made=st.lists(
        st.tuples(texts, st.sampled_from(["email", "", "firstname", "nope"]), rows),
        min_size=1,
        max_size=4,
    )
)
def test_any_upsert(api: Client, made: list[tuple[str, str, dict[str, object]]]) -> None:
    inputs = [
        {"id": one, "idProperty": by, "properties": row, "objectWriteTraceId": str(place)}
        for place, (one, by, row) in enumerate(made)
    ]
    for action in ("upsert", "update"):
        assert api.batch(action, {"inputs": inputs}).status_code < 500


@gentle
@given(
    to=texts,
    types=st.lists(st.tuples(st.sampled_from(["HUBSPOT_DEFINED", "WORK", ""]), values), max_size=3),
)
def test_any_association(api: Client, to: str, types: list[tuple[str, object]]) -> None:
    specs = [
        {"associationCategory": category, "associationTypeId": type_id}
        for category, type_id in types
    ]
    one = {
        "properties": {},
        "associations": [{"to": {"id": to}, "types": specs}],
        "objectWriteTraceId": "t",
    }
    assert api.batch("create", {"inputs": [one]}).status_code < 500
