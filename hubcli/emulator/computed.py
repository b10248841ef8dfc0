"""The properties that HubSpot sets by itself on a new or changed record (api.md, section 1.3)."""

from typing import Final

from hubcli.emulator.clock import iso
from hubcli.emulator.object_types import ObjectType

_APP_ID: Final = "4242000"
_INTEGRATION: Final = {
    "hs_object_source": "INTEGRATION",
    "hs_object_source_id": _APP_ID,
    "hs_object_source_label": "INTEGRATION",
}


def on_create(kind: ObjectType, number: int, given: dict[str, str], now: int) -> dict[str, str]:
    """Give all properties of a new record: those sent, what is left empty taken out, and those that HubSpot adds."""
    stamp = iso(now)
    properties = {name: value for name, value in given.items() if value != ""}
    properties |= _INTEGRATION
    properties["hs_object_id"] = str(number)
    properties[kind.modified] = stamp
    properties.setdefault(kind.created, stamp)
    match kind.name:
        case "contacts":
            _contact(properties, number, stamp)
        case "companies":
            _company(properties)
        case "tickets":
            _ticket(properties, number, stamp)
    return properties


def on_change(kind: ObjectType, properties: dict[str, str], now: int) -> None:
    """Set what follows from a change."""
    properties[kind.modified] = iso(now)
    if kind.name == "contacts":
        _names(properties)


def echoed(kind: ObjectType) -> tuple[str, ...]:
    """Name the properties that the answer to an update holds besides those sent (api.md, section 7.2)."""
    return ("hs_email_domain", kind.modified) if kind.name == "contacts" else (kind.modified,)


def _contact(properties: dict[str, str], number: int, stamp: str) -> None:
    properties |= {
        "hs_all_contact_vids": str(number),
        "hs_is_contact": "true",
        "hs_is_unworked": "true",
        "hs_marketable_status": "false",
        "hs_pipeline": "contacts-lifecycle-pipeline",
        "num_notes": "0",
    }
    if properties.get("lifecyclestage") == "lead":
        properties["hs_lifecyclestage_lead_date"] = stamp
    _names(properties)


def _names(properties: dict[str, str]) -> None:
    email = properties.get("email", "")
    full_name = " ".join(filter(None, (properties.get("firstname"), properties.get("lastname"))))
    properties["hs_full_name_or_email"] = full_name or email
    properties["hs_email_domain"] = email.rpartition("@")[2]
    for name in ("hs_full_name_or_email", "hs_email_domain"):
        if not properties[name]:
            del properties[name]


def _company(properties: dict[str, str]) -> None:
    if "domain" in properties:
        properties.setdefault("website", properties["domain"])


def _ticket(properties: dict[str, str], number: int, stamp: str) -> None:
    properties |= {
        "hs_helpdesk_sort_timestamp": stamp,
        "hs_last_message_from_visitor": "false",
        "hs_ticket_id": str(number),
    }
