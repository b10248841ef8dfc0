"""What a reply means to somebody who takes records away: gone, not known, again, refused or stop."""

from dataclasses import dataclass
from typing import TypeAlias

from hubcli.core.replies import Answer, Reply
from hubcli.core.schema import ObjectSchema
from hubcli.core.verdicts import Again, Doubt, Halt, Settle, Split, judge

_NO_CONTENT = 204
_FORBIDDEN = 403
_NOTHING = ObjectSchema("")


@dataclass(frozen=True, slots=True)
class Archived:
    """All of them are archived, or were gone already (api.md 7.4)."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Records can't be read, and asking again won't help."""

    reason: str


ArchiveVerdict: TypeAlias = Archived | Split | Doubt | Again | Halt
ReadVerdict: TypeAlias = Unjudged | Doubt | Again | Halt


def judge_archive(reply: Reply) -> ArchiveVerdict:
    """The verdict on a batch/archive: only its 204 without a body says that it was done."""
    if isinstance(reply, Answer) and reply.http_status == _NO_CONTENT:
        return Archived()
    return _judged(reply)


def judge_read(reply: Reply) -> ReadVerdict:
    """The verdict on a batch/read that did not say what records hold."""
    if isinstance(reply, Answer) and reply.http_status == _FORBIDDEN:
        scopes = ", ".join(reply.problem.scopes) if reply.problem else ""
        wants = f"; the token needs one of these scopes: {scopes}" if scopes else ""
        return Unjudged(f"reading the records was refused (403){wants}")
    match verdict := _judged(reply):
        case Split(problem):
            status = reply.http_status if isinstance(reply, Answer) else 0
            return Unjudged(f"reading the records was refused ({status}): {problem.message}")
    return verdict


def _judged(reply: Reply) -> Split | Doubt | Again | Halt:
    if isinstance(reply, Answer) and reply.body is not None:
        # A body that speaks of rows means nothing here, whatever its status says.
        return Doubt(f"HubSpot answered {reply.http_status}")
    verdict = judge(reply, (), _NOTHING)
    if isinstance(verdict, Settle):  # pragma: no cover - only an answer with a body settles
        raise TypeError
    return verdict
