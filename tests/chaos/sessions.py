"""One run over several sessions, each of which may die: the ways of `create` and `resume`, but for the network."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from threading import enumerate as all_threads

from hubcli.cli.left_over import left_over
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import ColumnRule, Duplicates, KeyRule, MappingRules
from hubcli.core.outcomes import exit_code_of
from hubcli.core.replies import Unreadable
from hubcli.core.schema import ObjectSchema
from hubcli.errors import Place, UnavailableError
from hubcli.pipeline.prepare import Input, Share, prepare
from hubcli.pipeline.run import Load, Run, RunEnd
from hubcli.pipeline.seeking import Seeking
from hubcli.pipeline.sums import Sums
from hubcli.pipeline.survey import Survey, survey
from hubcli.pipeline.terms import Terms, Tools
from hubcli.runs.catalog import KnownRun
from hubcli.runs.enduring import EnduringJournal
from hubcli.runs.folder import RunFolder
from hubcli.runs.ledger import Ledger
from hubcli.runs.record import FileRecord, RunRecord, RunState
from tests.chaos.acts import Act
from tests.chaos.crash import CrashingJournal, Handle, Killed, Strike
from tests.chaos.server import BAD, ChaosHubSpot
from tests.chaos.world import ChaosPace, SessionClock, World
from tests.pipeline.fakes import FakeProgress
from tests.pipeline.sources import FakeSource, Row

PATIENCE = 30.0
_FILE = "data.csv"


@dataclass(frozen=True, slots=True)
class Job:
    """What is imported: rows by column, and how they are keyed."""

    object: str
    columns: tuple[str, ...]
    """Columns are called as the properties that they feed."""
    rows: tuple[Row, ...]
    key: KeyRule | None
    duplicates: Duplicates = Duplicates.REFUSE
    batch_size: int = 3

    def mapper(self) -> Mapper:
        place = Place("m.yaml", 1)
        columns = tuple(ColumnRule(name, name, place) for name in (*self.columns, BAD))
        rules = MappingRules(
            object=self.object, columns=columns, key=self.key, duplicates=self.duplicates
        )
        fill = "key-{}".format if self.key and self.key.fill else None
        return Mapper(rules, ObjectSchema(self.object), trace_prefix="run-", fill=fill)

    def open(self) -> tuple[Survey, Sequence[Input]]:
        """As `resume` does it: everything is read anew."""
        source = FakeSource((*self.columns, BAD), *self.rows, name=_FILE)
        mapper = self.mapper()
        found = survey([source], mapper.key_columns, mapper.key_of, self.duplicates)
        return found, [Input(source, 1, mapper.map_rows, mapper.explain_key)]


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """How one session is run, and what happens in it."""

    strike: Strike | None = None
    concurrency: int = 1
    limit: int | None = None
    behind: float = 0.0
    """Seconds by which the server's clock is known too late."""
    away: float = 0.0
    """Seconds that pass before the next session begins."""
    leap: float = PATIENCE + 1


@dataclass(slots=True)
class Import:
    """A run; every session begins where the last one ended, however it ended."""

    job: Job
    world: World
    acts: Iterator[Act]
    reads: Iterator[Unreadable | None]
    home: Path
    folders: Iterator[int] = field(default_factory=partial(count, 1))
    folder: RunFolder = field(init=False)
    _complete: bool = True

    def __post_init__(self) -> None:
        self.folder = self._next_folder()
        self.folder.path.mkdir()

    def session(self, plan: SessionPlan) -> RunEnd | None:
        """Go on; None where the process died, or could not begin."""
        before = set(all_threads())
        wreck, handle = self._next_folder(), Handle()
        clock = SessionClock(self.world, handle, leap=plan.leap, origin=float(len(before)))
        journal = CrashingJournal(self.folder, wreck, handle, plan.strike, clock.busy)
        try:
            return self._work(plan, journal, handle, clock)
        except (Killed, UnavailableError):
            return None
        finally:
            for thread in set(all_threads()) - before:
                thread.join(20)
                assert not thread.is_alive(), thread.name
            journal.close()
            if handle.dead:
                self.folder = wreck
            self.world.pass_by(plan.away)

    def _work(
        self, plan: SessionPlan, inner: CrashingJournal, handle: Handle, clock: SessionClock
    ) -> RunEnd:
        found, inputs = self.job.open()
        resumed = inner.resumed
        if not resumed:
            inner.begin(self._record(found.total))
        inner.start()
        journal = EnduringJournal(inner)
        share, sums = Share(limit=plan.limit), Sums()
        if resumed:
            left = left_over(self.known(), inputs, journal, batch_size=self.job.batch_size)
            share, sums = left.share(plan.limit), left.sums
        journal.end(None)
        prepared = prepare(inputs, found.groups, batch_size=self.job.batch_size, share=share)
        hubspot = ChaosHubSpot(
            self.world,
            self.acts,
            self.reads,
            behind=plan.behind,
            alive=handle.alive,
            busy=clock.busy,
        )
        seeking = Seeking((*self.job.columns, BAD), hubspot.server_time())
        terms = Terms(
            ObjectSchema(self.job.object),
            self.job.key,
            lambda _file, _record, fault: fault,
            patience=PATIENCE,
            seeking=seeking if resumed else None,
        )
        end = Run(
            Load(prepared, found.total, sums),
            terms=terms,
            tools=Tools(hubspot, ChaosPace(clock, handle), clock, journal, handle),
            progress=FakeProgress(),
            concurrency=plan.concurrency,
        ).execute()
        journal.end(_state_of(end))
        self._complete = journal.failure is None
        return end

    @property
    def journal_is_complete(self) -> bool:
        """Whether the last session could write everything down."""
        return self._complete

    def known(self) -> KnownRun:
        """The run as its journal tells of it."""
        with closing(Ledger(self.folder.journal)) as ledger:
            record = ledger.record()
            assert record is not None
            return KnownRun(self.folder, record, ledger.end())

    def _next_folder(self) -> RunFolder:
        name = f"session-{next(self.folders)}"
        return RunFolder(name, self.home / name)

    def _record(self, rows: int) -> RunRecord:
        return RunRecord(
            id="run",
            command="create",
            object=self.job.object,
            object_type=self.job.object,
            portal_id=1,
            account_type="DEVELOPER_TEST",
            api_version="2025-09",
            base_url="",
            rehearsal=False,
            started_at="2026-03-01T12:00:00.000Z",
            files=(FileRecord(_FILE, f"/{_FILE}", "f" * 64, rows),),
        )


def _state_of(end: RunEnd) -> RunState:
    return RunState(
        completed_at="2026-03-01T13:00:00.000Z",
        exit_code=exit_code_of(end.tally, end.stop),
        rows={name.value: number for name, number in end.tally.counts.items()},
        requests=asdict(end.requests),
    )
