"""The `results` of an answer: all at a stroke where they are plain, one by one where somebody looks."""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any, overload

import orjson

from hubcli.core.outcomes import Fault
from hubcli.core.replies import Columns, Result
from hubcli.hubspot.wire_errors import text


def results_of(results: Any) -> tuple[Sequence[Result], Columns | None] | None:  # noqa: ANN401
    """All results, by row and, where they are plain, by column.

    None where one of them can't be read: then none of the answer is trusted.
    """
    if not isinstance(results, (list, tuple)):
        return None
    if columns := _columns(results):
        return Results(results), columns
    made = list(map(_result, results))
    return None if None in made else (tuple(made), None)  # type: ignore[arg-type]


class Results(Sequence[Result]):
    """Plain results, which become objects only when somebody looks at one."""

    def __init__(self, items: Sequence[Any]) -> None:
        """Items of which every one can be read."""
        self._items = items
        self._made: Sequence[Result] | None = None

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Result: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Result]: ...
    def __getitem__(self, index: int | slice) -> Result | Sequence[Result]:
        if self._made is None:
            self._made = tuple(map(_result, self._items))  # type: ignore[arg-type]
        return self._made[index]


_PLAIN = frozenset({"id", "properties", "createdAt", "updatedAt", "archived"})
_ID, _PROPERTIES = itemgetter("id"), itemgetter("properties")
_TRACE, _URL = "objectWriteTraceId", "url"


def _columns(items: Sequence[Any]) -> Columns | None:
    """The columns of plain results; None where one of them wants a look of its own."""
    try:
        names = set().union(*items)
        ids, properties = list(map(_ID, items)), list(map(_PROPERTIES, items))
    except (KeyError, TypeError):
        return None
    if set(map(type, items)) != {dict} or not names - {_TRACE, _URL} <= _PLAIN:
        return None
    if set(map(type, ids)) != {str} or not all(ids) or set(map(type, properties)) != {dict}:
        return None
    urls = [item.get(_URL) or "" for item in items] if _URL in names else None
    if urls and set(map(type, urls)) != {str}:
        return None
    traces = [item.get(_TRACE) for item in items] if _TRACE in names else None
    return Columns(ids, properties, traces, urls)


_TEXTS = frozenset({str, type(None)})
_IDS = frozenset({str, int})


def _result(item: Any) -> Result | None:  # noqa: ANN401 - any JSON
    if not isinstance(item, dict):
        return None
    get = item.get
    record_id, properties = get("id"), get("properties") or {}
    if not isinstance(properties, dict) or not (record_id and type(record_id) in _IDS):
        return None
    if not _TEXTS.issuperset(map(type, properties.values())):
        # HubSpot's values are text (api.md 1.2); other servers may give scalars as they are.
        properties = {name: _scalar(value) for name, value in properties.items()}
    trace, created, url = get("objectWriteTraceId"), get("createdAt"), get("url")
    warnings = _warnings(item["warnings"]) if "warnings" in item else ()
    if type(trace) is not str:
        trace = None
    if type(created) is not str:
        created = None
    new = item["new"] if type(item.get("new")) is bool else None
    return Result(str(record_id), properties, trace, created, text(url) or "", warnings, new)


def _scalar(value: Any) -> str | None:  # noqa: ANN401 - any JSON
    match value:
        case str() | None:
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
    return orjson.dumps(value).decode()


def _warnings(warnings: Any) -> tuple[Fault, ...]:  # noqa: ANN401 - any JSON
    if not isinstance(warnings, list):
        return ()
    return tuple(_warning(item) for item in warnings if isinstance(item, dict))


def _warning(item: Mapping[str, Any]) -> Fault:
    context = item.get("context")
    context = context if isinstance(context, dict) else {}
    code = text(item.get("category"))
    message = text(item.get("message")) or f"{code}: {context.get('normalizedValue')}"
    return Fault(message, code, code, text(context.get("propertyName")))
