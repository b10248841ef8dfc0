"""What came back for a request, as HubSpot said it, before it is judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from hubcli.core.outcomes import Fault, Stop


class Result(NamedTuple):
    """One record that HubSpot says it made or found (api.md 1.2); a tuple, as there is one a row."""

    id: str
    properties: Mapping[str, str | None]
    trace_id: str | None = None
    """HubSpot may echo it and may not (api.md 1.5)."""
    created_at: str | None = None
    url: str = ""
    warnings: tuple[Fault, ...] = ()
    new: bool | None = None
    """Of an upsert: whether it made the record (api.md 7.1); None where nothing is said."""


@dataclass(frozen=True, slots=True)
class ErrorItem:
    """One element of a batch answer's `errors`."""

    traces: tuple[str, ...]
    """The trace ids it names (a list, api.md 1.5); empty where it names no row."""
    faults: tuple[Fault, ...]
    """At least one."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The results of an answer side by side, where none of them has anything of its own to tell."""

    ids: Sequence[str]
    properties: Sequence[Mapping[str, object]]
    """As they came: HubSpot's values are text (api.md 1.2), other servers' may be anything."""
    traces: Sequence[object] | None
    """None where no result has one."""
    urls: Sequence[str] | None
    """None where no result has one."""


@dataclass(frozen=True, slots=True)
class BatchBody:
    """The body of an answer to a batch request, read as leniently as it is safe."""

    results: Sequence[Result] = ()
    errors: tuple[ErrorItem, ...] = ()
    status: str | None = None
    num_errors: int | None = None
    started_at: str | None = None
    completed_at: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    columns: Columns | None = None
    """The same results, where they are all plain: one look then serves for all of them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The body of an answer that refuses the whole request (api.md 2)."""

    message: str
    category: str | None = None
    policy: str | None = None
    """Which limit a 429 met: `DAILY`, `TEN_SECONDLY_ROLLING`, `SECONDLY` …"""
    scopes: tuple[str, ...] = ()
    """The scopes that a 403 asks for."""
    faults: tuple[Fault, ...] = ()
    """One for each thing it says is wrong; at least one."""
    traces: tuple[str, ...] = ()
    """The trace ids it names, where it names any."""
    is_json: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """HubSpot, or something in front of it, answered."""

    http_status: int
    body: BatchBody | None = None
    """None where the answer is no batch answer that can be read."""
    problem: Problem | None = None
    """What a status outside 2xx says."""
    correlation_id: str | None = None
    retry_after: float | None = None
    """Seconds, as the header says."""
    interval: float | None = None
    """Seconds of the rate limit's window, as the header says."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The request left, and no usable answer came: HubSpot may have had it."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeverSent:
    """The request surely never reached HubSpot: no connection was made, or it was held back."""

    reason: str
    stop: Stop | None = None
    """Why nothing more is to be sent now; None: it may be tried again."""


Reply: TypeAlias = Answer | Lost | NeverSent


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A look-up that gave nothing to rely on."""

    reason: str
    again: bool
    """Whether it may succeed later (not so where a scope is missing)."""
    is_denied: bool = False
    """Whether the token is to blame."""


Found: TypeAlias = Mapping[str, Result] | Unreadable
"""The records that there are, by comparable key; a key that is not in it is surely absent."""
