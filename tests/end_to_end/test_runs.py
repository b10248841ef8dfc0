"""`hubcli runs list`, `show` and `rm`: what was run, what became of it, and away with it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Hubcli, InProcess, ended, until
from tests.end_to_end.terminal import on_terminal

Inside = Callable[[RunningEmulator | str | None], InProcess]
UNTOUCHED = {"updated": 0, "restored": 0}
SMALL = ("--batch-size", "10", "--concurrency", "1", "--patience", "0")


def contacts(rows: int = 30, bad: tuple[int, ...] = ()) -> str:
    lines = [f"p{n}@x.no,{'bad' if n in bad else 'lead'}" for n in range(rows)]
    return "\n".join(["email,lifecyclestage", *lines, ""])


def latest(hubcli: InProcess) -> str:
    run = hubcli("runs", "list", "--json").document["runs"][0]
    assert isinstance(run["id"], str)
    return run["id"]


def folders(hubcli: InProcess) -> list[str]:
    return sorted(path.name for path in (hubcli.hubcli.home / "runs").iterdir())


def without_file_and_portal(hubcli: InProcess) -> InProcess:
    """Nothing but the journal is there to ask."""
    (hubcli.folder / "data.csv").unlink()
    nowhere = replace(hubcli, hubcli=replace(hubcli.hubcli, base_url="http://127.0.0.1:9"))
    return nowhere.with_env({}, without="HUBSPOT_ACCESS_TOKEN")


def test_it_is_told_again_as_at_the_end(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("429=0.1:2"))
    hubcli.put("data.csv", contacts(bad=(3, 17)))
    first = hubcli("create", "contacts", "data.csv", *SMALL, "--json", "--results", "r.csv")
    assert first.code == 3
    later = without_file_and_portal(hubcli)
    shown = later("runs", "show", first.document["run"]["id"][:18], "--json")
    assert shown.code == 0
    run = {**first.document["run"], "state": "finished"}
    # What would mend a fault is found by the portal's schema, which nobody asks for here.
    errors = [{**error, "proposal": None} for error in first.document["errors"]]
    expected = {**first.document, "command": "runs show", "run": run, "errors": errors}
    assert shown.document == expected
    assert all(error["proposal"] for error in first.document["errors"])
    told = later("runs", "show", latest(later))
    assert "30 rows read: 28 created, 2 refused." in told.stdout
    assert "data.csv:5: refused: INVALID_OPTION" in told.stdout
    assert len([line for line in told.stdout.splitlines() if line.startswith("batch ")]) == 3
    none = later("runs", "show", latest(later), "--batches", "none").stdout
    assert "batch 1" not in none


def test_why_it_stopped_is_told_again(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("401:2"))
    hubcli.put("data.csv", contacts())
    first = hubcli("create", "contacts", "data.csv", *SMALL, "--json")
    later = without_file_and_portal(hubcli)
    shown = later("runs", "show", latest(later), "--json")
    assert shown.document["stop"] == first.document["stop"]
    assert shown.document["exitCode"] == 4
    assert shown.document["run"]["state"] == "unfinished"
    assert "Go on with: hubcli resume" in later("runs", "show", latest(later)).stdout


def test_a_list_in_a_pipe(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    assert hubcli("runs", "list").stdout == ""
    assert hubcli("runs", "list", "--json").document["runs"] == []
    hubcli.put("data.csv", contacts(bad=(3,)))
    hubcli("create", "contacts", "data.csv", "--limit", "20")
    hubcli("create", "contacts", "data.csv", "--rehearse")
    done = hubcli("runs", "list")
    assert (done.code, done.stderr) == (0, "")
    rehearsal, real = [line.split("\t") for line in done.stdout.splitlines()]
    assert rehearsal[2:] == [
        "create", "contacts", "rehearsal", "finished", "created=29 refused=1", "data.csv",
    ]  # fmt: skip
    assert real[3:] == [
        "contacts", "4242",
        "unfinished", "created=19 refused=1 notSent=10", "data.csv",
    ]  # fmt: skip


def test_an_undo_is_a_run_too(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", contacts(5))
    hubcli("create", "contacts", "data.csv")
    made = latest(hubcli)
    undone = hubcli("undo", made, "--yes", "--json")
    assert undone.code == 0
    later = without_file_and_portal(hubcli)
    first, second = later("runs", "list", "--json").document["runs"]
    assert (first["command"], second["id"]) == ("undo", made)
    assert first["rows"] == UNTOUCHED | {"created": 5, "archived": 5, "left": 0, "notSent": 0}
    shown = later("runs", "show", first["id"], "--json")
    assert (shown.code, shown.document["command"]) == (0, "runs show")
    assert shown.document["rows"] == undone.document["rows"]
    assert shown.document["run"]["undoes"] == made
    assert "5 records created: 5 archived." in later("runs", "show", first["id"]).stdout
    told = later("runs", "show", made).stdout
    assert "Of the records, 5 were archived since by `hubcli undo`." in told


def test_a_run_that_is_at_work_and_one_that_was_cut_off(
    portal: Portal, hubcli: Hubcli, inside: Inside
) -> None:
    emulator = portal("slow=60:3-")
    looking = inside(emulator)
    hubcli.put("data.csv", contacts(40, bad=(5,)))
    process = replace(hubcli, base_url=emulator.base_url).start(
        "create", "contacts", "data.csv", *SMALL
    )
    until(lambda: emulator.store.count("contacts") == 20)
    time.sleep(0.5)
    (line,) = looking("runs", "list").stdout.splitlines()
    assert line.split("\t")[5:7] == ["at work", "created=20 refused=1 inDoubt=10 notSent=9"]
    run = latest(looking)
    shown = looking("runs", "show", run, "--json")
    assert (shown.code, shown.document["exitCode"], shown.document["status"]) == (
        0,
        130,
        "interrupted",
    )
    assert (shown.document["run"]["state"], shown.document["run"]["completedAt"]) == (
        "atWork",
        None,
    )
    assert "HubSpot has not answered yet" in looking("runs", "show", run).stdout
    removed = looking("runs", "rm", run, "--yes")
    assert (removed.code, "another process is at work" in removed.stderr) == (5, True)
    assert process.poll() is None
    process.kill()
    ended(process)
    (line,) = looking("runs", "list").stdout.splitlines()
    assert line.split("\t")[5] == "cut off"
    later = without_file_and_portal(looking)
    shown = later("runs", "show", run, "--json")
    assert shown.rows == {"read": 40, "created": 20, "refused": 1, "inDoubt": 10, "notSent": 9}
    assert shown.document["run"]["state"] == "cutOff"
    assert "was cut off" in shown.document["stop"]["message"]
    told = later("runs", "show", run)
    assert "data.csv (row 22)" in told.stdout
    assert "Stopped:" not in told.stdout
    assert f"hubcli resume {run}" in told.stderr


def test_away_with_a_run(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", contacts(5))
    hubcli("create", "contacts", "data.csv", "--rehearse")
    first = latest(hubcli)
    hubcli("create", "contacts", "data.csv", "--rehearse", "--limit", "2")
    second = latest(hubcli)
    refused = hubcli("runs", "rm", first, second)
    assert refused.code == 2
    assert f"{second}: unfinished" in refused.stderr
    assert "--yes" in refused.stderr
    assert folders(hubcli) == sorted([first, second])
    assert hubcli("runs", "rm", first, "nonsense").code == 2
    done = hubcli("runs", "rm", first)
    assert (done.code, done.stdout) == (0, "")
    assert f"Removed the run {first}." in done.stderr
    assert folders(hubcli) == [second]
    assert hubcli("runs", "rm", "--yes", second, second).code == 0
    assert folders(hubcli) == []


@pytest.mark.parametrize("name", ["../keep", "..", "/", ".", "", " ", "../../home/keep", "\x1b[2J"])
def test_nothing_else_is_ever_removed(portal: Portal, inside: Inside, name: str) -> None:
    hubcli = inside(portal())
    runs = hubcli.hubcli.home / "runs"
    (hubcli.hubcli.home / "keep").mkdir(parents=True)
    runs.mkdir(exist_ok=True)
    assert hubcli("runs", "rm", "--yes", name).code == 2
    assert (hubcli.hubcli.home / "keep").is_dir()
    assert runs.is_dir()


def test_a_link_is_not_followed(portal: Portal, inside: Inside, tmp_path: Path) -> None:
    hubcli = inside(portal())
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "journal.db").write_text("precious")
    runs = hubcli.hubcli.home / "runs"
    runs.mkdir(exist_ok=True)
    (runs / "link").symlink_to(precious)
    done = hubcli("runs", "rm", "--yes", "link")
    assert done.code == 5
    assert list(precious.iterdir()) == [precious / "journal.db"]
    folder = runs / "20260101-000000-aaaaaa"
    folder.mkdir()
    (folder / "inner").symlink_to(precious)
    assert hubcli("runs", "rm", folder.name).code == 2
    assert hubcli("runs", "rm", "--yes", folder.name).code == 0
    assert list(precious.iterdir()) == [precious / "journal.db"]
    assert not folder.exists()


@pytest.mark.parametrize(("answer", "code", "left"), [("n\n", 130, 1), ("y\n", 0, 0)])
def test_a_person_is_asked(  # noqa: PLR0917
    portal: Portal, hubcli: Hubcli, inside: Inside, answer: str, code: int, left: int
) -> None:
    looking = inside(portal())
    hubcli.put("data.csv", contacts(5))
    looking("create", "contacts", "data.csv", "--rehearse", "--limit", "2")
    run = latest(looking)
    done = on_terminal(hubcli, "runs", "rm", run, answer=answer)
    assert (done.code, "Remove for good?" in done.stdout) == (code, True)
    assert len(folders(looking)) == left
    if not left:
        assert "There are no runs yet." in on_terminal(hubcli, "runs", "list").stdout


def test_a_journal_that_can_not_be_read_is_said_to_be_one(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", contacts(5))
    hubcli("create", "contacts", "data.csv", "--rehearse")
    run = latest(hubcli)
    with closing(sqlite3.connect(hubcli.hubcli.home / "runs" / run / "journal.db")) as db:
        db.execute("DROP TABLE attempts")
    done = hubcli("runs", "show", run)
    assert (done.code, "can't be read: no such table" in done.stderr) == (5, True)


def test_a_failure_is_a_document_too(portal: Portal, inside: Inside) -> None:
    done = inside(portal())("runs", "show", "nonsense", "--json")
    assert done.code == 2
    assert done.document["command"] == "runs show"
