"""Rows, batches and tools for the tests of the pipeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hubcli.core.existing import OnExisting
from hubcli.core.mapping import KeyRule, Write
from hubcli.core.outcomes import Fault, Outcome
from hubcli.core.overwrites import Doing, WriteRules
from hubcli.core.records import Batch, Record, comparable_key
from hubcli.core.replies import Unreadable
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema
from hubcli.pipeline.deliver import Delivery
from hubcli.pipeline.prepare import Doubtful, Followers, Prepared, Refusals
from hubcli.pipeline.run import Load, Run, RunEnd
from hubcli.pipeline.sums import Sums
from hubcli.pipeline.terms import Terms, Tools
from tests.pipeline.fake_hubspot import Act, Change, FakeHubSpot
from tests.pipeline.fakes import FakeClock, FakeJournal, FakePace, FakeProgress, FakeStopper

EMAIL = KeyRule("email")
IMPORT_KEY = KeyRule("hubcli_key", fill=True)
SCHEMA = ObjectSchema("contacts")


def record(number: int, properties: Mapping[str, str], key: KeyRule | None = None) -> Record:
    value = properties.get(key.property) if key else None
    return Record(
        f"t-{number}",
        dict(properties),
        (),
        comparable_key(key.property, value) if key and value else None,
        SourceRow(number, number + 1, tuple(properties), tuple(properties.values())),
    )


def records(
    count: int, *, key: KeyRule | None = EMAIL, bad: Iterable[int] = (), first: int = 1
) -> list[Record]:
    """Rows that all differ; those in `bad` (from 0) HubSpot refuses."""
    bad = set(bad)
    made = []
    for index in range(count):
        number = first + index
        properties = {"email": f"Row{number}@Example.com", "firstname": f"n{number}"}
        if key and key.fill:
            properties[key.property] = f"key-{number}"
        if index in bad:
            properties["bad"] = "yes"
        made.append(record(number, properties, key))
    return made


def batch_of(rows: Sequence[Record], number: int = 1, file: str = "data.csv") -> Batch:
    return Batch(number, file, rows)


def explain(file: str, record: Record, fault: Fault) -> Fault:
    return Fault(
        fault.message, fault.code, fault.category, fault.property, f"column of {fault.property}"
    )


@dataclass(slots=True)
class Stage:
    """Everything one delivery or run needs, with its hands on the fakes."""

    hubspot: FakeHubSpot
    clock: FakeClock
    stopper: FakeStopper
    pace: FakePace
    journal: FakeJournal
    terms: Terms
    tools: Tools

    def deliver(self, rows: Sequence[Record]) -> Delivery:
        """Take one batch to its end, however often it must be taken on."""
        delivery = Delivery(batch_of(rows), self.terms, self.tools)
        for _ in range(1_000):
            due = delivery.advance()
            if due is None:
                return delivery
            assert due > self.clock.now()
            self.clock.go_to(due)
        raise AssertionError("it never ends")

    def run(
        self,
        prepared: Iterable[Prepared],
        *,
        total: int | None = None,
        concurrency: int = 1,
        progress: FakeProgress | None = None,
        sums: Sums | None = None,
    ) -> RunEnd:
        """A whole run; `total` only where not all rows are in `prepared`."""
        if total is None:
            prepared = list(prepared)
            total = sum(map(rows_of, prepared))
        return Run(
            Load(iter(prepared), total, sums or Sums()),
            terms=self.terms,
            tools=self.tools,
            progress=progress or FakeProgress(),
            concurrency=concurrency,
        ).execute()

    def sizes(self) -> list[int]:
        """How many rows each request carried."""
        return [len(request) for request in self.hubspot.requests]


def stage(
    *script: Act,
    key: KeyRule | None = EMAIL,
    finds: Iterable[Unreadable | None] = (),
    updates: Iterable[Change] = (),
    on_existing: OnExisting = OnExisting.REFUSE,
    doing: Doing = Doing.CREATE,
    rules: Mapping[str, Write] | None = None,
    otherwise: Act | None = None,
    tick: float = 0.0,
    patience: float = 30.0,
    max_wait: float = 300.0,
) -> Stage:
    stopper = FakeStopper()
    clock = FakeClock(stopper, tick=tick)
    hubspot = FakeHubSpot(
        clock,
        stopper,
        key=key.property if key else None,
        script=script,
        finds=finds,
        otherwise=otherwise,
    )
    hubspot.updates = iter(updates)
    pace = FakePace(clock, stopper)
    journal = FakeJournal()
    terms = Terms(
        SCHEMA,
        key,
        explain,
        patience=patience,
        max_wait=max_wait,
        on_existing=on_existing if doing is Doing.CREATE else OnExisting.UPDATE,
        doing=doing,
        writes=WriteRules(key.property if key else None, rules or {}),
    )
    tools = Tools(hubspot, pace, clock, journal, stopper)
    return Stage(hubspot, clock, stopper, pace, journal, terms, tools)


def rows_of(item: Prepared) -> int:
    match item:
        case Batch(records=records):
            return len(records)
        case Doubtful(batch):
            return len(batch.records)
        case Refusals() | Followers():
            return len(item.rows)


def batches(*many: Sequence[Record], first: int = 1) -> list[Batch]:
    return [batch_of(rows, number) for number, rows in enumerate(many, first)]


def counts(end: RunEnd) -> dict[str, int]:
    """The outcomes that rows came to."""
    return {str(name): number for name, number in end.tally.counts.items() if number}


def names(outcomes: Mapping[int, Outcome]) -> list[str]:
    """The kinds of the outcomes, in the rows' order."""
    return [type(outcomes[index]).__name__ for index in sorted(outcomes)]
