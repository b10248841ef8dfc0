"""A run that stopped is gone on with: nothing lost, nothing twice, the counts of the whole run."""

import csv
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Ended, Hubcli, InProcess, ended, until

Inside = Callable[[RunningEmulator | str | None], InProcess]
ROWS = 30
SMALL = ("--batch-size", "10", "--concurrency", "1", "--patience", "0")


def mails(emulator: RunningEmulator, inside: Inside) -> list[str]:
    """What the portal holds, by its own list."""
    import httpx  # noqa: PLC0415

    found: list[str] = []
    after = "0"
    while after:
        url = f"{emulator.base_url}/crm/objects/2025-09/contacts?limit=100&after={after}"
        page = httpx.get(url, headers={"Authorization": "Bearer x"}).json()
        found += [one["properties"]["email"] for one in page["results"]]
        after = page.get("paging", {}).get("next", {}).get("after", "")
    return sorted(found)


def contacts(rows: int = ROWS, bad: tuple[int, ...] = ()) -> str:
    lines = [f"p{n}@x.no,{'bad' if n in bad else 'lead'}" for n in range(rows)]
    return "\n".join(["email,lifecyclestage", *lines, ""])


def begun(hubcli: InProcess, *options: str) -> tuple[Ended, str]:
    """A run, and its id."""
    (hubcli.folder / "data.csv").write_text(contacts())
    done = hubcli("create", "contacts", "data.csv", *SMALL, "--json", *options)
    run = done.document.get("run", {}).get("id", "")
    return done, run


@pytest.mark.parametrize(
    ("fault", "code", "way"),
    [
        ("401:2", 4, "a new token"),
        ("429-daily:2", 6, "the next day"),
        ("477=7200:2", 6, "a migration"),
        ("415:2", 6, "a mended proxy"),
    ],
)
def test_after_a_stop_the_rest_is_sent(
    portal: Portal, inside: Inside, fault: str, code: int, way: str
) -> None:
    emulator = portal(fault)
    hubcli = inside(emulator)
    done, run = begun(hubcli)
    assert (done.code, done.rows) == (code, {"read": 30, "created": 10, "notSent": 20}), way
    assert f"hubcli resume {run}" in done.stderr
    after = hubcli("resume", "--json")
    assert (after.code, after.rows) == (0, {"read": 30, "created": 30})
    assert [batch["number"] for batch in after.document["batches"]][-2:] == [3, 4]
    assert len(set(mails(emulator, inside))) == len(mails(emulator, inside)) == 30
    nothing = hubcli("resume", "--json")
    assert (nothing.code, nothing.document["message"]) == (
        0,
        "No run is unfinished: nothing is left to do.",
    )
    named = hubcli("resume", run)
    assert (named.code, named.stdout) == (0, f"The run {run} is finished: nothing is left to do.\n")


