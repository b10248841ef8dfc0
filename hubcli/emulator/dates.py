"""Dates and times as HubSpot reads them in property values."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from hubcli.emulator.clock import iso

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DATETIME: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})", re.ASCII
)
_LONG: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY: Final = 86_400_000
_SECONDS: Final = 10
"""Epoch seconds of our time have this many digits."""


class NotADateError(ValueError):
    """A value that is no date, with HubSpot's code for it."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the message."""
        super().__init__(message)
        self.code = code


def to_date(value: str) -> str:
    """Read `YYYY-MM-DD`, or epoch milliseconds of a midnight in UTC (api.md, section 4.3)."""
    if _DATE.fullmatch(value):
        return _iso_date(value)
    if not _LONG.fullmatch(value):
        raise _no_long(value)
    moment = _from_epoch(int(value), value)
    if int(value) % _DAY:
        time = f"{moment.hour}:{moment.minute}:{moment.second}.{moment.microsecond // 1000}"
        raise NotADateError("INVALID_DATE", f"{value} is at {time} UTC, not midnight!")
    return moment.date().isoformat()


def to_date_leniently(value: str) -> str:
    """Read what 2026-09 reads besides: any time of the day, epoch seconds, other ISO forms."""
    return to_datetime_leniently(value)[:10]


def to_datetime(value: str) -> str:
    """Read ISO 8601 with an offset, a date, or epoch milliseconds (api.md, section 4.3)."""
    if _DATE.fullmatch(value):
        return f"{_iso_date(value)}T00:00:00.000Z"
    if _DATETIME.fullmatch(value):
        return _parsed(value)
    if not _LONG.fullmatch(value):
        raise _no_long(value)
    _from_epoch(int(value), value)
    return iso(int(value))


def is_epoch_seconds(value: str) -> bool:
    """Tell whether a value looks like epoch seconds, which 2026-09 recognises."""
    return len(value) == _SECONDS and _LONG.fullmatch(value) is not None


def to_datetime_leniently(value: str) -> str:
    """Read what 2026-09 reads besides: epoch seconds, microseconds, no offset (taken as UTC)."""
    if is_epoch_seconds(value):
        return iso(int(value) * 1000)
    if _LONG.fullmatch(value):
        return to_datetime(value)
    return _parsed(value)


def _parsed(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_long(value) from None
    return iso((moment - _EPOCH) // timedelta(milliseconds=1))


def _iso_date(value: str) -> str:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise _no_long(value) from None
    return value


def _from_epoch(number: int, value: str) -> datetime:
    try:
        return _EPOCH + timedelta(milliseconds=number)
    except OverflowError:
        raise _no_long(value) from None


def _no_long(value: str) -> NotADateError:
    return NotADateError("INVALID_LONG", f"{value} was not a valid long.")
