"""The requests that a dry run shows: of the first batch, with what is there looked up where that decides."""

from hubcli.cli.delivering import writes_of
from hubcli.cli.pacing import pace_of
from hubcli.cli.telling import Job
from hubcli.core.overwrites import Doing
from hubcli.core.records import Batch, Record
from hubcli.core.replies import Found, Unreadable
from hubcli.errors import UnavailableError
from hubcli.hubspot import wire
from hubcli.hubspot.client import Portal


def shown_requests(job: Job, batch: Batch, upsert_key: str | None) -> list[tuple[str, bytes]]:
    """Endpoint and body of each; nothing leaves but reads.

    Raises UnavailableError where it can't be read which records are there.
    """
    if job.asked.doing == Doing.CREATE:
        return [("batch/create", wire.encode_create(batch.records))]
    records = [record for record in batch.records if record.key is not None]
    if upsert_key and records and not any(record.associations for record in records):
        return [("batch/upsert", wire.encode_upsert(records, upsert_key))]
    found = _found(job, records)
    if isinstance(found, Unreadable):
        raise UnavailableError(f"what is there already can't be looked up: {found.reason}")
    writes = writes_of(job)
    there = [
        (one, writes.overwrite(one, held)) for one in records if (held := found.get(one.key or ""))
    ]
    pairs = [(end.id, one._replace(properties=end.written)) for one, end in there if end.cells]
    new = [one for one in records if one.key not in found and job.asked.doing == Doing.UPSERT]
    shown = [("batch/update", wire.encode_update(pairs))] if pairs else []
    return [*shown, ("batch/create", wire.encode_create(new))] if new else shown


def _found(job: Job, records: list[Record]) -> Found:
    rehearsal = job.asked.rehearse
    tell = _nobody
    pace = pace_of(job.place, job.session, job.paths, job.known, rehearsal=rehearsal, tell=tell)
    portal = Portal(job.session, job.paths, job.known.object_type, pace, wait=job.place.clock.wait)
    keys = list(dict.fromkeys(record.key or "" for record in records))
    names = {name for record in records for name in record.properties}
    key = job.rows.key.property if job.rows.key else ""
    return portal.find(key, keys, sorted(names))


def _nobody(_: str) -> None:
    """Few requests leave, and nobody waits long."""
