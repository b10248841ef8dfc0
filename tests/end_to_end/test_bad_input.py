"""What can't be used is told in one paragraph: what, where, what to do; and nothing is sent."""

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches, Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, Ended, InProcess

Inside = Callable[[RunningEmulator | str | None], InProcess]
_CSV = "email,firstname\nada@example.com,Ada\n"
_MAPPING = "object: contacts\ncolumns:\n  email: email\n  firstname: firstname\n"
_DEEP = "[" * 500 + "]" * 500
_BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefg", "bcdefgh", strict=True)
)


@dataclass(frozen=True)
class Case:
    """Files, a command line, and what is to be said."""

    name: str
    args: str
    code: int
    says: tuple[str, ...]
    """Parts of the paragraph: the place as `file:line`, the cause, the way on."""
    files: tuple[tuple[str, str | bytes], ...] = ()


def _file(
    name: str, file: str, content: str | bytes, *says: str, args: str = "", code: int = 5
) -> Case:
    return Case(name, f"create contacts {file} {args}", code, says, ((file, content),))


def _mapping(name: str, text: str, *says: str) -> Case:
    files = (("data.csv", _CSV), ("m.yaml", text))
    return Case(name, "create contacts data.csv -m m.yaml", 5, says, files)


def _typed(name: str, args: str, *says: str, code: int = 2) -> Case:
    return Case(name, f"create contacts data.csv {args}", code, says, (("data.csv", _CSV),))


