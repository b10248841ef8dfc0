"""Records to JSON and HubSpot's JSON to replies: pure, and lenient where HubSpot's answers vary."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from hubcli.core.outcomes import Fault
from hubcli.core.packed import Packed
from hubcli.core.records import Association, Record
from hubcli.core.replies import BatchBody, ErrorItem, Problem
from hubcli.hubspot.wire_errors import faults_of_item, scopes_of, text, words
from hubcli.hubspot.wire_results import results_of


def encode_create(records: Sequence[Record]) -> bytes:
    """The body of batch/create (api.md 1.1), with a trace id on every input."""
    if isinstance(records, Packed):
        return records.body
    return orjson.dumps({"inputs": list(map(input_of, records))})


def input_of(record: Record) -> dict[str, Any]:
    """One element of `inputs`; `associations` is always there, as the OpenAPI file requires it."""
    return {
        "properties": record.properties,
        "associations": list(map(_association, record.associations)),
        "objectWriteTraceId": record.trace_id,
    }


def encode_update(pairs: Sequence[tuple[str, Record]]) -> bytes:
    """The body of batch/update (api.md 7.2): ids with the records' values, which has no associations."""
    inputs = [
        {"id": record_id, "properties": record.properties, "objectWriteTraceId": record.trace_id}
        for record_id, record in pairs
    ]
    return orjson.dumps({"inputs": inputs})


def encode_upsert(records: Sequence[Record], key: str) -> bytes:
    """The body of batch/upsert (api.md 7.1), where every input names the property that it is known by."""
    inputs = [
        {
            "id": record.properties[key],
            "idProperty": key,
            "properties": record.properties,
            "objectWriteTraceId": record.trace_id,
        }
        for record in records
    ]
    return orjson.dumps({"inputs": inputs})


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


def encode_read_ids(ids: Iterable[str], properties: Iterable[str]) -> bytes:
    """The body of batch/read by the records' own ids, where the OpenAPI file forbids `idProperty`."""
    inputs = [{"id": one} for one in ids]
    body = {"properties": list(properties), "propertiesWithHistory": (), "inputs": inputs}
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
    made = results_of(() if results is None else results)
    if made is None or not isinstance(errors or (), (list, tuple)):
        return None
    num_errors = data.get("numErrors")
    links = data.get("links")
    return BatchBody(
        results=made[0],
        errors=tuple(_error(item, correlation_id) for item in errors or ()),
        status=text(data.get("status")),
        num_errors=num_errors if isinstance(num_errors, int) else None,
        started_at=text(data.get("startedAt")),
        completed_at=text(data.get("completedAt")),
        links={str(k): str(v) for k, v in links.items()} if isinstance(links, dict) else {},
        columns=made[1],
    )


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
