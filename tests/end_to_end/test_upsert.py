"""`hubcli upsert` and `hubcli update`: what is there is changed by the rules, what is not is created or refused."""

import csv
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from hubcli.emulator.holdings import A_WORKFLOW, HeldRecord
from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Ended, Hubcli, InProcess, ended, until

Inside = Callable[[RunningEmulator | str | None], InProcess]
THERE, ALL = 400, 1_000
KEYS = pytest.mark.parametrize("key", ["email", "customer_no"])
FAULTS = pytest.mark.parametrize(
    "faults",
    [
        (),
        ("create/502-after:6", "update/502-after:2", "upsert/502-after:3", "upsert/502-after:9"),
        ("create/cut-after:7", "update/cut-after:1", "upsert/cut-after:2", "upsert/cut-middle:8"),
        ("create/drop-result:5", "update/drop-result:3", "upsert/drop-result:4", "read/503:2"),
        ("update/429:2", "create/429:6", "upsert/429:3", "upsert/truncate:5", "upsert/empty:7"),
    ],
    ids=["none", "502 after the write", "cut", "not named", "others"],
)
RULES = """\
columns:
  email: email
  customer_no: customer_no
  firstname: firstname
  lastname: {property: lastname, write: if-empty}
  city: {property: city, write: never}
  phone: {property: phone, clear: "-"}
"""
PLAIN = RULES.replace("{property: lastname, write: if-empty}", "lastname").replace(
    "{property: city, write: never}", "city"
)
HEADER = "email,customer_no,firstname,lastname,city,phone\n"


def old(number: int) -> str:
    """Of every other record the last name is not known."""
    last = f"Last{number}" if number % 2 else ""
    return f"p{number}@x.no,c{number},Old{number},{last},Oslo,+47{number}\n"


def new(number: int) -> str:
    """Every third row clears the phone, every fifth does not speak of it."""
    phone = "-" if number % 3 == 0 else "" if number % 5 == 0 else f"+46{number}"
    return f"P{number}@x.no,c{number},New{number},Newlast{number},Bergen,{phone}\n"


def begun(hubcli: InProcess, there: int = THERE, total: int = ALL, rules: str = RULES) -> None:
    hubcli("schema", "add-key", "contacts", "--name", "customer_no", "--yes")
    hubcli.put("m.yaml", rules)
    hubcli.put("old.csv", HEADER + "".join(map(old, range(there))))
    hubcli.put("new.csv", HEADER + "".join(map(new, range(total))))
    done = hubcli("create", "contacts", "old.csv", "-m", "m.yaml", "--json")
    assert done.rows == {"read": there, "created": there}


Person = dict[str, str]
FIELDS = ("customer_no", "firstname", "lastname", "city", "phone")


def held(emulator: RunningEmulator) -> dict[str, Person]:
    return {one.properties["email"]: cells(one) for one in emulator.store.records("contacts")}


def cells(one: HeldRecord) -> Person:
    return {name: one.properties[name] for name in FIELDS if one.properties.get(name)}


def expected(there: int, total: int, *, plain: bool = False) -> dict[str, Person]:
    """What the portal holds after the upsert, cell by cell."""
    found = {}
    for number in range(total):
        was = dict(zip(FIELDS, old(number).strip().split(",")[1:], strict=True))
        now = dict(zip(FIELDS, new(number).strip().split(",")[1:], strict=True))
        is_there = number < there
        one = {
            "customer_no": f"c{number}",
            "firstname": now["firstname"],
            "lastname": (was["lastname"] if is_there and not plain else "") or now["lastname"],
            "city": was["city"] if is_there and not plain else now["city"],
            "phone": now["phone"] or (was["phone"] if is_there else ""),
        }
        one["phone"] = "" if one["phone"] == "-" else one["phone"]
        found[f"p{number}@x.no"] = {name: value for name, value in one.items() if value}
    return found


def upsert(hubcli: InProcess, key: str, *options: str, command: str = "upsert") -> Ended:
    return hubcli(
        command, "contacts", "new.csv", "-m", "m.yaml", "--key", key, "--patience", "0", "--json",
        *options,
    )  # fmt: skip


def latest(hubcli: InProcess) -> str:
    run = hubcli("runs", "list", "--json").document["runs"][0]
    assert isinstance(run["id"], str)
    return run["id"]


