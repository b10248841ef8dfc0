"""The window in a file: what processes share, and what is done where the file is not to be had."""

import fcntl
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hubcli.hubspot.pace import Pace
from hubcli.hubspot.shared_pace import SharedBook, boot, shared_file
from hubcli.hubspot.window import Window
from tests.hubspot.test_pace import FakeClock, limits, turns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return shared_file(tmp_path, 4242, "https://api.hubapi.com")


def _pace(clock: FakeClock, file: Path) -> Pace:
    return Pace(clock.now, clock.wait, shared=file)


def _told(file: Path) -> dict[str, Any]:
    found = json.loads(file.read_bytes())
    assert isinstance(found, dict)
    return found


def test_two_processes_have_one_window(file: Path) -> None:
    clock = FakeClock()
    one, other = _pace(clock, file), _pace(clock, file)
    one.learn(limits(38))
    turns(clock, one, 20)
    assert len(set(turns(clock, other, 18))) == 1
    assert turns(clock, one, 1)[0] > 1010


def test_a_new_process_knows_the_limit_and_a_hold(file: Path) -> None:
    clock = FakeClock()
    one = _pace(clock, file)
    one.learn(limits(5))
    turns(clock, one, 1)
    one.hold(3.0)
    times = turns(clock, _pace(clock, file), 5)
    assert times[0] == 1003
    assert times[4] >= 1010


def test_what_a_process_learned_before_it_looked_is_joined(file: Path) -> None:
    clock = FakeClock()
    one, other = _pace(clock, file), _pace(clock, file)
    one.begin(limits(20, 16), 4)
    turns(clock, one, 6)
    other.begin(limits(20, 10), 4)
    assert len(set(turns(clock, other, 6))) == 1
    assert turns(clock, other, 1)[0] > 1010


def test_only_its_owner_can_read_the_file(file: Path) -> None:
    clock = FakeClock()
    turns(clock, _pace(clock, file), 1)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_file_is_the_accounts_and_tells_nothing_but_times(file: Path, tmp_path: Path) -> None:
    clock = FakeClock()
    turns(clock, _pace(clock, file), 1)
    assert "4242" in file.name
    assert file != shared_file(tmp_path, 4242, "http://127.0.0.1:4010")
    assert file != shared_file(tmp_path, 4243, "https://api.hubapi.com")
    assert _told(file)["boot"] == boot()
    assert all(isinstance(value, int | float | list | str) for value in _told(file).values())


def test_without_a_limit_no_file_is_touched(file: Path) -> None:
    clock = FakeClock()
    pace = _pace(clock, file)
    pace.begin(limits(1_000_000, 999_999), 4)
    turns(clock, pace, 100)
    pace.learn(limits(1_000_000, 999_999), pace.leaving())
    assert not file.exists()


# A file that is of no use


def _alone(clock: FakeClock, file: Path) -> None:
    """Goes on by itself, as fast as it may."""
    pace = _pace(clock, file)
    pace.learn(limits(38))
    assert len(set(turns(clock, pace, 38))) == 1
    assert turns(clock, pace, 1)[0] > clock.time - 1


@pytest.mark.parametrize(
    "data", [b"x", b"{}", b'{"hubcli-pace":2,"limit":1}', b"\0" * 50, b"[1]", b"\xff\xfe"]
)
def test_somebody_elses_file_is_left_as_it_is(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    _alone(FakeClock(), file)
    assert file.read_bytes() == data


def _written(file: Path, **changes: object) -> None:
    turns(FakeClock(), _pace(FakeClock(), file), 60)
    file.write_text(json.dumps(_told(file) | changes, separators=(",", ":")))


@pytest.mark.parametrize(
    "changes",
    [
        {"boot": "another"},
        {"turns": [1e9] * 30},
        {"turns": [3, 2, 1]},
        {"turns": ["x"]},
        {"turns": None},
        {"places": [1e9] * 38},
        {"held_until": 1e9},
        {"interval": 0},
        {"limit": 0},
        {"limit": "many"},
        {"peaks": [1]},
        {"rose_at": 1e9},
    ],
)
def test_what_can_not_be_is_written_anew(file: Path, changes: dict[str, object]) -> None:
    _written(file, **changes)
    _alone(FakeClock(), file)
    told = _told(file)
    assert (told["limit"], told["boot"]) == (38, boot())
    assert len(told["turns"]) == 39


def test_a_file_that_was_cut_off_is_written_anew(file: Path) -> None:
    _written(file)
    file.write_bytes(file.read_bytes()[:100])
    _alone(FakeClock(), file)
    assert _told(file)["limit"] == 38


def test_a_shorter_text_replaces_a_longer_one_whole(file: Path) -> None:
    clock = FakeClock()
    turns(clock, _pace(clock, file), 99)
    clock.time += 100
    turns(clock, _pace(clock, file), 1)
    assert len(_told(file)["turns"]) == 1


@pytest.mark.parametrize("kind", ["folder", "pipe", "link", "file for a folder"])
def test_what_is_no_file_is_left_alone(file: Path, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    if kind == "file for a folder":
        file.parent.write_text("")
    else:
        file.parent.mkdir()
    match kind:
        case "folder":
            file.mkdir()
        case "pipe":
            os.mkfifo(file)
        case "link":
            file.symlink_to(target)
    _alone(FakeClock(), file)
    assert not target.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_that_can_not_be_written(file: Path) -> None:
    file.parent.mkdir(mode=0o500)
    _alone(FakeClock(), file)


def test_a_lock_that_somebody_keeps_is_not_waited_for_for_ever(file: Path) -> None:
    clock = FakeClock()
    turns(clock, _pace(clock, file), 1)
    with file.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        began = time.monotonic()
        _alone(clock, file)
    assert 1 < time.monotonic() - began < 20


_HOLDER = """
import sys, time
from pathlib import Path
from hubcli.hubspot.shared_pace import SharedBook
from hubcli.hubspot.window import Window
with SharedBook(Path(sys.argv[1]), Window(), time.monotonic).open() as window:
    window.take(time.monotonic())
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_holder_that_is_killed_gives_the_lock_back(file: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        holder.send_signal(signal.SIGKILL)
    book = SharedBook(file, Window(), time.monotonic)
    with book.open() as window:
        window.take(time.monotonic())
    assert len(_told(file)["turns"]) == 1


_TAKER = """
import sys, time
from pathlib import Path
from hubcli.hubspot.shared_pace import SharedBook
from hubcli.hubspot.window import Window
book = SharedBook(Path(sys.argv[1]), Window(), time.monotonic)
for _ in range(200):
    with book.open() as window:
        window.take(time.monotonic())
"""


def test_no_turn_is_lost_between_processes(file: Path) -> None:
    command = [sys.executable, "-c", _TAKER, str(file)]
    running = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(_told(file)["turns"]) == 600