_CASES = (
    Case("missing file", "create contacts gone.csv", 5, ("gone.csv", "no such file", "check the path")),
    Case("folder", "create contacts .", 5, (".", "folder", "name the files")),
    _file("empty file", "data.csv", "", "data.csv", "empty"),
    _file("header only", "data.csv", "email,firstname\n", "data.csv", "no rows", "--allow-empty"),
    _file("empty list", "data.json", "[]", "data.json", "no rows"),
    _file("empty list of YAML", "data.yaml", "[]\n", "data.yaml", "no rows"),
    _file("repeated headers", "data.csv", "email,email\na,b\n", "data.csv:1", "email"),
    _file("nameless header", "data.csv", "email,\na@example.com,b\n", "data.csv:1"),
    _file("a header that matches nothing", "data.csv", "email,frstname\na@example.com,b\n", "data.csv:1", "frstname", "firstname", "-m"),
    _file("two headers that match one property", "data.csv", "email,Email\na,b\n", "data.csv:1", "email"),
    _file("wrong encoding", "data.csv", "email,firstname\na@example.com,Zoë\n".encode("cp1252"), "data.csv:2", "--encoding"),
    _file("not what it was said to be", "data.csv", "email\na@example.com\n".encode("utf-16"), "data.csv", args="--encoding utf-8"),
    _file("cut-off gzip", "data.csv.gz", gzip.compress(_CSV.encode() * 999)[:-20], "data.csv.gz", "cut off"),
    _file("gzip cut in its first bytes", "data.csv.gz", gzip.compress(_CSV.encode())[:5], "data.csv.gz:1", "cut off"),
    _file("unclosed quote", "data.csv", 'email,firstname\na@example.com,"Ada\nb@example.com,Bo\n', "data.csv:2", "quote"),
    _file("broken JSON", "data.json", '[{"email": "a@example.com"},\n {"email": }]', "data.json:2:12"),
    _file("JSON that ends too soon", "data.json", '[{"email": "a@example.com"}', "data.json:1"),
    _file("JSON nested too deep", "data.json", f'[{{"email": {_DEEP}}}]', "data.json:1", "deep"),
    _file("JSON that is no list", "data.json", '"email"', "data.json:1"),
    _file("JSON with two lists", "data.json", '{"a": [{"email": "a"}], "b": [{"email": "b"}]}', "data.json:1"),
    _file("YAML tag", "data.yaml", "- email: !!python/object:os.system a\n", "data.yaml:1:10", "tag"),
    _file("YAML alias bomb", "data.yaml", _BOMB, "data.yaml:"),
    _file("broken YAML", "data.yaml", "- email: a\n  - b: [\n", "data.yaml:2"),
    _file("Excel workbook", "data.xlsx", b"PK\x03\x04" + bytes(100), "data.xlsx", "Excel", "CSV"),
    _mapping("unknown key of the mapping", _MAPPING + "colums: {}\n", "m.yaml:5:1", "colums", "columns"),
    _mapping("wrong type in the mapping", "object: contacts\ncolumns: [email]\n", "m.yaml:2:10"),
    _mapping("unknown `as`", _MAPPING.replace("firstname: firstname", "firstname: {property: firstname, as: integer}"), "m.yaml:4:", "integer", "number"),
    _mapping("a column that is not there", _MAPPING + "  Phone: phone\n", "m.yaml:5:", "Phone"),
    _mapping("a property that does not exist", _MAPPING.replace(": firstname", ": fristname"), "m.yaml:4:", "fristname", "firstname"),
    _mapping("a property that can't be written", _MAPPING.replace(": firstname", ": createdate"), "m.yaml:4:", "createdate", "read only"),
    _mapping("a column that no line names", "columns:\n  email: email\n", "data.csv:1", "firstname"),
    _mapping("another object", _MAPPING.replace("contacts", "deals"), "m.yaml:1:", "deals", "contacts"),
    _mapping("a key that is not unique", _MAPPING + "key: firstname\n", "m.yaml:5:", "unique"),
    _mapping("match is not built yet", _MAPPING + "associations:\n  - {to: companies, column: email, match: domain}\n", "m.yaml:6:", "match"),
    _mapping("broken mapping", "columns: {email: [", "m.yaml:1:"),
    _mapping("empty mapping", "", "m.yaml"),
    _typed("missing mapping", "-m gone.yaml", "gone.yaml", "no such mapping file", "Check the path", code=5),
    _typed("batch size 0", "--batch-size 0", "--batch-size", "100"),
    _typed("batch size 101", "--batch-size 101", "--batch-size", "100"),
    _typed("batch size that is no number", "--batch-size many", "--batch-size", "--help"),
    _typed("concurrency 0", "--concurrency 0", "--concurrency"),
    _typed("patience that is no number", "--patience nan", "--patience"),
    _typed("unknown option", "--colour", "--colour", "--help"),
    _typed("unknown format", "--format xml", "xml", "csv"),
    _typed("unknown encoding", "--encoding utf-9", "utf-9"),
    _typed("unknown delimiter", "--delimiter xx", "xx"),
    _typed("plain http to another host", "--base-url http://api.example.com", "--base-url", "https"),
    _typed("no address at all", "--base-url nowhere", "--base-url", "https"),
    _typed("results over the input", "--results data.csv", "data.csv", "input"),
    _typed("rejects over the input", "--rejects ./data.csv", "data.csv", "input"),
    _typed("one file for both", "--rejects out.csv --results out.csv", "--rejects", "--results"),
    _typed("results in a folder that is not there", "--results gone/ids.csv", "gone/ids.csv", "folder", code=5),
    _typed("results that are a folder", "--results .", "can't be written", code=5),
    _typed("the file twice", "./data.csv", "same file", code=5),
    _typed("standard input twice", "- -", "standard input"),
    _typed("another portal", "--portal 1", "4242", "1", code=4),
    Case("no arguments", "create", 2, ("OBJECT",)),
    Case("no files", "create contacts", 2, ("FILE",)),
    Case("unknown command", "craete contacts data.csv", 2, ("craete",)),
    Case("unknown object type", "create widgets data.csv", 5, ("widgets",), (("data.csv", _CSV),)),
    Case("misspelled object type", "create contcats data.csv", 5, ("contcats", "contacts"), (("data.csv", _CSV),)),
)  # fmt: skip


