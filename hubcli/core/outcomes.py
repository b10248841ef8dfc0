"""What became of each row: the outcomes, why, and their tally."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple, TypeAlias, cast

from hubcli.errors import ExitCode


class OutcomeName(StrEnum):
    """The six ends of a row, spelled as in the JSON document and the files we write."""

    CREATED = "created"
    EXISTING = "existing"
    UPDATED = "updated"
    REFUSED = "refused"
    IN_DOUBT = "inDoubt"
    NOT_SENT = "notSent"


ALREADY_EXISTS = "ALREADY_EXISTS"
"""The code of a refusal because another record has the row's key (api.md 2.3 and 2.7)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why a row was refused or is in doubt, or a warning on a row that was made."""

    message: str
    code: str | None = None
    """HubSpot's word (`INVALID_EMAIL` …), its importer's, else one of ours (see the README)."""
    category: str | None = None
    """HubSpot's category (`VALIDATION_ERROR`, `CONFLICT` …); none where HubSpot gave none."""
    property: str | None = None
    column: str | None = None
    value: str | None = None
    """The cell as it was read."""
    correlation_id: str | None = None
    existing_id: str | None = None
    """The record that has the value already, where HubSpot names one."""


class Created(NamedTuple):
    """HubSpot made the record; `id` is empty where it did not say which one.

    A tuple, as there is one for every row of a million.
    """

    id: str
    url: str = ""
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """The record was there before, which the user allowed."""

    id: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Updated:
    """A record that was there before holds the row's values now."""

    id: str
    url: str = ""
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """HubSpot or hubcli said no; nothing was made."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class InDoubt:
    """HubSpot may have made it and will not say so."""

    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class NotSent:
    """The run ended before its turn; surely nothing was made."""


Outcome: TypeAlias = Created | Existing | Updated | Refused | InDoubt | NotSent

NAMES: Mapping[type[Outcome], OutcomeName] = {
    Created: OutcomeName.CREATED,
    Existing: OutcomeName.EXISTING,
    Updated: OutcomeName.UPDATED,
    Refused: OutcomeName.REFUSED,
    InDoubt: OutcomeName.IN_DOUBT,
    NotSent: OutcomeName.NOT_SENT,
}


def name_of(outcome: Outcome) -> OutcomeName:
    """The word for an outcome."""
    return NAMES[type(outcome)]


def faults_of(outcome: Outcome) -> tuple[Fault, ...]:
    """Everything that is to be told about a row besides its outcome."""
    if isinstance(outcome, Created | Updated):
        return outcome.warnings
    return outcome.faults if isinstance(outcome, Refused | InDoubt) else ()


def are_untold(outcomes: Collection[Outcome]) -> bool:
    """Whether all rows were created and there is nothing else to tell of them."""
    if set(map(type, outcomes)) != {Created}:
        return False
    return not any(map(_WARNINGS, cast("Iterable[Created]", outcomes)))


_WARNINGS = itemgetter(2)


@dataclass(slots=True)
class Tally:
    """The ledger of a run: `read` is the sum of all outcomes, always."""

    counts: dict[OutcomeName, int] = field(
        default_factory=lambda: dict.fromkeys(OutcomeName, 0),
    )

    def add(self, name: OutcomeName, number: int = 1) -> None:
        """Count rows that came to this end."""
        self.counts[name] += number

    @property
    def read(self) -> int:
        """All rows of the input."""
        return sum(self.counts.values())

    def __getitem__(self, name: OutcomeName) -> int:
        """How many rows came to this end."""
        return self.counts[name]

    @property
    def succeeded(self) -> int:
        """Rows that are in HubSpot as asked."""
        names = (OutcomeName.CREATED, OutcomeName.EXISTING, OutcomeName.UPDATED)
        return sum(self.counts[name] for name in names)


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run ended before its last row."""

    exit_code: ExitCode
    message: str
    hint: str = ""


_PRECEDENCE = (
    ExitCode.BUG,
    ExitCode.ACCOUNT,
    ExitCode.INTERRUPTED,
    ExitCode.UNUSABLE,
    ExitCode.UNAVAILABLE,
    ExitCode.IN_DOUBT,
    ExitCode.REFUSED,
)


def graver(one: Stop | None, other: Stop) -> Stop:
    """Of two reasons to end, the one that asks more of the user; the first where they ask alike."""
    if one is None or _PRECEDENCE.index(other.exit_code) < _PRECEDENCE.index(one.exit_code):
        return other
    return one


def exit_code_of(tally: Tally, stop: Stop | None = None) -> ExitCode:
    """The code that asks most of the user, where several hold."""
    holding = {stop.exit_code} if stop else set()
    if tally[OutcomeName.REFUSED]:
        holding.add(ExitCode.REFUSED)
    if tally[OutcomeName.IN_DOUBT]:
        holding.add(ExitCode.IN_DOUBT)
    return next((code for code in _PRECEDENCE if code in holding), ExitCode.SUCCESS)
