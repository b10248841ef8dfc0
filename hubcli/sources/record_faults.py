"""What makes a record unfit to be sent, whatever format it was written in."""

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

MAX_DEPTH = 100
"""Levels of nesting that a file may have."""

RecordFault: TypeAlias = tuple[str, str]
"""Code and message."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 40


class TooDeepError(Exception):
    """A value is nested too deep."""


def repeated_key(pairs: list[tuple[str, Any]]) -> RecordFault:
    """The fault of an object that names a key twice."""
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            return "REPEATED_KEY", f"the key {shortened(key)!r} stands more than once in the record"
        seen.add(key)
    raise AssertionError("no key is repeated")  # pragma: no cover - callers have compared lengths


def not_a_number(text: str) -> RecordFault:
    """The fault of NaN and the infinities, which HubSpot's JSON has no word for."""
    return "NOT_A_NUMBER", f"{text} is no number"


def not_a_record() -> RecordFault:
    """The fault of an element of the list that has no columns."""
    return "NOT_A_RECORD", "a record must be an object of columns and values"


def number_too_large(text: str) -> RecordFault:
    """The fault of a number beyond what JSON's readers agree on; the code is HubSpot's importer's (api.md 10)."""
    return "INVALID_NUMBER_SIZE", f"the number {shortened(text)} is too large"


def text_fault(value: Any) -> RecordFault | None:  # noqa: ANN401 - whatever a record holds
    """The first fault of a text or key in a value: a NUL, or half of a surrogate pair."""
    for text in _texts(value):
        if "\0" in text:
            return "NUL_BYTE", "a text holds a NUL character"
        if _SURROGATE.search(text):
            return "BROKEN_TEXT", "a text holds half of a surrogate pair, which is no character"
    return None


def check_depth(value: Any) -> None:  # noqa: ANN401 - whatever a record holds
    """Raise TooDeepError where a value has more levels than MAX_DEPTH."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for item in level for child in _children(item)]
        if not level:
            return
    raise TooDeepError


def shortened(text: str) -> str:
    """A text for a message, cut where it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _children(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever a record holds
    match value:
        case dict():
            yield from value.values()
        case list():
            yield from value


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a record holds
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from item
        waiting.extend(_children(item))
