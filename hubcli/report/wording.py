"""The words and figures that tables and plain lines share."""

from collections.abc import Iterator

from hubcli.core.changed_cells import ChangedCells
from hubcli.core.outcomes import OutcomeName
from hubcli.core.results import Cause

_WORDS = {
    OutcomeName.CREATED: "created",
    OutcomeName.EXISTING: "existing",
    OutcomeName.UPDATED: "updated",
    OutcomeName.REFUSED: "refused",
    OutcomeName.IN_DOUBT: "in doubt",
    OutcomeName.NOT_SENT: "not sent",
}
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def word(name: OutcomeName) -> str:
    """What people read for an outcome."""
    return _WORDS[name]


def word_of_fault(name: OutcomeName) -> str:
    """The same beside a fault: a fault of a row that was made is a warning."""
    return word(name) if name in {OutcomeName.REFUSED, OutcomeName.IN_DOUBT} else "warning"


def several(number: int, one: str, many: str = "") -> str:
    """`1 row`, `1,237 rows`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """`0.31 s`, `2.1 s`, `2:05 min`, `1:02:05 h`, `3 d 4 h`."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    if seconds >= _DAY:
        return clock_time(seconds)
    return f"{clock_time(seconds)} {'min' if seconds < _HOUR else 'h'}"


def clock_time(seconds: float) -> str:
    """`0:52`, `1:02:05`, `3 d 4 h`."""
    whole = int(seconds)
    if whole >= _DAY:
        return f"{whole // _DAY} d {whole % _DAY // _HOUR} h"
    minutes, rest = divmod(whole, _MINUTE)
    if whole < _HOUR:
        return f"{minutes}:{rest:02}"
    return f"{minutes // _MINUTE}:{minutes % _MINUTE:02}:{rest:02}"


def rate(rows_per_second: float) -> str:
    """`0.4 rows/s`, `2,140 rows/s`."""
    digits = 0 if rows_per_second >= 10 else 1  # noqa: PLR2004 - slow runs differ in the digit
    return f"{rows_per_second:,.{digits}f} rows/s"


def short_places(cause: Cause, more: str) -> str:
    """`data.csv:17, 23, 31 …`: the file is named once."""
    shown: list[str] = []
    last = ""
    for place in cause.places:
        file, _, line = place.rpartition(":")
        shown.append(line if file == last and file else place)
        last = file
    return ", ".join(shown) + (f" {more}" if cause.count > len(cause.places) else "")


def change_remarks(changed: ChangedCells) -> Iterator[str]:
    """What the changes of cells do not show by themselves."""
    if not changed.found:
        yield "No cell is changed: every value is sent as it was read."
    if changed.others:
        yield f"{several(changed.others, 'more cell')} changed, each otherwise than those above."
