"""HubSpot's error bodies as faults: which property, which word, which message (api.md section 2)."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from hubcli.core.outcomes import ALREADY_EXISTS, Fault

_INVALID_VALUES = "Property values were not valid: "
_THERE = re.compile(r"already exists|already has that value", re.IGNORECASE)
_HOLDER = re.compile(r"Existing ID: (\d+)|(\d+) already has that value")
_PROPERTY = re.compile(r"propertyName=(\w+)")
_REQUIRED = re.compile(r"required properties", re.IGNORECASE)
_MISSING = re.compile(r"were missing: \[([^\]]*)\]")
_REQUIRED_WORD = "MISSING_REQUIRED_PROPERTY"
_NO_TARGET = re.compile(r"associations are (invalid|not valid)", re.IGNORECASE)
_NO_TARGET_WORD = "INVALID_ASSOCIATION_IDENTIFIER"


def faults_of_item(item: Mapping[str, Any], correlation_id: str | None) -> tuple[Fault, ...]:
    """Everything that one error says, a fault for each property; at least one."""
    message = text(item.get("message")) or "no reason given"
    category = text(item.get("category"))
    correlation_id = correlation_id or text(item.get("correlationId"))
    found = _embedded(message) or _details(item.get("errors"))
    if not found and _NO_TARGET.search(message):
        target = _target(item.get("context"))
        return (Fault(message, _NO_TARGET_WORD, category, None, None, target, correlation_id),)
    if not found:
        found = _whole(item, message, category)
    holder = _holder(message, item.get("context"))
    return tuple(
        Fault(
            said,
            code,
            category,
            name,
            correlation_id=correlation_id,
            existing_id=holder if code == ALREADY_EXISTS else None,
        )
        for said, code, name in found
    )


def _holder(message: str, context: Any) -> str | None:  # noqa: ANN401 - any JSON
    """The record that has the value already (api.md 1.5 and 2.3), where one is named."""
    ids = words(context.get("existingId")) if isinstance(context, dict) else ()
    if ids:
        return ids[0] if len(ids) == 1 else None
    named = _HOLDER.search(message)
    return (named[1] or named[2]) if named else None


_Said = tuple[str, str | None, str | None]
"""Message, code and property."""


def _embedded(message: str) -> list[_Said]:
    """The JSON array that HubSpot puts into the message (api.md 2.1)."""
    if not message.startswith(_INVALID_VALUES):
        return []
    try:
        items = orjson.loads(message.removeprefix(_INVALID_VALUES))
    except orjson.JSONDecodeError:
        return []
    if not isinstance(items, list):
        return []
    return [
        (text(item.get("message")) or message, text(item.get("error")), text(item.get("name")))
        for item in items
        if isinstance(item, dict)
    ]


def _details(errors: Any) -> list[_Said]:  # noqa: ANN401 - any JSON
    if not isinstance(errors, list):
        return []
    found: list[_Said] = []
    for item in errors:
        if isinstance(item, dict) and (message := text(item.get("message"))):
            context = item.get("context")
            names = words(context.get("propertyName")) if isinstance(context, dict) else ()
            found.append((message, text(item.get("code")), names[0] if names else None))
    return found


def _whole(item: Mapping[str, Any], message: str, category: str | None) -> list[_Said]:
    if category == "CONFLICT" or _THERE.search(message):
        named = _PROPERTY.search(message)
        # The contact's e-mail is what a conflict without a property's name is about (api.md 2.7).
        name = named[1] if named else "email" if message.startswith("Contact") else None
        return [(message, ALREADY_EXISTS, name)]
    context = item.get("context")
    if _REQUIRED.search(message):
        older = _MISSING.search(message)
        names = words(context.get("properties")) if isinstance(context, dict) else ()
        names = names or tuple(re.findall(r"\w+", older[1] if older else ""))
        return [(message, _REQUIRED_WORD, name) for name in names or (None,)]
    return [(message, None, None)]


def _target(context: Any) -> str | None:  # noqa: ANN401 - any JSON
    """The id that could not be associated with (api.md 2.3), where it is only one."""
    if not isinstance(context, dict):
        return None
    ids = {*words(context.get("INVALID_OBJECT_IDS")), *words(context.get("objectId"))}
    return ids.pop() if len(ids) == 1 else None


def scopes_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes that a 403 asks for (api.md 2.5)."""
    errors = data.get("errors")
    for item in errors if isinstance(errors, list) else ():
        context = item.get("context") if isinstance(item, dict) else None
        if isinstance(context, dict):
            for name in ("requiredGranularScopes", "requiredScopes"):
                if scopes := words(context.get(name)):
                    return scopes
    return ()


def text(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    """A JSON value where text belongs."""
    return value if isinstance(value, str) else None


def words(value: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON
    """A JSON value where a list of text belongs; a text alone is taken for a list of one."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(word for word in value if isinstance(word, str))
    return ()
