"""Files of a test, and their rows in short."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow
from hubcli.sources.open import Source, open_source

OPTIONS = SourceOptions()


@dataclass(frozen=True)
class Folder:
    path: Path

    def put(self, name: str, content: str | bytes) -> str:
        path = self.path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def open(self, name: str, content: str | bytes, options: SourceOptions = OPTIONS) -> Source:
        return open_source(self.put(name, content), options, name=name)

    def rows(
        self, name: str, content: str | bytes, options: SourceOptions = OPTIONS
    ) -> list[ReadRow]:
        return list(self.open(name, content, options).rows())


def good(rows: Iterable[ReadRow]) -> list[tuple[int, dict[str, Any]]]:
    """Line and values of rows that must all be good."""
    found = []
    for row in rows:
        assert isinstance(row, SourceRow), row
        found.append((row.line, dict(row.values)))
    return found


def broken(rows: Iterable[ReadRow]) -> list[tuple[int, int, str]]:
    """Number, line and code of the broken rows."""
    return [(row.number, row.line, row.code) for row in rows if isinstance(row, BrokenRow)]


def the_broken(rows: Iterable[ReadRow]) -> BrokenRow:
    """The one broken row among others."""
    (found,) = [row for row in rows if isinstance(row, BrokenRow)]
    return found


def lines_of(text: str) -> int:
    r"""How many lines end in a text, counted one character at a time."""
    lines = 0
    for index, char in enumerate(text):
        if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
            lines += 1
    return lines