def undone(hubcli: InProcess, run: str, *options: str) -> tuple[int, dict[str, int]]:
    done = hubcli("undo", run, "--yes", "--json", *options)
    rows = {name: number for name, number in done.document["rows"].items() if number}
    return done.code, rows


def paths(emulator: RunningEmulator) -> set[str]:
    return {one.path.rsplit("/", 1)[-1] for one in emulator.requests if "/objects/" in one.path}


WAYS = pytest.mark.parametrize(
    ("key", "rules"),
    [("email", RULES), ("customer_no", RULES), ("customer_no", PLAIN)],
    ids=["email", "rules", "plain"],
)


@WAYS
@FAULTS
def test_a_thousand_rows_of_which_four_hundred_are_there(
    portal: Portal, inside: Inside, key: str, rules: str, faults: tuple[str, ...]
) -> None:
    emulator = portal(*faults)
    hubcli = inside(emulator)
    begun(hubcli, rules=rules)
    before = held(emulator)
    done = upsert(hubcli, key, "--results", "results.csv")
    assert (done.code, done.rows) == (0, {"read": ALL, "created": 600, "updated": 400})
    assert held(emulator) == expected(THERE, ALL, plain=rules is PLAIN)
    assert [row["_outcome"] for row in results(hubcli)] == ["updated"] * THERE + ["created"] * 600
    if not faults:
        assert paths(emulator) == (
            {"upsert", "read"} if rules is PLAIN else {"update", "create", "read"}
        ) | {"create"}
    run = done.document["run"]["id"]
    all_of_it = {"created": 600, "archived": 600, "updated": 400, "restored": 400}
    assert undone(hubcli, run) == (0, all_of_it)
    assert held(emulator) == before
    changes = len(emulator.requests)
    assert undone(hubcli, run) == (0, all_of_it)
    assert not any(one.path.endswith(("update", "archive")) for one in emulator.requests[changes:])


def results(hubcli: InProcess) -> list[dict[str, str]]:
    with (hubcli.folder / "results.csv").open(newline="") as file:
        return list(csv.DictReader(file))


# Killed


@pytest.mark.parametrize(
    "way",
    [
        ("email", RULES, "update/slow=60:2"),
        ("email", RULES, "create/slow=60:3"),
        ("email", RULES, "update/cut-after:2-3"),
        ("customer_no", PLAIN, "upsert/slow=60:3"),
        ("customer_no", PLAIN, "upsert/cut-after:2-3"),
    ],
)
def test_killed_and_resumed(
    portal: Portal, hubcli: Hubcli, inside: Inside, way: tuple[str, str, str]
) -> None:
    """Old values are those from before the first write, whichever session came to it."""
    key, rules, fault = way
    emulator = portal(fault)
    command = replace(hubcli, base_url=emulator.base_url)
    here = inside(emulator)
    begun(here, 40, 100, rules)
    before = held(emulator)
    options = ("--batch-size", "10", "--concurrency", "1")
    process = command.start("upsert", "contacts", "new.csv", "-m", "m.yaml", "--key", key, *options)
    until(lambda: held(emulator)["p15@x.no"]["firstname"] == "New15" or "slow" in fault)
    time.sleep(2.0)
    process.kill()
    ended(process)
    run = latest(here)
    shown = here("runs", "show", run, "--json")
    assert shown.rows["read"] == 100
    assert shown.rows.get("inDoubt")
    done = here("resume", run, "--patience", "0", "--json")
    while done.code == 6:
        done = here("resume", run, "--patience", "0", "--json")
    assert (done.code, done.rows) == (0, {"read": 100, "created": 60, "updated": 40})
    assert held(emulator) == expected(40, 100, plain=rules is PLAIN)
    code, counts = undone(here, run)
    assert (code, counts["archived"], counts["restored"]) == (0, 60, 40)
    assert held(emulator) == before


