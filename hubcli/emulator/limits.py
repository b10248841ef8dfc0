"""Rate limits: rolling windows and the quota of the day (api.md, section 3)."""

from collections import deque
from typing import Final

from hubcli.emulator.clock import Clock
from hubcli.emulator.faults import Policy
from hubcli.emulator.problems import Problem
from hubcli.emulator.switches import Rate, Switches

_UNLIMITED: Final = Rate(calls=1_000_000, seconds=10)
_LIMITS: Final[dict[Policy, str]] = {
    "TEN_SECONDLY_ROLLING": "ten_secondly_rolling",
    "SECONDLY": "secondly",
    "DAILY": "daily",
}


class Window:
    """A rolling window: so many calls in any stretch of so many seconds."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        """Start empty."""
        self._rate = rate
        self._clock = clock
        self._calls: deque[float] = deque()

    def take(self) -> bool:
        """Count one call, if there is room for it; refused calls don't count."""
        now = self._clock()
        while self._calls and self._calls[0] <= now - self._rate.seconds:
            self._calls.popleft()
        if len(self._calls) >= self._rate.calls:
            return False
        self._calls.append(now)
        return True

    @property
    def remaining(self) -> int:
        """How many calls there is room for, after the last one."""
        return self._rate.calls - len(self._calls)


class Limits:
    """All limits of the account."""

    def __init__(self, switches: Switches, clock: Clock) -> None:
        """Take the limits from the switches."""
        self._rate = switches.rate or _UNLIMITED
        self._window = Window(self._rate, clock) if switches.rate else None
        self._searches = (
            Window(Rate(switches.search_rate, 1), clock) if switches.search_rate else None
        )
        self._daily = switches.daily
        self.today = 0
        """Calls of the day, counted from the start of the emulator."""

    def refusal(self, *, search: bool) -> Policy | None:
        """Count one call, or name the limit that it meets."""
        if self.today >= self._daily:
            return "DAILY"
        window = self._searches if search else self._window
        if window is not None and not window.take():
            return "SECONDLY" if search else "TEN_SECONDLY_ROLLING"
        self.today += 1
        return None

    def headers(self, *, search: bool) -> list[tuple[bytes, bytes]]:
        """Write the rate-limit headers; searches have only those of the day (section 3.3)."""
        values = {"Daily": self._daily, "Daily-Remaining": self._daily - self.today}
        if not search:
            values |= {
                "Interval-Milliseconds": int(self._rate.seconds * 1000),
                "Max": self._rate.calls,
                "Remaining": self._window.remaining if self._window else self._rate.calls,
            }
        return [
            (f"x-hubspot-ratelimit-{name.lower()}".encode(), str(value).encode())
            for name, value in values.items()
        ]


def limited(policy: Policy, portal_id: int, request_id: str) -> Problem:
    """Write the body of a 429 (section 2.8)."""
    extra: dict[str, object] = {"errorType": "RATE_LIMIT", "policyName": policy}
    match policy:
        case "DAILY":
            extra["requestId"] = request_id
        case "TEN_SECONDLY_ROLLING":
            extra["groupName"] = f"publicapi:private-app-api-calls-ten-secondly:{portal_id}"
    message = f"You have reached your {_LIMITS[policy]} limit."
    return Problem(429, message, "RATE_LIMITS", bare=True, extra=extra)
