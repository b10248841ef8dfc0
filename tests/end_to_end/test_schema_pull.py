"""`hubcli schema pull`, `diff` and `show`, and `check --lock`: a portal in a file, with no token and no network."""

import json
import re
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, Hubcli, InProcess
from tests.end_to_end.terminal import on_terminal

Inside = Callable[..., InProcess]
At = Callable[[RunningEmulator], Hubcli]
_LOCK = "hubspot.lock.json"
_CARS = {
    "name": "cars",
    "labels": {"singular": "Car", "plural": "Cars"},
    "requiredProperties": ["vin"],
    "associatedObjects": ["CONTACT"],
    "properties": [
        {"name": "vin", "label": "VIN", "type": "string", "fieldType": "text", "hasUniqueValue": True},
        {"name": "colour", "label": "Colour", "type": "enumeration", "fieldType": "select", "options": [{"label": "Red", "value": "red"}]},
    ],
}  # fmt: skip
_OFFLINE = {"HUBCLI_BASE_URL": "http://127.0.0.1:9"}


def _send(emulator: RunningEmulator, method: str, path: str, body: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    done = httpx.request(method, emulator.base_url + path, json=body, headers=headers, verify=False)
    done.raise_for_status()


def _make_cars(emulator: RunningEmulator) -> None:
    _send(emulator, "POST", "/crm-object-schemas/2025-09/schemas", _CARS)


def _read(hubcli: InProcess, name: str = _LOCK) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((hubcli.folder / name).read_bytes())
    return found


def _offline(hubcli: InProcess) -> InProcess:
    """No token, and an address where nobody answers."""
    return hubcli.with_env(_OFFLINE, without="HUBSPOT_ACCESS_TOKEN")


def test_the_usual_objects_and_every_custom_one(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    _make_cars(emulator)
    hubcli = inside(emulator)
    end = hubcli("schema", "pull")
    assert end.code == 0
    assert end.stdout.startswith(f"{_LOCK} holds portal 4242 (DEVELOPER_TEST): 7 objects, ")
    assert "Since" not in end.stdout
    found = _read(hubcli)
    assert sorted(found["objects"]) == ["2-40000001", "companies", "contacts", "deals", "line_items", "products", "tickets"]  # fmt: skip
    cars = found["objects"]["2-40000001"]
    assert (cars["name"], cars["required"]) == ("cars", ["vin"])
    assert cars["properties"]["vin"]["unique"] is True
    assert "notPulled" not in found
    assert TOKEN not in (hubcli.folder / _LOCK).read_text()
    assert list((hubcli.hubcli.home / "runs").iterdir()) == []


def test_pulled_twice_it_is_the_same_to_the_byte(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli("schema", "pull")
    first = (hubcli.folder / _LOCK).read_bytes()
    end = hubcli("schema", "pull")
    assert (hubcli.folder / _LOCK).read_bytes() == first
    assert "Since it was pulled last: nothing is different." in end.stdout
    assert sorted(one.name for one in hubcli.folder.iterdir()) == [_LOCK]


def test_another_object_joins_those_of_the_file(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli("schema", "pull", "Deal", "-o", "my.json")
    assert list(_read(hubcli, "my.json")["objects"]) == ["deals"]
    end = hubcli("schema", "pull", "0-1", "-o", "my.json")
    assert list(_read(hubcli, "my.json")["objects"]) == ["contacts", "deals"]
    assert "+ contacts: object added" in end.stdout


def test_one_document_for_a_pull(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    first = hubcli("schema", "pull", "contacts", "--json").document
    assert (first["command"], first["exitCode"], first["file"]) == ("schema pull", 0, _LOCK)
    assert first["rows"] is None
    assert [one["object"] for one in first["objects"]] == ["contacts"]
    assert (first["owners"], first["portalId"], first["notPulled"]) == (3, 4242, [])
    again = hubcli("schema", "pull", "contacts", "--json", "--quiet").document
    assert again["rows"] == {"added": 0, "removed": 0, "changed": 0}
    assert hubcli("schema", "pull", "contacts", "--quiet").stdout == ""


def test_what_a_token_may_not_read_is_named(portal: Portal, inside: Inside) -> None:
    scopes = frozenset({"crm.objects.contacts.read"})
    hubcli = inside(portal(tokens=(Token(TOKEN, scopes),)))
    end = hubcli("schema", "pull")
    assert end.code == 0
    assert "Could not read: the owners (HubSpot answered 403; it needs crm.objects.owners.read)." in end.stdout  # fmt: skip
    found = _read(hubcli)
    assert list(found["objects"]) == ["contacts"]
    assert found["owners"] is None
    assert any("the properties of deals" in text for text in found["notPulled"])
    assert any("the custom objects" in text for text in found["notPulled"])


@pytest.mark.parametrize("scopes", [frozenset(), None])
def test_nothing_is_written_where_nothing_can_be_read(
    scopes: frozenset[str] | None, portal: Portal, inside: Inside
) -> None:
    known = Token(TOKEN, scopes) if scopes is not None else Token("another")
    hubcli = inside(portal(tokens=(known,)))
    hubcli.put(_LOCK, '{"hubcliLock": 1, "apiVersion": "x", "account": null, "objects": {}}')
    before = (hubcli.folder / _LOCK).read_bytes()
    assert hubcli("schema", "pull").code == 4
    assert (hubcli.folder / _LOCK).read_bytes() == before


def test_hubspot_is_unavailable(inside: Inside) -> None:
    hubcli = inside("http://127.0.0.1:9")
    assert hubcli("schema", "pull").code == 6
    assert list(hubcli.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("pull", "widgets"), 5, "no object type 'widgets'"),
        (("pull", ""), 2, "OBJECT is empty"),
        (("pull", "-o", " "), 2, "-o is empty"),
        (("pull", "-o", "none/x.json"), 5, "can't be written"),
        (("pull", "-o", "data.csv"), 5, "this is no JSON"),
        (("pull", "-o", "."), 5, "directory"),
        (("pull", "--portal", "7"), 4, "not to 7"),
        (("diff",), 5, "hubcli schema pull"),
        (("diff", "--lock", ""), 2, "--lock is empty"),
        (("show", "widgets"), 5, "no object type 'widgets'"),
        (("show", " "), 2, "OBJECT is empty"),
        (("show", "deals", "--lock", "none.json"), 5, "no such lock file"),
        (("show", "deals", "--lock", "a", "--live"), 2, "--lock and --live"),
    ],
)
def test_what_can_not_be_done(
    args: tuple[str, ...], code: int, said: str, portal: Portal, inside: Inside
) -> None:
    hubcli = inside(portal())
    hubcli.put("data.csv", "a,b\n")
    end = hubcli("schema", *args)
    assert (end.code, said in end.stderr) == (code, True), end.stderr
    assert (hubcli.folder / "data.csv").read_text() == "a,b\n"


def test_a_file_of_another_portal_is_not_mixed_up(portal: Portal, inside: Inside) -> None:
    inside(portal())("schema", "pull", "contacts")
    hubcli = inside(portal(portal_id=7))
    for command in ("pull", "diff"):
        end = hubcli("schema", command)
        assert (end.code, "is of portal 4242" in end.stderr) == (4, True)
    assert _read(hubcli)["account"]["portalId"] == 4242


def test_a_file_that_names_its_portal_is_not_written_over_by_an_unknown_one(
    portal: Portal, inside: Inside
) -> None:
    inside(portal())("schema", "pull", "contacts")
    hubcli = inside(portal("account/403"))
    end = hubcli("schema", "pull")
    said = "it can't be verified that the token belongs to portal 4242"
    assert (end.code, said in " ".join(end.stderr.split())) == (4, True)
    assert _read(hubcli)["account"]["portalId"] == 4242
    assert hubcli("schema", "pull", "-o", "other.json").code == 0
    assert hubcli("schema", "pull", "-o", "other.json").code == 0


def test_a_file_of_which_no_object_is_left(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    _make_cars(emulator)
    hubcli = inside(emulator)
    assert hubcli("schema", "pull", "cars").code == 0
    _send(emulator, "DELETE", "/crm-object-schemas/2025-09/schemas/2-40000001", {})
    end = hubcli("schema", "diff")
    assert (end.code, end.stdout.splitlines()[0]) == (3, "- 2-40000001: object removed")


def test_what_changed_since_is_named(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    _make_cars(emulator)
    hubcli = inside(emulator)
    hubcli("schema", "pull")
    same = hubcli("schema", "diff")
    assert (same.code, same.stdout) == (0, f"{_LOCK} against portal 4242 (DEVELOPER_TEST): nothing is different.\n")  # fmt: skip
    options = [{"label": "Dark red", "value": "red"}, {"label": "Blue", "value": "blue"}]
    path = "/crm/properties/2025-09/2-40000001/colour"
    _send(emulator, "PATCH", path, {"label": "Paint", "options": options})
    label = {"name": "boss", "label": "Boss"}
    _send(emulator, "POST", "/crm/associations/2025-09/contacts/companies/labels", label)
    end = hubcli("schema", "diff")
    assert end.code == 3
    lines = [re.sub(r"USER_DEFINED \d+", "USER_DEFINED N", one) for one in end.stdout.splitlines()]
    assert lines[:5] == [
        '~ 2-40000001.colour: property label: "Colour" became "Paint"',
        '~ 2-40000001.colour: option label "red": "Red" became "Dark red"',
        '+ 2-40000001.colour: option "blue" added, "Blue"',
        '+ companies.contacts: association "USER_DEFINED N" added, "Boss"',
        '+ contacts.companies: association "USER_DEFINED N" added, "Boss"',
    ]
    document = hubcli("schema", "diff", "--json").document
    assert (document["status"], document["exitCode"]) == ("failure", 3)
    assert document["rows"] == {"added": 3, "removed": 0, "changed": 2}
    assert document["changes"][0] == {
        "change": "changed",
        "what": "property label",
        "name": "2-40000001.colour",
        "item": None,
        "was": "Colour",
        "now": "Paint",
    }
    assert len(hubcli("schema", "diff", "--quiet").stdout.splitlines()) == 5
    assert "2 changed" in hubcli("schema", "pull").stdout
    assert hubcli("schema", "diff").code == 0


def test_a_token_that_sees_less_finds_no_drift(portal: Portal, inside: Inside) -> None:
    scopes = frozenset({"crm.objects.contacts.read", "crm.objects.deals.read"})
    emulator = portal(tokens=(Token("few", scopes), Token(TOKEN)))
    _make_cars(emulator)
    hubcli = inside(emulator)
    hubcli("schema", "pull")
    end = hubcli.with_env({"HUBSPOT_ACCESS_TOKEN": "few"})("schema", "diff")
    assert end.code == 0, end.stdout
    assert "Could not compare: the owners" in end.stdout


def test_a_portal_that_is_its_own_lock_has_no_drift(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    hubcli("schema", "pull")
    end = _offline(hubcli)("schema", "diff", "--rehearse", "--lock", _LOCK)
    assert (end.code, "nothing is different" in end.stdout) == (0, True), end.stdout + end.stderr


def test_an_object_is_shown_the_same_of_the_portal_and_of_the_file(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    _make_cars(emulator)
    hubcli = inside(emulator)
    hubcli("schema", "pull")
    for name in ("Car", "deals"):
        live, offline = (
            hubcli("schema", "show", name),
            _offline(hubcli)("schema", "show", name, "--lock", _LOCK),
        )
        assert (live.code, offline.code) == (0, 0), offline.stderr
        assert live.stdout == offline.stdout
    lines = hubcli("schema", "show", "cars").stdout.splitlines()
    assert "property\tvin\tVIN\tstring\t-\trequired, unique" in lines
    assert "property\tcolour\tColour\tenumeration\tred\t-" in lines
    assert "stage\tdefault\tSales Pipeline\tclosedwon\tClosed Won" in live.stdout.splitlines()


def test_one_document_for_an_object(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    document = hubcli("schema", "show", "deal", "--json").document
    assert (document["object"], document["portalId"], document["lock"]) == ("deals", 4242, None)
    assert document["required"] == ["dealname", "dealstage"]
    stage = next(one for one in document["properties"] if one["name"] == "dealstage")
    assert (stage["external"], stage["options"]) == ("STAGE", [])
    assert [one["id"] for one in document["pipelines"]] == ["default"]


def test_an_object_that_may_not_be_read(portal: Portal, inside: Inside) -> None:
    end = inside(portal(tokens=(Token(TOKEN, frozenset()),)))("schema", "show", "deals")
    assert (end.code, "crm.schemas.deals.read" in end.stderr) == (4, True)


def test_on_a_terminal(portal: Portal, at: At) -> None:
    hubcli = at(portal())
    end = on_terminal(hubcli, "schema", "show", "companies")
    assert "A record needs one of domain or name." in end.stdout
    assert "hs_analytics_source" in end.stdout
    assert on_terminal(hubcli, "schema", "pull", "contacts").code == 0
    (hubcli.folder / _LOCK).write_text(
        (hubcli.folder / _LOCK).read_text().replace('"label": "Email"', '"label": "\\u001b[31m"')
    )
    drift = on_terminal(hubcli, "schema", "diff")
    assert drift.code == 3
    assert "\\x1b[31m" in drift.stdout


# check --lock


_GOOD = "email,lifecyclestage,hubspot_owner_id\nada@example.com,lead,71000001\n"
_BAD = "email,lifecyclestage,hubspot_owner_id\nada@example.com,boss,1\n"


@pytest.fixture
def pulled(portal: Portal, inside: Inside) -> InProcess:
    """A folder with a lock file, and neither token nor network any more."""
    emulator = portal()
    _make_cars(emulator)
    inside(emulator)("schema", "pull")
    return _offline(inside())


def test_rows_are_checked_with_no_token_and_no_network(pulled: InProcess) -> None:
    pulled.put("good.csv", _GOOD)
    pulled.put("bad.csv", _BAD)
    good = pulled("check", "contacts", "good.csv", "--lock", _LOCK)
    assert (good.code, good.stdout.splitlines()[0]) == (0, "1 row read: 1 valid.")
    assert f"By {_LOCK}, which is portal 4242 (DEVELOPER_TEST)" in good.stderr
    bad = pulled("check", "contacts", "bad.csv", "--lock", _LOCK, "--json").document
    assert (bad["exitCode"], bad["run"]["portalId"]) == (3, 4242)
    assert {one["property"] for one in bad["errors"]} == {"lifecyclestage", "hubspot_owner_id"}


def test_not_even_a_name_is_looked_up(pulled: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("offline means offline")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    pulled.put("good.csv", _GOOD)
    assert pulled("check", "contacts", "good.csv", "--lock", _LOCK).code == 0


def test_a_custom_object_by_its_name(pulled: InProcess) -> None:
    pulled.put("cars.csv", "VIN,Colour\n1,red\n2,green\n")
    for name in ("cars", "Car", "2-40000001", "p4242_cars"):
        end = pulled("check", name, "cars.csv", "--lock", _LOCK, "--json").document
        assert (end["exitCode"], end["run"]["object"]) == (3, "2-40000001")
        assert [one["value"] for one in end["errors"]] == ["green"]


def test_an_object_that_the_file_lacks(pulled: InProcess) -> None:
    pulled.put("o.csv", "hs_order_name\nA\n")
    end = pulled("check", "orders", "o.csv", "--lock", _LOCK)
    assert (end.code, "ull it: hubcli schema pull orders." in end.stderr) == (5, True)


def test_the_settings_may_name_the_file(pulled: InProcess, portal: Portal, inside: Inside) -> None:
    pulled.put("good.csv", _GOOD)
    pulled.put("hubcli.yaml", f"lock: {_LOCK}\n")
    assert pulled("check", "contacts", "good.csv").code == 0
    assert pulled("check", "contacts", "good.csv", "--live").code == 4
    assert pulled("create", "contacts", "good.csv").code == 4
    assert pulled("schema", "show", "contacts").code == 0
    emulator = portal()
    live = inside(emulator)("check", "contacts", "good.csv", "--live")
    assert (live.code, "By hubspot" in live.stderr) == (0, False)
    assert emulator.requests
    created = inside(emulator)("create", "contacts", "good.csv")
    assert created.code == 0


def test_a_variable_may_name_it(pulled: InProcess) -> None:
    pulled.put("good.csv", _GOOD)
    env = {**_OFFLINE, "HUBCLI_LOCK": _LOCK}
    hubcli = pulled.with_env(env, without="HUBSPOT_ACCESS_TOKEN")
    assert hubcli("check", "contacts", "good.csv").code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check", "contacts", "good.csv", "--lock", _LOCK, "--live"), "--lock and --live"),
        (("create", "contacts", "good.csv", "--lock", _LOCK), "--lock only together with --rehearse"),
        (("schema", "add-key", "contacts", "--lock", _LOCK), "--lock only together with --rehearse"),
    ],
)  # fmt: skip
def test_options_that_say_two_things(args: tuple[str, ...], said: str, pulled: InProcess) -> None:
    pulled.put("good.csv", _GOOD)
    end = pulled(*args)
    assert (end.code, said in end.stderr) == (2, True)


def test_a_file_of_another_portal_than_the_one_pinned(pulled: InProcess) -> None:
    pulled.put("good.csv", _GOOD)
    end = pulled("check", "contacts", "good.csv", "--lock", _LOCK, "--portal", "7")
    assert (end.code, f"{_LOCK} belongs to portal 4242, not to 7" in end.stderr) == (4, True)
    assert pulled("check", "contacts", "good.csv", "--lock", _LOCK, "--portal", "4242").code == 0


def test_what_the_file_does_not_hold_is_told(portal: Portal, inside: Inside) -> None:
    scopes = frozenset({"crm.objects.contacts.read"})
    online = inside(portal(tokens=(Token(TOKEN, scopes),)))
    online("schema", "pull", "contacts")
    online.put("good.csv", _GOOD)
    end = _offline(online)("check", "contacts", "good.csv", "--lock", _LOCK)
    assert end.code == 0
    assert f"Could not check: the owners, which {_LOCK} does not hold" in end.stdout
    live = online("check", "contacts", "good.csv")
    assert "Could not check: the owners (HubSpot answered 403; it needs crm.objects.owners.read)" in live.stdout  # fmt: skip


def test_only_what_the_mapping_needs_is_asked(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    hubcli.put("plain.csv", "email\nada@example.com\n")
    hubcli.put("good.csv", _GOOD)
    hubcli.put("deals.csv", "dealname,dealstage\nA,closedwon\n")

    def asked(*args: str) -> set[str]:
        before = len(emulator.requests)
        assert hubcli("check", *args).code == 0
        paths = [one.path for one in emulator.requests[before:]]
        return {path.split("/")[2] for path in paths if path.startswith("/crm/")}

    assert "owners" not in asked("contacts", "plain.csv")
    assert asked("contacts", "good.csv") >= {"properties", "owners"}
    assert asked("deals", "deals.csv") >= {"properties", "pipelines"}


_LABELLED = """
object: contacts
columns: {email: email}
associations:
  - {to: companies, column: company, label: Employer}
  - {to: Car, column: car, label: Driver}
"""


def test_labels_are_found_live_and_offline_also_to_a_custom_object(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    _make_cars(emulator)
    for to, label in (("companies", "Employer"), ("2-40000001", "Driver")):
        body = {"name": label.lower(), "label": label, "inverseLabel": f"{label} of"}
        _send(emulator, "POST", f"/crm/associations/2025-09/contacts/{to}/labels", body)
    hubcli = inside(emulator)
    hubcli("schema", "pull")
    hubcli.put("m.yaml", _LABELLED)
    hubcli.put("c.csv", "email,company,car\nada@example.com,,\n")
    live = hubcli("check", "contacts", "c.csv", "-m", "m.yaml")
    offline = _offline(hubcli)("check", "contacts", "c.csv", "-m", "m.yaml", "--lock", _LOCK)
    assert (live.code, offline.code) == (0, 0), live.stderr + offline.stderr
    hubcli.put("m.yaml", _LABELLED.replace("Driver", "Pilot"))
    for lock in ((), ("--lock", _LOCK)):
        end = hubcli("check", "contacts", "c.csv", "-m", "m.yaml", *lock)
        assert (end.code, "Pilot" in end.stderr) == (5, True), end.stderr
