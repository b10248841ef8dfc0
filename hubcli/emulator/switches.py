"""What can be set on the emulator: address, limits, tokens, faults and the choices that HubSpot leaves open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hubcli.emulator.faults import Fault

AccountType = Literal["STANDARD", "DEVELOPER_TEST", "SANDBOX", "APP_DEVELOPER"]


class SwitchError(ValueError):
    """A switch was given in a form that can't be read."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls fit into how many seconds, in a rolling window."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Token:
    """A token that the emulator knows."""

    value: str
    scopes: frozenset[str] | None = None
    """None grants every scope."""
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Switches:
    """Everything that can be set; the defaults are the harder case wherever HubSpot's behaviour is not established."""

    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free port."""
    db: str | None = None
    """A SQLite file that outlives the process; None keeps everything in memory."""
    lock: str | None = None
    """A lock file (`hubcli schema pull`) whose portal this is; a database that was made of another one is refused."""
    portal: Mapping[str, object] | None = None
    """A portal document (`hubcli.emulator.portal.Portal.document`) instead of the default portal."""
    rate: Rate | None = field(default_factory=lambda: Rate(calls=190, seconds=10))
    """None is unlimited."""
    search_rate: int = 5
    """Searches per second; 0 is unlimited."""
    daily: int = 625_000
    """Calls per day."""
    latency: float = 0.0
    """Seconds that each answer takes longer."""
    success_status: Literal[200, 201] = 201
    partial_status: Literal[200, 201, 207] = 207
    echo_trace_ids: bool = False
    shuffle: bool = True
    retry_after: int | None = None
    """Seconds in a `Retry-After` header of rate-limit answers; HubSpot is not known to send one."""
    search_lag: float = 0.0
    """Seconds until a created record can be found by search."""
    account_type: AccountType | None = None
    """None: the lock's, else DEVELOPER_TEST."""
    portal_id: int | None = None
    """None: the lock's, else 4242."""
    tokens: tuple[Token, ...] | None = None
    """None accepts any token that is not empty, with the scopes of `scopes`."""
    scopes: frozenset[str] | None = None
    """What any token may do where `tokens` names none; None is everything."""
    whole_batch_on_error: bool = False
    """Refuses the whole batch in spite of trace ids, and names no row."""
    association_errors: Literal["per-input", "whole-batch"] = "per-input"
    required: tuple[str, ...] = ()
    """`object.property` that an admin made required; enforced from 2026-09."""
    shapes: Literal["spec", "live"] = "spec"
    """`spec` answers what the OpenAPI file requires; `live` leaves out what recorded answers leave out, and has nulls."""
    faults: tuple[Fault, ...] = ()
    log_requests: int = 0
    """How many of the latest requests are kept for `RunningEmulator.requests`."""
    seed: int = 0


def parse_rate(text: str) -> Rate | None:
    """Read `190/10` (calls/seconds), `100` (per ten seconds), `0` or `none` (unlimited)."""
    if text.strip().lower() in {"0", "none"}:
        return None
    calls, _, seconds = text.partition("/")
    try:
        rate = Rate(calls=int(calls), seconds=float(seconds or "10"))
    except ValueError:
        rate = Rate(calls=0, seconds=0)
    if rate.calls < 1 or not 0 < rate.seconds < float("inf"):
        message = f"not a rate: {text!r}; write CALLS/SECONDS such as 190/10, or none"
        raise SwitchError(message)
    return rate
