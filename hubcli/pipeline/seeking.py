"""Rows in doubt that have no key are looked for by the values sent; only what is certain settles them."""

from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from hubcli.core.outcomes import Created
from hubcli.core.records import Record
from hubcli.core.replies import Result, Unreadable
from hubcli.core.sameness import holds
from hubcli.core.schema import ObjectSchema
from hubcli.pipeline.ports import HubSpot, Journal


class Seeking:
    """For a whole session: all its deliveries share it, so that no record comes to stand for two rows."""

    def __init__(self, properties: Iterable[str], began: datetime) -> None:
        """`properties` are all that rows of the run may hold; `began` is the server's time.

        A record that holds one of them that its row did not send is another row's. One that was made
        since the session began may be that of a row whose answer is still to come.
        """
        self._nothing = dict.fromkeys(properties, "")
        self._began = began
        self._taken: set[str] = set()
        self._lock = Lock()

    def look(
        self, record: Record, sent: datetime, schema: ObjectSchema, *, at: HubSpot, journal: Journal
    ) -> Created | str:
        """The record that is surely this row's, or why none is.

        The search index lags behind (api.md 7.4), so what it does not show may be there all the same.
        """
        values = self._nothing | record.properties
        found = at.seek(values, sent)
        if isinstance(found, Unreadable):
            return found.reason
        with self._lock:
            fits = [
                one
                for one in found
                if self._is_in_time(one, sent)
                and holds(values, one.properties, schema)
                and one.id not in self._taken
                and not journal.has(one.id)
            ]
            if len(fits) == 1:
                self._taken.add(fits[0].id)
                return Created(fits[0].id, fits[0].url)
        return f"{len(fits)} records hold its values" if fits else "a search shows no such record"

    def _is_in_time(self, one: Result, sent: datetime) -> bool:
        """Whether it was made since the row was first sent, and before this session; not where that can't be known."""
        made = made_at(one)
        return made is not None and sent.replace(microsecond=0) <= made < self._began


def made_at(result: Result) -> datetime | None:
    """When HubSpot says that it made a record; None where it does not say."""
    try:
        moment = datetime.fromisoformat(result.created_at or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
