"""What HubSpot may do with a request, and what it may say: one act for each request that arrives."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Wrote:
    """How much of a request HubSpot writes."""

    rows: int = -1
    """A bit for each row; the others it does not look at."""
    whole: bool = False
    """One bad row, and none is written."""
    after: float | None = None
    """Seconds after the answer at which it is written; None: at once."""
    reserves_keys: bool = False

    def has(self, position: int) -> bool:
        """Whether the row at this position is looked at."""
        return bool(self.rows >> (position % 12) & 1)


@dataclass(frozen=True, slots=True)
class Names:
    """An answer that names rows."""

    http_status: int = 207
    trace: bool = True
    echo: bool = True
    named_errors: bool = True
    scrambled: bool = False
    results: int = -1
    """A bit for each result that is told."""
    errors: int = -1
    status: str | None = "COMPLETE"

    def tells(self, mask: int, position: int) -> bool:
        """Whether one of the results, or of the errors, is told."""
        return bool(mask >> (position % 12) & 1)


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer: the connection was cut, or it was too slow."""

    slow: float = 0.0


@dataclass(frozen=True, slots=True)
class Says:
    """A status that names no row: of a gateway, of a limit, of the account; or a 2xx with nothing in it."""

    http_status: int
    policy: str | None = None
    retry_after: float | None = None
    message: str = "no"
    category: str | None = "ANY"
    slow: float = 0.0


@dataclass(frozen=True, slots=True)
class Unreached:
    """No connection at all."""


Said: TypeAlias = Names | Silent | Says | Unreached


@dataclass(frozen=True, slots=True)
class Act:
    """One request."""

    said: Said
    wrote: Wrote | None = None
    """None: nothing."""


WELL = Act(Names(), Wrote())
