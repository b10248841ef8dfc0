"""What would mend a number or a truth value that can't be read."""

import re
from decimal import Decimal
from itertools import product

from hubcli.core.changes import Advice, Proposal
from hubcli.core.mapping import Cast, Kind
from hubcli.core.refused_cell import RefusedCell

_SIGNS = tuple(
    (decimal, thousands)
    for decimal, thousands in product(
        ".,", (None, ",", ".", " ", "'", "\u2019", "\u00a0", "\u202f")
    )
    if decimal != thousands
)
"""Decimal and thousands signs as people write them."""
_EXPONENT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE]([+-]?\d{1,9})", re.ASCII)
_MOST_PLACES = 100
_AROUND = re.compile(r"^([^\d+\-.,]*)([+-]?[\d.,'\u2019\s]*\d)([^\d]*)$")


def mend_number(cell: RefusedCell) -> Proposal:
    """For `number` properties (api.md 4.3: digits, at most one decimal point)."""
    if cell.code == "INVALID_NUMBER_SIZE":
        return Advice("no number property holds so much: correct the cell")
    if said := cell.with_kind(Kind.NUMBER) or _written_out(cell):
        return said
    readings: dict[str, Cast] = {}
    for decimal, thousands in _SIGNS:
        cast = Cast(Kind.NUMBER, decimal=decimal, thousands=thousands)
        if number := cell.read(cast):
            readings.setdefault(number, cast)
    match list(readings.items()):
        case [(number, cast)]:
            return cell.with_cast(cast) or _as_others(cell, number) or _decorated(cell)
        case []:
            return _decorated(cell)
    lines = " or ".join(cell.line(cast) for cast in readings.values())
    return Advice(f"it can be {' or '.join(readings)}; say which: {lines}")


def _as_others(cell: RefusedCell, number: str) -> Proposal | None:
    """The cell with the decimal sign that the mapping says of the column."""
    cast = cell.rule.cast
    return cell.with_value(number.replace(".", cast.decimal), number) if cast else None


def _written_out(cell: RefusedCell) -> Proposal | None:
    """The digits of a number with an exponent, where it is not that there are hundreds of them."""
    found = _EXPONENT.fullmatch(cell.text.strip())
    if found is None:
        return None
    if abs(int(found[1])) > _MOST_PLACES:
        return Advice("write the number out, if it can be: no number property holds so many digits")
    return cell.with_value(f"{Decimal(cell.text.strip()):f}")


def _decorated(cell: RefusedCell) -> Advice:
    """A number with a sign of its own, which no reading takes away."""
    found = _AROUND.fullmatch(cell.text.strip())
    sign = (found[1].strip() or found[3].strip()) if found else ""
    if not sign:
        cast = cell.rule.cast
        is_other = cast is not None and cast.decimal != "."
        point = f'point (in this column "{cast.decimal}")' if cast and is_other else "point"
        return Advice(f"a number property takes digits and one decimal {point}: correct the cell")
    if sign == "%":
        return Advice("take the % out; HubSpot shows 0.25 as 25% where a property is a percentage")
    return Advice(f'take "{sign}" out: a number property takes digits only')


def mend_truth(cell: RefusedCell) -> Proposal:
    """For `bool` properties (api.md 4.3: `true` or `false`)."""
    if said := cell.with_kind(Kind.BOOLEAN):
        return said
    line = cell.line_of_values("true")
    return Advice(f"say what it means: {line}, or false")
