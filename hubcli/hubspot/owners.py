"""Who can own records in the account (api.md section 6)."""

from hubcli.core.replies import Problem
from hubcli.core.schema import Owner
from hubcli.hubspot.reading import Item, Reading, items_of
from hubcli.hubspot.reads import Denied


def read_owners(reading: Reading) -> tuple[Owner, ...] | Denied:
    """All owners that are not archived, by e-mail, then by id; the id is not the user's (api.md 4.3)."""
    found: dict[str, Owner] = {}
    after: str | None = None
    seen: set[str | None] = set()
    while after not in seen:
        seen.add(after)
        answer = reading.get(reading.paths.owners(after))
        if isinstance(answer, Denied):
            return answer
        items = items_of(answer)
        if isinstance(items, Denied):
            return items
        found |= {str(one["id"]): _owner(one) for one in items if one.get("id")}
        after = _next(answer)
        if after is None:
            return tuple(sorted(found.values(), key=lambda one: (one.email, one.id)))
    return Denied(200, Problem("pages without an end"))


def _owner(item: Item) -> Owner:
    names = (str(item.get(key) or "") for key in ("firstName", "lastName"))
    return Owner(str(item["id"]), str(item.get("email") or ""), " ".join(filter(None, names)))


def _next(answer: Item) -> str | None:
    paging = answer.get("paging")
    following = paging.get("next") if isinstance(paging, dict) else None
    after = following.get("after") if isinstance(following, dict) else None
    return str(after) if after else None
