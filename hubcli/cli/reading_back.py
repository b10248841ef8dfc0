"""The records that a run made, and beside each what was sent for it."""

import random
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import chain

from hubcli.cli.telling import Job
from hubcli.config.association_types import published_types
from hubcli.core.mapping import Write
from hubcli.core.outcomes import OutcomeName
from hubcli.core.records import Record
from hubcli.core.verification import Expected, Link, LinkType
from hubcli.pipeline.verify import Verifier
from hubcli.runs.folder import RunFolder
from hubcli.runs.ledger import Ledger, RowEnd

_MADE = (OutcomeName.CREATED, OutcomeName.UPDATED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records to look at."""

    folder: RunFolder
    sample: tuple[RowEnd, ...] | None
    """In their rows' order; None for all."""
    made: int
    """How many there are in all."""
    nameless: int
    """Rows whose record's id is not known."""

    @property
    def number(self) -> int:
        """How many will be looked at."""
        return self.made - self.nameless if self.sample is None else len(self.sample)

    def rows(self) -> Iterator[RowEnd]:
        """In their rows' order; one at a time, as there may be a million."""
        if self.sample is not None:
            yield from self.sample
            return
        with closing(Ledger(self.folder.journal, handed_on=True)) as ledger:
            yield from (row for row in ledger.rows() if row.outcome in _MADE and row.id)


def chosen(folder: RunFolder, size: int | None) -> Chosen:
    """So many of the rows that made or changed a record, from all over the run; always the same ones."""
    # Which rows are looked at is no secret; that they are the same each time helps.
    chance = random.Random(folder.id)  # noqa: S311
    kept: list[RowEnd] = []
    named = nameless = 0
    with closing(Ledger(folder.journal)) as ledger:
        for row in ledger.rows():
            if row.outcome not in _MADE:
                continue
            if not row.id:
                nameless += 1
                continue
            named += 1
            if size is not None and len(kept) < size:
                kept.append(row)
            elif size is not None and (place := chance.randrange(named)) < size:
                kept[place] = row
    sample = None if size is None else tuple(sorted(kept, key=lambda row: row.number))
    return Chosen(folder, sample, named + nameless, nameless)


def expected(job: Job, ends: Iterator[RowEnd], aside: set[str] | None = None) -> Iterator[Expected]:
    """What was sent for these rows, by reading the input again with the run's own mapping.

    To `aside` is added what is in the rows and left out here, a sentence each.
    """
    aside = set() if aside is None else aside
    rules = job.rows.rules.columns
    unsure = {one.property for one in rules if one.property and one.write is not Write.ALWAYS}
    key = job.rows.key.property if job.rows.key else None
    objects = _objects(job)
    resent = _resent(job)
    end = next(ends, None)
    for file, record in _records(job):
        while end and end.number < record.row.number:
            end = next(ends, None)
        if end is None:
            return
        if end.number != record.row.number:
            continue
        is_new = end.outcome is OutcomeName.CREATED
        sent = record.properties
        if resent is not None and end.number not in resent:
            aside.add("rows sent before the mapping was changed, but that their records are there")
            yield Expected(end.number, file, record.row.line, end.id, {})
            continue
        if not is_new:
            # The key names a record that is there, and is not written.
            sent = {
                name: value for name, value in sent.items() if name not in unsure and name != key
            }
            aside.update(_left_out(record, unsure))
        links = _links(record, objects) if is_new else ()
        yield Expected(end.number, file, record.row.line, end.id, sent, links)


def unread(verifier: Verifier) -> Iterator[str]:
    """What of the records could not be read, a sentence."""
    if verifier.unread:
        yield f"the associations with {', '.join(sorted(verifier.unread))}, which can't be read"


def _resent(job: Job) -> set[int] | None:
    """The rows that were sent with the mapping as it is now; None where all were."""
    if job.record is None or not job.record.options.get("remapped"):
        return None
    with closing(Ledger(job.place.folder.journal)) as ledger:
        return ledger.reopened()


def _left_out(record: Record, unsure: Collection[str]) -> Iterator[str]:
    """What of a row for a record that was there already may have been left as it was."""
    if not record.properties.keys().isdisjoint(unsure):
        yield "in updated records, the properties that are not always written"
    if record.associations:
        yield "in updated records, the associations, which stay as they are"


def _records(job: Job) -> Iterator[tuple[str, Record]]:
    """Every row that could be sent, with its file."""
    for one in job.rows.inputs:
        for row in chain.from_iterable(map(one.map_rows, one.source.blocks(one.first))):
            if isinstance(row, Record):
                yield one.source.name, row


def _links(record: Record, objects: Mapping[LinkType, str]) -> tuple[Link, ...]:
    pairs = (
        (one.to_id, LinkType(kind.category, kind.type_id))
        for one in record.associations
        for kind in one.types
    )
    return tuple(Link(objects[kind], to_id, kind) for to_id, kind in pairs if kind in objects)


def _objects(job: Job) -> Mapping[LinkType, str]:
    """The object that each type of association leads to."""
    found = {
        LinkType("HUBSPOT_DEFINED", one.type_id): one.to_object
        for one in published_types()
        if one.from_object == job.known.object_type
    }
    for label in job.known.schema.labels or ():
        found[LinkType(label.category, label.type_id)] = label.to_object
    for rule in job.rows.rules.associations:
        found |= {LinkType(kind.category, kind.type_id): rule.to for kind in rule.types}
    return found
