"""A lock file to test with, and a puller that knows nothing of hubcli's own."""

import json
from pathlib import Path
from typing import Any

from tests.emulator.client import Client, Json

EXTERNAL = {
    "pipeline": "PIPELINE",
    "hs_pipeline": "PIPELINE",
    "dealstage": "STAGE",
    "hs_pipeline_stage": "STAGE",
}


def _property(kind: str = "string", field: str = "text", **more: object) -> Json:
    return {"label": "L", "type": kind, "fieldType": field, "group": "g", **more}


_ID = _property("number", "number", readOnly=True, calculated=True, hubspotDefined=True)
_TIME = _property("datetime", "date", readOnly=True, hubspotDefined=True)
_CHOICES = [
    {"label": "Red", "value": "r"},
    {"label": "Grün", "value": "g"},
    {"label": "Old", "value": "o", "hidden": True},
]


def lock() -> Json:
    """A portal in Oslo with contacts, deals of two pipelines, and cars; a new one for each caller."""
    made: Json = {
        "hubcliLock": 1,
        "apiVersion": "2025-09",
        "account": {
            "portalId": 987, "accountType": "STANDARD", "timeZone": "Europe/Oslo", "currency": "NOK",
            "currencies": ["EUR", "NOK"], "uiDomain": "app-eu1.hubspot.com",
        },
        "limits": {"batch": 100, "text": 65536},
        "objects": {
            "2-123": {
                "objectTypeId": "2-123",
                "fullyQualifiedName": "p987_cars",
                "name": "cars",
                "singular": "Car",
                "plural": "Cars",
                "required": ["vin"],
                "properties": {
                    "colours": _property("enumeration", "checkbox", options=_CHOICES),
                    "email": _property(),
                    "hs_createdate": _TIME,
                    "hs_lastmodifieddate": _TIME,
                    "hs_object_id": _ID,
                    "hs_pipeline": _property("enumeration", "select", external="PIPELINE", hubspotDefined=True),
                    "hs_pipeline_stage": _property("enumeration", "select", external="STAGE", hubspotDefined=True),
                    "vin": _property(unique=True),
                },
                "pipelines": [{"id": "7", "label": "Sale", "stages": [{"id": "71", "label": "New"}]}],
            },
            "contacts": {
                "objectTypeId": "0-1", "singular": "Contact", "plural": "Contacts",
                "properties": {
                    "colour": _property("enumeration", "radio", options=_CHOICES),
                    "createdate": _TIME,
                    "email": _property(hubspotDefined=True),
                    "hs_object_id": _ID,
                    "hubspot_owner_id": _property("enumeration", "select", external="OWNER", hubspotDefined=True),
                    "lastmodifieddate": _TIME,
                    "member": _property("bool", "booleancheckbox"),
                },
            },
            "deals": {
                "objectTypeId": "0-3", "singular": "Deal", "plural": "Deals",
                "required": ["dealname", "dealstage"],
                "properties": {
                    "createdate": _TIME,
                    "deal_currency_code": _property(
                        "enumeration", "select", hubspotDefined=True,
                        options=[{"label": c, "value": c} for c in ("EUR", "NOK", "USD")],
                    ),
                    "dealname": _property(hubspotDefined=True),
                    "dealstage": _property("enumeration", "radio", external="STAGE", hubspotDefined=True),
                    "hs_lastmodifieddate": _TIME,
                    "hs_object_id": _ID,
                    "pipeline": _property("enumeration", "select", external="PIPELINE", hubspotDefined=True),
                    "tags": _property("enumeration", "checkbox", external="OTHER"),
                },
                "pipelines": [
                    {"id": "p1", "label": "Salg", "stages": [
                        {"id": "s1", "label": "Ny"}, {"id": "closedwon", "label": "Vunnet"}]},
                    {"id": "p2", "label": "Fornyelse", "stages": [{"id": "s3", "label": "Ny"}]},
                ],
            },
        },
        "owners": [
            {"id": "9", "email": "a@example.com", "name": "Ann"},
            {"id": "12", "email": "b@example.com", "name": "Bea van der Berg"},
            {"id": "3", "email": "c@example.com", "name": ""},
        ],
        "associations": [
            _association("2-123", "contacts", "USER_DEFINED", 21, None),
            _association("2-123", "contacts", "USER_DEFINED", 33, "Driver"),
            _association("contacts", "2-123", "USER_DEFINED", 22, None),
            _association("contacts", "2-123", "USER_DEFINED", 34, "Drives"),
            _association("contacts", "contacts", "HUBSPOT_DEFINED", 449, None),
            _association("contacts", "contacts", "USER_DEFINED", 40, "Friend"),
            _association("contacts", "deals", "HUBSPOT_DEFINED", 4, None),
            _association("contacts", "deals", "INTEGRATOR_DEFINED", 50, "Payer"),
            _association("contacts", "deals", "USER_DEFINED", 60, "Champion"),
            _association("deals", "contacts", "HUBSPOT_DEFINED", 3, None),
            _association("deals", "contacts", "INTEGRATOR_DEFINED", 50, "Payer"),
            _association("deals", "contacts", "USER_DEFINED", 65, "Champion"),
        ],
    }  # fmt: skip
    copied: Json = json.loads(json.dumps(made))
    return copied


