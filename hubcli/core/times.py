"""Dates and times as people write them, to the forms that HubSpot takes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hubcli.core.bad_cells import BadCell
from hubcli.core.mapping import Cast
from hubcli.core.time_forms import forms_that_read, letters_of

_CODE = "COULD_NOT_PARSE_DATE"
_ISO_DAY = "2026-03-31"


def read_date(text: str, form: str | None) -> str:
    """A day as `YYYY-MM-DD` (api.md 4.3); raises BadCell.

    `form` is a strptime format; None: ISO 8601, and nothing is guessed. A year of two digits is
    taken as POSIX does: 69 to 99 are of the 20th century, 00 to 68 of the 21st.
    """
    moment = _parsed(text, form)
    if not form and len(text) > len(_ISO_DAY):
        raise BadCell(_CODE, f"{text} is a time of day, not a date")
    return moment.date().isoformat()


def read_datetime(text: str, cast: Cast) -> str:
    """A time in UTC with milliseconds (api.md 4.3); raises BadCell. A form and years as `read_date`."""
    moment = _parsed(text, cast.format)
    if moment.tzinfo is None:
        if cast.zone is None:
            raise BadCell(_CODE, f"{text} has no time zone; say `zone: UTC` in the mapping")
        moment = _in_zone(moment, text, cast.zone)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        message = f"{text} is before the year 1 or after the year 9999 in UTC"
        raise BadCell(_CODE, message) from None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _in_zone(moment: datetime, text: str, zone: str) -> datetime:
    """The moment in its zone; raises BadCell in the hours in which the clocks there are changed."""
    found = moment.replace(tzinfo=ZoneInfo(zone))
    first, second = found.utcoffset(), found.replace(fold=1).utcoffset()
    if first == second or first is None or second is None:
        return found
    if first < second:
        message = f"{text} is no time in {zone}: the clocks were put forward then"
    else:
        message = f"{text} is ambiguous: it was twice in {zone}, as the clocks were put back then"
    raise BadCell(_CODE, message)


def _parsed(text: str, form: str | None) -> datetime:
    try:
        return datetime.strptime(text, form) if form else datetime.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        raise BadCell(_CODE, _why_not(text, form)) from None


def _why_not(text: str, form: str | None) -> str:
    if form:
        return f"{text} does not have the form {letters_of(form)}"
    match forms_that_read(text):
        case []:
            return f"{text} does not have the form ISO 8601, such as {_ISO_DAY}"
        case [one]:
            return (
                f"{text} does not have the form ISO 8601; `format: {one}` in the mapping reads it"
            )
        case several:
            forms = " or ".join(f"`format: {one}`" for one in several)
            return (
                f"{text} is ambiguous: the day or the month may come first;"
                f" {forms} in the mapping decides for the whole file"
            )