def _refused(end: Ended, case: Case, json_too: Ended) -> None:
    assert end.code == case.code, end.stderr
    assert end.stdout == ""
    assert end.stderr.startswith("hubcli: ")
    flat = " ".join(end.stderr.split()).lower()
    missing = [part for part in case.says if part.lower() not in flat]
    assert not missing, end.stderr
    assert "Traceback" not in end.stderr
    assert "\n\n" not in end.stderr
    document = json.loads(json_too.stdout)
    assert (document["hubcli"], document["status"], document["exitCode"]) == (
        1,
        "failure",
        case.code,
    )
    assert set(document) == {"hubcli", "command", "status", "exitCode", "error"}
    assert set(document["error"]) == {"message", "hint"}
    assert document["command"] == case.args.split()[0]
    assert json_too.code == case.code


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with start(Switches(rate=None, log_requests=1000)) as running:
        yield running


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.name)
def test_it_is_told_in_one_paragraph_and_nothing_is_sent(
    case: Case, emulator: RunningEmulator, inside: Inside
) -> None:
    hubcli = inside(emulator)
    for name, content in case.files:
        hubcli.put(name, content)
    args = case.args.split()
    _refused(hubcli(*args), case, hubcli(*args, "--json"))
    assert not [request for request in emulator.requests if request.method != "GET"]
    runs = hubcli.hubcli.home / "runs"
    assert not runs.exists() or not list(runs.iterdir())
    assert {path.name for path in hubcli.folder.iterdir()} == {name for name, _ in case.files}


def test_every_fault_of_a_mapping_is_told_at_once(
    emulator: RunningEmulator, inside: Inside
) -> None:
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    hubcli.put(
        "m.yaml", "columns:\n  email: e-mail\n  Phone: phone\n  firstname: createdate\nkey: phone\n"
    )
    end = hubcli("create", "contacts", "data.csv", "-m", "m.yaml")
    assert end.code == 5
    assert all(f"m.yaml:{line}:" in end.stderr for line in (2, 3, 4, 5))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
@pytest.mark.parametrize("mode", ["file", "folder"])
def test_what_may_not_be_read_or_written(
    mode: str, emulator: RunningEmulator, inside: Inside
) -> None:
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    if mode == "file":
        (hubcli.folder / "data.csv").chmod(0)
        end = hubcli("create", "contacts", "data.csv")
        assert "data.csv" in end.stderr
    else:
        locked = hubcli.folder / "locked"
        locked.mkdir(mode=0o500)
        end = hubcli("create", "contacts", "data.csv", "--results", "locked/ids.csv")
        assert "locked/ids.csv" in end.stderr
    assert (end.code, "ermission" in end.stderr) == (5, True)


def test_a_home_that_is_no_folder(emulator: RunningEmulator, inside: Inside) -> None:
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    (hubcli.hubcli.home / "runs").write_text("")
    end = hubcli("create", "contacts", "data.csv")
    assert (end.code, "HUBCLI_HOME" in end.stderr) == (5, True)


@pytest.mark.parametrize("token", [None, "", "two words", "pat\x01"])
def test_no_token_that_could_be_sent(
    token: str | None, emulator: RunningEmulator, inside: Inside
) -> None:
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    env = {} if token is None else {"HUBSPOT_ACCESS_TOKEN": token}
    end = hubcli.with_env(env, without="HUBSPOT_ACCESS_TOKEN")("create", "contacts", "data.csv")
    assert (end.code, "HUBSPOT_ACCESS_TOKEN" in end.stderr) == (4, True)


def test_a_token_that_hubspot_does_not_know(portal: Portal, inside: Inside) -> None:
    emulator = portal(tokens=(Token("another"),))
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    end = hubcli("create", "contacts", "data.csv")
    assert (end.code, "401" in end.stderr) == (4, True)
    assert TOKEN not in end.stderr


def test_a_token_without_the_scope_to_write(portal: Portal, inside: Inside) -> None:
    scopes = frozenset({"crm.objects.contacts.read", "crm.schemas.contacts.read"})
    # Where HubSpot does not tell a token's scopes, the 403 does.
    emulator = portal("token/404", tokens=(Token(TOKEN, scopes),))
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    end = hubcli("create", "contacts", "data.csv", "--json")
    assert (end.code, end.rows) == (4, {"read": 1, "notSent": 1})
    assert "crm.objects.contacts.write" in end.stderr
    assert end.document["stop"]["exitCode"] == 4


