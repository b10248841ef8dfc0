"""Whether a format for dates and times can name a day, found out before any row is read."""

import re
from datetime import UTC, datetime

from hubcli.config.words import quoted

NO_LETTERS = (
    "write it in letters (dd.mm.yyyy, d/m/yy, yyyy-mm-dd HH:MM) or as strptime has it (%d.%m.%Y)"
)
"""What is wrong with a format that is neither."""
_KNOWN = frozenset("aAwdbBmyYHIpMSfzZjUWcxXGuV%")
_YEARS = frozenset("yYGcx")
_SAMPLE = datetime(2024, 11, 23, 15, 0, 0, tzinfo=UTC)
"""Its day can't be taken for a month, its year is no default, and its hour needs AM or PM."""


def fault_of_format(text: str) -> str | None:
    """What is wrong with a format for dates and times; None: it names a whole day, once.

    A format without a year, a month or a day would have Python fill in 1900 or the first, and one
    that has `%I` and not `%p` would take every afternoon for a morning.
    """
    directives = re.findall(r"%(.?)", text, re.DOTALL)
    unknown = [letter for letter in directives if letter not in _KNOWN or not letter]
    if unknown:
        return f"{quoted('%' + unknown[0])} is not a part that strptime knows"
    parts = [letter for letter in directives if letter != "%"]
    repeated = sorted({letter for letter in parts if parts.count(letter) > 1})
    if repeated:
        return f"{quoted('%' + repeated[0])} stands in it twice"
    if not _YEARS.intersection(parts):
        return "it does not name the year"
    return _fault_of_round_trip(text)


def _fault_of_round_trip(text: str) -> str | None:
    """Write a day in the format and read it back."""
    try:
        found = datetime.strptime(_SAMPLE.strftime(text), text)  # noqa: DTZ007 – only compared
    except (ValueError, re.error):
        return "its parts do not go together"
    if found.date() != _SAMPLE.date():
        return "it does not name a whole day (year, month and day)"
    if found.hour not in (0, _SAMPLE.hour):
        return '"%I" needs "%p" (AM or PM); for 24 hours write "%H"'
    return None
