"""Looks at records that a run made, and says which of them may be taken away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from hubcli.core.outcomes import Fault
from hubcli.core.schema import ObjectSchema
from hubcli.core.undo import Held, Seen, Sent, Target, change_of, watched
from hubcli.core.undo_verdicts import Unjudged
from hubcli.pipeline.undo_courier import Courier, Ended
from hubcli.pipeline.undo_ports import Gone, Judged, Left, Planned

MOST_WITH_HISTORY = 50
"""Ids in one batch/read that asks for histories (api.md 1.6)."""
UNREADABLE = "UNREADABLE"
NOT_NAMED = "NOT_NAMED"
ASTRAY = Fault(
    "HubSpot's answer does not speak of it: it may have been merged into another record", NOT_NAMED
)


@dataclass(frozen=True, slots=True)
class Work:
    """Records, and beside each what was sent for it, where that is known."""

    targets: Sequence[Target]
    sent: Sequence[Sent | None]


def beside(chunks: Iterable[list[Target]], rows: Iterator[Sent] | None) -> Iterator[Work]:
    """Lay what was sent beside the records; both come in the order of the rows' ordinals."""
    row = next(rows, None) if rows else None
    for targets in chunks:
        sent: list[Sent | None] = []
        for target in targets:
            while rows and row and row.number < target.number:
                row = next(rows, None)
            sent.append(row if row and row.number == target.number else None)
        yield Work(targets, sent)


class Judge:
    """May be used from several threads."""

    def __init__(self, schema: ObjectSchema, courier: Courier, *, even_changed: bool) -> None:
        """With `even_changed` what was changed is planned all the same, and why it should not."""
        self._schema = schema
        self._courier = courier
        self._even_changed = even_changed
        self._watched = watched(schema)

    def judge(self, work: Work) -> list[Judged] | Ended:
        """A verdict on every record, in their order."""
        verdicts: list[Judged] = []
        for start in range(0, len(work.targets), MOST_WITH_HISTORY):
            part = slice(start, start + MOST_WITH_HISTORY)
            found = self._judge(Work(work.targets[part], work.sent[part]))
            if isinstance(found, Ended):
                return found
            verdicts += found
        return verdicts

    def _judge(self, work: Work) -> list[Judged] | Ended:
        if not self._watched:
            # Whoever may archive may read the properties (api.md 4.1): something is amiss.
            return self._unreadable(work, "the object's properties can't be read")
        values = {name for sent in work.sent if sent for name in sent.properties}
        seen = self._courier.look(
            [target.id for target in work.targets],
            properties=sorted(values),
            history=sorted(values.union(self._watched)),
        )
        match seen:
            case Seen():
                pairs = zip(work.targets, work.sent, strict=True)
                return [self._one(target, sent, seen) for target, sent in pairs]
            case Unjudged(reason):
                return self._unreadable(work, reason)
            case Ended():
                return seen
            case _:
                assert_never(seen)

    def _unreadable(self, work: Work, reason: str) -> list[Judged]:
        pairs = zip(work.targets, work.sent, strict=True)
        fault = Fault(reason, UNREADABLE)
        return [self._against(target, sent and sent.line, fault) for target, sent in pairs]

    def _one(self, target: Target, sent: Sent | None, seen: Seen) -> Judged:
        line = sent.line if sent else None
        held: Held | None = seen.held.get(target.id)
        if held is None:
            # Archiving what was merged away would take the other record: it is never taken anyway.
            gone = target.id in seen.absent
            return Gone(target, line) if gone else Left(target, ASTRAY, line)
        fault = change_of(held, sent.properties if sent else None, self._schema)
        return self._against(target, line, fault) if fault else Planned(target, line)

    def _against(self, target: Target, line: int | None, fault: Fault) -> Judged:
        if self._even_changed:
            return Planned(target, line, fault)
        return Left(target, fault, line)
