"""Whether somebody changed a record since a run made it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hubcli.core.outcomes import Fault
from hubcli.core.sameness import same
from hubcli.core.schema import ObjectSchema

LOOSE = 1 << 62
"""The row's number of a record of which HubSpot did not say for which row it was made."""


class Target(NamedTuple):
    """A record that a run made."""

    number: int
    """The ordinal of its row, or LOOSE."""
    id: str
    batch: int | None = None


class Sent(NamedTuple):
    """What a run sent for one row."""

    number: int
    line: int
    properties: Mapping[str, str]


class Past(NamedTuple):
    """A value that a property was given (the OpenAPI file's `ValueWithTimestamp`)."""

    at: datetime | None
    source: str
    """`sourceType`: `INTEGRATION`, `CRM_UI`, `CALCULATED` …"""
    source_id: str
    """`sourceId`: the app's id, `userId:42`, `enrollmentId:…`."""
    by_user: bool = False
    """Whether `updatedByUserId` names somebody."""


@dataclass(frozen=True, slots=True)
class Held:
    """A record as HubSpot holds it now."""

    id: str
    properties: Mapping[str, str | None]
    history: Mapping[str, Sequence[Past]] | None
    """By property, the latest first; None where the answer has none that can be read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at records says of them."""

    held: Mapping[str, Held]
    """By id."""
    absent: frozenset[str] = frozenset()
    """Ids that HubSpot says are not there."""


HUBSPOTS_OWN = frozenset({"CALCULATED", "ANALYTICS", "AI_GROUP"})
"""Sources of what HubSpot works out by itself, as recorded histories have them; any other is somebody's."""
_PEOPLE = frozenset({"CRM_UI", "CRM_UI_BULK_ACTION", "MOBILE_IOS", "MOBILE_ANDROID", "IMPORT"})
_WORKFLOWS = frozenset({"AUTOMATION_PLATFORM", "WORKFLOWS"})
_APPS = frozenset({"INTEGRATION", "API", "SALESFORCE", "INTEGRATIONS_SYNC"})
_WRITE = timedelta(seconds=2)
"""How far apart the times of one write's values may be."""

BY_PERSON = "CHANGED_BY_PERSON"
BY_WORKFLOW = "CHANGED_BY_WORKFLOW"
BY_APP = "CHANGED_BY_APP"
BY_OTHER = "CHANGED_BY_OTHER"
OTHER_VALUE = "CHANGED"
NO_HISTORY = "HISTORY_UNKNOWN"


def watched(schema: ObjectSchema) -> list[str]:
    """The properties whose history tells of changes: those that people and apps can set."""
    return sorted(name for name, prop in schema.properties.items() if not prop.read_only)


def change_of(held: Held, sent: Mapping[str, str] | None, schema: ObjectSchema) -> Fault | None:
    """How a record was changed since it was made, as a fault; None where it surely was not.

    By its history, and, where it is known what was `sent`, by its values too (design, section 6).
    """
    if not held.history or not any(held.history.values()):
        return Fault(
            "its history is not known, so nobody can say whether it was changed", NO_HISTORY
        )
    later = list(_later(held.history, sent or {}))
    if later:
        return _told(later)
    for name, value in (sent or {}).items():
        if not same(name, value, held.properties.get(name), schema):
            return Fault(
                f"{name} holds another value than the one sent", OTHER_VALUE, property=name
            )
    return None


def _later(
    history: Mapping[str, Sequence[Past]], sent: Mapping[str, str]
) -> Iterator[tuple[str, Past, bool]]:
    """Every value that is not of the write that made the record, with whether that write's app set it."""
    times = [past.at for values in history.values() for past in values if past.at is not None]
    made = min(times, default=None)
    maker = _maker(history, sent, made)
    for name in sorted(history, key=lambda name: (name not in sent, name)):
        for index, past in enumerate(history[name]):
            if past.source in HUBSPOTS_OWN and not _by_person(past):
                continue
            first, ours = index == len(history[name]) - 1, (past.source, past.source_id) == maker
            if (
                made is None
                or past.at is None
                or not _is_write(past.at, made, alone=first and ours)
            ):
                yield name, past, ours


def _is_write(at: datetime, made: datetime, *, alone: bool) -> bool:
    """Whether a value came with the record; `alone`: it is the maker's, and the property's first."""
    return at <= made or (alone and at <= made + _WRITE)


def _maker(
    history: Mapping[str, Sequence[Past]], sent: Mapping[str, str], made: datetime | None
) -> tuple[str, str] | None:
    """The source of the write that made the record: that of what was sent, else of the earliest."""
    firsts = [
        (name not in sent, values[-1].at, values[-1])
        for name, values in history.items()
        if values and values[-1].at is not None and values[-1].source not in HUBSPOTS_OWN
    ]
    if made is None or not firsts:
        return None
    _, _, first = min(firsts, key=lambda one: (one[0], one[1]))
    return (first.source, first.source_id)


def _told(later: Sequence[tuple[str, Past, bool]]) -> Fault:
    name, past, ours = later[0]
    code, who = _who(past, ours=ours)
    others = len({other for other, _, _ in later}) - 1
    more = f", and {others} more propert{'y' if others == 1 else 'ies'}" if others else ""
    return Fault(f"{name} was set by {who}{_when(past)}{more}", code, property=name)


def _when(past: Past) -> str:
    return f" at {past.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if past.at else ""


def setter_of(past: Past) -> tuple[str, str, str]:
    """Who gave a property this value after a run: the code, the words, and when."""
    code, who = _who(past, ours=False)
    return code, who, _when(past)


def _who(past: Past, *, ours: bool) -> tuple[str, str]:
    named = f"{past.source} {past.source_id}".strip() or "no source named"
    if _by_person(past):
        return BY_PERSON, f"a person ({named})"
    if past.source in _WORKFLOWS:
        return BY_WORKFLOW, f"a workflow ({named})"
    if ours:
        return BY_APP, f"the app that created it ({named}), later"
    if past.source in _APPS:
        return BY_APP, f"another app ({named})"
    return BY_OTHER, named


def _by_person(past: Past) -> bool:
    return past.by_user or past.source in _PEOPLE or past.source_id.startswith("userId:")
