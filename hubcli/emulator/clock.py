"""Time as HubSpot writes it, and ids that carry it."""

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import formatdate
from functools import lru_cache
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - UTC without the offset that isoformat would write

Clock = Callable[[], float]
"""Seconds since the epoch, as `time.time` gives them."""


def milliseconds(clock: Clock = time.time) -> int:
    """Give the time as HubSpot stores it."""
    return int(clock() * 1000)


@lru_cache(maxsize=64)
def iso(when: int) -> str:
    """Write epoch milliseconds as `2026-01-31T12:00:00.000Z` (api.md, section 12)."""
    moment = _EPOCH + timedelta(milliseconds=when)
    return moment.isoformat(timespec="milliseconds") + "Z"


def http_date(clock: Clock) -> str:
    """Write the time as a `Date` header does."""
    return formatdate(clock(), usegmt=True)


def correlation_id(clock: Clock) -> str:
    """Make an id like those of the dated APIs, a UUID of version 7 (api.md, section 2)."""
    number = (milliseconds(clock) << 80) | secrets.randbits(80)
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
