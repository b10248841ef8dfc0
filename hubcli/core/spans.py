"""Lengths of time in words that claim no more than is known."""

import math

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = ((2 * _DAY, _DAY, "days"), (2 * _HOUR, _HOUR, "hours"), (2 * _MINUTE, _MINUTE, "minutes"))
_MOST = 1_000 * _DAY


def span(seconds: float) -> str:
    """`40 seconds`, `7 minutes`, `3 hours`, `5 days`: rounded up, so that it is over by then."""
    if not 0 <= seconds <= _MOST:
        return "years"
    for least, unit, name in _UNITS:
        if seconds >= least:
            return f"{math.ceil(seconds / unit)} {name}"
    whole = math.ceil(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"
