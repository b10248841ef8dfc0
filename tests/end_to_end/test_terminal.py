"""On a terminal: production is asked about first, tables are drawn, and users' text can't reach the screen raw."""

from collections.abc import Callable

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import Hubcli
from tests.end_to_end.terminal import on_terminal
from tests.end_to_end.written import csv_bytes

At = Callable[[RunningEmulator], Hubcli]
_CREATE = ("create", "contacts", "data.csv")


@pytest.mark.parametrize(("answer", "code", "made"), [("y\n", 0, 3), ("yes\n", 0, 3), ("n\n", 130, 0), ("\n", 130, 0), ("\x04", 130, 0)])  # fmt: skip
def test_production_is_asked_about(
    answer: str, code: int, made: int, portal: Portal, at: At
) -> None:
    emulator = portal(account_type="STANDARD")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = on_terminal(hubcli, *_CREATE, answer=answer)
    assert (end.code, emulator.store.count("contacts")) == (code, made), end.stdout
    assert "4242" in end.stdout
    assert "Traceback" not in end.stdout
    assert ("nothing was sent" in end.stdout) == (made == 0)


@pytest.mark.parametrize("args", ["--yes", "--portal 4242", "--rehearse"])
def test_nothing_is_asked_where_it_is_certain(args: str, portal: Portal, at: At) -> None:
    hubcli = at(portal(account_type="STANDARD"))
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = on_terminal(hubcli, *_CREATE, *args.split())
    assert (end.code, "?" in end.stdout) == (0, False)


def test_nothing_is_asked_of_a_test_account_or_off_a_terminal(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    hubcli.put("data.csv", csv_bytes(plain(3)))
    assert on_terminal(hubcli, *_CREATE).code == 0
    emulator = portal(account_type="STANDARD")
    production = at(emulator)
    assert production(*_CREATE, "--again").code == 0
    assert emulator.store.count("contacts") == 3


def test_users_text_never_reaches_the_screen_as_it_is(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    evil = "\x1b]0;owned\x07\x1b[31m[bold]x[/bold][/red]\u202e\x9b2J"
    rows = [*plain(2), {**plain(1)[0], "email": f"bad{evil}"}]
    hubcli.put("data.csv", csv_bytes(rows))
    end = on_terminal(hubcli, *_CREATE)
    assert end.code == 3
    assert "INVALID_EMAIL" in end.stdout
    assert "[bold]x[/bold]" in end.stdout
    for raw in ("\x1b]0;", "\x07", "\x1b[31m[bold]", "\u202e", "\x9b"):
        assert raw not in end.stdout


def test_a_name_of_a_file_is_no_markup_either(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    name = "[red]\x1b[2J\n[b].csv"
    hubcli.put(name, csv_bytes([*plain(2), {**plain(1)[0], "email": "bad"}]))
    end = on_terminal(hubcli, "create", "contacts", name)
    assert end.code == 3
    assert "\x1b[2J" not in end.stdout
    assert "Traceback" not in end.stdout


def test_no_colour_where_none_is_wanted(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = Hubcli(at(emulator).folder, at(emulator).home, emulator.base_url, {"NO_COLOR": "1"})
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = on_terminal(hubcli, *_CREATE)
    assert end.code == 0
    assert "\x1b[3" not in end.stdout