@pytest.mark.parametrize(
    ("key", "rules", "fault"),
    [("email", RULES, "update/cut-after:1"), ("customer_no", PLAIN, "upsert/cut-after:1")],
)
def test_what_is_in_doubt_is_put_back_too(
    portal: Portal, inside: Inside, key: str, rules: str, fault: str
) -> None:
    """Undone without being resumed: the values that were there decide, not what became of the rows."""
    emulator = portal(fault, "update/cut-after:1-4")
    hubcli = inside(emulator)
    begun(hubcli, 20, 20, rules)
    before = held(emulator)
    done = upsert(hubcli, key)
    assert (done.code, done.rows) == (6, {"read": 20, "inDoubt": 20})
    assert held(emulator) != before
    code, counts = undone(hubcli, done.document["run"]["id"])
    assert (code, counts) == (0, {"updated": 20, "restored": 20})
    assert held(emulator) == before


# Changed since


def test_what_somebody_changed_since_is_left_and_named(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    begun(hubcli, 4, 4)
    before = held(emulator)
    done = upsert(hubcli, "email")
    ids = {one.properties["email"]: one.id for one in emulator.store.records("contacts")}
    emulator.store.edit("contacts", ids["p1@x.no"], {"firstname": "Person"})
    emulator.store.edit("contacts", ids["p2@x.no"], {"phone": "+1", "lastname": "W"}, A_WORKFLOW)
    emulator.store.edit("contacts", ids["p3@x.no"], {"website": "x.no"})
    run = done.document["run"]["id"]
    undo = hubcli("undo", run, "--yes", "--json")
    assert undo.code == 3
    rows = {name: number for name, number in undo.document["rows"].items() if number}
    assert rows == {"updated": 4, "restored": 2, "left": 2}
    told = [(one["line"], one["code"], one["property"]) for one in undo.document["errors"]]
    assert told == [
        (3, "CHANGED_BY_PERSON", "firstname"),
        (4, "CHANGED_BY_WORKFLOW", "lastname"),
    ]
    now = held(emulator)
    assert now["p0@x.no"] == before["p0@x.no"]
    assert now["p3@x.no"] == before["p3@x.no"]
    assert now["p1@x.no"] == before["p1@x.no"] | {"firstname": "Person"}
    assert now["p2@x.no"] == before["p2@x.no"] | {"phone": "+1", "lastname": "W"}
    shown = hubcli("runs", "show", run)
    assert "2 were put back to what they held since" in shown.stdout
    assert undone(hubcli, run, "--even-changed") == (0, {"updated": 4, "restored": 4})
    assert held(emulator) == before


def test_a_lifecycle_stage_is_moved_back(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("old.csv", "email,lifecyclestage\na@x.no,lead\nb@x.no,\n")
    hubcli.put("new.csv", "email,lifecyclestage\na@x.no,customer\nb@x.no,customer\n")
    hubcli("create", "contacts", "old.csv")
    done = hubcli("upsert", "contacts", "new.csv", "--json")
    assert done.rows == {"read": 2, "updated": 2}
    undone(hubcli, done.document["run"]["id"])
    stages = [one.properties.get("lifecyclestage") for one in emulator.store.records("contacts")]
    assert stages[0] == "lead"


# Update


@KEYS
def test_an_update_never_creates(portal: Portal, inside: Inside, key: str) -> None:
    emulator = portal("update/502-after:1")
    hubcli = inside(emulator)
    begun(hubcli, 30, 50)
    before = held(emulator)
    done = upsert(hubcli, key, command="update")
    assert (done.code, done.rows) == (3, {"read": 50, "updated": 30, "refused": 20})
    error = done.document["errors"][0]
    assert (error["line"], error["code"], error["property"]) == (32, "UPDATE_ONLY_IMPORT", key)
    assert error["value"] in {"P30@x.no", "c30"}
    assert held(emulator) == {name: one for name, one in expected(30, 50).items() if name in before}
    assert undone(hubcli, done.document["run"]["id"]) == (0, {"updated": 30, "restored": 30})
    assert held(emulator) == before


def test_an_update_by_the_records_own_ids(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    begun(hubcli, 3, 3)
    ids = [one.id for one in emulator.store.records("contacts")]
    hubcli.put("ids.csv", f"hs_object_id,city\n{ids[0]},Nome\n{ids[2]},Reno\n4711,Rome\n,Bonn\n")
    done = hubcli("update", "contacts", "ids.csv", "--key", "hs_object_id", "--json")
    assert (done.code, done.rows) == (3, {"read": 4, "updated": 2, "refused": 2})
    codes = [(one["line"], one["code"]) for one in done.document["errors"]]
    assert codes == [(4, "UPDATE_ONLY_IMPORT"), (5, "MISSING_REQUIRED_PROPERTY")]
    cities = [one.properties["city"] for one in emulator.store.records("contacts")]
    assert cities == ["Nome", "Oslo", "Reno"]
    assert hubcli("upsert", "contacts", "ids.csv", "--key", "hs_object_id").code == 5
    assert hubcli("create", "contacts", "ids.csv").code == 5


def test_two_rows_of_one_record_are_kept_apart(portal: Portal, inside: Inside) -> None:
    """A contact is found by each of its e-mails (api.md 4.4)."""
    emulator = portal()
    hubcli = inside(emulator)
    begun(hubcli, 1, 1)
    one = emulator.store.records("contacts")[0]
    emulator.store.edit("contacts", one.id, {"hs_additional_emails": "second@x.no"})
    hubcli.put("two.csv", "email,firstname,phone\np0@x.no,One,1\nsecond@x.no,Two,\n")
    done = hubcli("upsert", "contacts", "two.csv", "--json")
    assert (done.code, done.rows) == (0, {"read": 2, "updated": 2})
    now = emulator.store.records("contacts")
    assert [(one.properties["email"], one.properties["firstname"]) for one in now] == [
        ("p0@x.no", "Two")
    ]
    code, counts = undone(hubcli, done.document["run"]["id"])
    assert (code, counts) == (0, {"updated": 1, "restored": 1})
    assert held(emulator)["p0@x.no"]["firstname"] == "Old0"
    assert held(emulator)["p0@x.no"]["phone"] == "+470"


# The command line


@pytest.mark.parametrize("command", ["upsert", "update"])
def test_keys_that_will_not_do(portal: Portal, inside: Inside, command: str) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("a.csv", "email,firstname\na@x.no,Ann\n")
    hubcli.put("b.csv", "name\nAcme\n")
    hubcli.put(
        "m.yaml",
        "columns: {email: email, firstname: firstname}\nkey: {property: customer_no, fill: row}\n",
    )
    hubcli("schema", "add-key", "contacts", "--name", "customer_no", "--yes")
    done = hubcli(command, "contacts", "a.csv", "--key", "firstname")
    assert (done.code, "firstname is no unique property" in done.stderr) == (5, True)
    done = hubcli(command, "contacts", "a.csv", "--key", "customer_no")
    assert (done.code, "fed by no column" in done.stderr) == (5, True)
    done = hubcli(command, "contacts", "a.csv", "-m", "m.yaml")
    assert (done.code, "fill: row" in done.stderr) == (5, True)
    done = hubcli(command, "companies", "b.csv")
    assert (done.code, f"{command} needs a key" in done.stderr) == (2, True)
    assert emulator.store.count("contacts") == emulator.store.count("companies") == 0


def test_what_has_no_key_is_refused_and_what_has_it_twice(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    rows = "a@x.no,A\n,B\nc@x.no,C\nC@x.no,D\n"
    hubcli.put("a.csv", f"email,firstname\n{rows}")
    done = hubcli("upsert", "contacts", "a.csv", "--json")
    assert (done.code, done.rows) == (3, {"read": 4, "created": 1, "refused": 3})
    codes = [(one["line"], one["code"]) for one in done.document["errors"]]
    assert codes == [
        (3, "MISSING_REQUIRED_PROPERTY"),
        (4, "DUPLICATE_KEY"),
        (5, "DUPLICATE_KEY"),
    ]


def test_the_same_file_again_changes_nothing_more(portal: Portal, inside: Inside) -> None:
    """An upsert is for repeating: no earlier run keeps it from it."""
    emulator = portal()
    hubcli = inside(emulator)
    begun(hubcli, 1, 5)
    assert upsert(hubcli, "email").rows == {"read": 5, "created": 4, "updated": 1}
    assert upsert(hubcli, "email").rows == {"read": 5, "updated": 5}
    assert upsert(hubcli, "email", command="update").rows == {"read": 5, "updated": 5}
    assert hubcli("create", "contacts", "new.csv", "-m", "m.yaml").code == 3


def test_a_row_with_nothing_left_to_write_exists(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", "columns: {email: email, city: {property: city, write: if-empty}}\n")
    hubcli.put("a.csv", "email,city\na@x.no,Oslo\nb@x.no,\n")
    hubcli.put("new.csv", "email,city\na@x.no,Bergen\nb@x.no,Bergen\n")
    hubcli("create", "contacts", "a.csv", "-m", "m.yaml")
    done = hubcli("upsert", "contacts", "new.csv", "-m", "m.yaml", "--json", "--results", "r.csv")
    assert (done.code, done.rows) == (0, {"read": 2, "existing": 1, "updated": 1})
    assert done.document["batches"][0]["existing"] == 1


def test_what_a_dry_run_shows_and_a_limit_and_a_rehearsal(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    begun(hubcli, 2, 3)
    before = held(emulator)
    shown = upsert(hubcli, "email", "--dry-run")
    bodies = shown.document["bodies"]
    assert [sorted(one["inputs"][0]) for one in bodies] == [
        ["id", "objectWriteTraceId", "properties"],
        ["associations", "objectWriteTraceId", "properties"],
    ]
    assert "city" not in bodies[0]["inputs"][0]["properties"]
    told = hubcli("upsert", "contacts", "new.csv", "--dry-run", "--key", "customer_no")
    assert "/batch/upsert" in told.stdout
    assert '"idProperty": "customer_no"' in told.stdout
    told = hubcli("update", "contacts", "new.csv", "-m", "m.yaml", "--dry-run")
    assert "/batch/update" in told.stdout
    assert "A dry run: nothing was sent. 1 batch would be." in told.stdout
    assert held(emulator) == before
    assert upsert(hubcli, "email", "--limit", "1").rows == {"read": 3, "updated": 1, "notSent": 2}
    done = hubcli("resume", "--json")
    assert done.rows == {"read": 3, "updated": 2, "created": 1}
    rehearsed = hubcli(
        "upsert", "contacts", "new.csv", "--rehearse", "--json", "--key", "email", "-m", "old.yaml"
    )
    assert rehearsed.code == 5
    hubcli.put("plain.csv", "email,firstname\na@x.no,A\n")
    rehearsed = hubcli("upsert", "contacts", "plain.csv", "--rehearse", "--json")
    assert rehearsed.rows == {"read": 1, "created": 1}
    rehearsed = hubcli("update", "contacts", "plain.csv", "--rehearse", "--json")
    assert rehearsed.rows == {"read": 1, "refused": 1}


def test_create_that_updates_keeps_the_rules_and_can_be_undone(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal("update/cut-after:1")
    hubcli = inside(emulator)
    begun(hubcli, 20, 50, f"{RULES}key: customer_no\n")
    before = held(emulator)
    done = hubcli(
        "create", "contacts", "new.csv", "-m", "m.yaml", "--on-existing", "update", "--json"
    )
    assert (done.code, done.rows) == (0, {"read": 50, "created": 30, "updated": 20})
    assert held(emulator) == expected(20, 50)
    code, counts = undone(hubcli, done.document["run"]["id"])
    assert (code, counts["archived"], counts["restored"]) == (0, 30, 20)
    assert held(emulator) == before


def test_refused_rows_are_tried_again_with_a_mended_mapping(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("old.csv", "email,lifecyclestage,city\na@x.no,lead,Oslo\n")
    hubcli("create", "contacts", "old.csv")
    before = emulator.store.records("contacts")
    hubcli.put("new.csv", "email,stage,city\na@x.no,Kunde,Bergen\nb@x.no,Kunde,Bergen\n")
    hubcli.put("m.yaml", "columns: {email: email, stage: lifecyclestage, city: city}\n")
    done = hubcli("upsert", "contacts", "new.csv", "-m", "m.yaml", "--json")
    assert (done.code, done.rows) == (3, {"read": 2, "refused": 2})
    hubcli.put(
        "m.yaml",
        "columns: {email: email, city: city,"
        " stage: {property: lifecyclestage, values: {Kunde: customer}}}\n",
    )
    done = hubcli("retry", "--json")
    assert (done.code, done.rows) == (0, {"read": 2, "created": 1, "updated": 1})
    code, counts = undone(hubcli, done.document["run"]["id"])
    assert (code, counts["restored"]) == (0, 1)
    now = emulator.store.records("contacts")
    assert [one.properties["city"] for one in now] == ["Oslo"]
    assert [one.properties["lifecyclestage"] for one in now] == ["lead"]
    assert now[0].id == before[0].id
