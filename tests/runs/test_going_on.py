"""What a journal tells a later session: which rows are done, which may be at HubSpot, and since when."""

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Duplicates,
    Empty,
    KeyRule,
    Kind,
    MappingRules,
    SourceOptions,
    Unmapped,
)
from hubcli.core.outcomes import Created, Fault, InDoubt, NotSent, Outcome, OutcomeName, Refused
from hubcli.core.records import Follower, RefusedRow
from hubcli.core.standing import DONE, DOUBT, OPEN, Sent
from hubcli.errors import Place, UnavailableError, UnusableError, UsageError
from hubcli.runs.catalog import all_runs, find_run, latest_unfinished
from hubcli.runs.folder import new_run
from hubcli.runs.journal import Journal
from hubcli.runs.ledger import Ledger
from hubcli.runs.lock import RunLock
from hubcli.runs.ranges import of_ranges, to_ranges
from hubcli.runs.record import FileRecord, RunRecord, RunState
from hubcli.runs.resolved_mapping import read_mapping, write_mapping
from tests.runs.rows import batch

NOON = datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=UTC)
LATER = NOON + timedelta(seconds=60)
FAULT = Fault("no", "INVALID_EMAIL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def marks(path: Path, total: int) -> tuple[list[int], dict[int, Sent]]:
    with closing(Ledger(path)) as ledger:
        standing = ledger.standing(total)
    return [standing.of(number) for number in range(1, total + 1)], standing.sent


def test_every_kind_of_row(path: Path) -> None:
    with closing(Journal(path)) as journal:
        settled = journal.about_to_send(1, batch(1, 1, 3).records, NOON)
        ends: dict[int, Outcome] = {0: Created("1"), 1: Refused((FAULT,)), 2: Created("3")}
        journal.settled(batch(1, 1, 3), ends, settled)
        journal.not_taken(journal.about_to_send(2, batch(2, 4, 4).records, NOON))
        journal.returned(journal.about_to_send(2, batch(2, 5, 5).records, NOON))
        journal.about_to_send(3, batch(3, 6, 8).records, NOON)
        journal.about_to_send(3, batch(3, 7, 8).records, LATER)
        journal.settled(batch(3, 6, 8), {2: InDoubt((FAULT,))})
        journal.refused("a.csv", [RefusedRow(9, 10, (FAULT,))])
        journal.followed("a.csv", [Follower(10, 11, 1)])
    found, sent = marks(path, 11)
    assert found == [DONE, DONE, DONE, OPEN, OPEN, DOUBT, DOUBT, DOUBT, DONE, DONE, OPEN]
    assert sent == {6: Sent(NOON, NOON), 7: Sent(NOON, LATER), 8: Sent(NOON, LATER)}


def test_rows_in_doubt_come_to_their_end_later(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.about_to_send(1, batch(1, 1, 3).records, NOON)
        ends = {0: InDoubt((FAULT,)), 1: InDoubt((FAULT,)), 2: InDoubt((FAULT,))}
        journal.settled(batch(1, 1, 3), ends)
    with closing(Journal(path, again=True)) as journal:
        journal.settled(batch(2, 1, 2), {0: Created("1"), 1: Refused((FAULT,))})
        journal.doubted("a.csv", [RefusedRow(3, 4, (FAULT,))])
        assert journal.about_to_send(2, batch(2, 3, 3).records, LATER) == 2
    assert marks(path, 3)[0] == [DONE, DONE, DOUBT]
    with closing(Ledger(path)) as ledger:
        assert [row.outcome for row in ledger.rows()] == ["created", "refused", "inDoubt"]
        assert [(error.line, error.outcome) for error in ledger.errors()] == [
            (3, OutcomeName.REFUSED),
            (4, OutcomeName.IN_DOUBT),
        ]
        assert ledger.counts() == dict.fromkeys(
            (OutcomeName.CREATED, OutcomeName.REFUSED, OutcomeName.IN_DOUBT), 1
        )
        assert [error.line for error in ledger.own_errors()] == [3]
        assert (ledger.doubtful(), ledger.refused()) == ({3}, {2})
        assert (ledger.last_batch(), ledger.attempts().sent) == (2, 2)


def test_reopened_rows_are_open_whatever_was_tried_before(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.about_to_send(1, batch(1, 1, 3).records, NOON)
        ends: dict[int, Outcome] = {0: Created("1"), 1: Refused((FAULT,)), 2: Refused((FAULT,))}
        journal.settled(batch(1, 1, 3), ends)
        journal.reopen(record("run-1"))
        assert marks(path, 3)[0] == [DONE, OPEN, OPEN]
        journal.about_to_send(2, batch(2, 3, 3).records, LATER)
    found, sent = marks(path, 3)
    assert found == [DONE, OPEN, DOUBT]
    assert sent == {3: Sent(LATER, LATER)}
    with closing(Ledger(path)) as ledger:
        assert list(ledger.errors()) == []


def test_fates_are_told_once_however_often_a_run_ends(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.followed("a.csv", [Follower(2, 3, 1)])
        journal.settled(batch(1, 1, 1), {0: Refused((FAULT,))})
        for _ in range(2):
            assert dict(journal.fates()) == {OutcomeName.REFUSED: 1}
    with closing(Ledger(path)) as ledger:
        assert len(list(ledger.errors())) == 2


def test_a_row_in_doubt_that_is_not_sent_has_no_end_any_more(path: Path) -> None:
    with closing(Journal(path)) as journal:
        rows = batch(1, 1, 2)
        journal.about_to_send(1, rows.records, NOON)
        journal.settled(rows, {0: InDoubt((FAULT,)), 1: InDoubt((FAULT,))})
    with closing(Journal(path, again=True)) as journal:
        journal.settled(batch(2, 1, 2), {0: NotSent(), 1: Created("71")})
    with closing(Ledger(path)) as ledger:
        assert [(end.number, end.outcome) for end in ledger.rows()] == [(2, OutcomeName.CREATED)]
        assert list(ledger.errors()) == []
        assert [ledger.standing(2).of(number) for number in (1, 2)] == [DOUBT, DONE]


def test_the_ids_that_a_run_made(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.settled(batch(1, 1, 3), {0: Created("71"), 1: Created(""), 2: Refused((FAULT,))})
        journal.loose(1, ["72"])
        assert [journal.has(one) for one in ("71", "72", "7")] == [True, True, False]
    with closing(Ledger(path)) as ledger:
        assert list(ledger.created_ids()) == [(1, "71", 1), (0, "72", 1)]


def test_a_journal_of_another_format_is_left_alone(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal._db.execute("PRAGMA user_version = 99")
    with pytest.raises(UnavailableError, match="has format 99"):
        Journal(path, again=True)


def test_about_to_send_is_synchronised_and_the_rest_is_not(path: Path) -> None:
    with closing(Journal(path)) as journal:
        journal.about_to_send(1, batch(1, 1, 1).records, NOON)
        level = journal._db.execute("PRAGMA synchronous").fetchone()
    assert level == (1,)


# The record of a run, and finding it again


def record(run_id: str, **changed: object) -> RunRecord:
    fields: dict[str, object] = {
        "id": run_id,
        "command": "create",
        "object": "contacts",
        "object_type": "contacts",
        "portal_id": 4242,
        "account_type": "STANDARD",
        "api_version": "2025-09",
        "base_url": "https://api.example.com",
        "rehearsal": False,
        "started_at": "2026-11-23T12:00:00.000Z",
        "files": (FileRecord("a.csv", "/data/a.csv", "ab" * 32, 10),),
        "options": {"batch_size": 100},
        **changed,
    }
    return RunRecord(**fields)  # type: ignore[arg-type]


def state(**rows: int) -> RunState:
    return RunState("2026-11-23T12:01:00.000Z", 0, rows, {"sent": 1}, "")


def written(home: Path, end: RunState | None = None, **changed: object) -> str:
    folder = new_run(home)
    with closing(Journal(folder.journal)) as journal:
        journal.begin(record(folder.id, **changed))
        journal.end(end)
    return folder.id


def test_a_record_comes_back_as_it_went_in(tmp_path: Path) -> None:
    run = written(tmp_path, state(created=10))
    (found,) = all_runs(tmp_path)
    assert found.record == record(run)
    assert found.record.rows == 10
    assert found.end == state(created=10)
    assert found.is_finished


@pytest.mark.parametrize(
    "end", [None, state(created=1, notSent=9), state(created=9, inDoubt=1)], ids=str
)
def test_the_latest_unfinished_real_run(tmp_path: Path, end: RunState | None) -> None:
    run = written(tmp_path, end)
    written(tmp_path, end, rehearsal=True)
    found = latest_unfinished(tmp_path)
    assert found is not None
    assert found.folder.id == run


def test_no_run_is_unfinished(tmp_path: Path) -> None:
    assert latest_unfinished(tmp_path) is None
    written(tmp_path, state(created=10))
    assert latest_unfinished(tmp_path) is None


def test_a_run_is_found_by_what_its_id_begins_with(tmp_path: Path) -> None:
    run = written(tmp_path)
    assert find_run(tmp_path, run).folder.id == run
    assert find_run(tmp_path, run[:17]).folder.id == run


@pytest.mark.parametrize("name", ["x", "../runs", "/"])
def test_a_run_that_is_not_there(tmp_path: Path, name: str) -> None:
    written(tmp_path)
    with pytest.raises(UsageError, match="there is no run"):
        find_run(tmp_path, name)


def test_a_name_that_two_runs_begin_with(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path)
    with pytest.raises(UsageError, match="2 runs begin with '20'"):
        find_run(tmp_path, "20")


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    run = written(tmp_path)
    (tmp_path / "runs" / run / "journal.db").write_bytes(b"rubbish" * 1000)
    (tmp_path / "runs" / "other").mkdir()
    assert list(all_runs(tmp_path)) == []
    with pytest.raises(UnusableError, match="can't be read"):
        find_run(tmp_path, run)


def test_two_processes_are_not_at_work_on_one_run(tmp_path: Path) -> None:
    path = tmp_path / "run-1" / "lock"
    path.parent.mkdir()
    lock = RunLock(path)
    program = (
        "import sys; from pathlib import Path; from hubcli.runs.lock import RunLock\n"
        "RunLock(Path(sys.argv[1]))"
    )
    command = [sys.executable, "-c", program, str(path)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "another process is at work on the run run-1" in refused.stderr
    lock.release()
    lock.release()
    assert subprocess.run(command, check=False).returncode == 0


# Small things


@given(st.sets(st.integers(1, 60), min_size=1))
def test_ranges_come_back(numbers: set[int]) -> None:
    assert list(of_ranges(to_ranges(sorted(numbers)))) == sorted(numbers)


def test_a_mapping_comes_back_as_it_was_resolved(tmp_path: Path) -> None:
    place = Place("m.yaml", 3, 5)
    rules = MappingRules(
        file="m.yaml",
        object="contacts",
        source=SourceOptions("csv", "cp1252", ";"),
        columns=(
            ColumnRule("Mail", "email", place),
            ColumnRule("Left", None, place),
            ColumnRule("When", "born", place, Cast(Kind.DATE, "%d/%m/%Y"), {"x": "y"}),
        ),
        constants=(("hs_lead_status", "NEW", place),),
        associations=(
            AssociationRule("companies", "Id", (AssociationType("HUBSPOT_DEFINED", 1),), place),
        ),
        key=KeyRule("hubcli_key", place, fill=True),
        empty=Empty.CLEAR,
        unmapped=Unmapped.IGNORE,
        duplicates=Duplicates.LAST,
    )
    for one in (rules, MappingRules(key=KeyRule("email")), MappingRules()):
        write_mapping(one, tmp_path / "mapping.json")
        assert read_mapping(tmp_path / "mapping.json") == one


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"file": 1}'])
def test_a_mapping_that_somebody_changed(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "mapping.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UnavailableError, match="the run's mapping can't be read"):
        read_mapping(path)


def test_a_mapping_that_can_not_be_written(tmp_path: Path) -> None:
    with pytest.raises(UnavailableError):
        write_mapping(MappingRules(), tmp_path / "nowhere" / "mapping.json")
