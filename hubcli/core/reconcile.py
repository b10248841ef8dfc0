"""Which row each part of a batch answer is about: by trace id, unique property or sent values.

Never by position: HubSpot's results come back in scrambled order (api.md 1.5).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hubcli.core.outcomes import ALREADY_EXISTS, Created, Fault, Outcome, Refused
from hubcli.core.plain_answers import all_made
from hubcli.core.records import Record, comparable_key
from hubcli.core.replies import BatchBody, ErrorItem, Result
from hubcli.core.sameness import holds, is_text
from hubcli.core.schema import ObjectSchema


@dataclass(slots=True)
class Reconciled:
    """An answer laid beside the rows it was for."""

    outcomes: dict[int, Outcome] = field(default_factory=dict)
    """By the record's index in what was sent; a row that is not here is in doubt."""
    loose_ids: tuple[str, ...] = ()
    """Ids that HubSpot made for rows it did not name."""
    remark: str = ""


def reconcile(
    body: BatchBody,
    records: Sequence[Record],
    schema: ObjectSchema,
    key_property: str | None,
) -> Reconciled:
    """Give every row that the answer speaks of its outcome, and no other row any."""
    if outcomes := all_made(body, records, key_property):
        return Reconciled(outcomes, remark="; ".join(_count_remark(body)))
    refusals, loose_errors = _by_trace_of_errors(body.errors, records)
    made, loose = _by_trace(_distinct(body.results), records)
    if loose:
        loose = _by_key(loose, records, made, key_property)
    if loose:
        free = {i: r for i, r in enumerate(records) if i not in made and i not in refusals}
        loose = _by_values(loose, free, made, schema)
    done = Reconciled({i: Created(one.id, one.url, one.warnings) for i, one in made.items()})
    for index, faults in refusals.items():
        if index in made:
            # It has an id, so it is there; what HubSpot says besides is told as a warning.
            one = made[index]
            done.outcomes[index] = Created(one.id, one.url, one.warnings + faults)
        else:
            done.outcomes[index] = Refused(faults)
    _by_count(done, len(records), loose, loose_errors)
    done.remark = "; ".join(_remarks(body, done, loose))
    return done


def _distinct(results: Sequence[Result]) -> Sequence[Result]:
    """Each record once: one that is named twice must not stand for two rows."""
    if len({result.id for result in results}) == len(results):
        return results
    same: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        same[result.id].append(result)
    return [_undisputed(claims) for claims in same.values()]


def _undisputed(claims: list[Result]) -> Result:
    """One record; its trace id only where it has no other."""
    traces = {result.trace_id for result in claims if result.trace_id}
    return claims[0]._replace(trace_id=traces.pop() if len(traces) == 1 else None)


def _by_trace(
    results: Sequence[Result], records: Sequence[Record]
) -> tuple[dict[int, Result], list[Result]]:
    if not any(result.trace_id for result in results):
        return {}, list(results)
    index_of = {record.trace_id: index for index, record in enumerate(records)}
    made: dict[int, Result] = {}
    loose: list[Result] = []
    for result in results:
        index = index_of.get(result.trace_id) if result.trace_id else None
        if index is None or index in made:
            loose.append(result)
        else:
            made[index] = result
    return made, loose


def _by_trace_of_errors(
    errors: Iterable[ErrorItem], records: Sequence[Record]
) -> tuple[dict[int, tuple[Fault, ...]], list[ErrorItem]]:
    if not errors:
        return {}, []
    index_of = {record.trace_id: index for index, record in enumerate(records)}
    refusals: dict[int, tuple[Fault, ...]] = {}
    loose: list[ErrorItem] = []
    for error in errors:
        named = [index_of[trace] for trace in error.traces if trace in index_of]
        for index in named:
            refusals[index] = refusals.get(index, ()) + error.faults
        if not named:
            loose.append(error)
    return refusals, loose


def _by_key(
    loose: list[Result],
    records: Sequence[Record],
    made: dict[int, Result],
    key_property: str | None,
) -> list[Result]:
    """Place results by the unique property that they echo; gives those that stay loose."""
    if key_property is None:
        return loose
    index_of: dict[str, int | None] = {}
    for index, record in enumerate(records):
        if record.key is not None and index not in made:
            # A key that two rows share names neither of them.
            index_of[record.key] = None if record.key in index_of else index
    rest: list[Result] = []
    for result in loose:
        value = result.properties.get(key_property)
        found = index_of.get(comparable_key(key_property, value)) if value else None
        if found is None or found in made:
            rest.append(result)
        else:
            made[found] = result
    return rest


