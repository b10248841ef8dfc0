"""The import key's property over real sockets: made once, whatever becomes of the answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from hubcli.errors import AccountError, UnavailableError, UnusableError
from hubcli.hubspot.import_key import Absent, Fit, ImportKey, Unfit, may_have_key
from hubcli.hubspot.paths import Paths
from tests.end_to_end.process import until
from tests.hubspot.portals import Waits, session_at, started
from tests.hubspot.raw import RESET, answer, raw_server

_READ = frozenset({"crm.schemas.deals.read"})


@contextmanager
def _key(
    base_url: str, name: str = "hubcli_key", *, kind: str = "deals", waits: Waits | None = None
) -> Iterator[ImportKey]:
    with session_at(base_url) as session:
        paths = Paths(base_url, "2025-09")
        yield ImportKey(session, paths, kind, name, wait=waits or Waits())


def _posts(emulator: RunningEmulator) -> list[bytes]:
    """Their bodies; empty where a fault answered before it was read."""
    return [one.body for one in emulator.requests if one.method == "POST"]


def _post(emulator: RunningEmulator, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"authorization": "Bearer t"}
    done = httpx.post(emulator.base_url + path, json=body, headers=headers, verify=False)
    assert done.status_code == 201, done.text
    found: dict[str, Any] = done.json()
    return found


def test_it_is_made_unique_and_in_a_group_of_the_object() -> None:
    with started() as emulator, _key(emulator.base_url) as key:
        assert key.state() == Absent()
        assert key.make("Import key", key.group()) == Fit("dealinformation")
        assert key.state() == Fit("dealinformation")
        until(lambda: len(_posts(emulator)) == 1)
        body = json.loads(_posts(emulator)[0])
    assert body == {
        "name": "hubcli_key",
        "label": "Import key",
        "type": "string",
        "fieldType": "text",
        "groupName": "dealinformation",
        "description": body["description"],
        "hasUniqueValue": True,
        "formField": False,
    }


@pytest.mark.parametrize("kind", ["contacts", "companies", "deals", "tickets"])
def test_each_object_that_may_have_one(kind: str) -> None:
    with started() as emulator, _key(emulator.base_url, kind=kind) as key:
        assert isinstance(key.make("Import key", key.group()), Fit)


def test_a_custom_object() -> None:
    schema = {
        "name": "rocket",
        "labels": {"singular": "Rocket", "plural": "Rockets"},
        "requiredProperties": [],
        "associatedObjects": [],
        "properties": [{"name": "m", "label": "M", "type": "string", "fieldType": "text"}],
    }
    with started() as emulator:
        made = _post(emulator, "/crm-object-schemas/2025-09/schemas", schema)
        with _key(emulator.base_url, kind=made["objectTypeId"]) as key:
            assert key.make("Import key", key.group()) == Fit("rocket_information")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, "not unique"),
        ({"type": "number", "fieldType": "number"}, "type is number"),
        ({"fieldType": "textarea"}, "field type is textarea"),
    ],
)
def test_a_property_in_which_no_key_can_be_kept(change: dict[str, Any], why: str) -> None:
    body = {"name": "hubcli_key", "label": "K", "type": "string", "fieldType": "text", "groupName": "dealinformation"}  # fmt: skip
    with started() as emulator, _key(emulator.base_url) as key:
        _post(emulator, "/crm/properties/2025-09/deals", body | change)
        found = key.state()
        assert isinstance(found, Unfit)
        assert why in found.why
        assert key.make("K", "dealinformation") == found


def test_one_that_hubspot_fills_itself() -> None:
    definition = {"type": "string", "fieldType": "text", "hasUniqueValue": True, "modificationMetadata": {"readOnlyValue": True}}  # fmt: skip
    said = answer("200 OK", json.dumps(definition).encode())
    with raw_server([said]) as raw, _key(raw.base_url) as key:
        assert key.state() == Unfit("its values can't be written")


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        ("properties/502-after:1", 1),
        ("properties/cut-after:1", 1),
        ("properties/cut-middle:1", 1),
        ("properties/truncate:1", 1),
        ("properties/502-before:1", 2),
        ("properties/429-secondly:1", 2),
        ("properties/cut-before:1", 2),
        ("properties/502-after:1-3", 1),
    ],
)
def test_an_answer_that_is_lost_is_read_back_and_never_makes_it_twice(
    fault: str, sent: int
) -> None:
    waits = Waits()
    with started(fault) as emulator, _key(emulator.base_url, waits=waits) as key:
        assert key.make("K", "dealinformation") == Fit("dealinformation")
        until(lambda: len(_posts(emulator)) == sent)
        names = [one["name"] for one in emulator.store.portal()["properties"]["deals"]]  # type: ignore[index]
    assert names.count("hubcli_key") == 1
    assert waits.seconds == sorted(waits.seconds)


def test_somebody_else_made_it_meanwhile() -> None:
    with started() as emulator, _key(emulator.base_url) as key, _key(emulator.base_url) as other:
        assert key.state() == Absent()
        other.make("K", "dealinformation")
        assert isinstance(key.make("K", "dealinformation"), Fit)


def _close(status: str, body: bytes = b"{}") -> bytes:
    return answer(status, body, "Connection: close")


def test_one_that_is_not_shown_yet_is_looked_for_again() -> None:
    gone = _close("404 Not Found")
    there = _close(
        "200 OK", b'{"type":"string","fieldType":"text","hasUniqueValue":true,"groupName":"g"}'
    )
    answers = [_close("201 Created"), gone, _close("409 Conflict"), there]
    with raw_server(answers) as raw, _key(raw.base_url) as key:
        assert key.make("K", "g") == Fit("g")


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([_close("201 Created"), *[_close("502 Bad")] * 4], "502"),
        ([RESET, _close("404 No")] * 4, "lost"),
        ([_close("201 Created"), _close("404 No")] * 4, "does not show it yet"),
    ],
)
def test_where_nobody_can_tell_it_says_so(answers: list[bytes], said: str) -> None:
    with (
        raw_server(answers) as raw,
        _key(raw.base_url) as key,
        pytest.raises(UnavailableError, match=said) as raised,
    ):
        key.make("K", "g")
    assert "it is not known" in raised.value.message
    assert "no property twice" in raised.value.hint


def test_a_scope_that_is_lacking_is_named() -> None:
    with (
        started(tokens=(Token("t", frozenset()),)) as emulator,
        _key(emulator.base_url) as key,
    ):
        with pytest.raises(AccountError) as read:
            key.state()
        with pytest.raises(AccountError) as grouped:
            key.group()
    assert "crm.schemas.deals.read" in read.value.hint
    assert "crm.schemas.deals.read" in grouped.value.hint
    with started(tokens=(Token("t", _READ),)) as emulator, _key(emulator.base_url) as key:
        assert key.group() == "dealinformation"
        with pytest.raises(AccountError, match="create the property hubcli_key") as made:
            key.make("K", "dealinformation")
    assert "crm.schemas.deals.write" in made.value.hint


def test_no_room_for_another_unique_property() -> None:
    with started() as emulator:
        for number in range(10):
            with _key(emulator.base_url, f"key{number}") as key:
                key.make("K", "dealinformation")
        with (
            _key(emulator.base_url) as key,
            pytest.raises(UnusableError, match="No more than 10") as raised,
        ):
            key.make("K", "dealinformation")
    assert "--name" in raised.value.hint


@pytest.mark.parametrize(
    ("groups", "chosen"),
    [
        ([{"name": "a"}, {"name": "dealinformation"}], "dealinformation"),
        ([None, {"name": "xinformation", "archived": True}, {"label": "B"}, {"name": "b"}], "b"),
    ],
)
def test_which_group_it_goes_into(groups: list[Any], chosen: str) -> None:
    said = answer("200 OK", json.dumps({"results": groups}).encode())
    with raw_server([said]) as raw, _key(raw.base_url) as key:
        assert key.group() == chosen


@pytest.mark.parametrize("body", [b"{}", b'{"results": []}', b'{"results": {"name": "g"}}'])
def test_no_group_to_put_it_into(body: bytes) -> None:
    with (
        raw_server([answer("200 OK", body)]) as raw,
        _key(raw.base_url) as key,
        pytest.raises(UnusableError, match="no property group"),
    ):
        key.group()


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("contacts", True), ("Company", True), ("0-3", True), ("ticket", True), ("2-123", True), ("p42_pets", True),
        ("Pets", True), ("products", False), ("line item", False), ("0-7", False), ("0-999", False), ("notes", False),
    ],
)  # fmt: skip
def test_which_objects_may_have_one(kind: str, *, may: bool) -> None:
    assert may_have_key(kind) is may
