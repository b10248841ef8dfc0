"""`hubcli schema add-key`: every way in which it ends, by the portal that it leaves."""

from collections.abc import Callable
from typing import Any

import pytest

from hubcli.config.mapping_file import parse_mapping
from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, Hubcli, InProcess
from tests.end_to_end.terminal import on_terminal

Inside = Callable[..., InProcess]
At = Callable[[RunningEmulator], Hubcli]
_ADD = ("schema", "add-key")
_LINE = "key: {property: hubcli_key, fill: row}"


def _property(emulator: RunningEmulator, name: str, kind: str = "deals") -> dict[str, Any] | None:
    properties: Any = emulator.store.portal()["properties"]
    return next((one for one in properties[kind] if one["name"] == name), None)


def test_the_key_is_made_once_and_the_line_to_type_next_is_told(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal()
    hubcli = inside(emulator)
    first, again = hubcli(*_ADD, "deals"), hubcli(*_ADD, "Deal")
    assert (first.code, again.code) == (0, 0)
    assert first.stdout.splitlines()[-1] == again.stdout.splitlines()[-1] == _LINE
    assert "was created" in first.stdout
    assert "was there already" in again.stdout
    made = _property(emulator, "hubcli_key")
    assert made is not None
    assert (made["hasUniqueValue"], made["label"]) == (True, "hubcli import key")
    assert sum(one.method == "POST" for one in emulator.requests) == 1
    assert list((hubcli.hubcli.home / "runs").iterdir()) == []


def test_the_line_can_be_put_into_a_mapping(portal: Portal, inside: Inside) -> None:
    end = inside(portal())(*_ADD, "deals", "--name", "my_key", "--label", "Mine")
    line = end.stdout.splitlines()[-1]
    assert line == "key: {property: my_key, fill: row}"
    text = f"object: deals\ncolumns: {{Name: dealname}}\n{line}\n"
    assert parse_mapping(text, "m.yaml", "deals").key


def test_one_document(portal: Portal, inside: Inside) -> None:
    hubcli = inside(portal())
    assert hubcli(*_ADD, "tickets", "--json").document["created"] is True
    end = hubcli(*_ADD, "tickets", "--json", "--quiet")
    assert (end.document["created"], end.document["mapping"]) == (False, _LINE)
    assert hubcli(*_ADD, "tickets", "--quiet").stdout == ""


def test_an_object_that_can_not_have_one_is_told_without_a_token(inside: Inside) -> None:
    end = inside("http://127.0.0.1:9").with_env({}, without="HUBSPOT_ACCESS_TOKEN")(
        *_ADD, "line item"
    )
    assert end.code == 5
    assert "line_items can't have an import key" in end.stderr
    assert "contacts, companies, deals, tickets and custom objects" in end.stderr


def test_a_property_that_is_not_unique_stays_as_it_is(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    end = inside(emulator)(*_ADD, "contacts", "--name", "jobtitle", "--json")
    assert (end.code, end.document["status"]) == (5, "failure")
    assert "not unique" in end.document["error"]["message"]
    assert "--name" in end.document["error"]["hint"]
    assert all(one.method == "GET" for one in emulator.requests)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("deals", "--name", "Key"), "--name"),
        (("deals", "--name", "1key"), "--name"),
        (("deals", "--name", ""), "--name"),
        (("deals", "--name", "a/../b"), "--name"),
        (("deals", "--label", " "), "--label"),
        ((" ",), "OBJECT"),
        ((), "OBJECT"),
    ],
)
def test_a_command_line_that_is_wrong(args: tuple[str, ...], said: str, inside: Inside) -> None:
    end = inside("http://127.0.0.1:9")(*_ADD, *args)
    assert (end.code, said in end.stderr) == (2, True)


def test_an_unknown_object(portal: Portal, inside: Inside) -> None:
    end = inside(portal())(*_ADD, "widgets")
    assert (end.code, "widgets" in end.stderr) == (5, True)


def test_a_scope_that_is_lacking(portal: Portal, inside: Inside) -> None:
    tokens = (Token(TOKEN, frozenset({"crm.schemas.deals.read"})),)
    end = inside(portal(tokens=tokens))(*_ADD, "deals")
    assert (end.code, "crm.schemas.deals.write" in end.stderr) == (4, True)


def test_another_portal_than_the_one_pinned(portal: Portal, inside: Inside) -> None:
    emulator = portal()
    assert inside(emulator)(*_ADD, "deals", "--portal", "7").code == 4
    assert _property(emulator, "hubcli_key") is None


def test_hubspot_is_unavailable(portal: Portal, inside: Inside) -> None:
    assert inside("http://127.0.0.1:9")(*_ADD, "deals").code == 6


def test_an_answer_that_is_lost(portal: Portal, inside: Inside) -> None:
    # Properties are read, then the one, then the groups: the fourth request makes it.
    emulator = portal("properties/cut-after:4")
    end = inside(emulator)(*_ADD, "deals")
    assert (end.code, end.stdout.splitlines()[-1]) == (0, _LINE)
    assert _property(emulator, "hubcli_key") is not None


def test_a_rehearsal_needs_nothing(inside: Inside) -> None:
    end = inside().with_env({}, without="HUBSPOT_ACCESS_TOKEN")(*_ADD, "companies", "--rehearse")
    assert (end.code, end.stdout.splitlines()[-1]) == (0, _LINE)
    assert "a rehearsal portal" in end.stdout


@pytest.mark.parametrize(("answer", "code", "made"), [("y\n", 0, True), ("n\n", 130, False)])
def test_production_is_asked_about(
    answer: str, code: int, *, made: bool, portal: Portal, at: At
) -> None:
    emulator = portal(account_type="STANDARD")
    end = on_terminal(at(emulator), *_ADD, "deals", answer=answer)
    assert (end.code, _property(emulator, "hubcli_key") is not None) == (code, made), end.stdout
    assert "Portal 4242 is a production account" in end.stdout


@pytest.mark.parametrize("args", ["--yes", "--portal 4242", "--rehearse"])
def test_nothing_is_asked_where_it_is_certain(args: str, portal: Portal, at: At) -> None:
    end = on_terminal(at(portal(account_type="STANDARD")), *_ADD, "deals", *args.split())
    assert (end.code, "?" in end.stdout) == (0, False)


def test_nothing_is_asked_where_nothing_would_be_done(portal: Portal, at: At) -> None:
    hubcli = at(portal(account_type="STANDARD"))
    assert hubcli(*_ADD, "deals").code == 0
    end = on_terminal(hubcli, *_ADD, "deals")
    assert (end.code, "?" in end.stdout) == (0, False)
