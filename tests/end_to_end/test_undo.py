"""`hubcli undo`: what a run created goes, what somebody changed since stays, and nothing else is touched."""

import json
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.holdings import A_WORKFLOW
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import Hubcli, InProcess, ended, send, until
from tests.end_to_end.terminal import on_terminal
from tests.end_to_end.written import csv_bytes

At = Callable[[RunningEmulator], Hubcli]
Inside = Callable[[RunningEmulator | str | None], InProcess]
_CREATE = ("create", "contacts", "data.csv")
UNTOUCHED = {"updated": 0, "restored": 0}
"""Records that were there before."""


def _created(hubcli: InProcess | Hubcli, rows: int = 3, *more: str) -> str:
    """A run that created so many rows; its id."""
    hubcli.put("data.csv", csv_bytes(plain(rows)))
    end = hubcli(*_CREATE, "--json", *more)
    assert end.code == 0, end.stderr
    return str(end.document["run"]["id"])


def test_what_a_run_created_is_archived(portal: Portal, inside: Inside) -> None:
    emulator = portal(log_requests=1000)
    hubcli = inside(emulator)
    run = _created(hubcli, 230)
    before = len(emulator.requests)
    end = hubcli("undo", run, "--json")
    assert (end.code, end.document["status"]) == (0, "success")
    assert end.document["rows"] == UNTOUCHED | {
        "created": 230,
        "archived": 230,
        "left": 0,
        "notSent": 0,
    }
    assert end.document["run"]["undoes"] == run
    assert end.document["run"]["id"] != run
    assert end.document["errors"] == []
    assert emulator.store.count("contacts") == 0
    asked = [json.loads(one.body) for one in emulator.requests[before:] if "batch" in one.path]
    assert sorted(len(one["inputs"]) for one in asked) == [30, 30, 50, 50, 50, 50, 100, 100]


def test_a_second_time_does_nothing(portal: Portal, inside: Inside) -> None:
    emulator = portal(log_requests=1000)
    hubcli = inside(emulator)
    run = _created(hubcli)
    first = hubcli("undo", run, "--json").document
    before = len(emulator.requests)
    end = hubcli("undo", run, "--json")
    assert end.code == 0
    assert end.document["rows"] == first["rows"]
    assert end.document["run"]["id"] == first["run"]["id"]
    assert end.document["run"]["startedAt"] == first["run"]["startedAt"]
    assert len(emulator.requests) == before


