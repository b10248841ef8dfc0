"""`check` tells what `create` would come to, asks and never writes, and says what it could not ask."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]
MAPPING = """\
object: contacts
columns: {Email: email, Stage: lifecyclestage}
associations:
  - {to: companies, column: Company}
duplicates: first
"""
CHECK = ("check", "contacts", "data.csv", "-m", "m.yaml")


def _made(emulator: RunningEmulator, of: str, *records: dict[str, str]) -> list[str]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    ids = []
    with httpx.Client(base_url=emulator.base_url, headers=headers) as client:
        for properties in records:
            body = {"properties": properties, "associations": []}
            answer = client.post(f"/crm/objects/2025-09/{of}", json=body)
            assert answer.status_code == 201
            ids.append(answer.json()["id"])
    return ids


def _furnished(emulator: RunningEmulator, hubcli: InProcess) -> str:
    """1,000 rows, of which 40 exist; three of these would go back a stage, one points to no company."""
    held = [{"email": f"p{n}@example.com", "lifecyclestage": "customer"} for n in range(40)]
    _made(emulator, "contacts", *held)
    (company,) = _made(emulator, "companies", {"name": "Acme"})
    rows = [
        f"P{n}@example.com,{'lead' if n < 3 else 'customer'},{'404' if n == 500 else company}"
        for n in range(1_000)
    ]
    rows += ["p900@example.com,lead,", "p901@example.com,lead,"]
    hubcli.put("data.csv", "\n".join(["Email,Stage,Company", *rows, ""]))
    hubcli.put("m.yaml", MAPPING)
    return company


def _writes(emulator: RunningEmulator) -> list[str]:
    return [
        one.path
        for one in emulator.requests
        if one.method != "GET" and not one.path.endswith("/batch/read")
    ]


def test_what_create_would_come_to(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    _furnished(emulator, hubcli)
    refusing = hubcli(*CHECK, "--json").document
    assert refusing["rows"] == {"read": 1_002, "valid": 961, "refused": 41}
    assert refusing["forecast"] == {"created": 959, "existing": 2, "updated": 0}
    assert refusing["sameKey"] == 2
    codes = [error["code"] for error in refusing["errors"]]
    assert codes == ["ALREADY_EXISTS"] * 40 + ["INVALID_ASSOCIATION_IDENTIFIER"]
    last = refusing["errors"][-1]
    assert (last["line"], last["column"], last["value"]) == (502, "Company", "404")
    assert refusing["errors"][0]["column"] == "Email"
    skipping = hubcli(*CHECK, "--json", "--on-existing", "skip").document
    assert skipping["forecast"] == {"created": 959, "existing": 42, "updated": 0}
    updating = hubcli(*CHECK, "--json", "--on-existing", "update")
    assert updating.document["forecast"] == {"created": 959, "existing": 2, "updated": 40}
    warned = [one for one in updating.document["errors"] if one["outcome"] == "updated"]
    assert {one["code"] for one in warned} == {"LIFECYCLE_STAGE_BACKWARDS"}
    assert [one["line"] for one in warned] == [2, 3, 4]
    assert "customer now" in warned[0]["message"]
    hubcli.put(
        "m.yaml", MAPPING.replace("lifecyclestage", "{property: lifecyclestage, write: never}")
    )
    kept = hubcli(*CHECK, "--json", "--on-existing", "update").document
    assert {one["outcome"] for one in kept["errors"]} == {"refused"}
    made_here = Counter({"/crm/objects/2025-09/contacts": 40, "/crm/objects/2025-09/companies": 1})
    assert Counter(_writes(emulator)) == made_here
    assert len(emulator.store.records("contacts")) == 40


def test_the_forecast_is_what_create_then_does(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    _furnished(emulator, hubcli)
    for how in ("skip", "update"):
        expected = hubcli(*CHECK, "--json", "--on-existing", how).document
        rows = hubcli("create", *CHECK[1:], "--json", "--again", "--on-existing", how).document[
            "rows"
        ]
        assert {name: rows[name] for name in expected["forecast"]} == expected["forecast"]
        assert rows["refused"] == expected["rows"]["refused"]


def test_for_people(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    _furnished(emulator, hubcli)
    told = hubcli(*CHECK, "--on-existing", "update").stdout
    assert "959 rows would be created, 40 would be updated, 2 would be left as existing.\n" in told
    assert "2 rows have the key of another row: of each such group the first is sent.\n" in told
    assert "cause: 3 warnings: LIFECYCLE_STAGE_BACKWARDS" in told
    assert "try: make that record first, or correct the id\n" in told


_SCOPES = frozenset({"crm.objects.contacts.read", "crm.schemas.contacts.read", "oauth"})


def test_a_scope_that_is_missing_is_named_and_stops_nothing(portal: Portal, inside: Inside) -> None:
    emulator = portal(tokens=(Token(TOKEN, _SCOPES),))
    hubcli = inside(emulator)
    hubcli.put("data.csv", "Email,Stage,Company\nada@example.com,lead,17\n")
    hubcli.put("m.yaml", MAPPING)
    document = hubcli(*CHECK, "--json").document
    assert document["forecast"] == {"created": 1, "existing": 0, "updated": 0}
    (told,) = (one for one in document["unchecked"] if "companies" in one)
    assert told.startswith("whether the associated companies exist (reading companies was refused")
    assert "crm.objects.companies.read" in told
    assert _writes(emulator) == []


@pytest.mark.parametrize("fault", ["read/503:1", "read/429:1"])
def test_a_portal_that_is_busy_is_asked_again(fault: str, portal: Portal, inside: Inside) -> None:
    emulator = portal(fault)
    hubcli = inside(emulator)
    hubcli.put("data.csv", "Email\nada@example.com\n")
    document = hubcli("check", "contacts", "data.csv", "--json").document
    assert document["forecast"] == {"created": 1, "existing": 0, "updated": 0}


def test_offline_nothing_is_asked(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    assert hubcli("schema", "pull", "contacts").code == 0
    hubcli.put("data.csv", "Email,Stage,Company\nada@example.com,lead,17\n")
    hubcli.put("m.yaml", MAPPING)
    offline = inside("http://127.0.0.1:9").with_env({}, without="HUBSPOT_ACCESS_TOKEN")
    document: dict[str, Any] = offline(*CHECK, "--json", "--lock", "hubspot.lock.json").document
    assert document["rows"] == {"read": 1, "valid": 1, "refused": 0}
    assert document["forecast"] is None
    assert {
        "whether records with the same email exist already",
        "whether lifecycle stages would move backwards, which HubSpot does not do",
        "whether the associated companies exist",
    } <= set(document["unchecked"])
    assert json.dumps(document).count("hubspot.lock.json") == 0


def test_a_mapping_that_can_not_be_used_is_told_with_its_rows(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("data.csv", "Email,Stage,Company\nada@,lead,17\n")
    hubcli.put("m.yaml", MAPPING.replace("lifecyclestage", "lifecyclestag"))
    ended = hubcli(*CHECK, "--json")
    assert ended.code == 5
    assert ended.document["errors"][0]["code"] == "INVALID_EMAIL"
    assert ended.document["forecast"] is None


def test_a_rehearsal_knows_nothing_of_records(inside: Inside) -> None:
    hubcli = inside(None).with_env({}, without="HUBSPOT_ACCESS_TOKEN")
    hubcli.put("data.csv", "Email,Stage,Company\nada@example.com,lead,17\n")
    hubcli.put("m.yaml", MAPPING)
    ended = hubcli(*CHECK, "--json", "--rehearse")
    assert ended.code == 0
    assert ended.document["forecast"] is None
    assert "whether the associated companies exist" in ended.document["unchecked"]
