"""Spells a document as JSON: one entry of a list a line, and nothing that a terminal would obey."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hubcli.report.terminal_text import UNSAFE


def json_lines(document: Mapping[str, Any]) -> Iterator[str]:
    """The document in pieces that end with a line, so that it is never held twice."""
    yield "{\n"
    last = len(document) - 1
    for number, (key, value) in enumerate(document.items()):
        comma = "," if number < last else ""
        match value:
            case [_, *_]:
                yield f"  {spelled(key)}: [\n"
                yield from _entries(value)
                yield f"  ]{comma}\n"
            case _:
                yield f"  {spelled(key)}: {spelled(value)}{comma}\n"
    yield "}\n"


def spelled(value: object) -> str:
    """JSON on one line, in UTF-8 where it is readable and escaped where it is not safe to show."""
    return UNSAFE.sub(_escape, json.dumps(value, ensure_ascii=False))


def _entries(values: list[Any]) -> Iterator[str]:
    last = len(values) - 1
    for number, value in enumerate(values):
        yield f"    {spelled(value)}{',' if number < last else ''}\n"


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]
