"""What `create` would come to: which keys exist already, and which associations would find nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from hubcli.core.existing import OnExisting
from hubcli.core.lifecycle import Lifecycle
from hubcli.core.mapping import AssociationType, KeyRule
from hubcli.core.outcomes import ALREADY_EXISTS, Fault, OutcomeName
from hubcli.core.records import Batch, Record, RefusedRow
from hubcli.core.replies import Result
from hubcli.core.results import Expected, RowReport
from hubcli.core.unchecked import KEYS
from hubcli.pipeline.explain import Explain
from hubcli.pipeline.forecast_ports import Lookup
from hubcli.pipeline.in_order import in_order
from hubcli.pipeline.patient_lookup import PatientLookup
from hubcli.pipeline.ports import Clock
from hubcli.pipeline.prepare import Prepared, Refusals

_CATEGORY = "VALIDATION_ERROR"
_MOST_IDS = 100_000
"""A few megabytes."""
_MOST_INPUTS = 100
"""Of one batch/read (api.md 7.3)."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Rows that would be sent, with something to be told of them."""

    batch: Batch
    warnings: Mapping[int, Fault]
    """By their index in the batch."""
    reports: tuple[RowReport, ...]


Foreseen: TypeAlias = Prepared | Warned
_Targets: TypeAlias = dict[str, dict[str, bool]]
"""Whether there are such records, by object and id, as far as that is known."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is to be looked up."""

    key: KeyRule | None
    """None: no record is known by a key, or hubcli makes the keys, which are new."""
    on_existing: OnExisting
    explain: Explain
    targets: Mapping[tuple[AssociationType, ...], str] = field(default_factory=dict)
    """The object that associations of these types point to."""
    lifecycle: Lifecycle | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found for one batch."""

    held: Mapping[str, Result]
    """The records that have the rows' keys now."""
    targets: _Targets
    """Those of its rows."""


