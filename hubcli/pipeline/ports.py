"""What the pipeline needs of the outside, each with its promise."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from hubcli.core.outcomes import Outcome, OutcomeName, Tally
from hubcli.core.overwrites import Overwrite
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.replies import Found, Reply, Result, Unreadable
from hubcli.core.results import BatchReport


class HubSpot(Protocol):
    """The account, over HTTP. Nothing is ever sent twice by itself, and nothing is raised."""

    def create(self, records: Sequence[Record]) -> Reply:
        """One POST to batch/create; what came of it."""

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        """One POST to batch/update: each record's values to the one with the id beside it; no id twice."""

    def upsert(self, key: str, records: Sequence[Record]) -> Reply:
        """One POST to batch/upsert by a unique property; no value of it twice."""

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        """Read records back by a unique property or by their ids, from the primary store (api.md 7.3)."""

    def seek(
        self, properties: Mapping[str, str], since: datetime
    ) -> tuple[Result, ...] | Unreadable:
        """Search for records with these values that were made since; what is not found may be there."""

    def server_time(self) -> datetime:
        """The server's clock now, by its answers' Date; never ahead of it."""


class Pace(Protocol):
    """The account's rate limit, shared by all threads."""

    def turn(self) -> bool:
        """Wait for a request's turn; False when the run is ending."""

    def hold(self, seconds: float) -> None:
        """Let nobody go for so long: a 429 said so."""


class Clock(Protocol):
    """Time, and waiting that a stop ends."""

    def now(self) -> float:
        """Seconds that only ever grow."""

    def wait(self, seconds: float) -> bool:
        """False when the run began to end meanwhile."""


class Journal(Protocol):
    """What is about to be sent and what became of it; every call is one durable event.

    It may be called from several threads.
    """

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        """Written before the request leaves, `at` this time of the server; gives the attempt's number.

        Raises UnavailableError where that can't be done; no other call raises.
        """

    def overwriting(self, overwrites: Mapping[int, Overwrite]) -> None:
        """What rows, by their ordinals, are about to put in the place of what; in place of what was said before.

        Where it can't be written, nothing may be sent any more. It is forgotten of rows that come to
        an end without having been written.
        """

    def overwritten(self, numbers: Iterable[int]) -> Mapping[int, Overwrite]:
        """What was said of these rows."""

    def not_taken(self, attempt: int) -> None:
        """HubSpot surely made nothing of it, and it will be sent again."""

    def returned(self, attempt: int) -> None:
        """Refused whole, and surely nothing was made: its rows go on in smaller parts."""

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None:
        """Rows, by their index in the batch, came to their ends; those not sent have none any more.

        With the number of the attempt where these are all of its rows.
        """

    def loose(self, batch: int, ids: Sequence[str]) -> None:
        """Records that HubSpot made for this batch without saying for which rows."""

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Rows that hubcli itself refused."""

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None:
        """Rows that an earlier session left without an end, and that HubSpot may hold."""

    def absent(self, records: Sequence[Record]) -> None:
        """HubSpot surely holds none of these, and they are not sent now: they are open again."""

    def followed(self, file: str, rows: Sequence[Follower]) -> None:
        """Rows that are not sent, as another row has their key."""

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        """What became of those rows at the end, by their leaders' outcomes, and of how many."""

    def has(self, record_id: str) -> bool:
        """Whether a row of the run is known to be this record, though maybe not which."""

    def batch_done(self, report: BatchReport) -> None:
        """A batch has no open rows any more."""


class Progress(Protocol):
    """Somebody who watches."""

    def advance(self, tally: Tally) -> None:
        """The running tally, after each batch."""

    def note(self, message: str) -> None:
        """A sentence worth telling now."""


class Stopper(Protocol):
    """Whether the run is to end: because of a signal, or because going on makes no sense."""

    @property
    def stopping(self) -> bool:
        """Nothing new is to be sent."""

    @property
    def abandoned(self) -> bool:
        """Not even requests in flight are to be waited for (the second Ctrl-C)."""

    def stop(self) -> None:
        """Begin to end."""
