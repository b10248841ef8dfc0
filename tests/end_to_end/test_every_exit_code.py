"""Every exit code of the design, reached by a real process; each is what the JSON document says too."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.errors import ExitCode
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import Ended, Hubcli, ended, instead_of_hubcli, send, until
from tests.end_to_end.written import csv_bytes

At = Callable[[RunningEmulator], Hubcli]
_CREATE = ("create", "contacts", "data.csv", "--json")
_SMALL = ("--batch-size", "10", "--concurrency", "1", "--patience", "0")
_BUG = """
import sys
from hubcli.hubspot.session import Session

def broken(*_): raise KeyError("unforeseen")

Session.send = broken
from hubcli.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def _ready(hubcli: Hubcli, rows: int = 30) -> Hubcli:
    hubcli.put("data.csv", csv_bytes(plain(rows)))
    return hubcli


def _ends(end: Ended, code: ExitCode, **rows: int) -> None:
    assert end.code == code, end.stderr
    assert end.document["exitCode"] == code
    assert "Traceback" not in end.stderr
    if rows:
        assert end.rows == rows


def test_0_success(portal: Portal, at: At) -> None:
    _ends(_ready(at(portal()))(*_CREATE), ExitCode.SUCCESS, read=30, created=30)


def test_1_a_bug(portal: Portal, at: At) -> None:
    hubcli = _ready(at(portal()))
    hubcli.put("broken.py", _BUG)
    process = hubcli.start(*_CREATE, prefix=instead_of_hubcli("broken.py"))
    _ends(ended(process), ExitCode.BUG)


def test_2_usage(portal: Portal, at: At) -> None:
    hubcli = _ready(at(portal()))
    assert hubcli(*_CREATE, "--batch-size", "101").code == ExitCode.USAGE
    _ends(hubcli(*_CREATE, "--base-url", "http://example.com"), ExitCode.USAGE)


def test_3_refused(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    hubcli.put("data.csv", csv_bytes([*plain(3), {**plain(1)[0], "email": "bad"}]))
    _ends(hubcli(*_CREATE), ExitCode.REFUSED, read=4, created=3, refused=1)
    _ends(hubcli("retry", _run(hubcli), "--json"), ExitCode.REFUSED)


def test_4_account(portal: Portal, at: At) -> None:
    hubcli = _ready(at(portal("401:2-")))
    rows = {"read": 30, "created": 10, "notSent": 20}
    _ends(hubcli(*_CREATE, *_SMALL), ExitCode.ACCOUNT, **rows)
    _ends(hubcli("resume", "--json"), ExitCode.ACCOUNT, **rows)


def test_5_unusable(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put("data.csv", 'email\n"never closed\n')
    _ends(hubcli(*_CREATE), ExitCode.UNUSABLE)
    assert emulator.store.count("contacts") == 0
    _ends(_ready(hubcli)(*_CREATE), ExitCode.SUCCESS)
    _ends(hubcli(*_CREATE), ExitCode.UNUSABLE)


def test_6_unavailable(portal: Portal, at: At) -> None:
    hubcli = _ready(at(portal("429-daily:2")))
    rows = {"read": 30, "created": 10, "notSent": 20}
    _ends(hubcli(*_CREATE, *_SMALL), ExitCode.UNAVAILABLE, **rows)
    data = hubcli.folder / "data.csv"
    data.rename(hubcli.folder / "elsewhere.csv")
    _ends(hubcli("resume", "--json"), ExitCode.UNAVAILABLE)
    (hubcli.folder / "elsewhere.csv").rename(data)
    _ends(hubcli("resume", "--json"), ExitCode.SUCCESS, read=30, created=30)


def test_7_in_doubt(portal: Portal, at: At) -> None:
    hubcli = at(portal("502-after:1", "search/403"))
    stage = "appointmentscheduled"
    hubcli.put("data.csv", csv_bytes([{"dealname": f"D{n}", "dealstage": stage} for n in range(3)]))
    end = hubcli("create", "deals", "data.csv", "--json")
    _ends(end, ExitCode.IN_DOUBT, read=3, inDoubt=3)
    _ends(hubcli("resume", "--patience", "0", "--json"), ExitCode.IN_DOUBT, read=3, inDoubt=3)


def test_130_interrupted(portal: Portal, at: At) -> None:
    emulator = portal("slow=0.3")
    hubcli = _ready(at(emulator))
    process = hubcli.start(*_CREATE, *_SMALL)
    until(lambda: emulator.store.count("contacts") >= 10)
    send(process, signal.SIGINT)
    end = ended(process)
    _ends(end, ExitCode.INTERRUPTED)
    assert end.rows["created"] < end.rows["read"] == 30
    _ends(hubcli("resume", "--json"), ExitCode.SUCCESS, read=30, created=30)


def test_every_code_is_here() -> None:
    tested = re.findall(
        r"^def test_(\d+)_(?!is_also)", Path(__file__).read_text("utf-8"), re.MULTILINE
    )
    assert [int(code) for code in tested] == sorted(ExitCode)


def _run(hubcli: Hubcli) -> str:
    (found,) = (hubcli.home / "runs").iterdir()
    return found.name


@pytest.mark.parametrize("command", ["resume", "retry"])
def test_2_is_also_a_run_that_is_not_there(command: str, hubcli: Hubcli) -> None:
    _ends(hubcli(command, "nowhere", "--json"), ExitCode.USAGE)
