"""The account's rate as an answer's headers state it, for what is told of it before the start."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hubcli.hubspot.numbers import whole
from hubcli.hubspot.window import FIRST_INTERVAL

MAX = "x-hubspot-ratelimit-max"
INTERVAL = "x-hubspot-ratelimit-interval-milliseconds"
UNMET = 1_000
"""Requests a second that nobody reaches: a limit above that is as good as none."""
_SECONDS = 1_000


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in any stretch of so many seconds (api.md 3.1)."""

    limit: int
    interval: float

    @property
    def is_met_by_nobody(self) -> bool:
        """Whether it is as good as none."""
        return self.limit > UNMET * self.interval

    def least(self, requests: int, leave: float = 0.0) -> float:
        """Seconds that so many requests take at least, where a share of the rate is left to others."""
        ours = max(math.floor(self.limit * (1 - leave) + 1e-9), 1)
        return (requests - 1) // ours * self.interval


def rate_of(headers: Mapping[str, str]) -> Rate | None:
    """The rate that these headers state (api.md 3.3); None where they state none."""
    limit = whole(headers.get(MAX))
    if limit is None:
        return None
    return Rate(
        max(limit, 1), (whole(headers.get(INTERVAL)) or FIRST_INTERVAL * _SECONDS) / _SECONDS
    )
