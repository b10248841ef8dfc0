"""The JSON of reading records with their history, and of archiving them: pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from hubcli.core.undo import Held, Past, Seen
from hubcli.hubspot.wire_errors import text, words

_EVER = datetime.max.replace(tzinfo=UTC)
_NOT_FOUND = "OBJECT_NOT_FOUND"


def encode_ids(ids: Iterable[str]) -> bytes:
    """The body of batch/archive (api.md 7.4)."""
    return orjson.dumps({"inputs": [{"id": one} for one in ids]})


def encode_look(ids: Iterable[str], properties: Sequence[str], history: Sequence[str]) -> bytes:
    """The body of batch/read by record id (api.md 7.3), without `idProperty`, as the OpenAPI file asks."""
    body = {
        "properties": list(properties),
        "propertiesWithHistory": list(history),
        "inputs": [{"id": one} for one in ids],
    }
    return orjson.dumps(body)


def seen_of(data: Any) -> Seen | None:  # noqa: ANN401 - any JSON
    """An answer of batch/read; None where it can't be read as one, to the last result.

    Ids that are missing are named in the errors' context (api.md 2.9).
    """
    if not isinstance(data, dict) or not isinstance(data.get("results"), list):
        return None
    held: dict[str, Held] = {}
    absent: set[str] = set()
    for item in data["results"]:
        if not (isinstance(item, dict) and isinstance(item.get("id"), str)):
            return None
        if item.get("archived") is True:
            absent.add(item["id"])
        else:
            held[item["id"]] = _held(item)
    for error in data.get("errors") or ():
        absent.update(_missing(error))
    return Seen(held, frozenset(absent - held.keys()))


def _held(item: Mapping[str, Any]) -> Held:
    properties = item.get("properties")
    values = properties.items() if isinstance(properties, dict) else ()
    history = item.get("propertiesWithHistory")
    past = _history(history) if isinstance(history, dict) else None
    return Held(item["id"], {name: text(value) for name, value in values}, past)


def _history(history: Mapping[str, Any]) -> Mapping[str, Sequence[Past]] | None:
    """None where a part of it can't be read: then none of it is relied on."""
    found: dict[str, Sequence[Past]] = {}
    for name, values in history.items():
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            return None
        past = [_past(one) for one in values]
        # HubSpot gives the latest first; that is not relied on, but for those of one moment.
        found[name] = sorted(past, key=lambda one: one.at or _EVER, reverse=True)
    return found


def _past(item: Mapping[str, Any]) -> Past:
    source, source_id = text(item.get("sourceType")) or "", text(item.get("sourceId")) or ""
    by_user = item.get("updatedByUserId") is not None
    return Past(_moment(text(item.get("timestamp"))), source, source_id, by_user)


def _missing(error: Any) -> Sequence[str]:  # noqa: ANN401 - any JSON
    if not isinstance(error, dict) or error.get("category") != _NOT_FOUND:
        return ()
    context = error.get("context")
    return words(context.get("ids")) if isinstance(context, dict) else ()


def _moment(stamp: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stamp or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
