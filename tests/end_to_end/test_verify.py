"""`hubcli verify` and `--canary`: what is there beside what was sent."""

import json
import signal
from collections.abc import Callable

import pytest

from hubcli.emulator.server import RunningEmulator
from tests.end_to_end.conftest import Portal
from tests.end_to_end.contacts import contacts
from tests.end_to_end.double import Double, batch, http, serving
from tests.end_to_end.process import Hubcli, InProcess, ended, send, until
from tests.end_to_end.written import csv_bytes

Inside = Callable[..., InProcess]
At = Callable[[RunningEmulator], Hubcli]
_ROWS = 230


def _imported(emulator: RunningEmulator, inside: Inside, *args: str) -> tuple[InProcess, str]:
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(_ROWS)))
    end = hubcli("create", "contacts", "data.csv", "--json", *args)
    assert end.code == 0, end.stderr
    return hubcli, end.document["run"]["id"]


def test_all_is_there_as_it_was_sent(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli, run = _imported(emulator, inside)
    before = len(emulator.requests)
    end = hubcli("verify", run, "--sample", "all", "--json")
    assert end.code == 0, end.stdout
    rows = end.document["rows"]
    assert (rows["made"], rows["checked"]) == (_ROWS, _ROWS)
    assert rows["same"] + rows["normalised"] == _ROWS
    sent = emulator.requests[before:]
    assert {one.method for one in sent if "/batch/" not in one.path} <= {"GET"}
    assert all("read" in one.path for one in sent if one.method == "POST" and "objects" in one.path)


def test_a_sample_is_as_large_as_asked_for_and_the_same_each_time(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli, _ = _imported(emulator, inside)
    emulator.store.edit("contacts", emulator.store.records("contacts")[0].id, {"city": "Elsewhere"})
    ends = [hubcli("verify", "--sample", "50", "--json") for _ in range(2)]
    assert [one.document["rows"] for one in ends] == [ends[0].document["rows"]] * 2
    assert ends[0].document["rows"]["checked"] == 50


def test_what_was_changed_or_taken_away_since_is_named(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli, run = _imported(emulator, inside)
    first, second, *_ = emulator.store.records("contacts")
    emulator.store.edit("contacts", first.id, {"firstname": "[red]Somebody[/]"})
    assert hubcli("create", "contacts", hubcli.put("x.csv", "email\nx@example.com\n")).code == 0
    end = hubcli("verify", run, "--sample", "all", "--json")
    assert end.code == 3
    (found,) = end.document["errors"]
    assert (found["id"], found["outcome"], found["property"]) == (
        first.id,
        "different",
        "firstname",
    )
    assert found["held"] == "[red]Somebody[/]"
    plain = hubcli("verify", run, "--sample", "all")
    assert f'record {first.id}: firstname holds "[red]Somebody[/]"' in plain.stdout
    assert hubcli("undo", run, "--yes").code == 3
    gone = hubcli("verify", run, "--sample", "all", "--json").document
    assert (gone["rows"]["gone"], gone["rows"]["different"]) == (_ROWS - 1, 1)
    assert {one["outcome"] for one in gone["errors"]} == {"gone", "different"}
    assert second.id in {one["id"] for one in gone["errors"]}


def test_associations_are_looked_at_too(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    made = hubcli("create", "companies", hubcli.put("c.csv", "name\nAcme\n"), "--json")
    assert made.code == 0
    (company,) = emulator.store.records("companies")
    hubcli.put(
        "m.yaml", "columns: {Email: email}\nassociations: [{to: companies, column: Company}]\n"
    )
    hubcli.put("data.csv", f"Email,Company\na@example.com,{company.id}\nb@example.com,\n")
    run = hubcli("create", "contacts", "data.csv", "-m", "m.yaml", "--json").document["run"]["id"]
    assert hubcli("verify", run).code == 0
    contact = next(one for one in emulator.store.records("contacts") if one.associations)
    url = f"/crm/objects/2025-09/contacts/{contact.id}/associations/companies/{company.id}"
    _delete(emulator, url)
    end = hubcli("verify", run, "--json")
    assert end.code == 3
    (found,) = end.document["errors"]
    assert found["outcome"] == "missingAssociation"
    assert found["sent"] == f"companies {company.id} (HUBSPOT_DEFINED 279)"


def _delete(emulator: RunningEmulator, path: str) -> None:
    import urllib.request  # noqa: PLC0415

    request = urllib.request.Request(
        emulator.base_url + path, method="DELETE", headers={"Authorization": "Bearer x"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 204


@pytest.mark.parametrize("fault", ["read/502:1", "read/429:1", "read/cut-before:1"])
def test_a_read_that_fails_is_done_again(portal: Portal, inside: Inside, fault: str) -> None:
    hubcli, run = _imported(portal(fault), inside)
    assert hubcli("verify", run).code == 0


@pytest.mark.parametrize(
    ("fault", "code"), [("read/429-daily", 6), ("read/403", 4), ("read/401", 4)]
)
def test_a_portal_that_can_not_be_read_is_told(
    portal: Portal, inside: Inside, fault: str, code: int
) -> None:
    hubcli, run = _imported(portal(fault), inside)
    assert hubcli("verify", run).code == code


@pytest.mark.parametrize("sample", ["0", "-1", "some", ""])
def test_a_sample_that_is_no_number(inside: Inside, sample: str) -> None:
    assert inside()("verify", f"--sample={sample}").code == 2


def test_without_any_run(inside: Inside) -> None:
    end = inside()("verify")
    assert end.code == 5
    assert "no run has made records yet" in end.stderr


def test_a_changed_input_can_not_be_compared(portal: Portal, inside: Inside) -> None:
    hubcli, run = _imported(portal(), inside)
    hubcli.put("data.csv", csv_bytes(contacts(_ROWS - 1)))
    assert hubcli("verify", run).code == 6


def test_a_canary_goes_ahead_and_the_others_follow(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(_ROWS)))
    end = hubcli("create", "contacts", "data.csv", "--canary", "5", "--json")
    assert (end.code, end.rows) == (0, {"read": _ROWS, "created": _ROWS})
    assert end.document["canary"]["checked"] == 5
    assert "Sent ahead and read back: 5 records" in end.stderr
    assert emulator.store.count("contacts") == _ROWS
    assert (
        hubcli("runs", "show", end.document["run"]["id"], "--json").document["rows"]
        == end.document["rows"]
    )


def test_a_canary_within_a_limit(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(20)))
    end = hubcli("create", "contacts", "data.csv", "--canary", "5", "--limit", "8", "--json")
    assert (end.code, end.rows) == (0, {"read": 20, "created": 8, "notSent": 12})
    end = hubcli("resume", "--json")
    assert (end.code, emulator.store.count("contacts")) == (0, 20)


def test_a_canary_larger_than_the_file(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", csv_bytes(contacts(3)))
    end = hubcli("create", "contacts", "data.csv", "--canary", "50", "--json")
    assert (end.code, end.rows) == (0, {"read": 3, "created": 3})
    assert end.document["canary"]["checked"] == 3


def _forgetful(double: Double, ids: list[str]) -> bytes:
    """It took every value, and holds all but the cities."""
    results = [
        {"id": one, "properties": {**double.records[one], "city": None}, "archived": False}
        for one in ids
    ]
    return http(200, json.dumps(batch(results)).encode())


def test_a_canary_that_lost_something_stops_the_rest(inside: Inside) -> None:
    with serving() as double:
        double.reads = lambda ids: _forgetful(double, ids)
        hubcli = inside(double.base_url)
        hubcli.put(
            "data.csv", "email,city\n" + "".join(f"p{n}@example.com,Oslo\n" for n in range(30))
        )
        end = hubcli("create", "contacts", "data.csv", "--canary", "4", "--json")
        assert (end.code, end.rows) == (3, {"read": 30, "created": 4, "notSent": 26})
        assert end.document["canary"]["different"] == 4
        assert end.document["stop"]["exitCode"] == 3
        assert 'city holds nothing, sent was "Oslo"' in " ".join(end.stderr.split())
        assert double.creates == 1
        double.reads = None
        assert hubcli("resume", "--portal", "1").code == 4


def test_a_canary_of_which_no_row_got_through_stops_the_rest(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    there = hubcli.put("there.csv", csv_bytes(contacts(2)))
    assert hubcli("create", "contacts", there).code == 0
    data = hubcli.put("data.csv", csv_bytes(contacts(20)))
    end = hubcli("create", "contacts", data, "--canary", "2", "--json")
    assert (end.code, end.rows) == (3, {"read": 20, "refused": 2, "notSent": 18})
    assert end.document["stop"]["message"] == "no row of those ahead became a record"
    assert "0 gone; 2 refused." in end.stderr
    assert (hubcli("resume").code, emulator.store.count("contacts")) == (3, 20)


def test_a_canary_of_which_some_rows_got_through_says_how_many_did_not(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    there = hubcli.put("there.csv", csv_bytes(contacts(1)))
    assert hubcli("create", "contacts", there).code == 0
    data = hubcli.put("data.csv", csv_bytes(contacts(20)))
    end = hubcli("create", "contacts", data, "--canary", "2", "--json")
    assert (end.code, end.rows) == (3, {"read": 20, "created": 19, "refused": 1})
    assert "read back: 1 record, 1 as sent" in end.stderr
    assert "0 gone; 1 refused." in end.stderr


def test_a_canary_that_is_interrupted_while_it_looks_is_told_of(portal: Portal, at: At) -> None:
    emulator = portal("read/502")
    hubcli = at(emulator)
    hubcli.put("data.csv", csv_bytes(contacts(20)))
    process = hubcli.start("create", "contacts", "data.csv", "--canary", "2", "--json")
    until(lambda: any(one.path.endswith("/contacts/batch/read") for one in emulator.requests))
    send(process, signal.SIGINT)
    end = ended(process)
    assert (end.code, end.rows) == (130, {"read": 20, "created": 2, "notSent": 18})


def test_an_undone_run_is_said_to_be_one(portal: Portal, inside: Inside) -> None:
    hubcli, run = _imported(portal(), inside)
    assert hubcli("verify", run, "--json").document["remarks"] == []
    assert hubcli("undo", run, "--yes").code == 0
    end = hubcli("verify", run)
    assert end.code == 3
    said = f"Of the records, {_ROWS} were archived since by `hubcli undo`."
    assert end.stdout.splitlines()[-2] == said


def test_associations_that_an_update_leaves_are_said_not_to_be_compared(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    hubcli.put("one.csv", "name\nAcme\n")
    assert hubcli("create", "companies", "one.csv", "--results", "made.csv").code == 0
    company = (hubcli.folder / "made.csv").read_text().splitlines()[1].split(",")[3]
    hubcli.put("m.yaml", "columns: {email: email, city: city, c: null}\nassociations: [{to: companies, column: c}]\n")  # fmt: skip
    for number in (1, 2):
        hubcli.put("data.csv", f"email,city,c\nada@example.com,Oslo {number},{company}\n")
        end = hubcli("create", "contacts", "data.csv", "-m", "m.yaml", "--on-existing", "update", "--json")  # fmt: skip
        assert end.code == 0
        run = end.document["run"]["id"]
        found = hubcli("verify", run, "--json").document
        left = ["in updated records, the associations, which stay as they are"]
        assert found["unchecked"] == (left if number == 2 else [])


def test_a_canary_says_what_it_could_not_check(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal("associations/403"))
    hubcli.put("one.csv", "name\nAcme\n")
    assert hubcli("create", "companies", "one.csv", "--results", "made.csv").code == 0
    company = (hubcli.folder / "made.csv").read_text().splitlines()[1].split(",")[3]
    hubcli.put("m.yaml", "columns: {email: email, c: null}\nassociations: [{to: companies, column: c}]\n")  # fmt: skip
    hubcli.put("data.csv", f"email,c\nada@example.com,{company}\n")
    end = hubcli("create", "contacts", "data.csv", "-m", "m.yaml", "--canary", "1")
    said = "Could not check: the associations with companies, which can't be read."
    assert (end.code, said in " ".join(end.stderr.split())) == (0, True)


def test_rows_of_before_a_changed_mapping_are_not_held_against_the_new_one(
    portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    hubcli.put("m.yaml", "columns: {E: email, N: firstname, C: null}\n")
    hubcli.put("data.csv", "E,N,C\na@example.com,Ada,Oslo\nbob@,Bob,Bergen\n")
    assert hubcli("create", "contacts", "data.csv", "-m", "m.yaml").code == 3
    values = "values: {'bob@': bob@example.com}"
    hubcli.put("m.yaml", f"columns: {{E: {{property: email, {values}}}, N: firstname, C: city}}\n")
    assert hubcli("retry").code == 0
    end = hubcli("verify", "--sample", "all", "--json")
    assert (end.code, end.document["rows"]["same"]) == (0, 2)
    assert "rows sent before the mapping was changed" in " ".join(end.document["unchecked"])
    assert hubcli("undo", end.document["run"]["id"][:15], "--yes").code == 0
    assert hubcli("verify").code == 3
