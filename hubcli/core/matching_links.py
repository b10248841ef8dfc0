"""Columns that may hold the ids of records of another object."""

import re

from hubcli.core.matching_cells import Sample
from hubcli.core.objects import OBJECT_TYPES, canonical

_BESIDE = frozenset({"id", "ids", "record", "associated", "primary", "hubspot", "crm"})
_NAMES = frozenset(kind.name for kind in OBJECT_TYPES)


def linked_object(sample: Sample) -> str | None:
    """The object whose ids the cells may be: the header names it, and all cells are numbers."""
    words = [word.lower() for word in re.split(r"[\W_]+", sample.column) if word]
    if "id" not in words and "ids" not in words:
        return None
    name = canonical("_".join(word for word in words if word not in _BESIDE))
    are_numbers = sample.cells and all(re.fullmatch(r"\s*\d+\s*", cell) for cell in sample.cells)
    return name if name in _NAMES and are_numbers else None
