"""What a run will cost, in words, before it begins."""

import math

from hubcli.core.spans import span
from hubcli.hubspot.quota import Usage
from hubcli.hubspot.rates import Rate

_MINUTE = 60.0
_LITTLE = 0.001


def cost(requests: int, usage: Usage | None, rate: Rate | None, *, leave: float = 0.0) -> str:
    """Requests, the share of the day's that are left, and the time, as far as each is known.

    `12,000 requests: 2 % of those left today, 11 minutes at least`.
    """
    plural = "" if requests == 1 else "s"
    known = [said for said in (_share(requests, usage), _time(requests, rate, leave)) if said]
    return f"{requests:,} request{plural}" + (f": {', '.join(known)}" if known else "")


def _share(requests: int, usage: Usage | None) -> str:
    if usage is None or not requests:
        return ""
    if requests > usage.left:
        return f"more than the {usage.left:,} that are left today"
    share = requests / usage.left
    if share < _LITTLE:
        return "less than 0.1 % of those left today"
    digits = 1 if share < 10 * _LITTLE else 0
    return f"{math.ceil(share * 100 * 10**digits) / 10**digits:.{digits}f} % of those left today"


def _time(requests: int, rate: Rate | None, leave: float) -> str:
    """What the limit makes it last; how long HubSpot takes for a request is not known yet."""
    if rate is None or rate.is_met_by_nobody or not requests:
        return ""
    seconds = rate.least(requests, leave)
    return "less than a minute" if seconds < _MINUTE else f"{span(seconds)} at least"
