"""Files that exist in memory only."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value

Row = Sequence[Value] | str
"""The cells of a row, or what makes it a broken one."""


class FakeSource:
    """Rows with cells by column; a text stands for a broken row. `passes` counts the readings."""

    def __init__(self, columns: Sequence[str], *rows: Row, name: str = "data.csv") -> None:
        self.name = name
        self.passes = 0
        self._columns = tuple(columns)
        self._rows = rows

    def columns(self) -> Mapping[str, int]:
        return dict.fromkeys(self._columns, 1)

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        self.passes += 1
        for number, row in enumerate(self._rows, first):
            line = number - first + 2
            if isinstance(row, str):
                yield BrokenRow(number, line, "RAGGED_ROW", row, row)
            else:
                yield SourceRow(number, line, self._columns, tuple(row))

    def blocks(self, first: int = 1) -> Iterator[list[ReadRow]]:
        rows = self.rows(first)
        while block := list(islice(rows, 3)):
            yield block

    def cells(self, column: str) -> Iterator[Value]:
        self.passes += 1
        at = self._columns.index(column) if column in self._columns else None
        for row in self._rows:
            yield None if at is None or isinstance(row, str) else row[at]

    def fingerprint(self) -> str:
        return "f" * 64


class NestedSource(FakeSource):
    """Records in HubSpot's own form: the columns are those of `properties`."""

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        for row in super().rows(first):
            if isinstance(row, SourceRow):
                nested = dict(zip(row.columns, row.cells, strict=True))
                yield row._replace(columns=("properties",), cells=(nested,))
