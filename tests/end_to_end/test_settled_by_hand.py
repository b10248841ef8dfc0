"""Rows in doubt are decided by a person, who hands in the in-doubt file."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]
NAMES = ("Acme", "Firma Nord", "Æsir & Søn", "Delta", "Echo", "Foxtrot")
FORMS = {
    "data.csv": ("utf-8", ","),
    "data.tsv": ("utf-8-sig", "\t"),
    "semicolons.csv": ("cp1252", ";"),
    "wide.csv": ("utf-16", ","),
}


def in_doubt(hubcli: InProcess, portal: RunningEmulator, *options: str) -> tuple[str, Path]:
    """A run of companies, which have no key, whose answers were lost: the run, and its in-doubt file."""
    done = hubcli("create", "companies", "--patience", "0", "--json", *options)
    assert (done.code, done.rows) == (7, {"read": len(NAMES), "inDoubt": len(NAMES)})
    return done.document["run"]["id"], Path(done.document["run"]["inDoubt"])


def decide(file: Path, encoding: str, delimiter: str, words: list[tuple[str, str]]) -> None:
    with file.open(newline="", encoding=encoding) as text:
        rows = list(csv.DictReader(text, delimiter=delimiter))
    for row, (outcome, id_) in zip(rows, words, strict=False):
        row |= {"_outcome": outcome, "_id": id_}
    with file.open("w", newline="", encoding=encoding) as text:
        writer = csv.DictWriter(text, rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("name", FORMS)
def test_in_the_form_of_the_source(portal: Portal, inside: Inside, name: str) -> None:
    encoding, delimiter = FORMS[name]
    emulator = portal("504-after:1")
    hubcli = inside(emulator)
    lines = [delimiter.join(["name", "city"]), *(delimiter.join([one, "Oslo"]) for one in NAMES)]
    hubcli.put(name, ("\r\n".join(lines) + "\r\n").encode(encoding))
    options = ("--encoding", encoding) if encoding == "cp1252" else ()
    run, file = in_doubt(hubcli, emulator, name, *options)
    there = {one.properties["name"]: str(one.id) for one in emulator.store.records("companies")}
    made = [("created", there[one]) for one in NAMES[:4]]
    # For the proof that it is a person's word that counts: two of these are there as well.
    decide(file, encoding, delimiter, [*made, ("notSent", ""), ("notSent", "")])
    done = hubcli("resume", "--settle", str(file), "--results", f"results-{name}", "--json")
    assert (done.code, done.rows) == (0, {"read": 6, "created": 6}), done.stderr
    assert f"{file} says: 4 created, 2 to be sent." in " ".join(done.stderr.split())
    assert emulator.store.count("companies") == 8
    with (hubcli.folder / f"results-{name}").open(newline="", encoding=encoding) as text:
        ids = {row["name"]: row["_id"] for row in csv.DictReader(text, delimiter=delimiter)}
    assert [ids[one] for one in NAMES[:4]] == [there[one] for one in NAMES[:4]]
    assert len(set(ids.values())) == 6
    assert hubcli("runs", "show", run, "--json").rows == done.rows


@pytest.mark.parametrize("name", ["data.jsonl", "data.yaml", "data.json"])
def test_records_as_json_lines(portal: Portal, inside: Inside, name: str) -> None:
    emulator = portal("504-after:1")
    hubcli = inside(emulator)
    rows = [{"name": one, "numberofemployees": 7} for one in NAMES]
    whole = "\n".join(map(json.dumps, rows)) if name.endswith("jsonl") else json.dumps(rows)
    hubcli.put(name, whole)
    hubcli.put(
        "m.yaml",
        "columns: {name: name, numberofemployees: {property: numberofemployees, as: number}}\n",
    )
    _, file = in_doubt(hubcli, emulator, name, "-m", "m.yaml")
    assert file.suffix == ".jsonl"
    there = {one.properties["name"]: str(one.id) for one in emulator.store.records("companies")}
    said = [json.loads(line) for line in file.read_text().splitlines()]
    for one in said:
        one |= {"_outcome": "created", "_id": there[one["name"]]}
    said[0] |= {"_outcome": "notSent", "_id": ""}
    file.write_text("".join(f"{json.dumps(one)}\n" for one in said))
    done = hubcli("resume", "--settle", str(file), "--json")
    assert (done.code, done.rows) == (0, {"read": 6, "created": 6}), done.stderr
    assert emulator.store.count("companies") == 7


def test_a_file_with_faults_changes_nothing(portal: Portal, inside: Inside) -> None:
    emulator = portal("504:1")
    hubcli = inside(emulator)
    hubcli.put("data.csv", "name,city\n" + "".join(f"{one},Oslo\n" for one in NAMES))
    run, file = in_doubt(hubcli, emulator, "data.csv")
    decide(file, "utf-8", ",", [("created", ""), ("notSent", ""), ("gone", "")])
    done = hubcli("resume", run, "--settle", str(file), "--json")
    assert done.code == 5
    assert (
        f"{file}:2: it is said to be created, and `_id` is empty"
        in done.document["error"]["message"]
    )
    assert f"{file}:4: `_outcome` is 'gone'" in done.document["error"]["message"]
    assert hubcli("runs", "show", run, "--json").rows == {"read": 6, "inDoubt": 6}
    assert emulator.store.count("companies") == 0
    for content, why in (
        ("name,_line,_outcome\nAcme,2,notSent\n", "its columns are not those"),
        ("name,city\nAcme,Oslo\n", "its columns are not those"),
        ("", "the file is empty"),
    ):
        hubcli.put("other.csv", content)
        done = hubcli("resume", run, "--settle", "other.csv")
        assert (done.code, why in done.stderr) == (5, True), done.stderr
    assert hubcli("resume", run, "--settle", "nowhere.csv").code == 5
    assert hubcli("resume", run, "--settle", "").code == 2


def test_rows_that_are_not_decided_stay_in_doubt(portal: Portal, inside: Inside) -> None:
    emulator = portal("504:1")
    hubcli = inside(emulator)
    hubcli.put("data.csv", "name,city\n" + "".join(f"{one},Oslo\n" for one in NAMES))
    run, file = in_doubt(hubcli, emulator, "data.csv")
    decide(file, "utf-8", ",", [("created", "123456"), ("notSent", "")])
    done = hubcli("resume", run, "--settle", str(file), "--patience", "0", "--json")
    assert (done.code, done.rows) == (7, {"read": 6, "created": 2, "inDoubt": 4})
    assert emulator.store.count("companies") == 1


def test_rows_with_the_same_key_are_decided_together(portal: Portal, inside: Inside) -> None:
    emulator = portal("504-after:1", "read/403:1")
    hubcli = inside(emulator)
    hubcli.put("data.csv", "email,firstname\na@x.co,A\nb@x.co,B\nc@x.co,C\nA@x.co,D\nb@x.co,E\n")
    hubcli.put("m.yaml", "columns: {email: email, firstname: firstname}\nduplicates: first\n")
    done = hubcli("create", "contacts", "data.csv", "-m", "m.yaml", "--patience", "0", "--json")
    assert (done.code, done.rows) == (7, {"read": 5, "inDoubt": 5})
    run, file = done.document["run"]["id"], Path(done.document["run"]["inDoubt"])
    held = {one.properties["email"]: str(one.id) for one in emulator.store.records("contacts")}
    ids = [held[f"{name}@x.co"] for name in "abc"]
    undecided = ("inDoubt", "")

    words = [("created", ids[0]), undecided, undecided, ("notSent", ""), ("created", ids[1])]
    decide(file, "utf-8", ",", words)
    refused = hubcli("resume", run, "--settle", str(file), "--json")
    assert refused.code == 5
    first, second = refused.document["error"]["message"].splitlines()
    assert first.startswith(f"{file}:5: the row on line 5 shares the fate of data.csv:2")
    assert first.endswith(f"{file}:2 says created as record {ids[0]}")
    assert second.startswith(f"{file}:6: the row on line 6 shares the fate of data.csv:3")
    assert second.endswith("nothing is decided of it here")
    assert hubcli("runs", "show", run, "--json").rows == {"read": 5, "inDoubt": 5}

    words = [("created", ids[0]), ("created", ids[1]), ("created", ids[2])]
    decide(file, "utf-8", ",", [*words, ("created", ids[0]), undecided])
    settled = hubcli("resume", run, "--settle", str(file), "--results", "ids.csv", "--json")
    assert (settled.code, settled.rows) == (0, {"read": 5, "created": 3, "existing": 2})
    with (hubcli.folder / "ids.csv").open(newline="") as text:
        told = [row["_id"] for row in csv.DictReader(text)]
    assert told == [*ids, *ids[:2]]
    assert emulator.store.count("contacts") == 3


def test_of_inputs_in_several_forms_each_has_its_file(portal: Portal, inside: Inside) -> None:
    emulator = portal("504:1-2")
    hubcli = inside(emulator)
    hubcli.put("a.csv", "name\nAcme\n")
    hubcli.put("b.csv", "name;city\nBeta;Oslo\n")
    hubcli.put("c.jsonl", '{"name": "Gamma"}\n')
    files = ("a.csv", "b.csv", "c.jsonl")
    done = hubcli("create", "companies", *files, "--patience", "0", "--json", "--concurrency", "1")
    assert done.rows == {"read": 3, "inDoubt": 2, "created": 1}
    first, second = map(Path, done.document["run"]["inDoubt"].split(", "))
    decide(second, "utf-8", ";", [("created", "77")])
    done = hubcli("resume", "--settle", str(second), "--json", "--patience", "0")
    assert done.rows == {"read": 3, "inDoubt": 1, "created": 2}
    decide(first, "utf-8", ",", [("notSent", "")])
    done = hubcli("resume", "--settle", str(first), "--json", "--patience", "0")
    assert (done.code, done.rows) == (0, {"read": 3, "created": 3})


def test_without_a_run_that_is_unfinished_there_is_nothing_to_decide(
    portal: Portal, inside: Inside
) -> None:
    done = inside(portal())("resume", "--settle", "x.csv")
    assert done.code == 2
    assert "no run is unfinished" in done.stderr
