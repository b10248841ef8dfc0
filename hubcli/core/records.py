"""A source row after mapping: what goes to HubSpot, or why it does not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from hubcli.core.mapping import AssociationType
from hubcli.core.outcomes import Fault
from hubcli.core.rows import SourceRow


@dataclass(frozen=True, slots=True)
class Association:
    """A link from the record being made to one that exists (api.md 5.1)."""

    to_id: str
    types: tuple[AssociationType, ...]


class Record(NamedTuple):
    """One row as it is sent; a tuple, as there is one for every row of a million."""

    trace_id: str
    """The `objectWriteTraceId`: unique in the run, the same on every try."""
    properties: dict[str, str]
    associations: tuple[Association, ...]
    key: str | None
    """The value of the key property in the form in which it is compared; None where it has none."""
    row: SourceRow


class RefusedRow(NamedTuple):
    """A row that hubcli itself refuses."""

    number: int
    line: int
    faults: tuple[Fault, ...]


class Follower(NamedTuple):
    """A row that is not sent because another with its key is; it shares that row's fate."""

    number: int
    line: int
    leader: int
    """The ordinal of the row that is sent."""


MappedRow: TypeAlias = Record | RefusedRow


@dataclass(frozen=True, slots=True)
class Batch:
    """Up to 100 records of one file, in the file's order."""

    number: int
    """From 1, over the whole run."""
    file: str
    records: Sequence[Record]


def comparable_key(property_name: str, value: str) -> str:
    """A key as HubSpot compares it: e-mails trimmed and in lower case, others to the letter.

    api.md 4.4 (e-mail); of other unique properties nothing is established (api.md 13, 10).
    """
    return value.strip().lower() if property_name == "email" else value


def comparable_keys(property_name: str, values: Iterable[str]) -> list[str | None]:
    """The same for many; None for an empty one."""
    if property_name == "email":
        return [value.strip().lower() or None for value in values]
    return [value or None for value in values]
