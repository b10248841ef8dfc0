"""Which properties a column may be for when its header tells nothing: by what its cells hold."""

import re
from collections.abc import Iterable, Iterator, Sequence

from hubcli.core.choices import folded
from hubcli.core.matching_cells import Sample
from hubcli.core.schema import ObjectSchema

_MOST = 0.8
"""Share of the distinct cells that must look so."""
_LEAST_OPTIONS = 2
_LOOKED_AT = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
_PHONE = re.compile(r"(?:\+|00)[\d ()./-]{7,20}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b.*|\d{4}-\d{2}-\d{2}.*")
_MOST_DAYS = 3
"""Properties beyond which a column of days tells nothing."""
_LOOKS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_EMAIL, ("email", "work_email")),
    (_PHONE, ("phone", "mobilephone")),
    (_ADDRESS, ("website", "domain")),
)


def properties_by_cells(sample: Sample, schema: ObjectSchema) -> Iterator[str]:
    """The properties that can be written and whose values the cells look like."""
    cells = [cell.strip() for cell in list(sample.cells)[:_LOOKED_AT]]
    if cells:
        yield from _by_looks(cells, schema)
        yield from _by_days(cells, schema)
        yield from _by_choices(cells, schema)


def _by_looks(cells: Sequence[str], schema: ObjectSchema) -> Iterator[str]:
    for look, names in _LOOKS:
        if _share(cells, look) >= _MOST:
            yield from (name for name in names if name in schema.properties)


def _by_days(cells: Sequence[str], schema: ObjectSchema) -> Iterable[str]:
    kinds = {"date", "datetime"}
    days = [p.name for p in schema.properties.values() if p.type in kinds and not p.read_only]
    return days if _share(cells, _DAY) >= _MOST and len(days) <= _MOST_DAYS else ()


def _by_choices(cells: Sequence[str], schema: ObjectSchema) -> Iterator[str]:
    words = {folded(cell) for cell in cells}
    for prop in schema.properties.values():
        if prop.type == "enumeration" and not prop.read_only and len(words) >= _LEAST_OPTIONS:
            choices = {folded(text) for one in prop.options for text in (one.value, one.label)}
            if len(words & choices) >= _MOST * len(words):
                yield prop.name


def _share(cells: Sequence[str], look: re.Pattern[str]) -> float:
    return sum(bool(look.fullmatch(cell)) for cell in cells) / len(cells)
