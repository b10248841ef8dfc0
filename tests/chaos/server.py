"""A HubSpot that does and says what acts tell it, and knows what it made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hubcli.core.outcomes import Fault
from hubcli.core.records import Record
from hubcli.core.replies import (
    Answer,
    BatchBody,
    ErrorItem,
    Found,
    Lost,
    NeverSent,
    Problem,
    Reply,
    Result,
    Unreadable,
)
from tests.chaos.acts import WELL, Act, Names, Said, Says, Silent, Unreached, Wrote
from tests.chaos.world import Held, World, moment

BAD = "bad"
"""A property with which HubSpot refuses a row."""
_NO_REASON = Fault("no reason given")


@dataclass(slots=True)
class Work:
    """What became of the rows of a request that were looked at."""

    made: list[Held]
    refused: list[tuple[Record, Fault]]


class ChaosHubSpot:
    """The port, for one session; what it does is the world's for all of them."""

    def __init__(
        self,
        world: World,
        acts: Iterator[Act],
        reads: Iterator[Unreadable | None],
        *,
        behind: float,
        alive: Callable[[], None],
        busy: Callable[[int], None],
    ) -> None:
        """`behind` is how late the server's clock is known to be; `alive` raises in a dead process."""
        self._world = world
        self._acts = acts
        self._reads = reads
        self._behind = behind
        self._alive = alive
        self._busy = busy
        self._random = Random(5)

    def create(self, records: Sequence[Record]) -> Reply:
        self._look_alive(2)
        with self._world.lock:
            act = next(self._acts, WELL)
            work = self._write(records, act.wrote) if act.wrote else Work([], [])
            return self._say(act.said, records, work)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        self._look_alive(1)
        assert key == self._world.key
        if fault := next(self._reads, None):
            return fault
        there = {one.properties.get(key): one for one in self._world.held()}
        names = (*properties, key)
        return {value: _result(there[value], names) for value in values if value in there}

    def seek(
        self, properties: Mapping[str, str], since: datetime
    ) -> tuple[Result, ...] | Unreadable:
        self._look_alive(1)
        if fault := next(self._reads, None):
            return fault
        whole = since.replace(microsecond=0)
        indexed = (one for one in self._world.held() if one.made <= self._world.time - 10)
        late = [one for one in indexed if moment(one.made) >= whole]
        asked = {name: value for name, value in properties.items() if value}
        equal = [one for one in late if asked.items() & one.properties.items()]
        return tuple(_result(one, tuple(properties)) for one in equal or late)

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        raise AssertionError("nobody asked for updates")

    def upsert(self, key: str, records: Sequence[Record]) -> Reply:
        raise AssertionError("nobody asked for upserts")

    def _look_alive(self, looks: int) -> None:
        self._alive()
        self._busy(looks)

    def server_time(self) -> datetime:
        return (moment(self._world.time) - timedelta(seconds=self._behind)).replace(microsecond=0)

    def _write(self, records: Sequence[Record], wrote: Wrote) -> Work:
        work = Work([], [])
        faults = [self._fault(record) for record in records]
        for position, (record, fault) in enumerate(zip(records, faults, strict=True)):
            if not wrote.has(position):
                continue
            # Looked at again: an earlier row of the same request may have the same key.
            if now := fault or self._fault(record):
                work.refused.append((record, now))
            elif wrote.whole and any(faults):
                continue
            elif wrote.after is None:
                work.made.append(self._world.make(record.properties, record.trace_id))
            else:
                self._world.promise(
                    record.properties,
                    record.trace_id,
                    after=wrote.after,
                    reserves_key=wrote.reserves_keys,
                )
        return work

    def _fault(self, record: Record) -> Fault | None:
        if BAD in record.properties:
            return Fault("x was not valid", "INVALID_OPTION", "VALIDATION_ERROR", BAD)
        if self._world.is_taken(record.properties):
            return Fault("already exists", "ALREADY_EXISTS", "CONFLICT", self._world.key)
        return None

    def _say(self, said: Said, records: Sequence[Record], work: Work) -> Reply:
        match said:
            case Unreached():
                return NeverSent("no connection")
            case Silent(slow):
                self._world.pass_by(slow)
                return Lost("the connection was lost")
            case Says():
                self._world.pass_by(said.slow)
                return _told(said, work)
            case Names():
                if len(work.made) + len(work.refused) < len(records) and not work.made:
                    # Refused whole, as by HubSpot without trace ids, or written later.
                    return _whole(work)
                return self._named(said, work)

    def _named(self, said: Names, work: Work) -> Answer:
        results = [
            _result(one, tuple(one.properties) if said.echo else (), trace=said.trace)
            for position, one in enumerate(work.made)
            if said.tells(said.results, position)
        ]
        errors = tuple(
            ErrorItem((record.trace_id,) if said.named_errors else (), (fault,))
            for position, (record, fault) in enumerate(work.refused)
            if said.tells(said.errors, position)
        )
        if said.scrambled:
            self._random.shuffle(results)
        return Answer(said.http_status, BatchBody(results, errors, said.status, len(errors)))


def _whole(work: Work) -> Answer:
    if not work.refused:
        return Answer(504, None, Problem("", faults=(_NO_REASON,), is_json=False))
    fault = work.refused[0][1]
    status = 409 if fault.code == "ALREADY_EXISTS" else 400
    return Answer(status, None, Problem(fault.message, fault.category, faults=(fault,)))


def _told(said: Says, work: Work) -> Answer:
    del work
    if said.http_status < 300:
        return Answer(said.http_status, BatchBody())
    problem = Problem(
        said.message,
        said.category,
        said.policy,
        faults=(Fault(said.message),),
        is_json=bool(said.category),
    )
    return Answer(said.http_status, None, problem, retry_after=said.retry_after)


def _result(one: Held, names: tuple[str, ...], *, trace: bool = False) -> Result:
    properties: dict[str, str | None] = {name: one.properties.get(name) for name in names}
    made = moment(one.made).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Result(one.id, properties | {"hs_object_id": one.id}, one.trace if trace else None, made)
