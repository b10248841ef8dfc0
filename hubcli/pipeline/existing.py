"""Rows whose key a record has that was there before: it is named, or gets the row's values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from hubcli.core.claims import claimed
from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import Existing, Fault, Outcome, Refused, Stop, Updated
from hubcli.core.overwrites import Doing
from hubcli.core.records import Batch
from hubcli.core.replies import Result, Unreadable
from hubcli.core.sameness import holds
from hubcli.errors import ExitCode
from hubcli.pipeline.overwriting import Overwriting
from hubcli.pipeline.sending import Sending
from hubcli.pipeline.settle import in_doubt
from hubcli.pipeline.terms import Terms, Tools
from hubcli.pipeline.updates import LATER, UNNAMED, Met, Updates, layers

NOTHING_TO_UPDATE = "UPDATE_ONLY_IMPORT"
"""The word of HubSpot's importer for a row without a record where none is to be made (api.md 10)."""


class Holders:
    """The records that have the keys of a batch's rows. Not thread-safe; belongs to one delivery."""

    def __init__(self, batch: Batch, terms: Terms, tools: Tools, *, by_upsert: bool) -> None:
        """None is known yet; `by_upsert` says whether rows may go that way, be their records there or not."""
        self._batch = batch
        self._terms = terms
        self._tools = tools
        self._by_upsert = by_upsert
        self._overwriting = Overwriting(batch, terms, tools)
        self._updates = Updates(self._overwriting, terms, tools)
        self._refusals: dict[int, Refused] = {}
        """What HubSpot said of these rows."""
        self._nameless: list[int] = []
        """Rows whose record is to be looked up."""
        self._asked_since: float | None = None
        self._ask_again: float | None = None

    @property
    def under_way(self) -> Mapping[int, str]:
        """Rows whose update HubSpot may have done for all we know, and why."""
        return self._updates.under_way

    @property
    def due(self) -> float | None:
        """When to go on, on our clock; None: at once."""
        return self._updates.due if self._updates.parts else self._ask_again

    def recall(self, reason: str) -> Collection[int]:
        """Rows of which an earlier session knew the record, and may have changed it."""
        rows = self._overwriting.recall()
        self._updates.under_way |= dict.fromkeys(rows, reason)
        self.meet(rows)
        return rows

    def meet(self, rows: Iterable[int]) -> None:
        """Look these rows up before anything is sent of them."""
        self._nameless += rows

    def known(self, rows: Sequence[int]) -> dict[int, str]:
        """Of rows by their place in a request, the ids of the records that were there before."""
        known = self._overwriting
        return {place: known.id_of(at) for place, at in enumerate(rows) if at in known}

    def take_over(self, rows: Sequence[int], reason: str) -> Collection[int]:
        """Of rows whose upsert got no answer, those whose record was there: it is updated by its id."""
        known = self._overwriting
        part = {index: known.id_of(index) for index in rows if index in known}
        if part:
            self._updates.again(part, reason)
        return part.keys()

    def divert(self, outcomes: Mapping[int, Outcome]) -> Mapping[int, Outcome]:
        """Take the refusals away that only say that a record with the row's key was there before.

        Gives the others, and those whose record is known where that is all there is to do.
        """
        if self._terms.on_existing is OnExisting.REFUSE:
            return outcomes
        skips = self._terms.on_existing is OnExisting.SKIP
        kept: dict[int, Outcome] = {}
        for index, outcome in outcomes.items():
            id_ = claimed(outcome, self._batch.records[index], self._terms.key)
            if id_ is None or not isinstance(outcome, Refused):
                kept[index] = outcome
                continue
            self._refusals[index] = outcome
            if id_ and skips:
                kept[index] = Existing(id_)
            else:
                # Also where it is named: what it holds now is to be known before it is changed.
                self._nameless.append(index)
        return kept

    @property
    def is_open(self) -> bool:
        """Whether rows are left whose record is to be found or changed."""
        return bool(self._updates.parts or self._nameless)

    def go_on(self, sending: Sending) -> Met:
        """One request."""
        if not self._updates.parts:
            return self._look_up()
        met = self._updates.go_on(sending)
        self._nameless += met.nameless
        return met

    def _look_up(self) -> Met:
        """By their key, all in one request."""
        self._ask_again = None
        rows, self._nameless = self._nameless, []
        key = self._terms.key
        if self._asked_since is None:
            self._asked_since = self._tools.clock.now()
        keys = {index: self._batch.records[index].key or "" for index in rows}
        names = {name for index in rows for name in self._batch.records[index].properties}
        asked = list(dict.fromkeys(keys.values()))
        found = self._tools.hubspot.find(key.property if key else "", asked, sorted(names))
        if isinstance(found, Unreadable):
            return self._unread(found, rows, self._asked_since)
        self._asked_since = None
        met, there = Met(), dict[int, Result]()
        for index in rows:
            match self._judged(index, found.get(keys[index])):
                case Result() as one:
                    there[index] = one
                case None:
                    met.whole.append(index)
                case outcome:
                    met.outcomes[index] = outcome
        self._queue(there, met)
        return met

    def _unread(self, found: Unreadable, rows: list[int], since: float) -> Met:
        """Rows that HubSpot refused stay refused; the others can't be sent without a look."""
        now = self._tools.clock.now()
        if found.again and now < since + self._terms.max_wait:
            self._nameless = rows
            self._ask_again = now + LATER
            return Met()
        refused = [index for index in rows if index in self._refusals]
        self._nameless = [index for index in rows if index not in self._refusals]
        met = Met({index: self._not_found(index, found.reason) for index in refused})
        if self._nameless:
            code = ExitCode.ACCOUNT if found.is_denied else ExitCode.UNAVAILABLE
            met.stop = Stop(code, f"what is there already can't be looked up: {found.reason}")
        return met

    def _queue(self, there: Mapping[int, Result], met: Met) -> None:
        """Of these rows the record is known."""
        if self._terms.on_existing is OnExisting.SKIP:
            met.outcomes |= {index: Existing(one.id) for index, one in there.items()}
            return
        known = self._overwriting
        known.add(there, blind=self._refusals.keys() if self._by_upsert else ())
        parts = layers({at: one.id for at, one in there.items() if known.written(at)})
        if self._by_upsert and parts and self._are_new(parts[0]):
            met.whole += parts.pop(0)
        self._updates.parts += parts
        for index, one in there.items():
            if not known.written(index):
                met.outcomes[index] = Existing(one.id, one.url)

    def _are_new(self, rows: Collection[int]) -> bool:
        """Whether nothing was sent of these before."""
        return self._refusals.keys().isdisjoint(rows) and self.under_way.keys().isdisjoint(rows)

    def _judged(self, index: int, one: Result | None) -> Outcome | Result | None:
        """The record of a row, or what became of the row where no more can be done.

        None where there is no such record, and the row is to be sent as a new one.
        """
        tried = self._updates.tried.get(index)
        if one is None:
            if index in self._refusals or tried is not None:
                return self._not_found(index, "no record with its key is found")
            return self._absent(index)
        if tried is None:
            return one
        if holds(self._overwriting.written(index), one.properties, self._terms.schema):
            return Updated(one.id, one.url)
        if tried != one.id:
            # A record that was merged into another (api.md 7.2).
            self._updates.tried[index] = one.id
            return one
        return in_doubt(UNNAMED, f"record {one.id} holds other values")

    def _absent(self, index: int) -> Refused | None:
        """Of a row that was not sent yet, or whose record is gone since, and with it what was changed."""
        self._updates.under_way.pop(index, None)
        key, record = self._terms.key, self._batch.records[index]
        if self._terms.doing is not Doing.UPDATE or key is None:
            return None
        message = f"no record has {record.key}, and an update creates none"
        return Refused((Fault(message, NOTHING_TO_UPDATE, "OBJECT_NOT_FOUND", key.property),))

    def _not_found(self, index: int, why: str) -> Outcome:
        """As HubSpot said at first, and why that is not the end of it; in doubt after an update."""
        if index in self.under_way:
            return in_doubt(self.under_way[index], why)
        first, *others = self._refusals[index].faults
        return Refused((replace(first, message=f"{first.message} ({why})"), *others))
