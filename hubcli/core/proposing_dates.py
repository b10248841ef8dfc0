"""What would mend a date or a time that can't be read: its format, where only one is possible."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import product

from hubcli.core.changes import Advice, Proposal
from hubcli.core.mapping import Cast, Kind
from hubcli.core.refused_cell import RefusedCell

_DATES = (
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d %B %Y",
    "%d. %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)
"""The forms that people write; with points the day comes first wherever they are used."""
_TIMES = tuple(map("".join, product(("%H:%M", "%H:%M:%S", "%I:%M %p", "%H.%M"), ("", "%z", " %z"))))
_PARTS = re.compile(r"(?P<date>.+?)(?:(?P<between>T|,? )(?P<time>\d{1,2}[:.]\d\d.*))?")
_LITERAL = re.compile(r"%.")
_EPOCH = re.compile(r"-?\d{9,17}")
_NONE = "no such day or time in a form that is known"
_CLOCKS = (
    "the clocks were changed then: write the time with its offset, as in 2026-10-25T02:30+01:00"
)
_CLOCKS_OF_FORM = (
    "the clocks were changed then: write a time before or after that hour, or give every cell its"
    " offset (+0100) and the format a %z"
)
_ISO = "write YYYY-MM-DD, or say its `format:` in the mapping"


def mend_date(cell: RefusedCell) -> Proposal:
    """For `date` properties (api.md 4.3: `YYYY-MM-DD`, or the milliseconds of a midnight in UTC)."""
    if _EPOCH.fullmatch(cell.text.strip()):
        text = "only the milliseconds of a midnight in UTC are a date: write YYYY-MM-DD"
        return Advice(text)
    if said := cell.with_kind(Kind.DATE):
        return said
    forms = _forms(cell.text.strip())
    return _by_forms(cell, [Cast(Kind.DATE, format=form) for form in forms], _ISO)


def mend_datetime(cell: RefusedCell) -> Proposal:
    """For `datetime` properties (api.md 4.3: ISO 8601 with a zone, or milliseconds)."""
    if said := cell.with_kind(Kind.DATETIME):
        return said
    zone = cell.rule.cast.zone if cell.rule.cast else None
    if zone and _is_in_form(cell):
        return Advice(_CLOCKS_OF_FORM if _form(cell) else _CLOCKS)
    if _is_iso_without_zone(cell.text.strip()):
        return _zoneless(cell, [None])
    forms = _forms(cell.text.strip())
    if forms and not zone and "%z" not in forms[0]:
        return _zoneless(cell, forms)
    casts = [Cast(Kind.DATETIME, format=form, zone=zone) for form in forms]
    otherwise = "write it as 2026-03-31T12:00:00Z, or say its `format:` and `zone:` in the mapping"
    return _by_forms(cell, casts, otherwise)


def _by_forms(cell: RefusedCell, casts: Sequence[Cast], otherwise: str) -> Proposal:
    """One possible form is a change, two are a question; the mapping's own form is kept."""
    casts = [cast for cast in casts if cell.read(cast)]
    match casts:
        case [] if _form(cell):
            return Advice(f"{_NONE}; other cells are read so: {cell.line()}; correct this one")
        case []:
            return Advice(f"{_NONE}: {otherwise}")
        case [cast]:
            return cell.with_cast(cast) or _as_others(cell, cast)
    lines = " or ".join(cell.line(cast) for cast in casts)
    return Advice(f"day and month can be either way; say which: {lines}")


def _as_others(cell: RefusedCell, cast: Cast) -> Proposal:
    """The day in the form that the mapping says of the column; of a time, people have to say it."""
    now, text = cell.rule.cast, cell.read(cast)
    if now and now.format and text and now.kind is Kind.DATE:
        day = date.fromisoformat(text).strftime(now.format)
        if changed := cell.with_value(day, text):
            return changed
    return Advice(f"other cells are read so: {cell.line()}; correct this one")


def _form(cell: RefusedCell) -> str | None:
    return cell.rule.cast.format if cell.rule.cast else None


def _is_in_form(cell: RefusedCell) -> bool:
    """Whether the text is as the mapping says, so that only its zone refuses it."""
    form, text = _form(cell), cell.text.strip()
    return _fits(text, form) if form else _is_iso_without_zone(text)


def _zoneless(cell: RefusedCell, forms: Sequence[str | None]) -> Advice:
    """Nothing tells where people wrote this; UTC is as wrong as any other guess."""
    casts = [Cast(Kind.DATETIME, format=form, zone="UTC") for form in forms]
    lines = " or ".join(cell.line(cast) for cast in casts)
    return Advice(f"the time names no zone; say the one it was written in: {lines}")


def _is_iso_without_zone(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _forms(text: str) -> list[str]:
    """The formats in which a text can be read."""
    parts = _PARTS.fullmatch(text)
    if parts is None:
        return []
    days = _fitting(parts["date"], _DATES)
    if parts["time"] is None:
        return days
    return [
        f"{day}{parts['between']}{time}" for day in days for time in _fitting(parts["time"], _TIMES)
    ]


def _fitting(text: str, forms: Iterable[str]) -> list[str]:
    return [form for form in forms if _may_fit(text, form) and _fits(text, form)]


def _may_fit(text: str, form: str) -> bool:
    """Whether the signs between the numbers are there: reading is dear, and most forms differ in these."""
    return set(_LITERAL.sub("", form)) <= set(text)


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it has the form
    except ValueError:
        return False
    return True
