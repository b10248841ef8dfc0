"""What the journal costs: runs with it, synchronised for *about to send*, beside runs that keep nothing.

    python -m tests.benchmarks.journal_cost [--batches 400] [--rounds 3] [--folder FOLDER]

The same pipeline sends ready-made batches of 100 to a stand-in that answers after a while: once with the
real journal on disk, once with one that keeps nothing. At 150 ms and 8 requests in flight, and at none.
"""

import argparse
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import Fault, Outcome, OutcomeName, Tally
from hubcli.core.overwrites import Overwrite
from hubcli.core.records import Batch, Follower, Record, RefusedRow
from hubcli.core.replies import Answer, BatchBody, Found, Reply, Result
from hubcli.core.results import BatchReport
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema
from hubcli.pipeline.ports import Journal as JournalPort
from hubcli.pipeline.run import Load, Run
from hubcli.pipeline.terms import Terms, Tools
from hubcli.runs.journal import Journal

_COLUMNS = ("email",)


class _Server:
    """Makes every record, after so many seconds."""

    def __init__(self, latency: float) -> None:
        self._latency = latency

    def create(self, records: Sequence[Record]) -> Reply:
        if self._latency:
            time.sleep(self._latency)
        made = tuple(
            Result(f"8{one.row.number:011d}", one.properties, one.trace_id) for one in records
        )
        return Answer(201, BatchBody(made, status="COMPLETE"))

    def find(self, key: str, values: Sequence[str], properties: Iterable[str]) -> Found:
        raise NotImplementedError

    def seek(self, properties: Mapping[str, str], since: datetime) -> tuple[Result, ...]:
        raise NotImplementedError

    def update(self, pairs: Sequence[tuple[str, Record]]) -> Reply:
        raise NotImplementedError

    def upsert(self, key: str, records: Sequence[Record]) -> Reply:
        raise NotImplementedError

    def server_time(self) -> datetime:
        return datetime.now(UTC)


class _Nothing:
    """A journal that keeps nothing."""

    def about_to_send(self, batch: int, records: Sequence[Record], at: datetime) -> int:
        return 1

    def overwriting(self, overwrites: Mapping[int, Overwrite]) -> None: ...

    def overwritten(self, numbers: Iterable[int]) -> Mapping[int, Overwrite]:
        return {}

    def not_taken(self, attempt: int) -> None: ...

    def returned(self, attempt: int) -> None: ...

    def settled(
        self, batch: Batch, outcomes: Mapping[int, Outcome], attempt: int | None = None
    ) -> None: ...

    def loose(self, batch: int, ids: Sequence[str]) -> None: ...

    def refused(self, file: str, rows: Sequence[RefusedRow]) -> None: ...

    def doubted(self, file: str, rows: Sequence[RefusedRow]) -> None: ...

    def absent(self, records: Sequence[Record]) -> None: ...

    def followed(self, file: str, rows: Sequence[Follower]) -> None: ...

    def fates(self) -> Iterable[tuple[OutcomeName, int]]:
        return ()

    def has(self, record_id: str) -> bool:
        return False

    def batch_done(self, report: BatchReport) -> None: ...


class _Clock:
    """Real time, and no limit, no stop and no bar."""

    stopping = False
    abandoned = False

    def stop(self) -> None:
        self.stopping = True

    def now(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return True

    def turn(self) -> bool:
        return True

    def hold(self, seconds: float) -> None: ...

    def advance(self, tally: Tally) -> None: ...

    def note(self, message: str) -> None: ...


def _batches(count: int) -> list[Batch]:
    def record(number: int) -> Record:
        mail = f"user{number}@example.com"
        row = SourceRow(number, number + 1, _COLUMNS, (mail,))
        return Record(f"bench-{number}", {"email": mail}, (), mail, row)

    return [
        Batch(at + 1, "a.csv", [record(number) for number in range(at * 100 + 1, at * 100 + 101)])
        for at in range(count)
    ]


def _explain(file: str, record: Record, fault: Fault) -> Fault:
    del file, record
    return fault


def _seconds(batches: Sequence[Batch], journal: JournalPort, latency: float) -> float:
    clock = _Clock()
    terms = Terms(ObjectSchema("contacts"), KeyRule("email"), _explain)
    tools = Tools(_Server(latency), clock, clock, journal, clock)
    load = Load(iter(batches), 100 * len(batches))
    began = time.perf_counter()
    end = Run(load, terms=terms, tools=tools, progress=clock, concurrency=8).execute()
    assert end.tally[OutcomeName.CREATED] == load.total, end.tally
    return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--batches", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where the journals are; default: a temporary folder")
    asked = parser.parse_args()
    batches = _batches(asked.batches)
    for latency in (0.15, 0.0):
        kept, free = [], []
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory(dir=asked.folder) as name:
                with closing(Journal(Path(name) / "journal.db")) as journal:
                    kept.append(_seconds(batches, journal, latency))
                free.append(_seconds(batches, _Nothing(), latency))
        share = 1 - min(free) / min(kept)
        print(
            f"latency {latency * 1000:3.0f} ms: with the journal {min(kept):6.2f} s, without"
            f" {min(free):6.2f} s; it costs {share:.1%} of the throughput"
        )


if __name__ == "__main__":
    main()
