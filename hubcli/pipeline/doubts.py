"""The rows of a batch that HubSpot may hold, until it is known whether it does."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hubcli.core.outcomes import Outcome, Stop
from hubcli.core.records import Batch
from hubcli.core.standing import Sent
from hubcli.errors import ExitCode
from hubcli.pipeline.settle import Doubt, in_doubt, settle
from hubcli.pipeline.terms import Terms, Tools

_LOOK_AGAIN = 2.0


@dataclass(slots=True)
class Looked:
    """What looking them up once said."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    absent: list[tuple[int, ...]] = field(default_factory=list)
    """Rows that HubSpot surely does not hold: they may be sent again."""
    due: float | None = None
    """When to look again, on our clock; None where nothing is left to ask."""
    answered: bool = False
    stop: Stop | None = None


class Doubts:
    """Not thread-safe; belongs to one delivery."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools) -> None:
        """Nothing is in doubt yet."""
        self.first_sent: dict[int, datetime] = {}
        """When the first request left that carried a row and may have been taken; server's clock."""
        self._batch = batch
        self._terms = terms
        self._tools = tools
        self._asking_since = tools.clock.now()
        """Rows that an earlier session sent are in doubt for longer than anybody asked for them."""
        self._waiting: list[Doubt] = []
        self._losses = 0

    def add(
        self, rows: tuple[int, ...], reason: str, left: datetime, *, claimed: bool = False
    ) -> None:
        """A request with these rows left then, and nobody knows what became of it."""
        for index in rows:
            self.first_sent.setdefault(index, left)
        if rows:
            self._waiting.append(Doubt(rows, reason, self._tools.clock.now(), claimed))

    def inherit(self, rows: tuple[int, ...], reason: str, sent: Mapping[int, Sent]) -> None:
        """An earlier session sent these rows at these times; patience counts from the last of them."""
        self.first_sent |= {index: sent[index].first for index in rows if index in sent}
        last = max((sent[index].last for index in rows if index in sent), default=None)
        now = self._tools.hubspot.server_time()
        ago = (now - last).total_seconds() if last else self._terms.patience
        self._waiting.append(Doubt(rows, reason, self._tools.clock.now() - max(ago, 0.0)))

    def look(self) -> Looked:
        """Look up everything that is in doubt, once."""
        waiting, self._waiting = self._waiting, []
        looked = Looked()
        for doubt in waiting:
            due = self._look_up(doubt, looked)
            if due is not None:
                looked.due = due if looked.due is None else min(looked.due, due)
        return looked

    def _look_up(self, doubt: Doubt, looked: Looked) -> float | None:
        clock, terms = self._tools.clock, self._terms
        asked = clock.now()
        if terms.seeking and asked < doubt.since + terms.patience:
            # A search this early says nothing, and a key can wait.
            self._waiting.append(doubt)
            return doubt.since + terms.patience
        found = settle(doubt, self._batch.records, self.first_sent, terms, self._tools)
        looked.outcomes |= found.outcomes
        if found.unreadable:
            reason, again = found.unreadable.reason, found.unreadable.again
            return self._unreadable(doubt, looked, reason, again=again)
        looked.answered |= found.answered
        absent = tuple(found.absent)
        if not absent:
            return None
        if asked < doubt.since + terms.patience:
            self._waiting.append(replace(doubt, rows=absent))
            return doubt.since + terms.patience
        if doubt.claimed:
            looked.outcomes |= {i: in_doubt(doubt.reason, "it shows none") for i in absent}
            return None
        self._losses += 1
        looked.absent.append(absent)
        if self._losses >= terms.most_losses:
            message = f"HubSpot does not take it: {doubt.reason}"
            looked.stop = Stop(ExitCode.UNAVAILABLE, message)
        return None

    def _unreadable(
        self, doubt: Doubt, looked: Looked, reason: str, *, again: bool
    ) -> float | None:
        left = tuple(index for index in doubt.rows if index not in looked.outcomes)
        now = self._tools.clock.now()
        since = max(doubt.since, self._asking_since)
        if again and now < since + self._terms.max_wait:
            self._waiting.append(replace(doubt, rows=left))
            return now + _LOOK_AGAIN
        looked.outcomes |= {index: in_doubt(doubt.reason, reason) for index in left}
        return None
