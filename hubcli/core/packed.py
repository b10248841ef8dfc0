"""A batch's records by column: all that a delivery needs where nothing goes wrong."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, overload

from hubcli.core.records import Record


class Columns(NamedTuple):
    """Of each record, in their order; plain lists, which cross from one process to another quickly."""

    numbers: list[int]
    """The ordinals of the rows."""
    keys: list[str | None]
    traces: list[str]
    lines: tuple[int, int]
    """On which the first and the last begin."""


def columns_of(records: Sequence[Record]) -> Columns:
    """The columns of records, which must not be none."""
    if isinstance(records, Packed):
        return records.columns
    rows = [record.row for record in records]
    return Columns(
        [row.number for row in rows],
        [record.key for record in records],
        [record.trace_id for record in records],
        (rows[0].line, rows[-1].line),
    )


def numbers_of(records: Sequence[Record]) -> list[int]:
    """The ordinals of the rows."""
    if isinstance(records, Packed):
        return records.columns.numbers
    return [record.row.number for record in records]


class Packed(Sequence[Record]):
    """Records that were made, and written as a request's body, elsewhere.

    They become objects again only when somebody looks at one.
    """

    def __init__(
        self, columns: Columns, body: bytes, unpack: Callable[[], Sequence[Record]]
    ) -> None:
        """`unpack` gives the very same records."""
        self.columns = columns
        self.body = body
        self._unpack = unpack
        self._records: Sequence[Record] | None = None

    def __len__(self) -> int:
        """How many there are."""
        return len(self.columns.numbers)

    @overload
    def __getitem__(self, index: int) -> Record: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Record]: ...
    def __getitem__(self, index: int | slice) -> Record | Sequence[Record]:
        """A record, or several."""
        if self._records is None:
            self._records = self._unpack()
        return self._records[index]
