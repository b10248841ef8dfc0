"""Signals during a run: what is in flight is finished, everything adds up; the second one does not wait."""

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import held, plain
from tests.end_to_end.process import Ended, Hubcli, ended, send, until
from tests.end_to_end.written import csv_bytes, read_csv

At = Callable[[RunningEmulator], Hubcli]
_ROWS = plain(1000)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _started(emulator: RunningEmulator, hubcli: Hubcli, *args: str) -> subprocess.Popen[bytes]:
    """A run of ten slow batches, two at a time, of which the first ones have arrived."""
    hubcli.put("data.csv", csv_bytes(_ROWS))
    command = ("create", "contacts", "data.csv", "--results", "ids.csv", "--concurrency", "2")
    process = hubcli.start(*command, *args)
    until(lambda: emulator.store.count("contacts") >= 200)
    return process


def _adds_up(emulator: RunningEmulator, hubcli: Hubcli, end: Ended) -> None:
    there = held(emulator, _ROWS[0])
    lines = read_csv((hubcli.folder / "ids.csv").read_bytes().decode())
    assert len(lines) == len(_ROWS)
    created = {line["_id"]: line["email"] for line in lines if line["_outcome"] == "created"}
    assert created == {number: row["email"] for number, row in there.items() if number in created}
    assert len(created) == end.rows.get("created", 0)
    for name in ("created", "inDoubt", "notSent"):
        assert sum(line["_outcome"] == name for line in lines) == end.rows.get(name, 0)
    not_sent = {line["email"] for line in lines if line["_outcome"] == "notSent"}
    assert not_sent.isdisjoint(row["email"] for row in there.values())


@pytest.mark.parametrize("number", _SIGNALS, ids=lambda number: number.name)
def test_requests_in_flight_are_finished(number: signal.Signals, portal: Portal, at: At) -> None:
    emulator = portal("slow=0.4")
    hubcli = at(emulator)
    process = _started(emulator, hubcli, "--json")
    send(process, number)
    end = ended(process)
    assert end.code == 130, end.stderr
    assert end.document["status"] == "interrupted"
    assert end.rows["read"] == 1000
    assert end.rows["created"] == emulator.store.count("contacts")
    assert end.rows["notSent"] == 1000 - end.rows["created"] > 0
    assert "requests in flight" in end.stderr
    assert "Traceback" not in end.stderr
    _adds_up(emulator, hubcli, end)


def test_the_second_one_does_not_wait_for_them(portal: Portal, at: At) -> None:
    """What was in flight may have been taken: it is in doubt, and nobody waits a minute for it."""
    emulator = portal("slow=50:3-")
    hubcli = at(emulator)
    process = _started(emulator, hubcli, "--json")
    time.sleep(0.5)
    send(process, signal.SIGINT)
    assert process.stderr is not None
    while b"in flight" not in process.stderr.readline():
        pass
    send(process, signal.SIGINT)
    end = ended(process)
    assert end.code == 130
    assert end.rows == {"read": 1000, "created": 200, "inDoubt": 200, "notSent": 600}
    _adds_up(emulator, hubcli, end)


def test_a_wait_for_the_rate_limit_is_cut_short(portal: Portal, at: At) -> None:
    emulator = portal("429=60:3-")
    hubcli = at(emulator)
    process = _started(emulator, hubcli, "--json")
    until(lambda: sum(request.status == 429 for request in emulator.requests) >= 1)
    send(process, signal.SIGTERM)
    end = ended(process)
    assert end.code == 130
    assert end.rows == {"read": 1000, "created": 200, "notSent": 800}


def test_a_wait_for_patience_is_cut_short(portal: Portal, at: At) -> None:
    emulator = portal("502:3-")
    hubcli = at(emulator)
    process = _started(emulator, hubcli, "--json", "--patience", "600")
    until(lambda: sum(request.status == 502 for request in emulator.requests) >= 2)
    send(process, signal.SIGHUP)
    end = ended(process)
    assert end.code == 130
    assert end.rows["created"] == 200
    assert end.rows["inDoubt"] + end.rows["notSent"] == 800
    assert end.rows["inDoubt"] >= 200
    _adds_up(emulator, hubcli, end)


def test_before_the_first_request_there_is_nothing_to_finish(portal: Portal, at: At) -> None:
    emulator = portal("properties/slow=30")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    process = hubcli.start("create", "contacts", "data.csv", "--json")
    until(lambda: any(request.path.endswith("/details") for request in emulator.requests))
    send(process, signal.SIGINT)
    end = ended(process)
    assert end.code == 130
    assert "nothing was sent" in end.stderr
    assert end.document["exitCode"] == 130
    assert not list((hubcli.home / "runs").iterdir())


def test_people_see_what_became_of_the_rows(portal: Portal, at: At) -> None:
    emulator = portal("slow=0.4")
    hubcli = at(emulator)
    process = _started(emulator, hubcli)
    send(process, signal.SIGINT)
    end = ended(process)
    assert end.code == 130
    assert "interrupted" in end.stderr
    assert "not sent" in end.stdout


def _is_being_written(path: Path) -> bool:
    return path.suffix == ".part" and path.stat().st_size > 100_000


def test_while_the_files_are_written_the_rows_are_no_longer_said_to_be_unsent(
    portal: Portal, at: At
) -> None:
    """The run is over, its results are not written yet: `nothing was sent` would be a lie."""
    emulator = portal()
    hubcli = at(emulator)
    rows = [{**row, "address": "x" * 60_000} for row in plain(1000)]
    hubcli.put("data.csv", csv_bytes(rows))
    process = hubcli.start("create", "contacts", "data.csv", "--results", "ids.csv", "--json")
    until(lambda: any(_is_being_written(path) for path in hubcli.folder.iterdir()), 60)
    send(process, signal.SIGINT)
    end = ended(process)
    assert "nothing was sent" not in end.stderr
    assert "Traceback" not in end.stderr
    assert not [path for path in hubcli.folder.iterdir() if path.suffix == ".part"], end
    if end.code == 130:
        assert "journal.db" in end.stderr
    else:
        assert (end.code, end.rows["created"]) == (0, 1000)
