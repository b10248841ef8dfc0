"""Records to JSON and HubSpot's JSON to replies: pure, and lenient where HubSpot's answers vary."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from hubcli.core.outcomes import Fault
from hubcli.core.records import Association, Record
from hubcli.core.replies import BatchBody, ErrorItem, Problem, Result
from hubcli.hubspot.wire_errors import faults_of_item, scopes_of, text, words


def encode_create(records: Sequence[Record]) -> bytes:
    """The body of batch/create (api.md 1.1), with a trace id on every input."""
    return orjson.dumps({"inputs": list(map(input_of, records))})


def input_of(record: Record) -> dict[str, Any]:
    """One element of `inputs`; `associations` is always there, as the OpenAPI file requires it."""
    return {
        "properties": record.properties,
        "associations": list(map(_association, record.associations)),
        "objectWriteTraceId": record.trace_id,
    }


def _association(link: Association) -> dict[str, Any]:
    types = [
        {"associationCategory": kind.category, "associationTypeId": kind.type_id}
        for kind in link.types
    ]
    return {"to": {"id": link.to_id}, "types": types}


def encode_read(key: str, values: Sequence[str], properties: Iterable[str]) -> bytes:
    """The body of batch/read by a unique property (api.md 7.3)."""
    inputs = [{"id": value} for value in values]
    wanted = list(dict.fromkeys((key, *properties)))
    # The OpenAPI file requires propertiesWithHistory too.
    body = {"properties": wanted, "propertiesWithHistory": (), "idProperty": key, "inputs": inputs}
    return orjson.dumps(body)


def decode(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The JSON of an answer, or None where it is none."""
    try:
        return orjson.loads(content)
    except orjson.JSONDecodeError:
        return None


def batch_body(data: Any, correlation_id: str | None = None) -> BatchBody | None:  # noqa: ANN401
    """A batch answer; None where it can't be read as one, to the last result."""
    if not isinstance(data, dict):
        return None
    results, errors = data.get("results"), data.get("errors")
    if results is None and (errors is None or "numErrors" not in data):
        return None
    made = _results(() if results is None else results)
    if made is None or not isinstance(errors or (), (list, tuple)):
        return None
    num_errors = data.get("numErrors")
    links = data.get("links")
    return BatchBody(
        results=made,
        errors=tuple(_error(item, correlation_id) for item in errors or ()),
        status=text(data.get("status")),
        num_errors=num_errors if isinstance(num_errors, int) else None,
        started_at=text(data.get("startedAt")),
        completed_at=text(data.get("completedAt")),
        links={str(k): str(v) for k, v in links.items()} if isinstance(links, dict) else {},
    )


def _results(results: Any) -> tuple[Result, ...] | None:  # noqa: ANN401 - any JSON
    """All results, or None where one of them can't be read: then none of the answer is trusted."""
    if not isinstance(results, (list, tuple)):
        return None
    made = list(map(_result, results))
    return None if None in made else tuple(made)  # type: ignore[arg-type]


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
    return Result(str(record_id), properties, trace, created, text(url) or "", warnings)


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


def _error(item: Any, correlation_id: str | None) -> ErrorItem:  # noqa: ANN401 - any JSON
    if not isinstance(item, dict):
        return ErrorItem((), (Fault(str(item), correlation_id=correlation_id),))
    context = item.get("context")
    traces = words(context.get("objectWriteTraceId")) if isinstance(context, dict) else ()
    return ErrorItem(traces, faults_of_item(item, correlation_id))


def problem(content: bytes, correlation_id: str | None) -> Problem:
    """The body of an answer that refuses the request; HTML and nothing at all included."""
    data = decode(content)
    if not isinstance(data, dict):
        return Problem("", faults=(Fault("no reason given"),), is_json=False)
    faults = faults_of_item(data, correlation_id)
    context = data.get("context")
    policy = data.get("policyName") or data.get("errorType")
    if policy == "RATE_LIMIT":
        policy = None
    return Problem(
        message=text(data.get("message")) or "",
        category=text(data.get("category")),
        policy=text(policy),
        scopes=scopes_of(data),
        faults=faults,
        traces=words(context.get("objectWriteTraceId")) if isinstance(context, dict) else (),
    )
