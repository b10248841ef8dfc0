"""What is asked of search, and what it answers: pure JSON, and which values are worth asking for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from hubcli.core.objects import canonical
from hubcli.hubspot.wire_errors import text

MOST_HITS = 100
"""Records that one search gives; more are too many to tell one from another, and 200 is HubSpot's limit."""

_CREATED, _HS_CREATED = "createdate", "hs_createdate"
_OF_OLD = frozenset({"contacts", "companies", "deals", "tickets", "products", "line_items"})
"""Types that call it `createdate`: api.md 11.13, and 1.3 for tickets; the others of them by HubSpot's examples."""

_MOST_VALUES = 3
"""Of six filters in a group (api.md 7.4): each one more is one more that the index may read in its own way."""
_LENGTHS = range(2, 201)
_WORDS = re.compile(r"\w+( \w+)*")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
_REWRITTEN = frozenset({"domain", "website", "phone", "mobilephone", "fax", "true", "false"})
"""Properties that HubSpot writes in its own way (api.md 4.3), and values that say nothing."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found."""

    ids: tuple[str, ...]
    total: int
    """How many there are, also beyond this answer."""

    @property
    def too_many(self) -> bool:
        """There are more than those named."""
        return self.total > len(self.ids)


def created_names(object_type: str) -> tuple[str, str]:
    """The property with the time of creation: the likely name, then the other one (api.md 11.13)."""
    if canonical(object_type) in _OF_OLD:
        return _CREATED, _HS_CREATED
    return _HS_CREATED, _CREATED


def telling(properties: Mapping[str, str]) -> dict[str, str]:
    """The few values by which a record is best found, plain words and long texts first; maybe none.

    Left out is what the index may hold in another form than was sent: numbers, dates, lists of
    options, rich text, several lines, and what HubSpot rewrites (api.md 4.3). How it cuts texts into
    words is not documented, so plain words go before anything with signs in it.
    """
    fit = [(name, value) for name, value in properties.items() if _fits(name, value)]
    fit.sort(key=lambda item: (not _WORDS.fullmatch(item[1]), -len(item[1]), item[0]))
    return dict(fit[:_MOST_VALUES])


def _fits(name: str, value: str) -> bool:
    if len(value) not in _LENGTHS or value != value.strip() or not value.isprintable():
        return False
    if _REWRITTEN & {name, value} or any(sign in value for sign in ";<>*"):
        return False
    return any(map(str.isalpha, value)) and not _TIME.match(value)


def encode_search(created: str, since: datetime, equal: Mapping[str, str]) -> bytes:
    """The body of a search for records made at or after the second of `since`, with these values.

    All that the OpenAPI file requires is there; times are epoch milliseconds, which every version takes.
    """
    at = str(int(since.replace(microsecond=0).timestamp()) * 1000)
    filters = [{"propertyName": created, "operator": "GTE", "value": at}]
    filters += [
        {"propertyName": name, "operator": "EQ", "value": value} for name, value in equal.items()
    ]
    body = {
        "filterGroups": [{"filters": filters}],
        "sorts": (),
        "properties": (created,),
        "limit": MOST_HITS,
        "after": "0",
    }
    return orjson.dumps(body)


def hits_of(data: Any) -> Hits | None:  # noqa: ANN401 - any JSON
    """The answer of a search; None where it can't be read as one, to the last result."""
    results = data.get("results") if isinstance(data, dict) else None
    if not isinstance(results, list):
        return None
    ids = [text(item.get("id")) for item in results if isinstance(item, dict)]
    named = tuple(filter(None, ids))
    if len(named) != len(results):
        return None
    total = data.get("total")
    # Where `total` says less than the paging does, there is still more.
    least = len(named) + bool(_next(data))
    return Hits(named, max(total, least) if type(total) is int else least)


def _next(data: Mapping[str, Any]) -> object:
    paging = data.get("paging")
    return paging.get("next") if isinstance(paging, dict) else None
