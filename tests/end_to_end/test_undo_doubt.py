"""`hubcli undo` of a run with rows in doubt: they are looked up first, and nothing is sent for it."""

import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import plain
from tests.end_to_end.process import Ended, Hubcli, InProcess, ended, send, until
from tests.end_to_end.terminal import on_terminal
from tests.end_to_end.written import csv_bytes

At = Callable[[RunningEmulator], Hubcli]
Inside = Callable[[RunningEmulator | str | None], InProcess]
_WRITES = ("batch/create", "batch/update", "batch/upsert", "batch/archive")


def _left_in_doubt(hubcli: InProcess | Hubcli, *more: str) -> str:
    """A run of 250 contacts in three batches, of which some are in doubt; its id."""
    hubcli.put("data.csv", csv_bytes(plain(250)))
    options = ("--patience", "0", "--concurrency", "1", "--json")
    end = hubcli("create", "contacts", "data.csv", *options, *more)
    assert end.code == 7, end.stderr
    return str(end.document["run"]["id"])


def _before(hubcli: InProcess) -> None:
    """The first of the rows is there already, with other values."""
    hubcli.put("before.csv", f"email,firstname\n{plain(1)[0]['email']},Before\n")
    assert hubcli("create", "contacts", "before.csv").code == 0
    time.sleep(1.1)


def _writes(emulator: RunningEmulator) -> list[str]:
    """What was asked to be written, in its order."""
    return [one.path.rsplit("/", 1)[1] for one in emulator.requests if one.path.endswith(_WRITES)]


def _rows(end: Ended) -> tuple[int, int, int, int]:
    rows = end.document["rows"]
    return rows["created"], rows["archived"], rows["left"], rows["notSent"]


def _of(hubcli: InProcess | Hubcli, run: str) -> dict[str, int]:
    return hubcli("runs", "show", run, "--json").rows


# What HubSpot made goes, what it did not is not sent


