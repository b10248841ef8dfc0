"""JSON and YAML records laid flat: paths as columns, and HubSpot's own form of a record."""

from collections.abc import Mapping
from typing import Any

from hubcli.core.casts import BadCell
from hubcli.core.mapping import AssociationType
from hubcli.core.records import Association
from hubcli.core.rows import RESERVED_COLUMNS, SourceRow, Value

HUBSPOT_FORM = frozenset({"properties", "associations", "objectWriteTraceId", "id"})
"""The keys of an input of batch/create (api.md 1.1), and the id that an answer has."""


def unfold(
    row: SourceRow, paths: frozenset[str], *, strict: bool = True
) -> tuple[SourceRow, tuple[Association, ...]]:
    """Lay a record flat whose cells hold objects.

    Raises BadCell for associations that are none, where a path leads through what is no object, and
    if `strict` for a part of such an object that no path names. `paths` are the columns of the
    mapping that name a part of a cell (`address.city`).
    """
    values = row.values
    inner = values.get("properties")
    if isinstance(inner, dict) and not HUBSPOT_FORM.issuperset(_plain(values)):
        inner = None
    links = _associations(values.get("associations")) if isinstance(inner, dict) else ()
    flat = dict(values)
    if isinstance(inner, dict):
        # What hubcli itself wrote beside the record still counts: `_outcome` may say that it is in doubt.
        flat = inner | {name: flat[name] for name in RESERVED_COLUMNS if name in flat}
    for path in paths:
        head = path.split(".", 1)[0]
        if path not in flat and flat.get(head) is not None:
            flat[path] = _at(flat[head], path)
    for head in {path.split(".", 1)[0] for path in paths}:
        whole = flat.get(head)
        if isinstance(whole, dict):
            if strict:
                _refuse_unnamed(whole, head, paths)
            del flat[head]
    return row._replace(columns=tuple(flat), cells=tuple(flat.values())), links


def _plain(values: Mapping[str, Value]) -> list[str]:
    return [column for column in values if column not in RESERVED_COLUMNS]


def _refuse_unnamed(value: Mapping[str, Any], path: str, paths: frozenset[str]) -> None:
    """Every part must be named by a path, or lie within what one names, or be nothing."""
    for name, part in value.items():
        here = f"{path}.{name}"
        if part is None or here in paths:
            continue
        if isinstance(part, dict) and any(one.startswith(f"{here}.") for one in paths):
            _refuse_unnamed(part, here, paths)
        else:
            raise BadCell("NESTED_VALUE", f"no line of the mapping names {here}")


def _at(value: Any, path: str) -> Any:  # noqa: ANN401 - whatever the record nests
    for name in path.split(".")[1:]:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise BadCell("NESTED_VALUE", f"{path} leads nowhere: {value} is no object")
        value = value.get(name)
    return value


def _associations(value: Value) -> tuple[Association, ...]:
    if value is None:
        return ()
    try:
        return tuple(_association(item) for item in value)  # type: ignore[union-attr]
    except (TypeError, KeyError, ValueError, AttributeError):
        message = 'associations must be [{"to": {"id": …}, "types": [{"associationCategory": …, "associationTypeId": …}]}]'
        raise BadCell("INVALID_ASSOCIATION_IDENTIFIER", message) from None


def _association(item: Any) -> Association:  # noqa: ANN401 - whatever the record nests
    types = tuple(
        AssociationType(str(kind["associationCategory"]), int(kind["associationTypeId"]))
        for kind in item["types"]
    )
    number = str(item["to"]["id"])
    if not (number.isascii() and number.isdigit()):
        raise ValueError(number)
    return Association(number, types)