def test_what_was_changed_since_is_left_and_named(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    run = _created(hubcli, 4)
    first, second, *_ = emulator.store.records("contacts")
    emulator.store.edit("contacts", first.id, {"jobtitle": "CEO"})
    emulator.store.edit("contacts", second.id, {"firstname": "Other"}, A_WORKFLOW)
    end = hubcli("undo", run, "--json")
    assert (end.code, end.document["status"]) == (3, "partial")
    assert end.document["rows"] == UNTOUCHED | {
        "created": 4,
        "archived": 2,
        "left": 2,
        "notSent": 0,
    }
    errors = {error["id"]: error for error in end.document["errors"]}
    assert {error["outcome"] for error in errors.values()} == {"left"}
    assert {error["file"] for error in errors.values()} == {"data.csv"}
    assert all(error["line"] and error["batch"] == 1 for error in errors.values())
    assert errors[first.id]["code"] == "CHANGED_BY_PERSON"
    assert errors[second.id]["code"] == "CHANGED_BY_WORKFLOW"
    assert errors[second.id]["property"] == "firstname"
    assert "Other" not in end.stdout
    assert {one.id for one in emulator.store.records("contacts")} == {first.id, second.id}

    again = hubcli("undo", run, "--even-changed", "--json")
    assert again.code == 0
    assert again.document["rows"] == UNTOUCHED | {
        "created": 4,
        "archived": 4,
        "left": 0,
        "notSent": 0,
    }
    assert emulator.store.count("contacts") == 0


def test_people_are_told_the_plan_first_then_what_became_of_it(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    run = _created(hubcli, 4)
    first = emulator.store.records("contacts")[0]
    emulator.store.edit("contacts", first.id, {"jobtitle": "CEO"})
    end = hubcli("undo", run)
    assert end.code == 3
    assert "To be archived: 3. To be left: 1." in end.stderr
    assert "1 left, changed since by a person: jobtitle (first: data.csv:" in end.stderr
    lines = end.stdout.splitlines()
    assert "left: CHANGED_BY_PERSON: property jobtitle" in lines[0]
    assert lines[0].startswith("data.csv:")
    assert lines[2] == "4 records created: 3 archived, 1 left."
    assert "--even-changed takes it too" in end.stdout
    quiet = hubcli("undo", run, "--quiet", "--even-changed")
    assert (quiet.code, quiet.stdout, quiet.stderr) == (0, "", "")


def test_records_that_the_run_did_not_create_are_never_touched(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    _created(hubcli, 2)
    hubcli.put("data.csv", csv_bytes(plain(5)))
    end = hubcli(*_CREATE, "--json")
    assert end.rows == {"read": 5, "created": 3, "refused": 2}
    undone = hubcli("undo", str(end.document["run"]["id"]), "--json")
    assert undone.document["rows"] == UNTOUCHED | {
        "created": 3,
        "archived": 3,
        "left": 0,
        "notSent": 0,
    }
    assert emulator.store.count("contacts") == 2


def test_what_somebody_else_archived_is_no_fault(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    run = _created(hubcli, 3)
    other = _created_undo(hubcli, run)
    assert other["rows"]["archived"] == 3
    # The journal of the undoing is lost: all of them are gone already.
    _forget_undo(hubcli.hubcli.home, run)
    end = hubcli("undo", run, "--json")
    assert (end.code, end.document["rows"]["archived"]) == (0, 3)


def _created_undo(hubcli: InProcess, run: str) -> dict[str, dict[str, int]]:
    return hubcli("undo", run, "--json").document


def _forget_undo(home: Path, run: str) -> None:
    with sqlite3.connect(home / "runs" / run / "journal.db") as db:
        db.execute("DELETE FROM facts WHERE name = 'undo'")
    db.close()


def test_where_the_input_is_gone_the_histories_decide(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    run = _created(hubcli, 3)
    first = emulator.store.records("contacts")[0]
    emulator.store.edit("contacts", first.id, {"firstname": "Other"})
    hubcli.put("data.csv", "email\nother@example.com\n")
    end = hubcli("undo", run, "--json")
    assert end.code == 3
    assert end.document["rows"]["archived"] == 2
    assert "What was sent can't be compared" in end.stderr
    assert end.document["errors"][0]["line"] is None
    (hubcli.hubcli.folder / "data.csv").unlink()
    assert hubcli("undo", run, "--json").document["rows"]["left"] == 1


def test_a_lost_answer_is_read_back(portal: Portal, inside: Inside) -> None:
    emulator = portal("archive/cut-after:1", "archive/502:2", "archive/empty:3")
    hubcli = inside(emulator)
    end = hubcli("undo", _created(hubcli, 120), "--json")
    assert (end.code, end.document["rows"]["archived"]) == (0, 120)
    assert emulator.store.count("contacts") == 0


@pytest.mark.parametrize(
    ("fault", "code"), [("archive/403", 4), ("archive/401:2", 4), ("archive/429-daily:2", 6)]
)
def test_a_stop_is_gone_on_with(fault: str, code: int, portal: Portal, inside: Inside) -> None:
    emulator = portal(fault)
    hubcli = inside(emulator)
    run = _created(hubcli, 230)
    end = hubcli("undo", run, "--json")
    assert end.code == code
    rows = end.document["rows"]
    assert rows["archived"] == 230 - emulator.store.count("contacts")
    assert rows["archived"] + rows["notSent"] == 230
    assert end.document["stop"]["exitCode"] == code
    if ":" in fault:
        again = hubcli("undo", run, "--json")
        assert (again.code, again.document["rows"]["archived"]) == (0, 230)


def test_resume_goes_on_with_an_undo(portal: Portal, inside: Inside) -> None:
    emulator = portal("archive/401:2")
    hubcli = inside(emulator)
    run = _created(hubcli, 230)
    undo = hubcli("undo", run, "--json").document["run"]["id"]
    end = hubcli("resume", undo, "--json")
    assert end.code == 0, end.stderr
    assert end.document["rows"]["archived"] == 230
    assert end.document["run"]["id"] == undo


def test_a_403_on_the_read_leaves_everything(portal: Portal, inside: Inside) -> None:
    emulator = portal("read/403")
    hubcli = inside(emulator)
    end = hubcli("undo", _created(hubcli, 3), "--json")
    assert (end.code, end.document["rows"]["left"], end.document["status"]) == (3, 3, "failure")
    assert {error["code"] for error in end.document["errors"]} == {"UNREADABLE"}
    assert "crm.objects.contacts" in end.document["errors"][0]["message"]
    assert emulator.store.count("contacts") == 3


def test_the_wrong_account_is_never_touched(portal: Portal, inside: Inside) -> None:
    run = _created(inside(portal()), 3)
    emulator = portal(portal_id=777)
    end = inside(emulator)("undo", run, "--json", "--base-url", emulator.base_url)
    assert end.code == 4
    assert "777" in end.document["error"]["message"]
    assert not [one for one in emulator.requests if "batch" in one.path]


def test_rows_that_stay_in_doubt_are_left(portal: Portal, inside: Inside) -> None:
    emulator = portal("create/cut-after:1", "search/403")
    hubcli = inside(emulator)
    hubcli.put("data.csv", "name\nAcme\n")
    end = hubcli("create", "companies", "data.csv", "--json", "--patience", "0")
    assert end.code == 7
    undone = hubcli("undo", str(end.document["run"]["id"]), "--json")
    assert undone.code == 3
    assert undone.document["rows"] == UNTOUCHED | {
        "created": 0,
        "archived": 0,
        "left": 1,
        "notSent": 0,
    }
    (error,) = undone.document["errors"]
    assert (error["code"], error["id"]) == ("IN_DOUBT", None)
    assert error["message"].startswith("HubSpot may hold it: ")
    assert error["line"] == 2


def test_a_rehearsal_is_undone_in_its_own_portal_with_no_token(hubcli: Hubcli) -> None:
    alone = Hubcli(hubcli.folder, hubcli.home, without="HUBSPOT_ACCESS_TOKEN")
    run = _created(alone, 3, "--rehearse")
    end = alone("undo", run, "--json")
    assert (end.code, end.document["rows"]["archived"]) == (0, 3)
    assert end.document["run"]["rehearsal"] is True


def test_a_run_that_is_not_there_and_one_that_can_not_be_undone(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    assert hubcli("undo", "nothing").code == 2
    run = _created(hubcli)
    undo = hubcli("undo", run, "--json").document["run"]["id"]
    end = hubcli("undo", undo)
    assert end.code == 2
    assert "can't be undone" in end.stderr


def test_ctrl_c_lets_requests_finish_and_it_is_gone_on_with(portal: Portal, at: At) -> None:
    emulator = portal("archive/slow=1:2-", log_requests=1000)
    hubcli = at(emulator)
    run = _created(hubcli, 1500)
    process = hubcli.start("undo", run, "--json")
    until(lambda: any(one.path.endswith("archive") for one in emulator.requests))
    send(process, signal.SIGINT)
    end = ended(process)
    assert end.code == 130
    rows = end.document["rows"]
    assert rows["archived"] == 1500 - emulator.store.count("contacts")
    assert rows["notSent"] > 0
    again = hubcli("undo", run, "--json")
    assert (again.code, again.document["rows"]["archived"]) == (0, 1500)


def test_kill_minus_9_loses_nothing(hubcli: Hubcli) -> None:
    slow = parse_fault("archive/slow=0.3:3-")
    # Not the fixture's, which minds that a client goes away while it is heard.
    with start(Switches(rate=None, faults=(slow,), log_requests=1000)) as emulator:
        hubcli = Hubcli(hubcli.folder, hubcli.home, emulator.base_url)
        run = _created(hubcli, 2000)
        process = hubcli.start("undo", run, "--json")
        until(lambda: sum(one.path.endswith("archive") for one in emulator.requests) > 2)
        send(process, signal.SIGKILL)
        ended(process)
        changed = emulator.store.records("contacts")[-1]
        emulator.store.edit("contacts", changed.id, {"jobtitle": "CEO"})
        end = hubcli("undo", run, "--json")
        assert end.code == 3
        assert end.document["rows"] == UNTOUCHED | {
            "created": 2000,
            "archived": 1999,
            "left": 1,
            "notSent": 0,
        }
        assert [one.id for one in emulator.store.records("contacts")] == [changed.id]


@pytest.mark.parametrize(("answer", "code", "left"), [("y\n", 0, 0), ("n\n", 130, 3)])
def test_a_person_is_asked(answer: str, code: int, left: int, portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    run = _created(hubcli)
    runs = len(list((hubcli.home / "runs").iterdir()))
    end = on_terminal(hubcli, "undo", run, answer=answer)
    assert (end.code, emulator.store.count("contacts")) == (code, left), end.stdout
    assert "To be archived: 3." in end.stdout
    assert "Archive 3 of them? [y/N]" in end.stdout
    assert len(list((hubcli.home / "runs").iterdir())) == runs + (code == 0)
    if code:
        assert "nothing was archived" in end.stdout
        assert on_terminal(hubcli, "undo", run, "--yes").code == 0


def test_a_terminal_shows_tables(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    run = _created(hubcli)
    first = emulator.store.records("contacts")[0]
    emulator.store.edit("contacts", first.id, {"jobtitle": "\x1b[31mCEO"})
    end = on_terminal(hubcli, "undo", run, "--yes")
    assert end.code == 3
    assert "CHANGED_BY_PERSON" in end.stdout
    assert "3 records created" in end.stdout
    assert first.id in end.stdout