def test_as_many_rows_as_the_limit_says_session_by_session(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    done, run = begun(hubcli, "--limit", "12", "--results", "results.csv")
    assert (done.code, done.rows) == (0, {"read": 30, "created": 12, "notSent": 18})
    done = hubcli("resume", run[:20], "--limit", "5", "--json")
    assert (done.code, done.rows) == (0, {"read": 30, "created": 17, "notSent": 13})
    done = hubcli("resume", "--json")
    assert (done.code, done.rows) == (0, {"read": 30, "created": 30})
    with (hubcli.folder / "results.csv").open(newline="") as file:
        ids = [row["_id"] for row in csv.DictReader(file)]
    assert len(set(ids)) == 30


def test_refused_rows_go_again_with_the_mended_mapping(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    (hubcli.folder / "data.csv").write_text(contacts(bad=(3, 17)))
    mapping = hubcli.folder / "m.yaml"
    mapping.write_text("columns: {email: email, lifecyclestage: lifecyclestage}\n")
    done = hubcli("create", "contacts", "data.csv", "-m", "m.yaml", *SMALL, "--json")
    assert (done.code, done.rows) == (3, {"read": 30, "created": 28, "refused": 2})
    run = done.document["run"]["id"]
    assert f"hubcli retry {run}" in done.stderr
    assert hubcli("retry", run, "--json").rows == done.rows
    mapping.write_text(
        "columns: {email: email, lifecyclestage: {property: lifecyclestage, values: {bad: lead}}}\n"
    )
    done = hubcli("retry", run, "--json")
    assert (done.code, done.rows) == (0, {"read": 30, "created": 30})
    assert done.document["errors"] == []
    assert len(set(mails(emulator, inside))) == len(mails(emulator, inside)) == 30
    again = hubcli("retry", run)
    assert (again.code, "has no refused rows" in again.stdout) == (0, True)


def test_retry_leaves_what_was_not_sent(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    (hubcli.folder / "data.csv").write_text(contacts(bad=(3,)))
    done = hubcli("create", "contacts", "data.csv", *SMALL, "--limit", "10", "--json")
    assert (done.code, done.rows) == (3, {"read": 30, "created": 9, "refused": 1, "notSent": 20})
    assert hubcli("retry", "--json").rows == done.rows


def test_a_run_stops_after_so_many_refusals_and_can_be_resumed(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    (hubcli.folder / "data.csv").write_text(contacts(bad=(1, 2, 11, 12)))
    done = hubcli("create", "contacts", "data.csv", *SMALL, "--max-refused", "2", "--json")
    assert done.code == 3
    assert "--max-refused is 2" in done.document["stop"]["message"]
    assert done.rows["notSent"] > 0
    done = hubcli("resume", "--json")
    assert (done.code, done.rows) == (3, {"read": 30, "created": 26, "refused": 4})


def test_a_file_is_not_imported_twice_by_mistake(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    done, run = begun(hubcli)
    assert done.code == 0
    twice = hubcli("create", "contacts", "data.csv")
    assert twice.code == 5
    assert f"data.csv was imported already, by the run {run}" in twice.stderr
    for way in (f"hubcli retry {run}", f"hubcli undo {run}", "--again"):
        assert way in twice.stderr
    other = hubcli("create", "companies", "data.csv")
    assert "imported already" not in other.stderr
    again = hubcli("create", "contacts", "data.csv", "--again", "--json")
    assert (again.code, again.rows) == (3, {"read": 30, "refused": 30})


def test_again_makes_new_import_keys(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    (hubcli.folder / "deals.csv").write_text("dealname\none\ntwo\n")
    (hubcli.folder / "m.yaml").write_text(
        "columns: {dealname: dealname}\nproperties: {dealstage: appointmentscheduled}\n"
        "key: {property: hubcli_key, fill: row}\n"
    )
    import httpx  # noqa: PLC0415

    made = httpx.post(
        f"{emulator.base_url}/crm/properties/2025-09/deals",
        headers={"Authorization": "Bearer x"},
        json={
            "name": "hubcli_key",
            "label": "Import key",
            "type": "string",
            "fieldType": "text",
            "groupName": "dealinformation",
            "hasUniqueValue": True,
        },
    )
    assert made.status_code == httpx.codes.CREATED, made.text
    command = ("create", "deals", "deals.csv", "-m", "m.yaml", "--json")
    assert hubcli(*command).rows == {"read": 2, "created": 2}
    assert hubcli(*command).code == 5
    assert hubcli(*command, "--again").rows == {"read": 2, "created": 2}


def test_a_changed_input_is_refused_with_the_way_out(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("401:2"))
    done, run = begun(hubcli)
    assert done.code == 4
    data = hubcli.folder / "data.csv"
    text = data.read_text()
    data.write_text(text.replace("p29@", "p99@"))
    changed = hubcli("resume", run)
    assert changed.code == 6
    assert "is not the file any more that this run began with" in changed.stderr
    data.unlink()
    gone = hubcli("resume", run)
    assert gone.code == 6
    assert "data.csv" in gone.stderr
    data.write_text(text)
    assert hubcli("resume", run).code == 0


def test_an_edited_mapping_is_mentioned_and_not_used(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("401:2"))
    (hubcli.folder / "m.yaml").write_text("columns: {email: email, lifecyclestage: null}\n")
    done, run = begun(hubcli, "-m", "m.yaml")
    assert done.code == 4
    (hubcli.folder / "m.yaml").write_text("rubbish: [")
    after = hubcli("resume", run)
    assert after.code == 0
    assert "was edited since" in after.stderr
    (hubcli.folder / "m.yaml").unlink()
    assert hubcli("resume", run).code == 0


def test_from_another_folder_and_for_standard_input(
    portal: Portal, hubcli: Hubcli, tmp_path: Path
) -> None:
    emulator = portal("401:2")
    here = Hubcli(hubcli.folder, hubcli.home, emulator.base_url)
    options = ("--format", "csv", *SMALL, "--json")
    done = here("create", "contacts", "-", *options, stdin=contacts().encode())
    assert (done.code, done.rows) == (4, {"read": 30, "created": 10, "notSent": 20})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    after = Hubcli(elsewhere, hubcli.home, emulator.base_url)("resume", "--json")
    assert (after.code, after.rows) == (0, {"read": 30, "created": 30})


def test_a_rehearsal_is_gone_on_with_in_its_own_portal(inside: Inside) -> None:
    hubcli = inside(None)
    (hubcli.folder / "data.csv").write_text(contacts())
    done = hubcli("create", "contacts", "data.csv", "--rehearse", "--limit", "10", "--json")
    run = done.document["run"]["id"]
    assert hubcli("resume", "--json").document["message"].startswith("No run is unfinished")
    done = hubcli("resume", run, "--json")
    assert (done.code, done.rows) == (0, {"read": 30, "created": 30})
    assert done.document["run"]["rehearsal"] is True


def test_only_the_portal_of_the_run_is_gone_on_with(portal: Portal, inside: Inside) -> None:
    _, run = begun(inside(portal("401:2")))
    other = inside(portal(portal_id=777))
    refused = other("resume", run, "--base-url", other.hubcli.base_url or "")
    assert refused.code == 4
    assert "belongs to portal 777, not to 4242" in refused.stderr


@pytest.mark.parametrize("command", ["resume", "retry"])
def test_a_run_that_is_not_there(inside: Inside, command: str) -> None:
    done = inside(None)(command, "2020")
    assert (done.code, "there is no run '2020'" in done.stderr) == (2, True)
    assert inside(None)(command, "").code == 2


def test_nothing_to_try_again(inside: Inside) -> None:
    done = inside(None)("retry")
    assert (done.code, "no run is named" in done.stderr) == (2, True)


def test_without_a_key_what_is_certain_is_settled_by_a_search(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal("502-after:1"))
    rows = "\n".join(f"Firm {n},Town {n}" for n in range(6))
    (hubcli.folder / "firms.csv").write_text(f"name,city\n{rows}\n")
    done = hubcli("create", "companies", "firms.csv", "--patience", "0", "--json")
    assert (done.code, done.rows) == (7, {"read": 6, "inDoubt": 6})
    # The server tells its time to the second, and only what was made before a session counts in it.
    time.sleep(2.1)
    done = hubcli("resume", "--json")
    assert (done.code, done.rows) == (0, {"read": 6, "created": 6})


# What a review found


def test_retry_takes_no_other_mapping_while_rows_are_in_doubt(
    portal: Portal, inside: Inside
) -> None:
    """They could be looked up only by what they were sent with."""
    hubcli = inside(portal("cut-after:1"))
    (hubcli.folder / "firms.csv").write_text("name,city\nA,X\nB,Y\nC,Z\n,\n")
    options = ("--batch-size", "3", "--patience", "0", "--json")
    done = hubcli("create", "companies", "firms.csv", *options)
    assert (done.code, done.rows) == (7, {"read": 4, "refused": 1, "inDoubt": 3})
    run = done.document["run"]["id"]
    (hubcli.folder / "m.yaml").write_text("columns: {name: domain, city: city}\n")
    refused = hubcli("retry", run, "-m", "m.yaml")
    assert refused.code == 5
    assert f"Settle them first: hubcli resume {run}." in refused.stderr
    assert hubcli("retry", run, "--json").rows == done.rows


def test_a_mapping_that_is_not_there_is_no_old_one(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    (hubcli.folder / "data.csv").write_text(contacts(3, bad=(1,)))
    assert hubcli("create", "contacts", "data.csv").code == 3
    done = hubcli("retry", "-m", "nope.yaml")
    assert (done.code, "nope.yaml" in done.stderr) == (5, True)


def test_a_portal_that_was_not_known_then_is_not_guessed_now(
    portal: Portal, inside: Inside
) -> None:
    done, run = begun(inside(portal("account/403", "token/403", "401:2")))
    assert (done.code, done.document["run"]["portalId"]) == (4, None)
    now = inside(portal())
    base_url = now.hubcli.base_url or ""
    refused = now("resume", run, "--base-url", base_url)
    assert refused.code == 4
    assert "--portal 4242 says that it is the one" in refused.stderr
    told = now("resume", run, "--base-url", base_url, "--portal", "4242", "--json")
    assert told.rows == {"read": 30, "created": 30}


def test_results_that_could_not_be_written_are_written_by_resume(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal("slow=0.5"))
    folder = hubcli.folder / "out"
    folder.mkdir()
    (hubcli.folder / "data.csv").write_text(contacts())
    process = hubcli.hubcli.start("create", "contacts", "data.csv", "--results", "out/r.csv")
    journals = hubcli.hubcli.home / "runs"
    until(lambda: list(journals.glob("*/journal.db-wal")))
    folder.rmdir()
    assert ended(process).code == 6
    folder.mkdir()
    assert hubcli("resume", "--json").rows == {"read": 30, "created": 30}
    assert len((folder / "r.csv").read_text().splitlines()) == 31


def test_portals_without_a_name_are_told_apart_by_their_address(
    portal: Portal, inside: Inside
) -> None:
    nameless = ("account/403", "token/403")
    one = inside(portal(*nameless))
    (one.folder / "data.csv").write_text(contacts(3))
    assert one("create", "contacts", "data.csv").code == 0
    assert one("create", "contacts", "data.csv").code == 5
    assert inside(portal(*nameless))("create", "contacts", "data.csv").code == 0