class Forecast:
    """Looks at batches on their way, a request for each thing that is asked of a hundred rows."""

    def __init__(
        self,
        prospect: Prospect,
        lookup: Lookup,
        clock: Clock,
        *,
        workers: int = 1,
        most_ids: int = _MOST_IDS,
    ) -> None:
        """Nothing is asked yet. Of each object, about `most_ids` ids are remembered."""
        self._most_ids = most_ids
        self.expected = Expected()
        self._prospect = prospect
        self._lookup = lookup
        self._patient = PatientLookup(clock)
        self._workers = workers
        self._targets: _Targets = {}
        """Of earlier batches, so that nobody is asked of one record again and again."""

    @property
    def failures(self) -> Mapping[str, str]:
        """What could not be looked up (`KEYS`, or an object type), and why."""
        return self._patient.failures

    def see(self, prepared: Iterable[Prepared]) -> Iterator[Foreseen]:
        """The same stream; rows that would be refused have become refusals."""
        for item, looked in in_order(prepared, self._question, self._workers):
            if isinstance(item, Batch) and looked:
                yield from self._judged(item, looked)
            else:
                yield item

    def _question(self, item: Prepared) -> Callable[[], _Looked] | None:
        """What is to be looked up for a batch; asked by another thread, which changes nothing here."""
        if not isinstance(item, Batch):
            return None
        known, new = self._targets_of(item.records)
        return lambda: _Looked(self._held(item.records), self._there(new, known))

    def _held(self, records: Sequence[Record]) -> Mapping[str, Result]:
        key = self._prospect.key
        values = [record.key for record in records if record.key]
        if key is None or not values:
            return {}
        lifecycle = self._prospect.lifecycle
        wanted = [lifecycle.property] if lifecycle else []
        found = self._patient.ask(KEYS, lambda: self._lookup.find(key.property, values, wanted))
        return found or {}

    def _targets_of(
        self, records: Sequence[Record]
    ) -> tuple[_Targets, Mapping[str, Iterable[str]]]:
        """What is known of the rows' targets, and those of which nothing is."""
        known: _Targets = {}
        new: dict[str, dict[str, None]] = {}
        for record in records:
            for to, id_ in self._links(record):
                answer = self._targets.get(to, {}).get(id_)
                if answer is None:
                    new.setdefault(to, {})[id_] = None
                else:
                    known.setdefault(to, {})[id_] = answer
        return known, new

    def _links(self, record: Record) -> Iterator[tuple[str, str]]:
        for link in record.associations:
            to = self._prospect.targets.get(link.types)
            if to is not None:
                yield to, link.to_id

    def _there(self, new: Mapping[str, Iterable[str]], known: _Targets) -> _Targets:
        """What is known now; what can't be asked stays unknown."""
        for to, wanted in new.items():
            ids = list(wanted)
            for start in range(0, len(ids), _MOST_INPUTS):
                part = ids[start : start + _MOST_INPUTS]
                missing = self._patient.ask(to, partial(self._lookup.missing, to, part))
                if missing is not None:
                    known.setdefault(to, {}).update((one, one not in missing) for one in part)
        return known

    def _judged(self, batch: Batch, looked: _Looked) -> Iterator[Foreseen]:
        self._remember(looked.targets)
        kept: list[Record] = []
        refused: list[RefusedRow] = []
        warnings: dict[int, Fault] = {}
        for record in batch.records:
            one = looked.held.get(record.key or "")
            faults = [*self._already_there(one, record), *self._dangling(record, looked)]
            if faults:
                told = tuple(self._explained(batch, record, fault) for fault in faults)
                refused.append(RefusedRow(record.row.number, record.row.line, told))
                continue
            if warning := self._backwards(one, record):
                warnings[len(kept)] = self._explained(batch, record, warning)
            kept.append(record)
            self._count(one)
        if refused:
            yield Refusals(batch.file, tuple(refused))
        if kept:
            rest = Batch(batch.number, batch.file, kept)
            yield _warned(rest, warnings) if warnings else rest

    def _remember(self, targets: _Targets) -> None:
        for to, found in targets.items():
            known = self._targets.setdefault(to, {})
            if len(known) > self._most_ids:
                # What comes again is asked again.
                known.clear()
            known |= found

    def _explained(self, batch: Batch, record: Record, fault: Fault) -> Fault:
        return self._prospect.explain(batch.file, record, fault)

    def _already_there(self, one: Result | None, record: Record) -> Iterator[Fault]:
        key = self._prospect.key
        if one is None or key is None or self._prospect.on_existing is not OnExisting.REFUSE:
            return
        message = f"record {one.id} has {record.key} already"
        yield Fault(message, ALREADY_EXISTS, "CONFLICT", key.property, existing_id=one.id)

    def _dangling(self, record: Record, looked: _Looked) -> Iterator[Fault]:
        for to, id_ in self._links(record):
            if looked.targets.get(to, {}).get(id_) is False:
                message = f"there is no record {id_} among the {to}"
                yield Fault(message, "INVALID_ASSOCIATION_IDENTIFIER", _CATEGORY, value=id_)

    def _backwards(self, one: Result | None, record: Record) -> Fault | None:
        lifecycle = self._prospect.lifecycle
        if one is None or lifecycle is None:
            return None
        return lifecycle.backwards(one.properties, record.properties)

    def _count(self, one: Result | None) -> None:
        if one is None:
            self.expected.created += 1
        elif self._prospect.on_existing is OnExisting.UPDATE:
            self.expected.updated += 1
        else:
            self.expected.existing += 1


def _warned(batch: Batch, warnings: Mapping[int, Fault]) -> Warned:
    reports = tuple(
        RowReport(batch.file, batch.records[at].row.line, batch.number, OutcomeName.UPDATED, fault)
        for at, fault in warnings.items()
    )
    return Warned(batch, warnings, reports)
