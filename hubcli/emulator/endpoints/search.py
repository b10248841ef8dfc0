"""Search (api.md, section 7.4)."""

from typing import Final

from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_int, as_list, as_object, as_text, as_texts
from hubcli.emulator.calls import Call
from hubcli.emulator.clock import milliseconds
from hubcli.emulator.filters import Condition, field_of, joined, read_groups
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.reading import RECORD_ID
from hubcli.emulator.results import shown

_PAGE: Final = 10
_LARGEST_PAGE: Final = 200
_DEEPEST: Final = 10_000
_LONGEST_QUERY: Final = 3_000


def search(call: Call) -> Answer:
    """Give the records that match; new ones only once the index has caught up."""
    body, kind, world = call.json(), call.kind, call.world
    limit, after = _window(body)
    condition = joined(
        " AND ", [read_groups(body.get("filterGroups"), kind, world.portal), *_more(call, body)]
    )
    order = _order(call, body)
    total = world.records.count(kind.type_id, condition.sql, condition.values)
    tail = f"ORDER BY {order.sql} LIMIT ? OFFSET ?"
    values = (*condition.values, *order.values, limit, after)
    asked = as_texts(body.get("properties"))
    names = dict.fromkeys(
        [*asked, *((kind.created, kind.modified, RECORD_ID) if asked else kind.shown)]
    )
    found = world.records.matching(kind.type_id, condition.sql, values, tail)
    answer: Json = {
        "total": total,
        "results": [shown(record, kind, world, names) for record in found],
    }
    if after + limit < total:
        answer["paging"] = {"next": {"after": str(after + limit)}}
    return Answer(200, answer)


def _window(body: Json) -> tuple[int, int]:
    limit, after = as_int(body.get("limit"), _PAGE), as_int(body.get("after") or None, 0)
    if not 0 <= limit <= _LARGEST_PAGE:
        raise RefusedError(Problem(400, f"The limit must be between 0 and {_LARGEST_PAGE}"))
    if after < 0 or after + limit > _DEEPEST:
        raise RefusedError(Problem(400, f"No more than {_DEEPEST} results can be paged through"))
    return limit or _PAGE, after


def _more(call: Call, body: Json) -> list[Condition]:
    conditions: list[Condition] = []
    query = as_text(body.get("query"))
    if len(query) > _LONGEST_QUERY:
        raise RefusedError(Problem(400, f"The query is longer than {_LONGEST_QUERY} characters"))
    if query:
        conditions.append(Condition("holds_words(properties, ?)", (query,)))
    lag = call.world.switches.search_lag
    if lag:
        conditions.append(
            Condition("created <= ?", (milliseconds(call.world.clock) - int(lag * 1000),))
        )
    return conditions


def _order(call: Call, body: Json) -> Condition:
    """Read the one sort that is allowed, as an object or as a name."""
    sorts = as_list(body.get("sorts"))
    if len(sorts) > 1:
        raise RefusedError(Problem(400, "Only one sort is allowed"))
    if not sorts:
        return Condition("id")
    if isinstance(sorts[0], str):
        name, descending = sorts[0].removeprefix("-"), sorts[0].startswith("-")
    else:
        sort = as_object(sorts[0], "propertyName")
        name, descending = (
            as_text(sort["propertyName"]),
            as_text(sort.get("direction")).upper().startswith("DESC"),
        )
    field = field_of(name, call.world.portal.definitions(call.kind))
    return field.condition("{}" + (" DESC" if descending else "") + ", id")