def _association(start: str, end: str, category: str, type_id: int, label: str | None) -> Json:
    return {"from": start, "to": end, "category": category, "typeId": type_id, "label": label}


def write(path: Path, data: object) -> str:
    path.write_text(json.dumps(data), encoding="utf-8")
    return str(path)


def pulled(api: Client, objects: dict[str, str]) -> Json:
    """The lock of a portal, read over its endpoints; `objects` by their names in the lock, with their type ids."""
    account = api.get("/account-info/2025-09/details").json()
    owners = api.get("/crm/owners/2025-09").json()["results"]
    return {
        "hubcliLock": 1,
        "apiVersion": "2025-09",
        "account": {
            "portalId": account["portalId"],
            "accountType": account["accountType"],
            "timeZone": account["timeZone"],
            "currency": account["companyCurrency"],
            "currencies": sorted([account["companyCurrency"], *account["additionalCurrencies"]]),
            "uiDomain": account["uiDomain"],
        },
        "limits": {"batch": 100, "text": 65536},
        "objects": {name: _object(api, name) for name in sorted(objects)},
        "owners": sorted(
            (
                {
                    "id": one["id"],
                    "email": one["email"],
                    "name": f"{one['firstName']} {one['lastName']}".strip(),
                }
                for one in owners
            ),
            key=lambda one: (one["email"], one["id"]),
        ),
        "associations": [
            one for start in sorted(objects) for end in sorted(objects) for one in _labels(api, start, end)
        ],
    }  # fmt: skip


def _object(api: Client, name: str) -> Json:
    schemas = {
        s["objectTypeId"]: s
        for s in api.get("/crm-object-schemas/2025-09/schemas").json()["results"]
    }
    found = api.get(f"/crm/properties/2025-09/{name}").json()["results"]
    pipelines = api.get(f"/crm/pipelines/2025-09/{name}").json()["results"]
    made: dict[str, Any] = {
        "objectTypeId": {"contacts": "0-1", "deals": "0-3", "companies": "0-2"}.get(name, name)
    }
    if name in schemas:
        schema = schemas[name]
        made |= {
            "fullyQualifiedName": schema["fullyQualifiedName"],
            "name": schema["name"],
            **schema["labels"],
        }
        made["required"] = schema["requiredProperties"]
    made["properties"] = {
        one["name"]: _pulled_property(one) for one in sorted(found, key=lambda p: str(p["name"]))
    }
    made["pipelines"] = [
        {
            "id": p["id"],
            "label": p["label"],
            "stages": [{"id": s["id"], "label": s["label"]} for s in p["stages"]],
        }
        for p in pipelines
    ]
    return {key: value for key, value in made.items() if value != []}  # fmt: skip


def _pulled_property(one: Json) -> Json:
    external = None
    if one["externalOptions"]:
        external = one.get("referencedObjectType") or EXTERNAL.get(one["name"], "OTHER")
    made = {
        "label": one["label"],
        "type": one["type"],
        "fieldType": one["fieldType"],
        "group": one["groupName"],
        "unique": one["hasUniqueValue"],
        "readOnly": one["modificationMetadata"]["readOnlyValue"],
        "calculated": one["calculated"],
        "external": external,
        "hubspotDefined": one.get("hubspotDefined", False),
        "options": [
            {"label": o["label"], "value": o["value"], **({"hidden": True} if o["hidden"] else {})}
            for o in one["options"]
        ],
    }
    return {key: value for key, value in made.items() if value not in (False, "", [], None)}


def _labels(api: Client, start: str, end: str) -> list[Json]:
    found = api.get(f"/crm/associations/2025-09/{start}/{end}/labels").json()["results"]
    made = [
        _association(start, end, one["category"], one["typeId"], one.get("label")) for one in found
    ]
    return sorted(made, key=lambda one: (one["category"], one["typeId"]))
