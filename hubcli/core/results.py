"""What a command tells about its run: per batch, per row with an error, and in sum."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally
from hubcli.errors import ExitCode


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of one batch as it was formed, summed over its parts when it was split."""

    number: int
    file: str
    first_line: int
    last_line: int
    rows: int
    status: str | None
    """As HubSpot gave it in its first answer; none where it gave none."""
    http_status: int | None
    created: int
    num_errors: int
    """HubSpot's own count, not the number of refused rows."""
    attempts: int
    """All requests that were sent for it."""
    seconds: float
    """From its first request to its last answer, on our clock."""
    started_at: str | None = None
    completed_at: str | None = None
    correlation_id: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    refused: int = 0
    in_doubt: int = 0
    existing: int = 0
    updated: int = 0
    remark: str = ""
    """What did not fit, for people: a difference between `numErrors` and `errors`, a split, ids without rows."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """One fault of one row, where it stands."""

    file: str
    line: int
    batch: int | None
    """None where hubcli itself refused the row."""
    outcome: OutcomeName
    fault: Fault


@dataclass(frozen=True, slots=True)
class Cause:
    """Rows that share one reason, so that a thousand rows are one line to read."""

    outcome: OutcomeName
    code: str | None
    category: str | None
    property: str | None
    message: str
    """The first row's message, as an example."""
    count: int
    places: tuple[str, ...]
    """The first few `file:line`."""
    column: str | None = None
    value: str | None = None
    """Of the first row too."""

    def example(self) -> Fault:
        """The first row's fault."""
        return Fault(self.message, self.code, self.category, self.property, self.column, self.value)


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Which run this is; paths as text, times as ISO 8601 in UTC."""

    id: str
    object: str
    portal_id: int | None
    api_version: str
    rehearsal: bool
    files: tuple[str, ...]
    started_at: str
    completed_at: str | None
    """None where it has not ended."""
    journal: str | None = None
    rejects: str | None = None
    in_doubt: str | None = None
    results: str | None = None


@dataclass(frozen=True, slots=True)
class Requests:
    """Requests that create: how many left, how many of those again, how many met a 429."""

    sent: int = 0
    retried: int = 0
    rate_limited: int = 0

    def __add__(self, other: "Requests") -> "Requests":
        """All of both."""
        return Requests(
            self.sent + other.sent,
            self.retried + other.retried,
            self.rate_limited + other.rate_limited,
        )


@dataclass(slots=True)
class Expected:
    """What rows would come to that nothing is known to be wrong with."""

    created: int = 0
    existing: int = 0
    updated: int = 0
    same_key: int = 0
    """Rows that are not sent, as another row has their key; they are among the existing ones."""


def unmended(_fault: Fault) -> str | None:
    """Where no mapping is known, nothing is known that would mend a fault."""
    return None


@dataclass(frozen=True, slots=True)
class RunReport:
    """The end of a command that worked on rows."""

    command: str
    facts: RunFacts
    tally: Tally
    requests: Requests
    exit_code: ExitCode
    stop: Stop | None
    causes: tuple[Cause, ...]
    batches: int
    """How many batches there are; the reports of all of them are in the journal."""
    errors: int
    """How many row reports there are; all of them are in the journal."""
    seconds: float
    """Of this session."""
    is_first: bool = True
    """Whether all of it is this session's doing: then the seconds say how fast it was."""
    canary: Mapping[str, int] | None = None
    """What was found of the rows that were sent ahead and read back; None where none were."""
    mend: Callable[[Fault], str | None] = unmended
    """What would mend a fault, in a line; None where nothing is known."""
