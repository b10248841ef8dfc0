"""Reads what a portal is made of, in turn under its rate limit, and says why where it may not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hubcli.core.replies import Problem
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.reads import Denied, Read, read
from hubcli.hubspot.session import Session

Item: TypeAlias = Mapping[str, Any]

_LAST = (True, 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A portal that can be read; may be used by several threads."""

    session: Session
    paths: Paths
    wait: Callable[[float], bool]
    """Gives False when the command is ending."""
    pace: Pace | None = None
    """For many reads; a few need none."""

    def get(self, url: str) -> Read:
        """One JSON object. Raises AccountError for a 401, UnavailableError where nothing answers."""
        if self.pace is None:
            return read(self.session, url, self.wait)
        self.pace.turn()
        left = self.pace.leaving()
        answer = read(self.session, url, self.wait)
        self.pace.learn(self.session.limits, left, status=200)
        return answer

    def items(self, url: str) -> Sequence[Item] | Denied:
        """The `results` of an answer, without those that are archived."""
        answer = self.get(url)
        return answer if isinstance(answer, Denied) else items_of(answer)


def items_of(answer: Item) -> Sequence[Item] | Denied:
    """The JSON objects among `results`; an answer without a list is one that can't be read."""
    results = answer.get("results")
    if not isinstance(results, list):
        return Denied(200, Problem("no list"))
    return [one for one in results if isinstance(one, dict) and not one.get("archived")]


def in_order(items: Sequence[Item]) -> Sequence[Item]:
    """As people see them: by `displayOrder`; who has none, or a negative one, comes last (api.md 4.1)."""
    return sorted(items, key=_place)


def _place(item: Item) -> tuple[bool, int]:
    order = item.get("displayOrder")
    return (False, order) if isinstance(order, int) and order >= 0 else _LAST


def why(denied: Denied) -> str:
    """`HubSpot answered 403; it needs crm.objects.owners.read` (api.md 2.5)."""
    scopes = denied.problem.scopes
    several = "one of these scopes: " if len(scopes) > 1 else ""
    needs = f"; it needs {several}{', '.join(scopes)}" if scopes else ""
    return f"HubSpot answered {denied.status}{needs}"
