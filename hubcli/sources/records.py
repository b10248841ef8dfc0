"""JSON, JSON Lines and YAML files as sources of rows: what their records have in common."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from hubcli.core.forms import JsonLinesForm
from hubcli.core.rows import RESERVED_COLUMNS, BrokenRow, ReadRow, SourceRow, Value
from hubcli.core.unfold import HUBSPOT_FORM
from hubcli.sources.input_file import InputFile

_BLOCK = 100


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that is refused, with its text on one line."""

    code: str
    message: str
    raw: str


Parsed: TypeAlias = tuple[int, dict[str, Any] | BadRecord]
"""The line on which a record begins, and what it holds."""


class RecordSource:
    """One file of records; `parse` starts a pass over it."""

    def __init__(self, file: InputFile, parse: Callable[[], Iterator[Parsed]]) -> None:
        """Nothing is read before the first pass."""
        self._file = file
        self._parse = parse
        self._columns: dict[str, int] | None = None

    @property
    def name(self) -> str:
        """The file as the user typed it."""
        return self._file.name

    @property
    def form(self) -> JsonLinesForm:
        """The form in which rejects of this file are written."""
        return JsonLinesForm()

    def columns(self) -> Mapping[str, int]:
        """The keys of all records but the reserved ones, with the line of the first record that has it.

        Of records in HubSpot's own form, the keys of `properties`. The first call is a whole pass and
        raises what `rows` raises.
        """
        if self._columns is None:
            found: dict[str, int] = {}
            for line, values in self._parse():
                if isinstance(values, dict):
                    _note_columns(found, values, line)
            self._columns = found
        return self._columns

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        """One pass over all records, numbered from `first`.

        Raises SourceError where the file can't be read as what it is, and UnavailableError where it
        is not what it was.
        """
        for number, (line, values) in enumerate(self._parse(), first):
            if isinstance(values, dict):
                yield SourceRow(number, line, tuple(values), tuple(values.values()))
            else:
                yield BrokenRow(number, line, values.code, values.message, values.raw)

    def blocks(self, first: int = 1) -> Iterator[list[ReadRow]]:
        """The same, a hundred records at a time."""
        rows = self.rows(first)
        while block := list(islice(rows, _BLOCK)):
            yield block

    def cells(self, column: str) -> Iterator[Value]:
        """One light pass: of every record the value of this column, or None.

        A column may be a path (`address.city`) or a property of a record in HubSpot's own form. None
        for every broken record, because it is not sent whatever it holds.
        """
        return (
            _value(values, column) if isinstance(values, dict) else None
            for _, values in self._parse()
        )

    def fingerprint(self) -> str:
        """The SHA-256 of the file's bytes, in hex; free after a whole pass."""
        return self._file.fingerprint()


def _note_columns(found: dict[str, int], values: dict[str, Any], line: int) -> None:
    keys = _inner(values).keys()
    if not keys <= found.keys():
        found |= {key: line for key in keys if key not in found and key not in RESERVED_COLUMNS}


def _inner(values: dict[str, Any]) -> dict[str, Any]:
    inner = values.get("properties")
    if isinstance(inner, dict) and HUBSPOT_FORM.issuperset(
        key for key in values if key not in RESERVED_COLUMNS
    ):
        return inner
    return values


def _value(values: dict[str, Any], column: str) -> Value:
    inner = _inner(values)
    if column in inner or "." not in column:
        value: Value = inner.get(column)
        return value
    found: Any = inner
    for name in column.split("."):
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    return found  # type: ignore[no-any-return]
