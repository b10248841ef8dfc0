"""Rows in doubt are looked up, never guessed at: found and ours, there before, or surely absent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hubcli.core.existing import OnExisting
from hubcli.core.outcomes import ALREADY_EXISTS, Created, Fault, InDoubt, Outcome, Refused
from hubcli.core.records import Record
from hubcli.core.replies import Result, Unreadable
from hubcli.core.sameness import holds
from hubcli.pipeline.seeking import made_at
from hubcli.pipeline.terms import Terms, Tools


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows of one batch of which HubSpot may hold some."""

    rows: tuple[int, ...]
    """Their indexes in the batch."""
    reason: str
    since: float
    """When we gave up waiting for the answer, on our clock."""
    claimed: bool = False
    """HubSpot says that the records are there: what it does not show then is not sent again."""


@dataclass(slots=True)
class Settlement:
    """What a look-up says of rows in doubt."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    absent: list[int] = field(default_factory=list)
    """HubSpot does not hold them now; it may still be writing."""
    unreadable: Unreadable | None = None
    answered: bool = False
    """Whether HubSpot was asked, and answered."""


def settle(
    doubt: Doubt,
    records: Sequence[Record],
    first_sent: Mapping[int, datetime],
    terms: Terms,
    tools: Tools,
) -> Settlement:
    """Look up the rows of a doubt by their key, once; rows without a key are searched for, if at all."""
    done = Settlement()
    keyed: dict[str, int] = {}
    for index in doubt.rows:
        key = records[index].key
        if terms.key is None or key is None:
            done.outcomes[index] = _keyless(
                doubt, records[index], first_sent.get(index), terms, tools
            )
        elif key in keyed:
            done.outcomes[index] = in_doubt(doubt.reason, "another row of its batch has its key")
        else:
            keyed[key] = index
    if not keyed or terms.key is None:
        return done
    properties = {name for index in keyed.values() for name in records[index].properties}
    found = tools.hubspot.find(terms.key.property, list(keyed), sorted(properties))
    if isinstance(found, Unreadable):
        done.unreadable = found
        return done
    done.answered = True
    for key, index in keyed.items():
        if key in found:
            sent = first_sent.get(index)
            done.outcomes[index] = _found(found[key], records[index], sent, terms, doubt)
        else:
            done.absent.append(index)
    return done


def _keyless(
    doubt: Doubt, record: Record, sent: datetime | None, terms: Terms, tools: Tools
) -> Outcome:
    if terms.seeking is None or sent is None:
        return in_doubt(doubt.reason, "it has no unique property to look it up by")
    found = terms.seeking.look(record, sent, terms.schema, at=tools.hubspot, journal=tools.journal)
    if isinstance(found, Created):
        return found
    return in_doubt(doubt.reason, f"it has no unique property, and {found}")


def _found(
    result: Result, record: Record, sent: datetime | None, terms: Terms, doubt: Doubt
) -> Outcome:
    """Ours, somebody's before us, or neither for certain (design, section 6)."""
    made = made_at(result)
    if terms.key and terms.key.fill and not _is_of_before(made, sent, terms):
        return Created(result.id, result.url)
    if made is None or sent is None:
        return in_doubt(doubt.reason, f"record {result.id} has its key and no time of creation")
    if made < sent.replace(microsecond=0):
        message = f"a record with this key was there before. Existing ID: {result.id}"
        name = terms.key.property if terms.key else None
        fault = Fault(message, ALREADY_EXISTS, "CONFLICT", name, existing_id=result.id)
        return Refused((fault,))
    if holds(record.properties, result.properties, terms.schema):
        return Created(result.id, result.url)
    return in_doubt(doubt.reason, f"record {result.id} has its key and other values")


def _is_of_before(made: datetime | None, sent: datetime | None, terms: Terms) -> bool:
    """Whether a record with the row's import key is of an earlier run, where that makes a difference."""
    if terms.on_existing is OnExisting.REFUSE or made is None or sent is None:
        return False
    return made < sent.replace(microsecond=0)


def in_doubt(reason: str, why: str) -> InDoubt:
    """The outcome of a row that HubSpot may hold, and why nobody can say."""
    return InDoubt((Fault(f"{reason}; {why}", "IN_DOUBT"),))
