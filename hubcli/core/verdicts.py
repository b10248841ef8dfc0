"""What a reply means: settle, split, doubt, again or stop.

The question is never which status it is, but whether HubSpot may have had the request.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hubcli.core.outcomes import ALREADY_EXISTS, Fault, Stop
from hubcli.core.reconcile import Reconciled, reconcile
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, Lost, NeverSent, Problem, Reply
from hubcli.core.schema import ObjectSchema
from hubcli.core.spans import span
from hubcli.errors import ExitCode

ROLLING_WINDOW = 10.0
"""Seconds (api.md 3.1), where the answer does not say."""
LOCK = 2.0
"""Seconds that a 423's lock lasts (api.md 3.2)."""
_LONG = 60.0
"""Seconds of a wait that are worth telling."""
_SUSPICIOUS = 1000
"""A Retry-After on a 429 above this is taken for milliseconds (api.md 3.4)."""


@dataclass(frozen=True, slots=True)
class Settle:
    """The answer speaks of rows; those of which it does not speak are in doubt."""

    reconciled: Reconciled
    body: BatchBody


@dataclass(frozen=True, slots=True)
class Split:
    """Refused whole: surely nothing was made."""

    problem: Problem
    named: tuple[int, ...] = ()
    """The records that the refusal names by trace id; the others are blameless."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """HubSpot may have had it, or part of it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Again:
    """Surely nothing happened: send it again after a wait."""

    reason: str
    wait: float | None
    """Seconds; None: as long as the back-off says."""
    rate_limited: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """Nothing happened, and nothing will until somebody acts."""

    stop: Stop


Verdict: TypeAlias = Settle | Split | Doubt | Again | Halt


def judge(
    reply: Reply, records: Sequence[Record], schema: ObjectSchema, key: str | None = None
) -> Verdict:
    """The verdict on one request that carried these records (design, section 6)."""
    match reply:
        case NeverSent(reason, stop):
            return Halt(stop) if stop else Again(reason, None)
        case Lost(reason):
            return Doubt(reason)
        case Answer(body=BatchBody() as body):
            done = reconcile(body, records, schema, key)
            if not body.results and not body.errors:
                return Doubt(f"HubSpot answered {reply.http_status} and named no row")
            return Settle(done, body)
    return _judge_refusal(reply, records)


def _judge_refusal(answer: Answer, records: Sequence[Record]) -> Verdict:
    problem = answer.problem or Problem("", faults=(Fault("no reason given"),))
    match answer.http_status:
        case 401:
            return Halt(Stop(ExitCode.ACCOUNT, _said(answer), _NEW_TOKEN))
        case 403:
            return Halt(Stop(ExitCode.ACCOUNT, _said(answer), _scopes(problem)))
        case 429:
            return _limited(answer, problem)
        case 423:
            return Again(_asked(answer, answer.retry_after), max(LOCK, answer.retry_after or 0))
        case 477:
            return Again(_asked(answer, answer.retry_after), answer.retry_after)
        case status if status in _NO_ROW or (_refused(status) and _no_rows_fault(status, problem)):
            return Halt(Stop(ExitCode.UNUSABLE, _said(answer), _unusable(status, problem)))
        case status if _refused(status):
            return Split(problem, _named(problem, records))
    return Doubt(f"HubSpot answered {answer.http_status}")


_NO_ROW = frozenset({405, 406, 410, 414, 415})
_NEW_TOKEN = "Set HUBSPOT_ACCESS_TOKEN to a valid token, then go on."  # noqa: S105 - a sentence
_BODY = ("Invalid input JSON", "Invalid JSON input")
_OBJECT = ("Unable to infer object type", "Invalid object or event type id")


def _refused(status: int) -> bool:
    return 400 <= status < 500 and status != 408  # noqa: PLR2004


def _no_rows_fault(status: int, problem: Problem) -> bool:
    """Whether no row can be to blame: the object type, the address or the form of the body."""
    if status == 404 and problem.category is None:  # noqa: PLR2004
        return True
    return problem.message.startswith(_OBJECT + _BODY)


def _unusable(status: int, problem: Problem) -> str:
    if problem.message.startswith(_OBJECT):
        return "Name an object type of this account, or its objectTypeId (`2-123`)."
    if status == 404:  # noqa: PLR2004
        return "Is the base URL HubSpot's, and does it know this API version?"
    return ""


def _named(problem: Problem, records: Sequence[Record]) -> tuple[int, ...]:
    if not problem.traces:
        return ()
    index_of = {record.trace_id: index for index, record in enumerate(records)}
    return tuple(index_of[trace] for trace in problem.traces if trace in index_of)


def _limited(answer: Answer, problem: Problem) -> Verdict:
    policy = (problem.policy or problem.message).lower()
    if "daily" in policy:
        hint = "It is reset at midnight in the account's time zone; go on then."
        return Halt(Stop(ExitCode.UNAVAILABLE, _said(answer), hint))
    wait = answer.retry_after
    if wait and wait > _SUSPICIOUS:
        wait /= 1000
    if wait is None:
        secondly = "secondly" in policy and "ten_secondly" not in policy
        wait = 1.0 if secondly else answer.interval or ROLLING_WINDOW
    return Again(_asked(answer, wait), wait, rate_limited=True)


def _asked(answer: Answer, wait: float | None) -> str:
    """What it said, with how long it is to be left alone where somebody may rather go on later."""
    said = _said(answer)
    return f"{said}; it asks to wait for {span(wait)}" if wait and wait > _LONG else said


def _scopes(problem: Problem) -> str:
    if problem.scopes:
        return f"Give the token one of these scopes: {', '.join(problem.scopes)}."
    return "The token may not do this; look at its scopes."


def _said(answer: Answer) -> str:
    said = answer.problem.message if answer.problem and answer.problem.is_json else ""
    message = f"HubSpot answered {answer.http_status}" + (f": {said}" if said else "")
    return message + (f" (correlation id {answer.correlation_id})" if answer.correlation_id else "")


def already_there(fault: Fault) -> bool:
    """Whether a refusal says that another record has the row's key (api.md 2.3 and 2.7)."""
    return fault.code == ALREADY_EXISTS