def test_a_token_without_the_scope_to_read_properties_goes_on_and_says_so(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal("properties/403", "account/403")
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    end = hubcli("create", "contacts", "data.csv", "--json")
    assert (end.code, end.rows) == (0, {"read": 1, "created": 1})
    assert "Could not check" in end.stderr
    assert "scope" in end.stderr
    assert "a portal that could not be named" in end.stderr
    assert end.document["run"]["portalId"] is None


def test_a_pinned_portal_that_can_not_be_verified(portal: Portal, inside: Inside) -> None:
    emulator = portal("account/403")
    hubcli = inside(emulator)
    hubcli.put("data.csv", _CSV)
    end = hubcli("create", "contacts", "data.csv", "--portal", "4242")
    assert (end.code, "can't be verified" in " ".join(end.stderr.split())) == (4, True)


_ROWS = {
    "a row with too few cells": ("data.csv", "email,firstname\nada@example.com\n", "RAGGED_ROW"),
    "a row with too many cells": ("data.csv", "email,firstname\nada@example.com,Ada,x\n", "RAGGED_ROW"),
    "a NUL in a cell": ("data.csv", "email,firstname\nada@example.com,A\0da\n", "NUL_BYTE"),
    "a broken line": ("data.jsonl", '\n{"email": "ada@example.com",}\n', "BROKEN_LINE"),
    "a line that is no record": ("data.jsonl", "\n[1, 2]\n", "NOT_A_RECORD"),
    "NaN": ("data.jsonl", '\n{"email": "ada@example.com", "firstname": NaN}\n', "NOT_A_NUMBER"),
    "a repeated key": ("data.jsonl", '\n{"email": "a@example.com", "email": "b"}\n', "REPEATED_KEY"),
    "a nested value": ("data.jsonl", '\n{"email": "a@example.com", "firstname": [[1]]}\n', "NESTED_VALUE"),
    "a nested record": ("data.jsonl", '\n{"email": "a@example.com", "firstname": {"a": 1}}\n', "NESTED_VALUE"),
    "a number too large": ("data.jsonl", '\n{"email": "a@example.com", "firstname": 1e999}\n', "INVALID_NUMBER_SIZE"),
    "half a surrogate pair": ("data.jsonl", '\n{"email": "a@example.com", "firstname": "\\ud800"}\n', "BROKEN_TEXT"),
    "a NUL as an escape": ("data.jsonl", '\n{"email": "a@example.com", "firstname": "\\u0000"}\n', "NUL_BYTE"),
    "a bad cell": ("data.csv", "email,lifecyclestage\nada@example.com,hot\n", "INVALID_OPTION"),
    "a text too long": ("data.csv", f"email,firstname\nada@example.com,{'x' * 65_537}\n", "COLUMN_TOO_LARGE"),
    "nothing but white space": ("data.csv", "email,firstname\n , \n", "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES"),
}  # fmt: skip


@pytest.mark.parametrize("name", _ROWS)
def test_a_bad_row_is_refused_with_its_line_and_the_rest_goes_on(
    name: str, portal: Portal, inside: Inside
) -> None:
    file, content, code = _ROWS[name]
    good = "good@example.com,lead\n" if "lifecycle" in content else "good@example.com,Good\n"
    more = good if file.endswith("csv") else '{"email": "good@example.com", "firstname": "Good"}\n'
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put(file, content + more)
    end = hubcli("create", "contacts", file, "--json")
    assert (end.code, end.rows) == (3, {"read": 2, "created": 1, "refused": 1}), end.stdout
    (error,) = end.document["errors"]
    assert (error["line"], error["code"], error["batch"]) == (2, code, None)
    (record,) = emulator.store.records("contacts")
    assert record.properties["email"] == "good@example.com"
    assert "Traceback" not in end.stderr
    assert (hubcli.folder / end.document["run"]["rejects"]).exists()


def test_allow_empty(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("data.csv", "email,firstname\n")
    end = hubcli("create", "contacts", "data.csv", "--allow-empty", "--json")
    assert (end.code, end.rows) == (0, {})
    assert end.document["batches"] == []
