"""A portal that was pulled is rehearsed against, and served, as it was."""

import json
import signal
from collections.abc import Callable

import httpx
import pytest

from hubcli.emulator.server import RunningEmulator
from tests.emulator.locks import lock, write
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import Hubcli, InProcess, send, until

Inside = Callable[[RunningEmulator | str | None], InProcess]
LOCK = "hubspot.lock.json"
ROWS = "email,colour,hubspot_owner_id\na@example.com,r,12\nb@example.com,g,9\n"
OWNERS = "crm.objects.owners.read"


def rehearse(hubcli: InProcess, *options: str) -> list[str]:
    hubcli.put("data.csv", ROWS)
    return ["create", "contacts", "data.csv", "--rehearse", "--json", *options]


def test_a_rehearsal_is_against_the_locks_portal_and_keeps_it(inside: Inside) -> None:
    hubcli = inside(None)
    write(hubcli.folder / "l.json", lock())
    done = hubcli(*rehearse(hubcli, "--lock", "l.json", "--limit", "1"))
    assert (done.code, done.rows) == (0, {"read": 2, "created": 1, "notSent": 1}), done.stderr
    run = done.document["run"]
    assert (run["rehearsal"], run["portalId"]) == (True, 987)
    (hubcli.folder / "l.json").unlink()
    after = hubcli("resume", run["id"], "--json")
    assert (after.code, after.rows) == (0, {"read": 2, "created": 2}), after.stderr
    undone = hubcli("undo", run["id"], "--json")
    assert (undone.code, undone.document["rows"]["archived"]) == (0, 2), undone.stderr


def test_without_the_lock_a_rehearsal_knows_nothing_of_it(inside: Inside) -> None:
    hubcli = inside(None)
    done = hubcli(*rehearse(hubcli))
    assert done.code == 5
    assert "colour" in json.dumps(done.document["error"])


@pytest.mark.parametrize(
    "args",
    [["emulator"], ["create", "contacts", "data.csv", "--rehearse"]],
    ids=["serve", "create"],
)
def test_a_lock_that_can_t_be_used(inside: Inside, args: list[str]) -> None:
    hubcli = inside(None)
    hubcli.put("data.csv", ROWS)
    data = lock()
    data["objects"]["deals"]["pipelines"][0]["id"] = 7
    write(hubcli.folder / "l.json", data)
    done = hubcli(*args, "--lock", "l.json")
    assert done.code == 5
    assert "l.json: objects.deals.pipelines[0].id" in done.stderr
    assert "hubcli schema pull" in done.stderr
    gone = hubcli(*args, "--lock", "none.json")
    assert (gone.code, "none.json" in gone.stderr) == (5, True)
    assert "rehearsal" not in hubcli("runs", "list").stdout


def test_the_emulator_is_served_with_a_lock(hubcli: Hubcli, inside: Inside) -> None:
    path = write(hubcli.folder / "l.json", lock())
    process = hubcli.start("emulator", "--port", "0", "--lock", path)
    try:
        assert process.stderr is not None
        said = process.stderr.readline().decode()
        address = next(word for word in said.split() if word.startswith("http://"))
        done = inside(address)("schema", "pull", "contacts", "deals", "2-123", "-o", "again.json")
        assert done.code == 0, done.stderr
        assert json.loads((hubcli.folder / "again.json").read_text()) == lock()
    finally:
        send(process, signal.SIGTERM)
        process.communicate()
    until(lambda: process.poll() is not None)


def _pull(hubcli: InProcess, name: str) -> bytes:
    done = hubcli("schema", "pull", "-o", name)
    assert done.code == 0, done.stderr
    return (hubcli.folder / name).read_bytes()


CAR = {
    "name": "cars",
    "labels": {"singular": "Car", "plural": "Cars"},
    "requiredProperties": ["vin"],
    "properties": [
        {
            "name": "vin",
            "label": "VIN",
            "type": "string",
            "fieldType": "text",
            "hasUniqueValue": True,
        }
    ],
    "associatedObjects": ["contacts", "deals"],
}
BOSS = {"name": "boss", "label": "Boss", "inverseLabel": "Has a boss"}


@pytest.mark.parametrize("lacking", ["", OWNERS])
def test_pulled_and_served_and_pulled_again_it_is_the_same_file(
    portal: Portal, inside: Inside, lacking: str
) -> None:
    full = portal()
    for path, body in (
        ("/crm-object-schemas/2025-09/schemas", CAR),
        ("/crm/associations/2025-09/contacts/companies/labels", BOSS),
    ):
        made = httpx.post(full.base_url + path, json=body, headers={"Authorization": "Bearer x"})
        assert made.is_success, made.text
    token = {"tokenKey": "x"}
    info = httpx.post(f"{full.base_url}/oauth/v2/private-apps/get/access-token-info", json=token)
    scopes = frozenset(info.json()["scopes"]) - {lacking}
    pulled = _pull(inside(portal(portal=full.store.portal(), scopes=scopes)), "one.json")
    assert (json.loads(pulled)["owners"] is None) is bool(lacking)
    again = portal(lock=str(inside(None).folder / "one.json"))
    assert _pull(inside(again), "two.json") == pulled
