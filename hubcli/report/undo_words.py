"""The sentences of an undoing that tables and plain lines share."""

from collections.abc import Iterator

from hubcli.core.outcomes import OutcomeName, Tally
from hubcli.core.undo_results import LeftRow, Reason, UndoCounts, UndoReport
from hubcli.report.terminal_text import clean
from hubcli.report.wording import duration, several

_MOST_REASONS = 20
_WHY = {
    "CHANGED": "holding another value than the one sent",
    "CHANGED_BY_PERSON": "changed since by a person",
    "CHANGED_BY_WORKFLOW": "changed since by a workflow",
    "CHANGED_BY_APP": "changed since by an app",
    "CHANGED_BY_OTHER": "changed since",
    "HISTORY_UNKNOWN": "whose history is not known",
    "IN_DOUBT": "in doubt",
    "OLD_VALUES_UNKNOWN": "of which it is not known what they held before",
}


def plan_lines(
    counts: UndoCounts, reasons: tuple[Reason, ...], *, run: str, where: str
) -> list[str]:
    """What will be done, before it is: how many will go, how many are left, and why."""
    lines = [f"Run {run} {_did(counts)} in {where}."]
    if counts.archived:
        lines.append(f"{counts.archived:,} of them {_are(counts.archived)} gone already.")
    if counts.restored:
        told = "holds" if counts.restored == 1 else "hold"
        lines.append(f"{counts.restored:,} of them {told} already what was there before.")
    back = f" To be put back: {counts.to_restore:,}." if counts.updated else ""
    lines.append(f"To be archived: {counts.planned:,}.{back} To be left: {counts.left:,}.")
    lines += [_reason_line(reason) for reason in reasons[:_MOST_REASONS]]
    if len(reasons) > _MOST_REASONS:
        lines.append(f"{several(len(reasons) - _MOST_REASONS, 'more reason')}.")
    return lines


def to_look_up_line(doubts: int, why_not: str = "") -> str:
    """Before rows in doubt are looked up, or why that can't be."""
    rows = several(doubts, "row")
    if why_not:
        return f"{rows} in doubt can't be looked up ({why_not})."
    return f"Looking up {rows} in doubt; nothing is sent."


def looked_up_line(found: Tally) -> str:
    """What became of rows in doubt, such as `Looked up 5 rows in doubt: 3 created, 2 not there.`."""
    parts = (
        (found[OutcomeName.CREATED], "created"),
        (found[OutcomeName.EXISTING] + found[OutcomeName.REFUSED], "there before"),
        (found[OutcomeName.NOT_SENT], "not there"),
        (found[OutcomeName.IN_DOUBT], "still in doubt"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    return f"Looked up {several(found.read, 'row')} in doubt{': ' if told else ''}{told}."


def _did(counts: UndoCounts) -> str:
    made = f"created {several(counts.created, 'record')}"
    if not counts.updated:
        return made
    changed = f"updated {counts.updated:,}"
    if not counts.created:
        return f"updated {several(counts.updated, 'record')}"
    return f"{made} and {changed}"


def question(counts: UndoCounts) -> str:
    """What a person is asked before it is done."""
    parts = ((counts.planned, "archive {:,}"), (counts.to_restore, "put back {:,}"))
    told = " and ".join(text.format(number) for number, text in parts if number)
    return f"{told.capitalize()} of them?"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _reason_line(reason: Reason) -> str:
    fate = "left" if reason.is_left else "taken all the same"
    about = f": {clean(reason.property)}" if reason.property else ""
    first = f" (first: {clean(reason.first)})" if reason.first else ""
    return f"{reason.count:,} {fate}, {why(reason)}{about}{first}"


def why(reason: Reason) -> str:
    """What holds for all of them: in our words, else in those of the first one's message."""
    return _WHY.get(reason.code) or clean(reason.message)


def is_plain(reason: Reason) -> bool:
    """Whether its code says it all, so that a message adds nothing."""
    return reason.code in _WHY


def sum_line(counts: UndoCounts) -> str:
    """Such as `1,230 records created: 1,180 archived, 50 left`."""
    parts = (
        (counts.archived, "archived"),
        (counts.restored, "put back"),
        (counts.left, "left"),
        (counts.not_sent, "not reached"),
    )
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    done = f"{several(counts.created, 'record')} created"
    if counts.updated:
        done = f"{done}, {counts.updated:,} updated"
    return f"{done}{': ' if told else ''}{told}."


def sentences(report: UndoReport) -> Iterator[str]:
    """What it took, where what was archived is, and what to do about what is not."""
    requests, facts = report.requests, report.facts
    if requests.sent:
        told = several(requests.sent, "request")
        if facts.portal_id is not None:
            told += f" to portal {facts.portal_id}"
        yield f"{told} in {duration(report.seconds)}."
    if report.counts.archived and not facts.rehearsal:
        # api.md 7.4
        yield "HubSpot keeps what was archived for 90 days; it can be restored there."
    if any(reason.is_left and reason.code.startswith("CHANGED") for reason in report.reasons):
        yield "What was changed since is left; --even-changed takes it too."
    if any(reason.code == "IN_DOUBT" for reason in report.reasons):
        yield f"Rows in doubt are left: `hubcli undo {report.undoes}` looks them up again."
    if facts.rehearsal:
        yield "A rehearsal: nothing of this is in HubSpot."


def place_of(row: LeftRow) -> str:
    """`data.csv:17`; what is known where the line is not."""
    if row.line:
        return f"{clean(row.file)}:{row.line}"
    if row.number:
        return f"{clean(row.file)} (row {row.number})"
    return f"record {clean(row.id)}"
