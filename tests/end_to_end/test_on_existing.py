"""Rows whose key a record has: refused, skipped or updated, as was asked for."""

import csv
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Ended, Hubcli, InProcess, ended, until

Inside = Callable[[RunningEmulator | str | None], InProcess]
OLD = "email,firstname,city\n" + "".join(f"p{n}@x.no,Old{n},Oslo\n" for n in range(10))
NEW = "email,firstname\n" + "".join(f"P{n}@x.no,New{n}\n" for n in range(5, 15))


def twice(hubcli: InProcess, *options: str) -> Ended:
    """Ten contacts are there; ten more are sent, of which five are the same."""
    hubcli.put("old.csv", OLD)
    hubcli.put("new.csv", NEW)
    assert hubcli("create", "contacts", "old.csv", "--json").rows == {"read": 10, "created": 10}
    return hubcli("create", "contacts", "new.csv", "--json", *options)


def held(emulator: RunningEmulator) -> dict[str, dict[str, str]]:
    return {one.properties["email"]: one.properties for one in emulator.store.records("contacts")}


def results(hubcli: InProcess) -> list[dict[str, str]]:
    with (hubcli.folder / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


WHOLE = pytest.mark.parametrize("whole", [False, True], ids=["row by row", "refused whole"])


@WHOLE
def test_refused_where_nothing_is_said(portal: Portal, inside: Inside, *, whole: bool) -> None:
    emulator = portal(whole_batch_on_error=whole)
    done = twice(inside(emulator))
    assert (done.code, done.rows) == (3, {"read": 10, "created": 5, "refused": 5})
    assert held(emulator)["p7@x.no"]["firstname"] == "Old7"


@WHOLE
def test_skipped(portal: Portal, inside: Inside, *, whole: bool) -> None:
    emulator = portal(whole_batch_on_error=whole)
    hubcli = inside(emulator)
    done = twice(hubcli, "--on-existing", "skip", "--results", "results.csv")
    assert (done.code, done.rows) == (0, {"read": 10, "created": 5, "existing": 5})
    assert (done.document["status"], done.document["numErrors"]) == ("success", 0)
    assert done.document["batches"][0]["existing"] == 5
    assert done.document["errors"] == []
    there = held(emulator)
    assert there["p7@x.no"]["firstname"] == "Old7"
    rows = results(hubcli)
    assert [row["_outcome"] for row in rows] == ["existing"] * 5 + ["created"] * 5
    ids = [there[f"p{n}@x.no"]["hs_object_id"] for n in range(5, 15)]
    assert [row["_id"] for row in rows] == ids
    assert all(row["_url"].endswith(row["_id"]) for row in rows)


@WHOLE
def test_updated(portal: Portal, inside: Inside, *, whole: bool) -> None:
    emulator = portal(whole_batch_on_error=whole)
    hubcli = inside(emulator)
    done = twice(hubcli, "--on-existing", "update", "--results", "results.csv")
    assert (done.code, done.rows) == (0, {"read": 10, "created": 5, "updated": 5})
    there = held(emulator)
    assert len(there) == 15
    assert (there["p7@x.no"]["firstname"], there["p7@x.no"]["city"]) == ("New7", "Oslo")
    assert [row["_outcome"] for row in results(hubcli)] == ["updated"] * 5 + ["created"] * 5
    paths = [request.path for request in emulator.requests]
    assert any(path.endswith("/batch/update") for path in paths)
    assert whole or sum(path.endswith("/batch/update") for path in paths) == 1
    # What is there is read before it is changed, so that it can be put back.
    assert any(path.endswith("/batch/read") for path in paths)


def test_an_update_that_is_refused_is_the_rows_refusal(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("old.csv", OLD)
    hubcli("create", "contacts", "old.csv")
    hubcli.put("new.csv", "email,lifecyclestage\np1@x.no,nonsense\np2@x.no,lead\n")
    hubcli.put("m.yaml", "columns: {email: email, lifecyclestage: lifecyclestage}\n")
    done = hubcli(
        "create", "contacts", "new.csv", "-m", "m.yaml", "--json", "--on-existing", "update"
    )
    assert (done.code, done.rows) == (3, {"read": 2, "updated": 1, "refused": 1})
    (error,) = done.document["errors"]
    assert (error["line"], error["code"], error["value"]) == (2, "INVALID_OPTION", "nonsense")


@pytest.mark.parametrize("fault", ["update/cut-after:1", "update/503:1", "update/504-after:1"])
def test_an_update_that_gets_no_answer_is_sent_again(
    portal: Portal, inside: Inside, fault: str
) -> None:
    emulator = portal(fault)
    done = twice(inside(emulator), "--on-existing", "update")
    assert (done.code, done.rows) == (0, {"read": 10, "created": 5, "updated": 5})
    assert held(emulator)["p9@x.no"]["firstname"] == "New9"


def test_resume_does_as_the_run_was_asked_to(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    options = ("--on-existing", "update", "--limit", "3", "--batch-size", "2")
    done = twice(hubcli, *options)
    assert done.rows == {"read": 10, "updated": 3, "notSent": 7}
    done = hubcli("resume", "--json", "--patience", "0")
    assert (done.code, done.rows) == (0, {"read": 10, "created": 5, "updated": 5})
    assert len(held(emulator)) == 15


@pytest.mark.parametrize("policy", ["skip", "update"])
def test_what_has_no_key_can_not_be_known(portal: Portal, inside: Inside, policy: str) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("data.csv", "name\nAcme\n")
    done = hubcli("create", "companies", "data.csv", "--on-existing", policy)
    assert done.code == 2
    assert f"--on-existing {policy} needs a key" in done.stderr
    assert "key: PROPERTY" in done.stderr
    assert emulator.store.count("companies") == 0
    assert not list((hubcli.hubcli.home / "runs").iterdir())


@pytest.mark.parametrize("fault", ["update/slow=60:1", "update/503:1-3"])
def test_a_kill_before_the_update_is_known_to_be_done(
    portal: Portal, hubcli: Hubcli, inside: Inside, fault: str
) -> None:
    """The rows that it was about are done again, and nothing is created twice."""
    emulator = portal(fault)
    command = replace(hubcli, base_url=emulator.base_url)
    begun = inside(emulator)
    hubcli.put("old.csv", OLD)
    hubcli.put("new.csv", NEW)
    begun("create", "contacts", "old.csv")
    time.sleep(1.1)  # the server's clock is known to the second
    process = command.start("create", "contacts", "new.csv", "--on-existing", "update")
    until(lambda: emulator.store.count("contacts") == 15)
    time.sleep(0.5)
    process.kill()
    ended(process)
    shown = begun("runs", "show", latest(begun), "--json")
    assert (shown.code, shown.document["exitCode"]) == (0, 130)
    assert shown.rows["created"] == 5
    assert shown.rows["inDoubt"] == 5
    done = begun("resume", "--json", "--patience", "0")
    assert (done.code, done.rows) == (0, {"read": 10, "created": 5, "updated": 5})
    there = held(emulator)
    assert (len(there), there["p9@x.no"]["firstname"]) == (15, "New9")


def latest(hubcli: InProcess) -> str:
    run = hubcli("runs", "list", "--json").document["runs"][0]
    assert isinstance(run["id"], str)
    return run["id"]
