"""The form in which a file holds its rows, for files that give rows back in the same form."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class DelimitedForm:
    """Rows were read from CSV or TSV."""

    header: tuple[str, ...]
    """All columns of the file, reserved ones included."""
    delimiter: str
    encoding: str
    """Python's name; one that writes a byte order mark only where the source has one."""


@dataclass(frozen=True, slots=True)
class JsonLinesForm:
    """Rows were read as records of JSON, JSON Lines or YAML."""


RowForm: TypeAlias = DelimitedForm | JsonLinesForm
