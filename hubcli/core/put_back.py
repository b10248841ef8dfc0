"""What of a record's values is put back to what a run found, and what somebody changed since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from hubcli.core.outcomes import Fault
from hubcli.core.overwrites import Overwrite
from hubcli.core.sameness import same
from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import LOOSE, OTHER_VALUE, Held, setter_of

NOT_KEPT = "OLD_VALUES_UNKNOWN"


class Cell(NamedTuple):
    """One property: what it held before the run's first write, and every value that the run wrote."""

    before: str | None
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that a run changed."""

    number: int
    """The ordinal of its first row."""
    id: str
    batch: int | None = None
    cells: Mapping[str, Cell] | None = None
    """By property; None where it is not known what it held."""


def changed_of(overwrites: Iterable[tuple[int, Overwrite]]) -> Iterator[Changed]:
    """The records that rows wrote to; all of one record must come one after the other, as they wrote."""
    for id_, rows in groupby(overwrites, key=lambda row: row[1].id):
        number, cells = LOOSE, dict[str, Cell]()
        for one, overwrite in rows:
            number = min(number, one)
            for name, cell in overwrite.cells.items():
                first = cells.get(name) or Cell(cell.before, ())
                cells[name] = Cell(first.before, (*first.written, cell.written))
        yield Changed(number, id_, None, cells)


@dataclass(slots=True)
class PutBack:
    """What is to be done with one record."""

    values: dict[str, str] = field(default_factory=dict)
    """What is written; empty texts clear."""
    changed: dict[str, str] = field(default_factory=dict)
    """Properties that hold what neither the run wrote nor found, and who set them."""
    fault: Fault | None = None
    """What speaks against putting it all back."""


def put_back(
    held: Held, cells: Mapping[str, Cell], schema: ObjectSchema, *, even_changed: bool = False
) -> PutBack:
    """By the values that the record holds now.

    A property that still holds what the run wrote, HubSpot's known normalisation excepted, gets
    what it held before; one that holds that already needs nothing. Any other was changed since: it
    is left and named, unless it is taken `even_changed`.
    """
    done = PutBack()
    codes: list[str] = []
    for name, cell in sorted(cells.items()):
        now, before = held.properties.get(name), cell.before or ""
        if same(name, before, now, schema):
            continue
        is_ours = any(same(name, one, now, schema) for one in cell.written)
        if is_ours or even_changed:
            done.values[name] = before
        if not is_ours:
            code, who = _who(held, name)
            codes.append(code)
            done.changed[name] = who
    if codes:
        said = "; ".join(f"{name} {who}" for name, who in done.changed.items())
        done.fault = Fault(said, codes[0], property=next(iter(done.changed)))
    return done


def _who(held: Held, name: str) -> tuple[str, str]:
    past: Sequence[object] = (held.history or {}).get(name, ())
    if not past:
        return OTHER_VALUE, "holds another value than the one written"
    code, who, when = setter_of((held.history or {})[name][0])
    return code, f"was set by {who}{when}"
