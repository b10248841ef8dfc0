"""Reads by key and by id, over HTTP and in their turn: what a forecast asks of a portal."""

from collections.abc import Callable, Iterable, Sequence

from hubcli.core.replies import Found, Lost, NeverSent, Unreadable
from hubcli.hubspot import wire
from hubcli.hubspot.answers import unreadable
from hubcli.hubspot.client import Portal
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.session import Session

_OK = frozenset({200, 207})


class Lookups:
    """One account; only GET and batch/read leave."""

    def __init__(
        self,
        session: Session,
        paths: Paths,
        object_type: str,
        pace: Pace,
        *,
        wait: Callable[[float], bool],
    ) -> None:
        """`object_type` is the rows' own, as it goes into the address."""
        self._session = session
        self._paths = paths
        self._pace = pace
        self._own = Portal(session, paths, object_type, pace, wait=wait)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        """The rows' own records by a unique property."""
        return self._own.find(key, values, properties)

    def missing(self, object_type: str, ids: Sequence[str]) -> frozenset[str] | Unreadable:
        """Which of these ids are no records, as HubSpot itself names them (api.md 2.9).

        An id that was merged into another record is answered under that one's id, and is not missing.
        """
        if not self._pace.turn():
            return Unreadable("the check is ending", again=False)
        left = self._pace.leaving()
        url = self._paths.objects(object_type, "batch/read")
        outcome = self._session.send("POST", url, wire.encode_read_ids(ids, ()))
        match outcome:
            case Lost(reason) | NeverSent(reason):
                return Unreadable(reason, again=True)
            case Exchange(status, headers, content):
                self._pace.learn(headers, left, status=status)
                return _missing(status, content, frozenset(ids), object_type)


def _missing(
    status: int, content: bytes, ids: frozenset[str], object_type: str
) -> frozenset[str] | Unreadable:
    data = wire.decode(content)
    if status not in _OK or not isinstance(data, dict):
        problem = None if status in _OK else wire.problem(content, None)
        return unreadable(status, problem, f"reading {object_type}")
    errors = data.get("errors") or ()
    contexts = [error.get("context") for error in errors if isinstance(error, dict)]
    named = [context.get("ids") for context in contexts if isinstance(context, dict)]
    told = {str(one) for some in named if isinstance(some, list) for one in some}
    return frozenset(told & ids)
