"""What an answer to batch/update means for the rows that were sent."""

from collections.abc import Sequence

from hubcli.core.outcomes import Fault, Outcome, Refused, Updated
from hubcli.core.reconcile import Reconciled
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, Reply
from hubcli.core.schema import ObjectSchema
from hubcli.core.verdicts import Doubt, Settle, Verdict, judge


def judge_update(
    reply: Reply, pairs: Sequence[tuple[str, Record]], schema: ObjectSchema
) -> Verdict:
    """The verdict on one request that carried these records, each for the one with the id beside it.

    A doubt may be sent again: the same values once more change nothing.
    """
    match reply:
        case Answer(body=BatchBody() as body):
            if not body.results and not body.errors:
                return Doubt(f"HubSpot answered {reply.http_status} and named no row")
            return Settle(_reconciled(body, pairs), body)
    return judge(reply, [record for _, record in pairs], schema)


def _reconciled(body: BatchBody, pairs: Sequence[tuple[str, Record]]) -> Reconciled:
    """By the records' ids, and errors by trace id.

    Rows that are in neither are left out: such as those whose record was merged into another
    (api.md 7.2).
    """
    index_of = {id_: index for index, (id_, _) in enumerate(pairs)}
    trace_of = {record.trace_id: index for index, (_, record) in enumerate(pairs)}
    refused: dict[int, tuple[Fault, ...]] = {}
    loose: list[tuple[Fault, ...]] = []
    for error in body.errors:
        named = [trace_of[trace] for trace in error.traces if trace in trace_of]
        refused |= {index: refused.get(index, ()) + error.faults for index in named}
        if not named:
            loose.append(error.faults)
    ends: dict[int, Outcome] = {index: Refused(faults) for index, faults in refused.items()}
    for one in body.results:
        if (index := index_of.get(one.id)) is not None:
            # It holds the values; what HubSpot says besides is told as a warning.
            ends[index] = Updated(one.id, one.url, one.warnings + refused.get(index, ()))
    left = [index for index in range(len(pairs)) if index not in ends]
    if len(left) == len(loose) == 1:
        ends[left[0]] = Refused(loose[0])
    return Reconciled(ends)
