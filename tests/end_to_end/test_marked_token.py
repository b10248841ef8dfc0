"""A marked token, under faults, with every verbosity, also of a bug: nothing written or printed has it."""

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import TOKEN, Ended, Hubcli, InProcess, ended, instead_of_hubcli
from tests.end_to_end.written import csv_bytes

Inside = Callable[[RunningEmulator | str | None], InProcess]
_SPELLED = (
    TOKEN.encode(),
    base64.b64encode(TOKEN.encode()),
    quote(TOKEN, safe="").encode(),
    TOKEN[:24].encode(),
    TOKEN[::-1].encode(),
)
_VERBOSITIES = ((), ("--quiet",), ("--json",), ("--batches", "all"))
_FAULTS = (
    ("502-after:1", "cut-middle:3", "read/500:1"),
    ("429=0:1", "truncate:2", "html-after:3", "account/403"),
    ("401:3-", "read/401:1", "properties/403"),
)
_BROKEN = """
import os, sys
from hubcli.hubspot.session import Session

token = os.environ["HUBSPOT_ACCESS_TOKEN"]
whole = Session.send

def broken(self, method, url, *args, **more):
    if WHERE in url:
        header = f"Bearer {token}"
        try:
            raise ValueError(header)
        except ValueError as error:
            error.add_note(header)
            raise RuntimeError(header, token) from error
    return whole(self, method, url, *args, **more)

Session.send = broken
from hubcli.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


def _nowhere(hubcli: Hubcli, *ends: Ended) -> None:
    files = [
        path for root in (hubcli.folder, hubcli.home) for path in root.rglob("*") if path.is_file()
    ]
    said = [text.encode() for end in ends for text in (end.stdout, end.stderr)]
    for written in [*(path.read_bytes() for path in files), *said]:
        for spelled in _SPELLED:
            assert spelled not in written
    assert not [path for path in files if TOKEN in str(path)]


@pytest.mark.parametrize("faults", _FAULTS, ids=" ".join)
@pytest.mark.parametrize("verbosity", _VERBOSITIES, ids=" ".join)
def test_of_a_run_and_what_is_done_with_it_later(
    faults: tuple[str, ...], verbosity: tuple[str, ...], portal: Portal, inside: Inside
) -> None:
    emulator = portal(*faults)
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes([*plain(45), {**plain(1)[0], "email": "bad"}]))
    more = ("--batch-size", "10", "--concurrency", "2", "--patience", "0", *verbosity)
    files = ("--results", "ids.csv", "--rejects", "bad.csv")
    begun = hubcli("create", "contacts", "data.csv", *more, *files)
    later = [hubcli("resume", *verbosity), hubcli("resume", *verbosity)]
    run = next(path.name for path in (hubcli.hubcli.home / "runs").iterdir())
    later += [hubcli("retry", run, *verbosity), hubcli("runs", "show", run), hubcli("runs", "list")]
    _nowhere(hubcli.hubcli, begun, *later)
    sent = {request.headers["authorization"] for request in emulator.requests}
    assert sent == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("where", ["batch/create", "account-info", "properties"])
@pytest.mark.parametrize("verbosity", [(), ("--quiet",), ("--json",)], ids=" ".join)
def test_of_a_bug(where: str, verbosity: tuple[str, ...], portal: Portal, hubcli: Hubcli) -> None:
    """A bug's message may hold anything: only the lines of code are shown."""
    env = {"PYTHONFAULTHANDLER": "1", "PYTHONTRACEMALLOC": "1"}
    command = Hubcli(hubcli.folder, hubcli.home, portal().base_url, env)
    command.put("data.csv", csv_bytes(plain(30)))
    script = command.put("broken.py", _BROKEN.replace("WHERE", repr(where)))
    process = command.start(
        "create", "contacts", "data.csv", *verbosity, prefix=instead_of_hubcli(script)
    )
    end = ended(process)
    assert end.code == 1, end.stderr
    assert "a bug in hubcli (RuntimeError)" in end.stderr
    assert "broken.py" in end.stderr
    _nowhere(command, end)
