"""Every exit code that a script relies on, through the real command line; 130 is among the signals."""

from collections.abc import Callable

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import Hubcli
from tests.end_to_end.written import csv_bytes

At = Callable[[RunningEmulator], Hubcli]
_CREATE = ("create", "contacts", "data.csv")


def _ready(hubcli: Hubcli, rows: int = 150) -> Hubcli:
    hubcli.put("data.csv", csv_bytes(plain(rows)))
    return hubcli


def test_0_every_row_is_created(portal: Portal, at: At) -> None:
    assert _ready(at(portal()))(*_CREATE).code == 0


def test_2_the_command_line_is_wrong(portal: Portal, at: At) -> None:
    assert _ready(at(portal()))(*_CREATE, "--batch-size", "101").code == 2


def test_3_some_rows_were_refused(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    hubcli.put("data.csv", csv_bytes([*plain(3), {**plain(1)[0], "email": "bad"}]))
    end = hubcli(*_CREATE, "--json")
    assert (end.code, end.rows) == (3, {"read": 4, "created": 3, "refused": 1})


def test_3_when_going_on_makes_no_sense(portal: Portal, at: At) -> None:
    """Three batches running are refused to the last row for one reason: the rest is not sent."""
    emulator = portal()
    hubcli = at(emulator)
    rows = [{**row, "email": f"p{index}@example.lcom"} for index, row in enumerate(plain(1000))]
    hubcli.put("data.csv", csv_bytes(rows))
    end = hubcli(*_CREATE, "--json", "--concurrency", "1")
    assert end.code == 3
    assert end.rows["refused"] < 600
    assert end.rows["notSent"] > 400
    assert "lcom" in end.stderr or "INVALID_EMAIL" in end.stderr
    assert end.document["status"] == "failure"


def test_4_the_token_is_wrong(portal: Portal, at: At) -> None:
    assert _ready(at(portal(tokens=(Token("x"),))))(*_CREATE).code == 4


def test_4_the_token_expires_on_the_way(portal: Portal, at: At) -> None:
    emulator = portal("401:2-")
    end = _ready(at(emulator))(*_CREATE, "--json", "--concurrency", "1")
    assert (end.code, end.rows) == (4, {"read": 150, "created": 100, "notSent": 50})
    assert "token" in end.stderr
    assert end.document["status"] == "partial"


def test_5_a_file_can_not_be_used(portal: Portal, at: At) -> None:
    assert at(portal())(*_CREATE).code == 5


def test_6_the_daily_limit_is_reached(portal: Portal, at: At) -> None:
    emulator = portal("429-daily:2-")
    end = _ready(at(emulator))(*_CREATE, "--json", "--concurrency", "1")
    assert (end.code, end.rows) == (6, {"read": 150, "created": 100, "notSent": 50})
    assert "daily" in end.stderr
    assert "midnight" in end.stderr


def test_6_nobody_is_there(hubcli: Hubcli) -> None:
    command = Hubcli(hubcli.folder, hubcli.home, "http://127.0.0.1:9")
    end = _ready(command)(*_CREATE)
    assert (end.code, "127.0.0.1:9" in end.stderr) == (6, True)


def test_7_some_rows_are_in_doubt(portal: Portal, at: At) -> None:
    emulator = portal("502-after:1")
    hubcli = at(emulator)
    rows = [{"dealname": f"D{index}", "dealstage": "appointmentscheduled"} for index in range(3)]
    hubcli.put("data.csv", csv_bytes(rows))
    end = hubcli("create", "deals", "data.csv", "--json")
    assert (end.code, end.rows) == (7, {"read": 3, "inDoubt": 3})


def test_4_wins_over_7_and_7_over_3(portal: Portal, at: At) -> None:
    rows = [{"dealname": f"D{index}", "dealstage": "appointmentscheduled"} for index in range(3)]
    rows.append({"dealname": "D", "dealstage": "nowhere"})
    for faults, code in ((("502-after:1",), 7), (("502-after:1", "401:2-"), 4)):
        emulator = portal(*faults)
        hubcli = at(emulator)
        hubcli.put("data.csv", csv_bytes(rows))
        args = ("--batch-size", "1", "--concurrency", "1", "--again", "--json")
        end = hubcli("create", "deals", "data.csv", *args)
        assert end.code == code, end.stdout


def test_a_rehearsal_needs_no_account(hubcli: Hubcli) -> None:
    command = Hubcli(hubcli.folder, hubcli.home, without="HUBSPOT_ACCESS_TOKEN")
    end = _ready(command)(*_CREATE, "--rehearse", "--json")
    assert (end.code, end.rows) == (0, {"read": 150, "created": 150})
    assert end.document["run"]["rehearsal"] is True