def test_what_hubspot_made_is_archived(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-after:1-2", "read/403:1-2")
    hubcli = inside(emulator)
    run = _left_in_doubt(hubcli)
    before = _writes(emulator)
    assert _of(hubcli, run) == {"read": 250, "created": 50, "inDoubt": 200}
    end = hubcli("undo", run, "--json")
    assert end.code == 0, end.stderr
    assert _rows(end) == (250, 250, 0, 0)
    assert _writes(emulator) == [*before, *["archive"] * 3]
    assert emulator.store.count("contacts") == 0
    assert "Looking up 200 rows in doubt; nothing is sent." in end.stderr
    assert "Looked up 200 rows in doubt: 200 created." in end.stderr
    shown = hubcli("runs", "show", run, "--json")
    assert shown.rows == {"read": 250, "created": 250}
    assert shown.document["run"]["state"] == "finished"
    assert shown.document["run"]["inDoubt"] is None
    requests = len(emulator.requests)
    again = hubcli("undo", run, "--json")
    assert (again.code, _rows(again)) == (0, (250, 250, 0, 0))
    assert len(emulator.requests) == requests
    assert hubcli("create", "contacts", "data.csv").code == 0


def test_what_hubspot_did_not_make_is_not_sent(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-before:1", "cut-after:2", "read/403:1-2")
    hubcli = inside(emulator)
    run = _left_in_doubt(hubcli)
    end = hubcli("undo", run, "--json")
    assert (end.code, _rows(end)) == (0, (150, 150, 0, 0))
    assert _writes(emulator) == ["create"] * 3 + ["archive"] * 2
    assert "Looked up 200 rows in doubt: 100 created, 100 not there." in end.stderr
    assert _of(hubcli, run) == {"read": 250, "created": 150, "notSent": 100}
    later = hubcli("resume", run, "--json")
    assert (later.code, later.rows) == (0, {"read": 250, "created": 250})
    assert emulator.store.count("contacts") == 100
    assert _rows(hubcli("undo", run, "--json")) == (250, 250, 0, 0)
    assert emulator.store.count("contacts") == 0


def test_where_none_of_them_is_there_nothing_is_archived(portal: Portal, inside: Inside) -> None:
    emulator = portal("502:1-3", "read/403:1-3")
    hubcli = inside(emulator)
    run = _left_in_doubt(hubcli)
    end = hubcli("undo", run, "--json")
    assert (end.code, _rows(end)) == (0, (0, 0, 0, 0))
    assert _writes(emulator) == ["create"] * 3
    assert _of(hubcli, run) == {"read": 250, "notSent": 250}


def test_a_record_of_before_stays(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-before:2", "read/403:1")
    hubcli = inside(emulator)
    _before(hubcli)
    run = _left_in_doubt(hubcli)
    end = hubcli("undo", run, "--json")
    assert (end.code, _rows(end)) == (0, (150, 150, 0, 0))
    assert "1 there before, 99 not there." in end.stderr
    assert emulator.store.count("contacts") == 1
    assert _of(hubcli, run) == {"read": 250, "created": 150, "refused": 1, "notSent": 99}


def test_a_request_that_may_still_be_written_is_waited_for(portal: Portal, inside: Inside) -> None:
    emulator = portal("late-commit=2.5:1", "read/403:1")
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = hubcli("create", "contacts", "data.csv", "--patience", "4", "--json")
    assert end.code == 7
    done = hubcli("undo", str(end.document["run"]["id"]), "--json")
    assert (done.code, _rows(done)) == (0, (3, 3, 0, 0)), done.stderr
    assert emulator.store.count("contacts") == 0


# What can't be looked up


def test_deals_without_a_key_are_searched_for(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-after:1", "cut-before:2")
    hubcli = inside(emulator)
    names = "".join(f"Deal {number},appointmentscheduled\n" for number in range(6))
    hubcli.put("deals.csv", f"dealname,dealstage\n{names}")
    options = ("--batch-size", "3", "--concurrency", "1", "--patience", "0")
    end = hubcli("create", "deals", "deals.csv", *options, "--json")
    assert (end.code, end.rows) == (7, {"read": 6, "inDoubt": 6})
    # The server tells its time to the second, and only what was made before a session counts in it.
    time.sleep(2.1)
    run = str(end.document["run"]["id"])
    done = hubcli("undo", run, "--json")
    assert (done.code, _rows(done)) == (3, (3, 3, 3, 0)), done.stderr
    assert _writes(emulator) == ["create", "create", "archive"]
    assert "Looked up 6 rows in doubt: 3 created, 3 still in doubt." in done.stderr
    first = done.document["errors"][0]
    assert (first["code"], first["line"], first["id"]) == ("IN_DOUBT", 5, None)
    assert "a search shows no such record" in first["message"]
    assert _of(hubcli, run) == {"read": 6, "created": 3, "inDoubt": 3}
    assert emulator.store.count("deals") == 0
    told = hubcli("undo", run)
    assert "3 rows in doubt: 3 still in doubt" in told.stderr
    assert f"Rows in doubt are left: `hubcli undo {run}` looks them up again." in told.stdout


def test_where_the_input_is_gone_they_stay_in_doubt(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-after:1", "read/403:1")
    hubcli = inside(emulator)
    run = _left_in_doubt(hubcli)
    (hubcli.folder / "data.csv").rename(hubcli.folder / "away.csv")
    end = hubcli("undo", run, "--json")
    assert (end.code, _rows(end)) == (3, (150, 150, 100, 0))
    assert "100 rows in doubt can't be looked up" in end.stderr
    assert _of(hubcli, run) == {"read": 250, "created": 150, "inDoubt": 100}
    (hubcli.folder / "away.csv").rename(hubcli.folder / "data.csv")
    end = hubcli("undo", run, "--json")
    assert (end.code, _rows(end)) == (0, (250, 250, 0, 0))


@pytest.mark.parametrize(("policy", "word"), [("skip", "existing"), ("update", "inDoubt")])
def test_on_existing_no_record_is_changed(
    policy: str, word: str, portal: Portal, inside: Inside
) -> None:
    emulator = portal("cut-before:2", "read/403:1")
    hubcli = inside(emulator)
    _before(hubcli)
    run = _left_in_doubt(hubcli, "--on-existing", policy)
    hubcli("undo", run, "--json")
    assert _writes(emulator) == ["create"] * 4 + ["archive"] * 2
    assert _of(hubcli, run) == {"read": 250, "created": 150, word: 1, "notSent": 99}
    assert emulator.store.count("contacts") == 1
    assert emulator.store.records("contacts")[0].properties["firstname"] == "Before"


def test_rows_with_the_same_key_share_what_was_found(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("cut-after:1", "read/403:1"))
    hubcli.put("data.csv", "email,firstname\na@x.co,A\nb@x.co,B\na@x.co,C\n")
    hubcli.put("m.yaml", "columns: {email: email, firstname: firstname}\nduplicates: first\n")
    options = ("-m", "m.yaml", "--patience", "0", "--json")
    end = hubcli("create", "contacts", "data.csv", *options)
    assert (end.code, end.rows) == (7, {"read": 3, "inDoubt": 3})
    run = str(end.document["run"]["id"])
    done = hubcli("undo", run, "--json")
    assert (done.code, _rows(done)) == (0, (2, 2, 0, 0))
    shown = hubcli("runs", "show", run, "--json")
    assert shown.rows == {"read": 3, "created": 2, "existing": 1}
    assert shown.document["errors"] == []


def test_a_rehearsal(hubcli: Hubcli) -> None:
    """Its run is cut off by hand, as rehearsals have no faults: the journal forgets what it heard."""
    alone = Hubcli(hubcli.folder, hubcli.home, without="HUBSPOT_ACCESS_TOKEN")
    alone.put("data.csv", csv_bytes(plain(3)))
    end = alone("create", "contacts", "data.csv", "--rehearse", "--patience", "0", "--json")
    _forget(Path(end.document["run"]["journal"]))
    done = alone("undo", str(end.document["run"]["id"]), "--json")
    assert (done.code, _rows(done)) == (0, (3, 3, 0, 0)), done.stderr
    assert "Looked up 3 rows in doubt: 3 created." in done.stderr


def _forget(journal: Path) -> None:
    with closing(sqlite3.connect(journal)) as db, db:
        db.execute("UPDATE attempts SET state = 'about to send'")
        db.execute("DELETE FROM made")
        db.execute("DELETE FROM facts WHERE name = 'end'")


# However it ends, it is gone on with


def test_killed_while_it_looks(hubcli: Hubcli) -> None:
    faults = ("cut-after:1-2", "read/403:1-2", "read/slow=9:4")
    # Not the fixture's, which minds that a client goes away while it is heard.
    with start(Switches(rate=None, faults=tuple(map(parse_fault, faults)))) as emulator:
        hubcli = Hubcli(hubcli.folder, hubcli.home, emulator.base_url)
        run = _left_in_doubt(hubcli)
        process = hubcli.start("undo", run, "--json")
        until(lambda: _of(hubcli, run)["created"] > 50)
        send(process, signal.SIGKILL)
        ended(process)
        assert _of(hubcli, run) == {"read": 250, "created": 150, "inDoubt": 100}
        assert emulator.store.count("contacts") == 250
        end = hubcli("undo", run, "--json")
        assert (end.code, _rows(end)) == (0, (250, 250, 0, 0))
        assert "Looked up 100 rows in doubt: 100 created." in end.stderr
        assert emulator.store.count("contacts") == 0
        assert _of(hubcli, run) == {"read": 250, "created": 250}


def test_a_run_that_was_cut_off_has_an_end_then(portal: Portal, inside: Inside) -> None:
    """Also where a look-up was killed when all was known: nothing is in doubt any more."""
    hubcli = inside(portal("cut-after:1", "read/403:1", "401:4"))
    run = _left_in_doubt(hubcli)
    journal = hubcli.hubcli.home / "runs" / run / "journal.db"
    for _ in range(2):
        with closing(sqlite3.connect(journal)) as db, db:
            db.execute("DELETE FROM facts WHERE name = 'end'")
        assert hubcli("runs", "show", run, "--json").document["run"]["state"] == "cutOff"
        assert hubcli("undo", run).code == 0
        assert hubcli("runs", "show", run, "--json").document["run"]["state"] == "finished"


def test_rows_that_were_never_reached_are_not_sent(portal: Portal, inside: Inside) -> None:
    emulator = portal("cut-after:1", "read/403:1", "401:2")
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(plain(250)))
    end = hubcli(
        "create", "contacts", "data.csv", "--patience", "0", "--concurrency", "1", "--json"
    )
    assert (end.code, end.rows) == (4, {"read": 250, "inDoubt": 100, "notSent": 150})
    run = str(end.document["run"]["id"])
    done = hubcli("undo", run, "--json")
    assert (done.code, _rows(done)) == (0, (100, 100, 0, 0))
    shown = hubcli("runs", "show", run, "--json")
    assert shown.rows == {"read": 250, "created": 100, "notSent": 150}
    assert shown.document["run"]["state"] == "unfinished"
    assert shown.document["stop"]["exitCode"] == 4


def test_ctrl_c_while_it_waits(portal: Portal, at: At) -> None:
    emulator = portal("cut-before:1", "read/403:1")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(plain(3)))
    end = hubcli("create", "contacts", "data.csv", "--patience", "60", "--json")
    assert end.code == 7
    run = str(end.document["run"]["id"])
    runs = len(list((hubcli.home / "runs").iterdir()))
    process = hubcli.start("undo", run, "--json")
    assert process.stderr is not None
    assert b"Looking up 3 rows in doubt" in process.stderr.readline()
    time.sleep(0.3)
    send(process, signal.SIGINT)
    done = ended(process)
    assert (done.code, done.document["status"]) == (130, "interrupted")
    assert f"hubcli undo {run}" in done.document["stop"]["hint"]
    assert _of(hubcli, run) == {"read": 3, "inDoubt": 3}
    assert len(list((hubcli.home / "runs").iterdir())) == runs


@pytest.mark.parametrize(("answer", "code", "there"), [("y\n", 0, 0), ("n\n", 130, 250)])
def test_a_person_is_asked_when_it_is_known(
    answer: str, code: int, there: int, portal: Portal, at: At
) -> None:
    emulator = portal("cut-after:1", "read/403:1")
    hubcli = at(emulator)
    run = _left_in_doubt(hubcli)
    end = on_terminal(hubcli, "undo", run, answer=answer)
    assert (end.code, emulator.store.count("contacts")) == (code, there), end.stdout
    assert "Looked up 100 rows in doubt: 100 created." in end.stdout
    assert "Archive 250 of them? [y/N]" in end.stdout
    assert _of(hubcli, run) == {"read": 250, "created": 250}
