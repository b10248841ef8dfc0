"""How the words of a file are shown in a message, and which known word was probably meant."""

import difflib
import json
from collections.abc import Iterable

_LONGEST = 60


def quoted(text: str) -> str:
    """The text in quotes, with control characters escaped, and cut where it is long."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in json.dumps(short, ensure_ascii=False)
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelled most like `word`, without regard to case."""
    forms = {name.lower(): name for name in known}
    close = difflib.get_close_matches(word.strip().lower(), forms, n=1)
    return forms[close[0]] if close else None


def instead(word: str, known: Iterable[str]) -> str:
    """The end of a sentence on an unknown word: the one that was probably meant, else all of them."""
    names = tuple(known)
    close = nearest(word, names)
    return f"; did you mean {quoted(close)}?" if close else f"; expected {listed(names)}"


def listed(names: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
