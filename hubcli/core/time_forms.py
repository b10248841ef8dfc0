"""Formats of dates and times in the letters that people write: `dd.mm.yyyy` for `%d.%m.%Y`."""

import re
from datetime import datetime
from itertools import product

_LETTERS = {
    "d": "%d",
    "dd": "%d",
    "m": "%m",
    "mm": "%m",
    "mmm": "%b",
    "mmmm": "%B",
    "yy": "%y",
    "yyyy": "%Y",
    "s": "%S",
    "ss": "%S",
}
_HOURS = ("h", "hh")
_MINUTES = ("m", "mm")
_HALF_DAY = ("am/pm", "tt")
_PARTS = re.compile(r"am/pm|tt|d+|m+|y+|h+|s+|[a-z]|[^a-z]+", re.IGNORECASE)
_NAMED = {
    "%d": "dd",
    "%m": "mm",
    "%b": "mmm",
    "%B": "mmmm",
    "%y": "yy",
    "%Y": "yyyy",
    "%H": "HH",
    "%I": "hh",
    "%M": "MM",
    "%S": "SS",
    "%p": "AM/PM",
}
_DAYS = ("dd{0}mm{0}yyyy", "mm{0}dd{0}yyyy", "dd{0}mm{0}yy", "mm{0}dd{0}yy", "yyyy{0}mm{0}dd")
_TIMES = ("", " HH:MM", " HH:MM:SS", " hh:MM AM/PM", " hh:MM:SS AM/PM")
_SIGNS = ("/", ".", "-", " ")
_MOST = 30
"""Characters of a date and time; what is longer is none."""


def strptime_of(text: str) -> str | None:
    """The strptime format of a format in letters; None where a letter means nothing here.

    `d`, `m` and `y` are the date; `h`, `m` after `h`, and `s` the time; `mmm` is an English month
    name; `AM/PM` or `tt` makes twelve hours of `h`; a `T` may part date and time. Upper and lower
    case are the same.
    """
    parts = [part.lower() for part in _PARTS.findall(text)]
    is_half = any(part in _HALF_DAY for part in parts)
    out: list[str] = []
    last = ""
    for part in parts:
        found = _directive(part, last, is_half=is_half)
        if found is None:
            return None
        out.append(found)
        last = part if part.isascii() and part.isalpha() else last
    return "".join(out)


def _directive(part: str, last: str, *, is_half: bool) -> str | None:
    """What a part means after the letters `last`."""
    if part in _HALF_DAY:
        return "%p"
    if not (part.isascii() and part.isalpha()):
        return part.replace("%", "%%")
    if part == "t":
        return "T"
    if part in _HOURS:
        return "%I" if is_half else "%H"
    if part in _MINUTES and last in _HOURS:
        return "%M"
    return _LETTERS.get(part)


def letters_of(form: str) -> str:
    """A strptime format in letters where each of its parts has some, else as it is."""
    parts = re.findall(r"%.", form)
    if any(part not in _NAMED for part in parts):
        return form
    return re.sub(r"%.", lambda found: _NAMED[found[0]], form)


def forms_that_read(text: str) -> list[str]:
    """The commonest formats that read a text, in letters: for messages, never for reading.

    A text that both orders of day and month read has two.
    """
    if len(text) > _MOST or not text[:1].isdigit():
        return []
    sign = next((char for char in text if not char.isdigit()), "")
    if sign not in _SIGNS:
        return []
    forms = (day.format(sign) + time for day, time in product(_DAYS, _TIMES))
    return [form for form in forms if _reads(text, strptime_of(form) or "")]


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True
