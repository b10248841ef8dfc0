"""What holds for every batch of a run: the terms it is delivered on, and the tools it is done with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hubcli.core.existing import OnExisting
from hubcli.core.mapping import KeyRule
from hubcli.core.overwrites import Doing, WriteRules
from hubcli.core.schema import ObjectSchema
from hubcli.pipeline.explain import Explain
from hubcli.pipeline.ports import Clock, HubSpot, Journal, Pace, Stopper
from hubcli.pipeline.seeking import Seeking

MOST_LOSSES = 4
"""How often one batch may go unanswered, though its rows are then surely absent, before we stop."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed for the run."""

    schema: ObjectSchema
    key: KeyRule | None
    explain: Explain
    patience: float = 30.0
    """Seconds that HubSpot may still be writing after a request that got no answer."""
    max_wait: float = 300.0
    """Seconds that one batch may wait in sum before the run stops."""
    most_losses: int = MOST_LOSSES
    most_refused: int | None = None
    """After so many refused rows the run stops."""
    on_existing: OnExisting = OnExisting.REFUSE
    doing: Doing = Doing.CREATE
    writes: WriteRules = field(default_factory=WriteRules)
    """For records that are there already."""
    seeking: Seeking | None = None
    """How rows without a key are searched for: only long after they were sent, as the index lags."""

    @property
    def upsert_key(self) -> str | None:
        """The property by which batch/upsert serves the run; None where that can't be relied on.

        Of contacts by e-mail HubSpot takes no partial upserts (api.md 7.1). And where a rule keeps
        values from records that are there, a row that was absent when it was looked up must not
        meet one that somebody made since: creating it is refused then, and the rules are kept.
        """
        if self.doing is not Doing.UPSERT or self.key is None or self.writes.rules:
            return None
        return None if self.key.property == "email" else self.key.property


@dataclass(frozen=True, slots=True)
class Tools:
    """The outside, made in one place."""

    hubspot: HubSpot
    pace: Pace
    clock: Clock
    journal: Journal
    stopper: Stopper
    jitter: Callable[[], float] = field(default=lambda: 0.0)
    """A random number from 0 to 1, so that waits of many don't end at once."""