def _by_values(
    loose: list[Result],
    free: Mapping[int, Record],
    made: dict[int, Result],
    schema: ObjectSchema,
) -> list[Result]:
    """Place results whose values only one row sent, or as many equal rows as there are results."""
    if not free:
        return loose
    optional = _optional(free.values())
    pivot = _pivot(free.values(), schema)
    candidates: dict[str, list[int]] = defaultdict(list)
    for index, record in free.items():
        candidates[_normal(record.properties.get(pivot))].append(index)
    claims: dict[tuple[int, ...], list[Result]] = defaultdict(list)
    for result in loose:
        near = candidates.get(_normal(result.properties.get(pivot)), ())
        fits = [i for i in near if _fits(free[i].properties, result.properties, optional, schema)]
        claims[tuple(fits)].append(result)
    return _placed(claims, free, made)


def _optional(records: Iterable[Record]) -> set[str]:
    """The properties that some of these rows sent, and others did not."""
    names = [set(record.properties) for record in records]
    return set().union(*names) - names[0].intersection(*names)


def _fits(
    sent: Mapping[str, str],
    held: Mapping[str, str | None],
    optional: set[str],
    schema: ObjectSchema,
) -> bool:
    """Whether a record may be this row's, and not that of a row with more values.

    HubSpot may have changed what tells the two apart in a way that we do not know of.
    """
    return holds(sent, held, schema) and not any(held.get(name) for name in optional - sent.keys())


def _placed(
    claims: Mapping[tuple[int, ...], list[Result]],
    free: Mapping[int, Record],
    made: dict[int, Result],
) -> list[Result]:
    claimed = Counter(index for rows in claims for index in rows)
    rest: list[Result] = []
    for rows, results in claims.items():
        alone = all(claimed[index] == 1 for index in rows)
        equal = len({(str(free[i].properties), free[i].associations) for i in rows}) == 1
        if rows and alone and equal and len(rows) == len(results):
            made.update(zip(rows, results, strict=True))
        else:
            rest += results
    return rest


def _pivot(records: Iterable[Record], schema: ObjectSchema) -> str:
    """The property that tells these rows apart best; it only saves time, so no form of a value may hide a row."""
    seen: dict[str, set[str]] = defaultdict(set)
    for record in records:
        for name, value in record.properties.items():
            seen[name].add(value)
    texts = (name for name in seen if is_text(name, schema))
    return max(texts, key=lambda name: len(seen[name]), default="")


def _normal(value: str | None) -> str:
    return (value or "").strip().lower()


def _by_count(
    done: Reconciled, rows: int, loose: list[Result], loose_errors: list[ErrorItem]
) -> None:
    """What no name settles, numbers may: as many nameless results, or errors, as rows are left."""
    left = [index for index in range(rows) if index not in done.outcomes]
    if left and len(loose) == len(left) and not loose_errors:
        done.outcomes.update(dict.fromkeys(left, Created("")))
        done.loose_ids = tuple(result.id for result in loose)
    elif left and len(loose_errors) == len(left) and not loose:
        faults = loose_errors[0].faults if len(left) == 1 else _unsure(loose_errors)
        done.outcomes.update(dict.fromkeys(left, Refused(faults)))
    else:
        done.loose_ids = tuple(result.id for result in loose)


def _unsure(errors: Iterable[ErrorItem]) -> tuple[Fault, ...]:
    """One sentence; and that the row may be there, where that is among them: an earlier try may have made it."""
    faults = [fault for error in errors for fault in error.faults]
    said = " | ".join(dict.fromkeys(fault.message for fault in faults))
    message = f"HubSpot refused this row and did not say which of these is its error: {said}"
    there = next((fault for fault in faults if fault.code == ALREADY_EXISTS), None)
    return (Fault(message), *([there] if there else []))


def _count_remark(body: BatchBody) -> Iterable[str]:
    if body.num_errors is not None and body.num_errors != len(body.errors):
        yield f"numErrors is {body.num_errors}, but errors lists {len(body.errors)}"


def _remarks(body: BatchBody, done: Reconciled, loose: list[Result]) -> Iterable[str]:
    yield from _count_remark(body)
    if loose:
        yield f"HubSpot made {len(loose)} without saying for which rows: {', '.join(done.loose_ids)}"
