"""Rows, batches and inputs of a run, in short."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hubcli.core.records import Batch, Record
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value

COLUMNS = ("email", "name")


def row(number: int, *cells: Value, columns: Sequence[str] = COLUMNS) -> SourceRow:
    return SourceRow(number, number + 1, tuple(columns), cells or (f"p{number}@x.co", f"N{number}"))


def record(number: int) -> Record:
    return Record(f"t-{number}", {"email": f"p{number}@x.co"}, (), f"p{number}@x.co", row(number))


def batch(number: int, first: int, last: int, file: str = "a.csv") -> Batch:
    return Batch(number, file, [record(n) for n in range(first, last + 1)])


@dataclass(frozen=True)
class Held:
    """A source that holds its rows in memory."""

    held: tuple[ReadRow, ...]
    name: str = "a.csv"

    def columns(self) -> Mapping[str, int]:
        return dict.fromkeys(COLUMNS, 1)

    def rows(self, first: int = 1) -> Iterator[ReadRow]:
        for number, one in enumerate(self.held, first):
            yield (
                one._replace(number=number)
                if isinstance(one, SourceRow)
                else _numbered(one, number)
            )

    def blocks(self, first: int = 1) -> Iterator[list[ReadRow]]:
        yield list(self.rows(first))

    def cells(self, column: str) -> Iterator[Value]:
        return (one.values.get(column) if isinstance(one, SourceRow) else None for one in self.held)

    def fingerprint(self) -> str:
        return "0" * 64


def _numbered(broken: BrokenRow, number: int) -> BrokenRow:
    return BrokenRow(number, broken.line, broken.code, broken.message, broken.raw)
