"""What a run tells of the account's limits, what it leaves to others, and when it stops for the day."""

import json
from collections.abc import Callable

import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Rate
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]


def _table(rows: int) -> str:
    return "email,firstname\n" + "".join(f"p{number}@example.com,Ada\n" for number in range(rows))


def test_what_it_will_cost_is_told_before_the_start(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal(rate=None, daily=1_000))
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(300)), "--batch-size", "10")
    assert end.code == 0
    assert "300 rows to contacts of portal 4242 (DEVELOPER_TEST), 30 requests: 4 % of" in end.stderr


@pytest.mark.parametrize("fault", ["account/403:2", "account/404:2"])
def test_where_the_usage_is_not_to_be_had_nothing_is_said(
    portal: Portal, inside: Inside, fault: str
) -> None:
    hubcli = inside(portal(fault))
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)))
    assert end.code == 0
    assert "1 request.\n" in end.stderr
    assert "403" not in end.stderr


def test_a_rehearsal_costs_nothing(inside: Inside) -> None:
    hubcli = inside(None)
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)), "--rehearse")
    assert "of a rehearsal portal, 1 request.\n" in end.stderr
    assert not (hubcli.hubcli.home / "pace").exists()


@pytest.mark.parametrize("share", ["91%", "x", "-5", "20%%", ""])
def test_2_a_share_that_is_none(inside: Inside, share: str) -> None:
    hubcli = inside(None)
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)), "--leave", share)
    assert end.code == 2
    assert "--leave" in end.stderr


def test_2_the_variable_is_checked_too(inside: Inside) -> None:
    hubcli = inside(None).with_env({"HUBCLI_LEAVE": "all"})
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)))
    assert end.code == 2
    assert "HUBCLI_LEAVE" in end.stderr


def test_6_the_share_of_the_day_that_others_are_to_have(portal: Portal, inside: Inside) -> None:
    emulator = portal(daily=30)
    hubcli = inside(emulator)
    table = hubcli.put("a.csv", _table(400))
    end = hubcli(
        "create", "contacts", table, "--batch-size", "10", "--leave", "50%", "--concurrency", "1",
        "--json",
    )  # fmt: skip
    assert end.code == 6
    rows = json.loads(end.stdout)["rows"]
    assert rows["created"] + rows["notSent"] == 400
    assert "15 are left, which --leave 50% leaves to others" in end.stderr
    assert emulator.store.count("contacts") == rows["created"]
    assert 50 <= rows["created"] <= 150
    again = hubcli("resume", "--leave", "0", "--limit", "20", "--json")
    assert json.loads(again.stdout)["rows"]["created"] == rows["created"] + 20


def test_6_a_share_that_is_used_up_before_the_start(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal(daily=8))
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)), "--leave", "90", "--json")
    assert end.code == 6
    assert json.loads(end.stdout)["rows"]["notSent"] == 3


def test_6_a_pause_of_hours_is_not_waited_for_and_its_end_is_told(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal("477=7200:1-"))
    end = hubcli("create", "contacts", hubcli.put("a.csv", _table(3)))
    assert end.code == 6
    assert "it asks to wait for 2 hours" in end.stderr


def test_processes_of_an_account_share_a_file_that_only_the_user_reads(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal(rate=Rate(190, 10)))
    assert hubcli("create", "contacts", hubcli.put("a.csv", _table(3))).code == 0
    (file,) = (hubcli.hubcli.home / "pace").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "SECRET" not in file.read_text()
