"""Words in texts, as search knows them: SQL functions."""

import json
import re
import sqlite3
from typing import Final

_WORD: Final = re.compile(r"[\w*]+")


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("fold", 1, _fold, deterministic=True)
    connection.create_function("has_token", 2, _has_token, deterministic=True)
    connection.create_function("holds_words", 2, _holds_words, deterministic=True)


def _fold(text: object) -> str | None:
    return None if text is None else str(text).casefold()


def _has_token(text: object, wanted: str) -> bool:
    """Tell whether a word of the text is the wanted one; `*` stands for any letters."""
    words = set(_WORD.findall(str(text or "").casefold()))
    patterns = [re.escape(word).replace(r"\*", ".*") for word in _WORD.findall(wanted.casefold())]
    return bool(patterns) and all(
        any(re.fullmatch(pattern, word) for word in words) for pattern in patterns
    )


def _holds_words(properties: str, query: str) -> bool:
    """Tell whether each word of a query begins some word of some property."""
    values = " ".join(json.loads(properties).values()).casefold()
    words = set(_WORD.findall(values))
    return all(
        any(word.startswith(wanted) for word in words) for wanted in _WORD.findall(query.casefold())
    )
