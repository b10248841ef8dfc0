"""What an answer to batch/upsert means for the rows that were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hubcli.core.outcomes import Created, Fault, Outcome, Updated
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, Reply
from hubcli.core.schema import ObjectSchema
from hubcli.core.verdicts import Settle, Verdict, judge

MADE_MEANWHILE = Fault(
    "somebody else made the record just before; what it held then is not known", "MADE_MEANWHILE"
)


def judge_upsert(
    reply: Reply,
    records: Sequence[Record],
    schema: ObjectSchema,
    key: str,
    *,
    there: Mapping[int, str],
) -> Verdict:
    """The verdict on one request; `there` has the ids of the records that had rows' keys before.

    `new` tells created from updated (api.md 7.1); where nothing is said, whether the record was
    there. A row whose record the answer does not name is left out, so that it is looked up.
    """
    match reply:
        case Answer(body=BatchBody() as body):
            reply = replace(reply, body=_named(body, records, there))
    verdict = judge(reply, records, schema, key)
    if not isinstance(verdict, Settle):
        return verdict
    new = {one.id: one.new for one in verdict.body.results}
    ends = {
        index: _told(end, new.get(end.id), was_there=index in there)
        if isinstance(end, Created)
        else end
        for index, end in verdict.reconciled.outcomes.items()
        if not isinstance(end, Created) or end.id
    }
    # A result without a row may be of a record that was there: none of them is the run's for certain.
    return replace(verdict, reconciled=replace(verdict.reconciled, outcomes=ends, loose_ids=()))


def _named(body: BatchBody, records: Sequence[Record], there: Mapping[int, str]) -> BatchBody:
    """The same answer; its results carry the trace ids of the rows whose records are known by id."""
    trace_of = {id_: records[index].trace_id for index, id_ in there.items()}
    results = tuple(
        one if one.trace_id else one._replace(trace_id=trace_of.get(one.id)) for one in body.results
    )
    return replace(body, results=results, columns=None)


def _told(end: Created, new: bool | None, *, was_there: bool) -> Outcome:  # noqa: FBT001 - as HubSpot says it
    if new or (new is None and not was_there):
        return end
    more = () if was_there else (MADE_MEANWHILE,)
    return Updated(end.id, end.url, end.warnings + more)
