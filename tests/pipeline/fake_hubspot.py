"""A HubSpot in memory that does what a script says, and knows what it made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from threading import RLock

from hubcli.core.outcomes import Fault
from hubcli.core.records import Association, Record, comparable_key
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
from tests.pipeline.fakes import FakeClock, FakeStopper

_EPOCH = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Made:
    """A record of the portal."""

    id: str
    properties: dict[str, str]
    associations: tuple[Association, ...]
    trace_id: str | None
    at: float
    """When it is there: until then HubSpot is still writing."""


@dataclass(slots=True)
class Work:
    """What one request came to, before it is said in one way or another."""

    made: list[tuple[Record, Made]] = field(default_factory=list)
    refused: list[tuple[Record, Fault]] = field(default_factory=list)


class FakeHubSpot:
    """Rows whose property `bad` is set are refused; values of `key` are unique."""

    def __init__(
        self,
        clock: FakeClock,
        stopper: FakeStopper,
        *,
        key: str | None = None,
        script: Iterable["Act"] = (),
        finds: Iterable[Unreadable | None] = (),
        otherwise: "Act | None" = None,
    ) -> None:
        self.clock = clock
        self.stopper = stopper
        self.key = key
        self.made: list[Made] = []
        self.requests: list[tuple[Record, ...]] = []
        self.looked_up: list[tuple[str, ...]] = []
        self.random = Random(7)
        self._lock = RLock()
        self.script: Iterator[Act] = iter(script)
        self._finds = iter(finds)
        self.seeks: Iterator[Unreadable | None] = iter(())
        self.sought: list[dict[str, str]] = []
        self._otherwise = otherwise or answer()
        self.updates: Iterator[Change] = iter(())
        self.changes: list[tuple[tuple[str, Record], ...]] = []
        """What each update carried."""
        self.names_holders = True

    # The port

    def create(self, records: Sequence[Record]) -> Reply:
        with self._lock:
            self.requests.append(tuple(records))
            return next(self.script, self._otherwise)(self, records)

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        with self._lock:
            self.changes.append(tuple(pairs))
            assert len({id_ for id_, _ in pairs}) == len(pairs), (
                "HubSpot refuses an id that is twice"
            )
            return next(self.updates, changed())(self, pairs)

    def upsert(self, key: str, records: Sequence[Record]) -> Reply:
        with self._lock:
            assert key == self.key
            self.requests.append(tuple(records))
            return next(self.script, upserted())(self, records)

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        assert key == self.key
        self.looked_up.append(tuple(values))
        if fault := next(self._finds, None):
            return fault
        there = {self._key_of(made.properties): made for made in self.records()}
        return {value: self.result(there[value]) for value in values if value in there}

    def seek(
        self, properties: Mapping[str, str], since: datetime
    ) -> tuple[Result, ...] | Unreadable:
        self.sought.append(dict(properties))
        if fault := next(self.seeks, None):
            return fault
        return tuple(self.result(made) for made in self.records())

    def server_time(self) -> datetime:
        return self.moment(self.clock.now()).replace(microsecond=0)

    # What it holds

    def records(self) -> list[Made]:
        now = self.clock.now()
        return [made for made in self.made if made.at <= now]

    def put(self, properties: dict[str, str], *, ago: float = 3_600.0) -> Made:
        """A record that somebody else made."""
        made = Made(self._next_id(), stored(properties), (), None, self.clock.now() - ago)
        self.made.append(made)
        return made

    def change(self, id_: str, record: Record) -> Made | None:
        """Give a record the values of a row; None where there is none with this id."""
        for at, made in enumerate(self.made):
            if made.id == id_:
                kept = made.properties | stored(record.properties)
                self.made[at] = replace(made, properties=kept)
                return self.made[at]
        return None

    # What acts are made of

    def write(self, records: Sequence[Record], *, delay: float = 0.0) -> Work:
        """Make what can be made, each row for itself."""
        work = Work()
        for record in records:
            fault = self._fault(record)
            if fault:
                work.refused.append((record, fault))
                continue
            at = self.clock.now() + delay
            kept = stored(record.properties)
            made = Made(self._next_id(), kept, record.associations, record.trace_id, at)
            self.made.append(made)
            work.made.append((record, made))
        return work

    def refusal(self, records: Sequence[Record]) -> Fault | None:
        """What is wrong with the first bad one."""
        return next((fault for record in records if (fault := self._fault(record))), None)

    def result(self, made: Made, *, trace: bool = False, echo: bool = True) -> Result:
        properties: dict[str, str | None] = dict(made.properties) if echo else {}
        return Result(
            made.id,
            properties | {"hs_object_id": made.id},
            made.trace_id if trace else None,
            self.moment(made.at).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        )

    def moment(self, seconds: float) -> datetime:
        return _EPOCH + timedelta(seconds=seconds)

    def _fault(self, record: Record) -> Fault | None:
        if "bad" in record.properties:
            return Fault("x was not valid", "INVALID_OPTION", "VALIDATION_ERROR", "bad")
        holder = self.holder(record)
        if holder is None:
            return None
        named = holder.id if self.names_holders else None
        message = "Contact already exists"
        return Fault(message, "ALREADY_EXISTS", "CONFLICT", self.key, existing_id=named)

    def holder(self, record: Record) -> Made | None:
        """The record that has a row's key; one that is still being written has it already."""
        key = self._key_of(record.properties)
        return next((m for m in self.made if key and self._key_of(m.properties) == key), None)

    def _key_of(self, properties: dict[str, str]) -> str | None:
        value = properties.get(self.key or "")
        return comparable_key(self.key or "", value) if value else None

    def _next_id(self) -> str:
        return str(9_000 + len(self.made))


