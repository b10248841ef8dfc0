"""Makes a portal of a lock file: the account as it was pulled, and HubSpot's defaults for what is not in it."""

from typing import Any, Final, cast

from hubcli.emulator import lock_objects
from hubcli.emulator.account import ACCOUNT_TYPES, DEFAULT
from hubcli.emulator.default_portal import default_document, full_owner
from hubcli.emulator.lock_file import Node
from hubcli.emulator.lock_relations import relations
from hubcli.emulator.problems import Json
from hubcli.emulator.relations import Relation

_FIRST_USER: Final = 9_100_001
_PARTS: Final = ("account", "owners", "associations")


def portal_document(root: Node) -> Json:
    """Write the portal of a lock as a document for `Portal`.

    HubSpot's own objects that the lock lacks keep their defaults; of a part that could not be
    pulled (null) the portal answers 403 again, and takes every value that would be looked up in it.
    Raises LockError where the lock can't be understood.
    """
    document = default_document()
    unread: list[str] = []
    type_ids = {
        key: _add_object(document, key, node, unread)
        for key, node in root.need("objects").fields().items()
    }
    unread += [part for part in _PARTS if root.get(part).value is None]
    document["account"] = _account(root.get("account"))
    document["owners"] = _owners(root.get("owners"))
    if "associations" not in unread:
        known = [Relation(**data) for data in cast("list[dict[str, Any]]", document["relations"])]
        document["relations"] = relations(root.need("associations"), type_ids, known)
    document["unread"] = unread
    return document


def _add_object(document: Json, key: str, node: Node, unread: list[str]) -> str:
    """Put one object of the lock into the document in the default's place; gives its objectTypeId."""
    objects = cast("list[Json]", document["objects"])
    type_id = node.get("objectTypeId", "").text()
    known = next((one for one in objects if key == one["name"] or type_id == one["typeId"]), None)
    kind = lock_objects.object_type(key, node, known)
    name = str(kind["name"])
    parts = {
        part: cast("dict[str, list[Json]]", document[part])
        for part in ("properties", "groups", "pipelines")
    }
    defaults = {str(one["name"]): one for one in parts["properties"].get(name, [])}
    found = lock_objects.properties(node, kind, defaults)
    parts["properties"][name] = found
    parts["groups"][name] = lock_objects.groups(found, parts["groups"].get(name, []))
    pipelines = node.get("pipelines", [])
    if pipelines.value is None:
        unread.append(f"pipelines/{name}")
        parts["pipelines"].pop(name, None)
    else:
        was = parts["pipelines"].get(name, [])
        parts["pipelines"][name] = lock_objects.pipelines(pipelines, was)
    if known is None:
        objects.append(kind)
    else:
        objects[objects.index(known)] = kind
    return str(kind["typeId"])


def _account(node: Node) -> Json:
    if node.value is None:
        return {**DEFAULT, "currencies": []}
    kind = node.get("accountType", "STANDARD")
    if kind.value not in ACCOUNT_TYPES:
        raise kind.wrong(f"should be one of {', '.join(ACCOUNT_TYPES)}")
    return {
        "portalId": node.need("portalId").number(),
        "accountType": kind.text(),
        "timeZone": node.get("timeZone", "").text(),
        "currency": node.get("currency", "").text(),
        "currencies": node.texts("currencies"),
        "uiDomain": node.get("uiDomain", "app.hubspot.com").text(),
    }


def _owners(node: Node) -> list[Json]:
    """Write the owners in the order of their ids, which is that of HubSpot's pages; user ids are invented."""
    if node.value is None:
        return []
    found = []
    for place, owner in enumerate(node.items()):
        number = owner.need("id")
        if not (number.text().isascii() and number.text().isdecimal()):
            raise number.wrong("should be a number in quotation marks")
        first, _, last = owner.get("name", "").text().partition(" ")
        made: Json = {
            "id": number.text(),
            "email": owner.get("email", "").text(),
            "firstName": first,
            "lastName": last,
            "userId": _FIRST_USER + place,
        }
        found.append(full_owner(made))
    return sorted(found, key=lambda one: int(str(one["id"])))
