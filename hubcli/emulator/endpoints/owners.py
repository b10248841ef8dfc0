"""Owners (api.md, section 6)."""

from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.calls import Call, refuse_unread, resource_not_found
from hubcli.emulator.problems import Json

_PAGE: Final = 100
_SCOPES: Final = ("crm.objects.owners.read",)


def listed(call: Call) -> Answer:
    """Give a page of owners, or the one with an e-mail."""
    refuse_unread(call.world, "owners", _SCOPES)
    email, archived = call.query.get("email", "").lower(), call.flag("archived")
    limit, after = call.number("limit", _PAGE), call.number("after", 0)
    found = [
        owner
        for owner in call.world.portal.owners
        if bool(owner.get("archived")) == archived
        and (not email or str(owner.get("email", "")).lower() == email)
        and int(str(owner["id"])) > after
    ]
    body: Json = {"results": found[:limit]}
    if len(found) > limit > 0:
        body["paging"] = {"next": {"after": str(found[limit - 1]["id"])}}
    return Answer(200, body)


def single(call: Call) -> Answer:
    """Give one owner, by id or by user id."""
    refuse_unread(call.world, "owners", _SCOPES)
    key = "userId" if call.query.get("idProperty") == "userId" else "id"
    for owner in call.world.portal.owners:
        if str(owner.get(key)) == call.params["owner"]:
            return Answer(200, owner)
    raise resource_not_found()