Act = Callable[[FakeHubSpot, Sequence[Record]], Reply]
"""What HubSpot does with one request, and what it says."""


Pairs = Sequence[tuple[str, Record]]
Change = Callable[[FakeHubSpot, Pairs], Reply]
"""What HubSpot does with one update, and what it says."""


def changed(
    *, named: Callable[[int], bool] = lambda _: True, traces: bool = True, warns: bool = False
) -> Change:
    """Each row for itself; `named` tells which results are named at all."""

    def act(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        results: list[Result] = []
        errors: list[ErrorItem] = []
        for number, (id_, record) in enumerate(pairs):
            if "worse" in record.properties:
                errors.append(ErrorItem((record.trace_id,) if traces else (), (_WORSE,)))
            elif (made := hubspot.change(id_, record)) and named(number):
                warnings = (Fault("it was put right", "NORMALIZED"),) if warns else ()
                results.append(Result(id_, dict(made.properties), warnings=warnings))
        hubspot.random.shuffle(results)
        body = BatchBody(tuple(results), tuple(errors), "COMPLETE")
        return Answer(207 if errors else 200, body)

    return act


def upserted(
    *,
    says_new: bool = True,
    traces: bool = True,
    echo: bool = True,
    named: Callable[[int], bool] = lambda _: True,
) -> "Act":
    """Each row for itself: changed where a record has its key, else made."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        results: list[Result] = []
        errors: list[ErrorItem] = []
        for number, record in enumerate(records):
            holder = hubspot.holder(record)
            if "bad" in record.properties:
                errors.append(ErrorItem((record.trace_id,), (_WORSE,)))
                continue
            made = holder and hubspot.change(holder.id, record)
            made = made or hubspot.write([record]).made[0][1]
            result = hubspot.result(made, echo=echo)
            new = (holder is None) if says_new else None
            trace = record.trace_id if traces else None
            if named(number):
                results.append(result._replace(new=new, trace_id=trace))
        hubspot.random.shuffle(results)
        return Answer(207 if errors else 200, BatchBody(tuple(results), tuple(errors), "COMPLETE"))

    return act


_WORSE = Fault("y was not valid", "INVALID_OPTION", "VALIDATION_ERROR", "worse")


def change_lost(*, done: Callable[[int], bool] = lambda _: False) -> Change:
    """The answer never comes; of the records, HubSpot changes those that `done` says."""

    def act(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        for number, (id_, record) in enumerate(pairs):
            if done(number):
                hubspot.change(id_, record)
        return Lost("the connection was lost")

    return act


def change_refused(
    status: int = 400, *, names_rows: bool = False, policy: str | None = None
) -> Change:
    """Nothing is changed; a 400 is for the rows that are `worse`, and for nothing where none is."""

    def act(hubspot: FakeHubSpot, pairs: Pairs) -> Reply:
        worse = [record for _, record in pairs if "worse" in record.properties]
        if not worse and status == 400:
            return changed()(hubspot, pairs)
        traces = tuple(record.trace_id for record in worse) if names_rows else ()
        problem = Problem("no", "ANY", policy, faults=(_WORSE,), traces=traces)
        return Answer(status, None, problem)

    return act


def stored(properties: dict[str, str]) -> dict[str, str]:
    return {
        name: comparable_key(name, value) for name, value in properties.items() if value.strip()
    }


def answer(
    *,
    http_status: int = 207,
    trace: bool = True,
    echo: bool = True,
    named_errors: bool = True,
    scrambled: bool = False,
    twice: bool = False,
    keep: Callable[[int], bool] = lambda _: True,
    status: str | None = "COMPLETE",
    num_errors: int | None = None,
) -> Act:
    """Each row for itself, said as the switches say; `keep` tells which results are named at all."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        work = hubspot.write(records)
        results = [
            hubspot.result(made, trace=trace, echo=echo)
            for number, (_, made) in enumerate(work.made)
            if keep(number)
        ]
        results *= 2 if twice else 1
        if scrambled:
            hubspot.random.shuffle(results)
        errors = tuple(
            ErrorItem((record.trace_id,) if named_errors else (), (fault,))
            for record, fault in work.refused
        )
        said = len(errors) if num_errors is None else num_errors
        body = BatchBody(tuple(results), errors, status, said, "start", "end", {"next": "x"})
        return Answer(http_status, body, correlation_id="c-1")

    return act


def whole(*, names_rows: bool = False) -> Act:
    """One bad row and all are refused, in spite of trace ids; else all are made."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        fault = hubspot.refusal(records)
        if fault is None:
            return answer(http_status=201)(hubspot, records)
        traces = tuple(r.trace_id for r in records if hubspot.refusal([r]))
        problem = Problem(
            fault.message,
            fault.category,
            faults=(fault,),
            traces=traces if names_rows else (),
        )
        return Answer(409 if fault.code == "ALREADY_EXISTS" else 400, None, problem)

    return act


def lost(*, made: Callable[[int], bool] = lambda _: False, late: float = 0.0) -> Act:
    """The answer never comes; of the rows, HubSpot makes those that `made` says."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        taken = [record for number, record in enumerate(records) if made(number)]
        hubspot.write(taken, delay=late)
        return Lost("the connection was lost")

    return act


def _all(_: int) -> bool:
    return True


def unusable(status: int, *, made: bool) -> Act:
    """An answer that says nothing of rows: 5xx, HTML, or 2xx with nothing in it."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        if made:
            hubspot.write(records)
        body = BatchBody() if status == 201 else None
        return Answer(status, body, Problem("", faults=(Fault("no reason given"),), is_json=False))

    return act


def says(
    status: int,
    message: str = "no",
    *,
    policy: str | None = None,
    retry_after: float | None = None,
    interval: float | None = None,
    category: str | None = "ANY",
) -> Act:
    """Nothing is made, and HubSpot says why."""

    def act(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        problem = Problem(message, category, policy, faults=(Fault(message),))
        return Answer(status, None, problem, "c-9", retry_after=retry_after, interval=interval)

    return act


def never_sent() -> Act:
    return lambda hubspot, records: NeverSent("no connection")


def stop_then(act: Act) -> Act:
    """Somebody presses Ctrl-C while HubSpot is at it."""

    def stopping(hubspot: FakeHubSpot, records: Sequence[Record]) -> Reply:
        reply = act(hubspot, records)
        hubspot.stopper.stop()
        return reply

    return stopping
