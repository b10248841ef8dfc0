"""After whatever ended a run, `resume` brings it to the end that it would have had."""

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import by, held, plain
from tests.end_to_end.process import Ended, Hubcli, ended, send, until
from tests.end_to_end.written import csv_bytes, read_csv

At = Callable[[RunningEmulator], Hubcli]
_ROWS = plain(1000)
_CREATE = ("create", "contacts", "data.csv", "--results", "ids.csv", "--concurrency", "2", "--json")
_PATIENCE = ("--patience", "0.5")


def _is_whole(emulator: RunningEmulator, hubcli: Hubcli, end: Ended, rows: int = 1000) -> None:
    """Everything is there once, with its values, and the results say so."""
    assert end.code == 0, end.stderr
    assert end.rows == {"read": rows, "created": rows}
    there = held(emulator, _ROWS[0])
    assert by(there.values()) == by(plain(rows))
    lines = read_csv((hubcli.folder / "ids.csv").read_bytes().decode())
    assert {line["_id"]: line["email"] for line in lines} == {
        number: row["email"] for number, row in there.items()
    }


def _named(end: Ended) -> tuple[str, ...]:
    """The command that the run's last line says to type."""
    said = next(line for line in end.stderr.splitlines() if "hubcli resume" in line)
    return tuple(said.split("hubcli ", 1)[1].split()[:2])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_after_ctrl_c(number: signal.Signals, portal: Portal, at: At) -> None:
    emulator = portal("slow=0.2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    process = hubcli.start(*_CREATE)
    until(lambda: emulator.store.count("contacts") >= 200)
    send(process, number)
    end = ended(process)
    assert end.code == 130
    _is_whole(emulator, hubcli, hubcli(*_named(end), *_PATIENCE, "--json"))


def test_after_ctrl_c_twice(portal: Portal, at: At) -> None:
    """What was in flight is looked up, and sent again where it is not there."""
    emulator = portal("slow=50:3-4")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    process = hubcli.start(*_CREATE)
    until(lambda: emulator.store.count("contacts") >= 200)
    time.sleep(0.3)
    send(process, signal.SIGINT)
    assert process.stderr is not None
    while b"in flight" not in process.stderr.readline():
        pass
    send(process, signal.SIGINT)
    end = ended(process)
    assert (end.code, end.rows["inDoubt"]) == (130, 200)
    _is_whole(emulator, hubcli, hubcli(*_named(end), *_PATIENCE, "--json"))


def test_after_the_disk_was_full(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(plain(9_000)))
    small = ("bash", "-c", 'ulimit -f 120; exec "$@"', "bash")
    end = hubcli("create", "contacts", "data.csv", "--concurrency", "2", "--json", prefix=small)
    assert end.code == 6
    args = (*_PATIENCE, "--results", "ids.csv", "--json")
    _is_whole(emulator, hubcli, hubcli(*_named(end), *args), 9_000)


def test_after_kill_9_with_rows_from_standard_input(portal: Portal, at: At) -> None:
    emulator = portal("slow=0.2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    with (hubcli.folder / "data.csv").open("rb") as rows:
        args = ("create", "contacts", "-", "--format", "csv", "--concurrency", "2")
        process = hubcli.start(*args, stdin=rows)
        until(lambda: emulator.store.count("contacts") >= 200)
    send(process, signal.SIGKILL)
    ended(process)
    (hubcli.folder / "data.csv").unlink()
    end = hubcli("resume", *_PATIENCE, "--results", "ids.csv", "--json")
    _is_whole(emulator, hubcli, end)


def test_two_processes_do_not_go_on_with_one_run(portal: Portal, at: At) -> None:
    emulator = portal("401:2", "slow=0.2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    end = hubcli(*_CREATE)
    assert end.code == 4
    first = hubcli.start(*_named(end), *_PATIENCE, "--json")
    before = emulator.store.count("contacts")
    until(lambda: emulator.store.count("contacts") > before)
    second = hubcli(*_named(end), "--json")
    assert second.code == 5
    assert "another process is at work on the run" in second.stderr
    _is_whole(emulator, hubcli, ended(first))


def test_a_second_process_leaves_a_run_at_work_alone(portal: Portal, at: At) -> None:
    """`resume` names no run: the one at work is not taken over."""
    emulator = portal("slow=0.2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    first = hubcli.start(*_CREATE)
    until(lambda: emulator.store.count("contacts") >= 100)
    second = hubcli("resume")
    assert second.code in (0, 5)
    _is_whole(emulator, hubcli, ended(first))


def test_a_journal_of_a_later_version_is_left_alone(portal: Portal, at: At) -> None:
    emulator = portal("401:2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    end = hubcli(*_CREATE)
    journal = Path(end.document["run"]["journal"])
    with closing(sqlite3.connect(journal)) as db:
        db.execute("PRAGMA user_version = 99")
    there = emulator.store.count("contacts")
    after = hubcli(*_named(end))
    assert (after.code, emulator.store.count("contacts")) == (6, there)
    assert "format 99" in after.stderr
    assert "Traceback" not in after.stderr


@pytest.mark.parametrize("home", ["file", "below"])
def test_runs_that_can_not_be_kept_are_not_begun(home: str, portal: Portal, hubcli: Hubcli) -> None:
    emulator = portal()
    blocked = hubcli.folder / "file"
    blocked.write_text("")
    path = blocked if home == "file" else blocked / "home"
    command = Hubcli(hubcli.folder, hubcli.home, emulator.base_url, {"HUBCLI_HOME": str(path)})
    command.put("data.csv", csv_bytes(_ROWS))
    end = command("create", "contacts", "data.csv", "--json")
    assert (end.code, emulator.store.count("contacts")) == (5, 0)
    assert "HUBCLI_HOME" in end.stderr
    assert "Traceback" not in end.stderr


def test_retry_after_kill_9_does_not_call_unsent_what_may_be_there(portal: Portal, at: At) -> None:
    emulator = portal("slow=50:2")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes([{**_ROWS[0], "email": "bad"}, *_ROWS[:199]]))
    process = hubcli.start("create", "contacts", "data.csv", "--concurrency", "1")
    until(lambda: emulator.store.count("contacts") == 100)
    time.sleep(0.5)
    send(process, signal.SIGKILL)
    ended(process)
    run = next((hubcli.home / "runs").iterdir()).name
    end = hubcli("retry", run, "--json")
    assert end.code == 7
    assert end.rows == {"read": 200, "created": 100, "refused": 1, "inDoubt": 99}
