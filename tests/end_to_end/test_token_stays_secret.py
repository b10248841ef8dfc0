"""The token goes into the header and nowhere else: no output, no file, no error has it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import TOKEN, Hubcli, InProcess
from tests.end_to_end.written import csv_bytes

Inside = Callable[[RunningEmulator | str | None], InProcess]
_FAULTS = (
    "401:2-", "403:1", "404:1", "409:1", "414:1", "423=1:1", "429=1:1", "429-daily:1", "477=1:1", "500:1", "502:1",
    "empty:1", "html:1", "redirect:1", "truncate:1", "cut-before:1", "cut-middle:1", "account/401", "account/403",
    "properties/401", "properties/500:1", "properties/redirect", "read/403", "any/cut-before:1",
)  # fmt: skip


def _nowhere(hubcli: InProcess, *outputs: str) -> None:
    secret = TOKEN.encode()
    for folder in (hubcli.folder, hubcli.hubcli.home):
        for path in folder.rglob("*"):
            assert not path.is_file() or secret not in path.read_bytes(), path
            assert TOKEN not in path.name
    assert all(TOKEN not in output for output in outputs)


@pytest.mark.parametrize("fault", _FAULTS)
def test_under_every_fault(fault: str, portal: Portal, inside: Inside) -> None:
    emulator = portal(fault)
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes([*plain(120), {**plain(1)[0], "email": "bad"}]))
    args = ("--results", "ids.csv", "--rejects", "bad.csv", "--patience", "0")
    end = hubcli("create", "contacts", "data.csv", *args)
    told = hubcli("create", "contacts", "data.csv", *args, "--json")
    _nowhere(hubcli, end.stdout, end.stderr, told.stdout, told.stderr)
    assert any(
        request.headers["authorization"] == f"Bearer {TOKEN}" for request in emulator.requests
    )


@pytest.mark.parametrize("args", ["--dry-run", "--rehearse", "--portal 7"])
def test_in_other_ways_to_run(args: str, portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = hubcli("create", "contacts", "data.csv", *args.split())
    _nowhere(hubcli, end.stdout, end.stderr)


def test_the_token_is_no_argument_and_a_rehearsal_does_without(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    end = hubcli("create", "contacts", "data.csv", "--token", TOKEN)
    assert end.code == 2


def test_a_command_that_fails_does_not_give_its_words_away(hubcli: Hubcli, portal: Portal) -> None:
    config = hubcli.home / "config"
    config.mkdir()
    script = hubcli.home / "secret-tool"
    script.write_text(f"#!/bin/sh\necho {TOKEN}; echo {TOKEN} >&2; exit 1\n")
    script.chmod(0o700)
    config.joinpath("hubcli.yaml").write_text(f"token_command: {script} --vault hush-hush\n")
    command = Hubcli(hubcli.folder, hubcli.home, portal().base_url, without="HUBSPOT_ACCESS_TOKEN")
    command.put("data.csv", csv_bytes(plain(3)))
    end = command("create", "contacts", "data.csv")
    assert end.code == 4
    assert TOKEN not in end.stdout + end.stderr
    assert "hush-hush" not in end.stdout + end.stderr


def test_a_renewed_token_after_a_401(hubcli: Hubcli, portal: Portal) -> None:
    """token_command is run again, once, and the batch that met the 401 is sent with the new token."""
    config = hubcli.home / "config"
    config.mkdir()
    counter = hubcli.home / "count"
    script = hubcli.home / "tool"
    script.write_text(f"#!/bin/sh\necho x >> {counter}\necho pat-$(wc -l < {counter})\n")
    script.chmod(0o700)
    config.joinpath("hubcli.yaml").write_text(f"token_command: [{script}]\n")
    emulator = portal("401:2")
    command = Hubcli(hubcli.folder, hubcli.home, emulator.base_url, without="HUBSPOT_ACCESS_TOKEN")
    command.put("data.csv", csv_bytes(plain(250)))
    end = command("create", "contacts", "data.csv", "--json")
    assert (end.code, end.rows) == (0, {"read": 250, "created": 250}), end.stderr
    assert counter.read_text().count("x") == 2
    assert {request.headers["authorization"] for request in emulator.requests} == {
        "Bearer pat-1",
        "Bearer pat-2",
    }


def test_a_settings_file_of_the_working_folder_runs_no_command(
    hubcli: Hubcli, portal: Portal
) -> None:
    command = Hubcli(hubcli.folder, hubcli.home, portal().base_url)
    mark = hubcli.folder / "ran"
    command.put("hubcli.yaml", f"token_command: [touch, {mark}]\n")
    command.put("data.csv", csv_bytes(plain(3)))
    end = command("create", "contacts", "data.csv")
    assert (end.code, Path(mark).exists()) == (5, False)
    assert "hubcli.yaml:1" in end.stderr
