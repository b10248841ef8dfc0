"""Request bodies: JSON read as HubSpot's server reads it, and refused in its words."""

import json
import re
from typing import Final, NoReturn

from hubcli.emulator.problems import Json, Problem, RefusedError

_SMALL: Final = re.compile(r"\d{1,9}", re.ASCII)
_TOKENS: Final[dict[type, tuple[str, str]]] = {
    list: ("Array", "START_ARRAY"),
    dict: ("Object", "START_OBJECT"),
}


def parse(raw: bytes) -> object:
    """Read a body (api.md, section 2.3)."""
    if not raw.strip():
        raise RefusedError(
            Problem(400, "Invalid JSON input: a request body was expected, but none found")
        )
    try:
        body: object = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        malformed(f"Unexpected character: {error.msg}", error.lineno, error.colno)
    except (UnicodeDecodeError, ValueError, RecursionError):
        malformed("Unexpected input")
    return _without_lone_surrogates(body) if b"\\u" in raw else body


def parse_object(raw: bytes, *required: str) -> Json:
    """Read a body that is an object with these fields."""
    return as_object(parse(raw), *required)


def as_object(value: object, *required: str) -> Json:
    """Take a JSON value as an object with these fields."""
    if not isinstance(value, dict):
        malformed(
            f"Cannot deserialize value of type `java.util.LinkedHashMap` from {_named(value)}"
        )
    lacking = [name for name in required if value.get(name) is None]
    if lacking:
        message = f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{', '.join(lacking)}]"
        raise RefusedError(Problem(400, message))
    return value


def as_list(value: object) -> list[object]:
    """Take a JSON value as a list; null is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        malformed(f"Cannot deserialize value of type `java.util.ArrayList` from {_named(value)}")
    return value


def as_objects(value: object, *required: str) -> list[Json]:
    """Take a JSON value as a list of objects."""
    return [as_object(item, *required) for item in as_list(value)]


def as_text(value: object) -> str:
    """Take a JSON scalar as text, as the server does (api.md, section 1.1); null is empty."""
    match value:
        case str():
            return value
        case None:
            return ""
        case bool() | int() | float():
            return json.dumps(value)
    return malformed(f"Cannot deserialize value of type `java.lang.String` from {_named(value)}")


def as_texts(value: object) -> list[str]:
    """Take a JSON value as a list of texts."""
    return [as_text(item) for item in as_list(value)]


def as_int(value: object, default: int) -> int:
    """Take a JSON value as a 32-bit integer."""
    try:
        number = default if value is None else int(as_text(value))
    except ValueError:
        malformed(
            f'Cannot deserialize value of type `int` from String "{value}": not a valid `int` value'
        )
    if abs(number) >= 1 << 31:
        malformed(f"Numeric value ({number}) out of range of int (-2147483648 - 2147483647)")
    return number


def small_number(text: str) -> int:
    """Read the number of an association type; anything else is one that there is not."""
    return int(text) if _SMALL.fullmatch(text) else -1


def malformed(what: str, line: int = 1, column: int = 1) -> NoReturn:
    """Refuse a body; recorded answers of this kind have no category."""
    message = f"Invalid input JSON on line {line}, column {column}: {what}"
    raise RefusedError(Problem(400, message, bare=True))


def _named(value: object) -> str:
    name, token = _TOKENS.get(type(value), ("String", "VALUE_STRING"))
    return f"{name} value (token `JsonToken.{token}`)"


def _no_constant(name: str) -> NoReturn:
    malformed(f"Non-standard token '{name}'")


def _without_lone_surrogates(body: object) -> object:
    return json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
