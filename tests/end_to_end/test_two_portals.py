"""Two portals that number the same things otherwise: one mapping file, unchanged, gives each its own."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from hubcli.emulator.server import RunningEmulator
from tests.emulator.locks import lock, write
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]

MAPPING = """\
object: deals
columns:
  Navn: dealname
  Fase: {property: dealstage, as: enumeration}
  Løp: {property: pipeline, as: enumeration}
  Eier: {property: hubspot_owner_id, as: enumeration}
properties:
  deal_currency_code: {value: nok, as: enumeration}
associations:
  - {to: contacts, column: Kontakt, label: champion}
"""
ROWS = (
    "Navn;Fase;Løp;Eier;Kontakt\nA;ny;fornyelse;Bea van der Berg;{0}\nB;VUNNET;;a@example.com;{0}\n"
)
OTHERS = {
    "p1": "91",
    "p2": "92",
    "s1": "911",
    "closedwon": "912",
    "s3": "923",
    "9": "109",
    "12": "112",
}


def _renumbered(data: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same portal under other ids."""
    match data:
        case dict():
            return {
                key: OTHERS.get(value, value)
                if key == "id"
                else value + 500
                if key == "typeId" and data["category"] == "USER_DEFINED"
                else _renumbered(value)
                for key, value in data.items()
            }
        case list():
            return [_renumbered(item) for item in data]
    return data


def _get(portal: RunningEmulator, path: str) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    found = httpx.get(f"{portal.base_url}{path}", headers=headers)
    assert found.status_code == 200, found.text
    return json.loads(found.text)  # type: ignore[no-any-return]


def _contact(portal: RunningEmulator) -> str:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    body = {"properties": {"email": "c@example.com"}, "associations": []}
    made = httpx.post(f"{portal.base_url}/crm/objects/2025-09/contacts", headers=headers, json=body)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _imported(hubcli: InProcess, portal: RunningEmulator) -> list[dict[str, Any]]:
    """What is in the portal of each row: its pipeline, stage, owner and currency, and the label's number."""
    hubcli.put("m.yaml", MAPPING)
    hubcli.put("deals.csv", ROWS.format(_contact(portal)))
    done = hubcli("create", "deals", "deals.csv", "-m", "m.yaml", "--json", "--results", "r.csv")
    assert done.code == 0, done.stdout + done.stderr
    names = "dealname,pipeline,dealstage,hubspot_owner_id,deal_currency_code"
    path = "/crm/objects/2025-09/deals"
    found = _get(portal, f"{path}?properties={names}&limit=100")["results"]
    told = []
    for deal in sorted(found, key=lambda one: str(one["properties"]["dealname"])):
        links = _get(portal, f"{path}/{deal['id']}/associations/contacts")["results"]
        types = {kind.get("label"): kind["typeId"] for kind in links[0]["associationTypes"]}
        values = deal["properties"]
        told.append(
            {name: values[name] for name in names.split(",")} | {"label": types["Champion"]}
        )
    return told


def test_one_mapping_works_on_both(portal: Portal, inside: Inside) -> None:
    hubcli = inside(None)
    data = lock()
    owner = {"label": "O", "type": "enumeration", "fieldType": "select", "group": "g"}
    data["objects"]["deals"]["properties"]["hubspot_owner_id"] = {
        **owner,
        "external": "OWNER",
        "hubspotDefined": True,
    }
    one = portal(lock=write(hubcli.folder / "one.json", data))
    renumbered = _renumbered(data)
    renumbered["account"]["portalId"] = 988
    other = portal(lock=write(hubcli.folder / "other.json", renumbered))
    first, second = (_imported(inside(at), at) for at in (one, other))
    assert first == [
        {
            "dealname": "A",
            "pipeline": "p2",
            "dealstage": "s3",
            "hubspot_owner_id": "12",
            "deal_currency_code": "NOK",
            "label": 65,
        },
        {
            "dealname": "B",
            "pipeline": "p1",
            "dealstage": "closedwon",
            "hubspot_owner_id": "9",
            "deal_currency_code": "NOK",
            "label": 65,
        },
    ]
    assert [
        [deal[name] for name in ("pipeline", "dealstage", "hubspot_owner_id", "label")]
        for deal in second
    ] == [
        ["92", "923", "112", 565],
        ["91", "912", "109", 565],
    ]
    for file, stage in (("one.json", "s3"), ("other.json", "923")):
        done = hubcli(
            *("check", "deals", "deals.csv", "-m", "m.yaml", "--lock", file),
            *("--show-changes", "--json"),
        )
        assert done.code == 0, done.stdout + done.stderr
        changes = {(one["column"], one["from"]): one["to"] for one in done.document["changes"]}
        assert changes["Fase", "ny"] == stage
        assert changes[None, "nok"] == "NOK"
        assert len(changes) == 6
