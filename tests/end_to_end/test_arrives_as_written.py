"""1,237 contacts that are hard on importers arrive to the letter, from every format."""

from collections.abc import Callable

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import COLUMNS, by, contacts, held
from tests.end_to_end.process import Ended, Hubcli
from tests.end_to_end.written import FORMATS, delimited

At = Callable[[RunningEmulator], Hubcli]
_ROWS = contacts()


def _arrived(emulator: RunningEmulator, end: Ended, rows: list[dict[str, str]] = _ROWS) -> None:
    assert (end.code, end.stderr.count("Traceback")) == (0, 0), end.stderr
    assert by(held(emulator, COLUMNS).values()) == by(rows)
    posts = [request for request in emulator.requests if "/batch/" in request.path]
    assert len(posts) == 13
    told = end.document
    assert (told["hubcli"], told["command"], told["status"]) == (1, "create", "success")
    assert told["requests"] == {"sent": 13, "retried": 0, "rateLimited": 0}
    assert end.rows == {"read": 1237, "created": 1237}
    assert [batch["created"] for batch in told["batches"]] == [100] * 12 + [37]
    assert told["numErrors"] == 0
    assert told["errors"] == []


@pytest.mark.parametrize("name", FORMATS)
def test_from_every_format(name: str, portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    hubcli.put(name, FORMATS[name](_ROWS))
    _arrived(emulator, hubcli("create", "contacts", name, "--json"))


def test_from_windows_western_europe(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    rows = contacts(western=True)
    hubcli.put("ansi.csv", delimited(rows, ";", "cp1252"))
    end = hubcli("create", "contacts", "ansi.csv", "--encoding", "cp1252", "--json")
    _arrived(emulator, end, rows)


def test_from_standard_input(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    end = hubcli("create", "contacts", "-", "--json", stdin=FORMATS["contacts.csv"](_ROWS))
    _arrived(emulator, end)
    assert end.document["run"]["files"] == ["stdin"]
    assert end.document["batches"][0]["firstLine"] == 2


def test_several_files_never_share_a_batch(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    half = _ROWS[:150]
    hubcli.put("a.csv", FORMATS["contacts.csv"](half))
    hubcli.put("b.jsonl", FORMATS["contacts.jsonl"](_ROWS[150:200]))
    end = hubcli("create", "contacts", "a.csv", "b.jsonl", "--json", "--results", "ids.csv")
    assert end.code == 0
    batches = [(batch["file"], batch["rows"]) for batch in end.document["batches"]]
    assert batches == [("a.csv", 100), ("a.csv", 50), ("b.jsonl", 50)]
    assert by(held(emulator, COLUMNS).values()) == by(_ROWS[:200])
    written = (hubcli.folder / "ids.csv", hubcli.folder / "ids-2.csv")
    assert all(path.exists() for path in written)
    assert end.document["run"]["results"] == "ids.csv, ids-2.csv"


def test_the_lines_are_those_that_an_editor_counts(portal: Portal, at: At) -> None:
    emulator = portal()
    hubcli = at(emulator)
    rows = _ROWS[:150]
    hubcli.put("a.csv", FORMATS["contacts.csv"](rows))
    before = FORMATS["contacts.csv"](rows[:100]).decode()
    batches = hubcli("create", "contacts", "a.csv", "--json").document["batches"]
    # A cell may hold the line ends of any system; the file has no lone carriage return.
    assert batches[1]["firstLine"] == before.count("\n") + 1
