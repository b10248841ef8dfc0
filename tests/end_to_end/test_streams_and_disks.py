"""Streams that end too soon and disks that are full: delivery goes on, and what became of the rows is told."""

import os
import re
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import held, plain
from tests.end_to_end.process import Hubcli, ended
from tests.end_to_end.written import csv_bytes, read_csv

At = Callable[[RunningEmulator], Hubcli]
_ROWS = plain(500)
_CREATE = ("create", "contacts", "data.csv")


def _shell(hubcli: Hubcli, script: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """hubcli with its streams set up by a shell, as `"$@"` of the script."""
    process = hubcli.start(*args, prefix=("bash", "-c", script, "bash"))
    stdout, stderr = process.communicate(timeout=60)
    return subprocess.CompletedProcess(args, process.returncode, stdout, stderr)


def test_a_reader_that_goes_away_does_not_stop_delivery(portal: Portal, at: At) -> None:
    emulator = portal("slow=0.1")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes([*_ROWS, {**_ROWS[0], "email": "bad"}]))
    done = _shell(hubcli, 'set -o pipefail; "$@" --batches all | head -1', *_CREATE)
    assert len(done.stdout.splitlines()) == 1
    assert emulator.store.count("contacts") == 500
    assert (done.returncode, b"Traceback" in done.stderr, b"roken" in done.stderr) == (
        3,
        False,
        False,
    )


def test_a_reader_that_goes_away_before_the_end_of_the_document(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    process = hubcli.start(*_CREATE, "--json")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    end = ended(process)
    assert (end.code, emulator.store.count("contacts")) == (0, 500)
    assert "Traceback" not in end.stderr
    assert "rror" not in end.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_were_closed_from_the_start(closed: str, portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    done = _shell(hubcli, f'"$@" {closed}', *_CREATE, "--results", "ids.csv")
    assert (done.returncode, emulator.store.count("contacts")) == (0, 500), done.stderr
    assert len(read_csv((hubcli.folder / "ids.csv").read_text())) == 500


def test_a_full_disk_behind_standard_output(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    done = _shell(hubcli, '"$@" > /dev/full', *_CREATE)
    assert (done.returncode, emulator.store.count("contacts")) == (6, 500)
    assert b"standard output" in done.stderr
    assert b"Traceback" not in done.stderr


def _limited(kilobytes: int) -> tuple[str, ...]:
    """A disk that takes no file larger than this."""
    return ("bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash")


@pytest.mark.parametrize("option", ["--results", "--rejects"])
def test_a_disk_that_is_full_when_the_files_are_written(
    option: str, portal: Portal, at: At
) -> None:
    """The rows are in HubSpot by then: the counts and their ids must not be lost with the file."""
    emulator = portal()
    hubcli = at(emulator)
    rows = [{**row, "address": "x" * 10_000} for row in plain(200)]
    rows += [{**row, "email": f"bad{index}"} for index, row in enumerate(rows[:60])]
    hubcli.put("data.csv", csv_bytes(rows))
    hubcli.put("out.csv", "as it was before")
    end = hubcli(*_CREATE, option, "out.csv", "--json", prefix=_limited(400))
    assert end.code == 6, end.stderr
    assert end.rows == {"read": 260, "created": 200, "refused": 60}
    assert "out.csv" in end.stderr
    assert "Traceback" not in end.stderr
    assert (hubcli.folder / "out.csv").read_text() == "as it was before"
    assert {path.name for path in hubcli.folder.iterdir()} == {"data.csv", "out.csv"}
    assert Path(end.document["run"]["journal"]).exists()


def test_a_disk_that_is_full_before_the_first_row(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS))
    end = hubcli(*_CREATE, "--json", prefix=_limited(1))
    assert (end.code, emulator.store.count("contacts")) == (6, 0)
    assert re.search(r"runs/[^/]+/(mapping.json|journal.db): .*\n.*disk full", end.stderr)
    assert "Traceback" not in end.stderr


def test_a_disk_that_gets_full_on_the_way(portal: Portal, at: At) -> None:
    """Nothing is sent that can't be written down first."""
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(plain(9_000)))
    end = hubcli(*_CREATE, "--json", "--concurrency", "2", prefix=_limited(300))
    there = emulator.store.count("contacts")
    assert end.code == 6, end.stderr
    assert 0 < there < 9_000
    assert "journal.db" in end.stderr
    assert "Traceback" not in end.stderr
    assert end.rows["read"] == 9_000
    assert end.rows["created"] <= there <= end.rows["created"] + end.rows.get("inDoubt", 0)


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_results_never_replace_what_is_no_plain_file(kind: str, portal: Portal, at: At) -> None:
    """As root `--results /dev/null` would otherwise take the device away from everybody."""
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(_ROWS[:2]))
    out = hubcli.folder / "out.csv"
    if kind == "pipe":
        os.mkfifo(out)
        end = hubcli(*_CREATE, "--results", "out.csv")
        assert (end.code, emulator.store.count("contacts")) == (5, 0)
        assert "out.csv" in end.stderr
        assert stat.S_ISFIFO(out.stat().st_mode)
    else:
        hubcli.put("real.csv", "old")
        out.symlink_to("real.csv")
        assert hubcli(*_CREATE, "--results", "out.csv").code == 0
        assert out.is_symlink()
        assert len(read_csv((hubcli.folder / "real.csv").read_text())) == 2


def test_an_input_that_changes_under_the_run(portal: Portal, at: At) -> None:
    emulator = portal("slow=0.1")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(plain(9_000)))
    process = hubcli.start(*_CREATE, "--json", "--concurrency", "1")
    while emulator.store.count("contacts") < 100:
        time.sleep(0.01)
    hubcli.put("data.csv", csv_bytes(plain(9_000, 20_000)))
    end = ended(process)
    assert end.code == 6, end.stderr
    assert "data.csv" in end.stderr
    assert "changed" in " ".join(end.stderr.split())
    assert end.rows["read"] == 9_000
    there = held(emulator, ["email"]).values()
    assert end.rows["created"] == len(there)
    assert max(row["email"] for row in there) < "p09000@example.com"


def test_quiet_says_nothing_where_all_went_well(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    hubcli.put("data.csv", csv_bytes(_ROWS))
    end = hubcli(*_CREATE, "--quiet")
    assert (end.code, end.stdout, end.stderr) == (0, "", "")


def test_an_output_that_is_not_utf8(portal: Portal, hubcli: Hubcli) -> None:
    command = Hubcli(
        hubcli.folder, hubcli.home, portal().base_url, {"PYTHONIOENCODING": "ascii", "LANG": "C"}
    )
    command.put("data.csv", "email,firstname\nÅda@,王\n".encode())
    end = command(*_CREATE)
    assert end.code == 3
    assert "\\xc5da@" in end.stdout
    told = command(*_CREATE, "--json")
    assert told.document["errors"][0]["value"] == "Åda@"
