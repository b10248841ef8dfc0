"""`hubcli auth` and profiles: the token is tried, kept, found again, and never shown."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hubcli.emulator.server import RunningEmulator
from hubcli.emulator.switches import Token
from tests.end_to_end.conftest import Portal
from tests.end_to_end.process import TOKEN, Hubcli, InProcess
from tests.end_to_end.terminal import on_terminal

At = Callable[[RunningEmulator], Hubcli]
Inside = Callable[..., InProcess]
_ROOT = str(Path(__file__).parents[2])


def _with_keyring(hubcli: Hubcli) -> Hubcli:
    backend = "tests.end_to_end.keyring_in_a_file.FileKeyring"
    env = {
        "PYTHON_KEYRING_BACKEND": backend,
        "KEYRING_OF_THE_TEST": str(hubcli.home / "keyring.json"),
        "PYTHONPATH": os.pathsep.join([_ROOT, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep),
    }
    return replace(hubcli, env=env, without="HUBSPOT_ACCESS_TOKEN")


def test_a_token_is_kept_found_again_and_forgotten(portal: Portal, at: At) -> None:
    hubcli = _with_keyring(
        at(portal(tokens=(Token(TOKEN, frozenset({"crm.objects.deals.write"})),)))
    )
    login = hubcli("auth", "login", stdin=f"{TOKEN}\n".encode())
    assert login.code == 0, login.stderr
    assert "entry default" in login.stdout
    status = hubcli("auth", "status", "--json").document
    assert status["portalId"] == 4242
    assert status["accountType"] == "DEVELOPER_TEST"
    assert status["tokenFrom"] == "the system's keyring (entry default)"
    assert status["scopes"] == ["crm.objects.deals.write"]
    assert hubcli("auth", "logout").code == 0
    assert "No token is in" in hubcli("auth", "logout").stdout
    gone = hubcli("auth", "status")
    assert gone.code == 4
    assert "hubcli auth login" in gone.stderr
    assert TOKEN not in login.stdout + login.stderr + str(status) + gone.stderr


def test_a_token_is_asked_for_without_an_echo(portal: Portal, at: At) -> None:
    hubcli = _with_keyring(at(portal()))
    end = on_terminal(hubcli, "auth", "login", answer=f"{TOKEN}\n")
    assert end.code == 0
    assert "It is not shown" in end.stdout
    assert TOKEN not in end.stdout
    assert TOKEN in (hubcli.home / "keyring.json").read_text()


def test_a_token_that_hubspot_does_not_take_is_not_kept(portal: Portal, at: At) -> None:
    hubcli = _with_keyring(at(portal(tokens=(Token(TOKEN),))))
    end = hubcli("auth", "login", stdin=b"pat-na1-wrong\n")
    assert end.code == 4
    assert "pat-na1-wrong" not in end.stderr
    assert not (hubcli.home / "keyring.json").exists()
    assert hubcli("auth", "login", stdin=b"").code == 4
    other = hubcli("auth", "login", "--portal", "99", stdin=f"{TOKEN}\n".encode())
    assert other.code == 4
    assert "belongs to portal 4242, not to 99" in other.stderr
    assert not (hubcli.home / "keyring.json").exists()


def test_a_keyring_that_is_not_there_is_told(portal: Portal, at: At) -> None:
    hubcli = replace(_with_keyring(at(portal())), without="")
    env = {**hubcli.env, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    end = replace(hubcli, env=env)("auth", "login", stdin=f"{TOKEN}\n".encode())
    assert end.code == 5
    assert "the system's keyring can't be used" in end.stderr
    assert TOKEN not in end.stderr


def test_status_names_portal_and_scopes_or_says_that_it_can_not(
    portal: Portal, inside: Inside
) -> None:
    emulator = portal(tokens=(Token(TOKEN, frozenset({"b", "a"})),), account_type="STANDARD")
    end = inside(emulator)("auth", "status")
    assert end.code == 0
    assert end.stdout.splitlines() == [
        "portal   4242 (STANDARD)",
        f"address  {emulator.base_url}",
        "token    HUBSPOT_ACCESS_TOKEN",
        "scopes   a, b",
    ]
    assert TOKEN not in end.stdout
    wrong = inside(emulator).with_env({"HUBSPOT_ACCESS_TOKEN": "pat-x"})("auth", "status", "--json")
    assert (wrong.code, wrong.document["status"]) == (4, "failure")


def test_a_token_that_nobody_accepted_is_not_kept(portal: Portal, at: At) -> None:
    hubcli = _with_keyring(at(portal("account/redirect", "token/redirect")))
    end = hubcli("auth", "login", stdin=f"{TOKEN}\n".encode())
    assert (end.code, "answered 302" in end.stderr) == (6, True)
    assert not (hubcli.home / "keyring.json").exists()


def test_a_token_without_the_scope_for_the_account_is_kept(portal: Portal, at: At) -> None:
    hubcli = _with_keyring(at(portal("account/403", "token/404")))
    end = hubcli("auth", "login", stdin=f"{TOKEN}\n".encode())
    assert (end.code, "could not be named" in end.stdout) == (0, True)


def test_a_missing_scope_is_named_before_the_first_row(portal: Portal, inside: Inside) -> None:
    scopes = frozenset({"crm.objects.contacts.read", "crm.objects.deals.write"})
    emulator = portal(tokens=(Token(TOKEN, scopes),))
    hubcli = inside(emulator)
    data = hubcli.put("data.csv", "email\nada@example.com\n")
    end = hubcli("create", "contacts", data)
    assert end.code == 4
    assert "may not write contacts: it lacks the scope crm.objects.contacts.write" in end.stderr
    assert not any("batch/create" in one.path for one in emulator.requests)
    assert list((hubcli.hubcli.home / "runs").iterdir()) == []


_SETTINGS = """
profiles:
  prod: {{portal: 4242, base_url: "{prod}", token_variable: PROD_TOKEN}}
  test: {{portal: 99, base_url: "{test}", token_variable: TEST_TOKEN}}
"""


def test_one_command_line_two_accounts(portal: Portal, inside: Inside) -> None:
    prod, test = (
        portal(tokens=(Token("prod-token"),)),
        portal(tokens=(Token("test-token"),), portal_id=99),
    )
    hubcli = inside()
    config = hubcli.hubcli.home / "config"
    config.mkdir()
    settings = _SETTINGS.format(prod=prod.base_url, test=test.base_url)
    (config / "hubcli.yaml").write_text(settings)
    hubcli = hubcli.with_env({"PROD_TOKEN": "prod-token", "TEST_TOKEN": "test-token"})
    data = hubcli.put("data.csv", "email\nada@example.com\n")
    end = hubcli("create", "contacts", data, "--profile", "test", "--json")
    assert (end.code, end.document["run"]["portalId"]) == (0, 99)
    end = hubcli("create", "contacts", data, "--profile", "prod", "--json")
    assert (end.code, end.document["run"]["portalId"]) == (0, 4242)
    assert (prod.store.count("contacts"), test.store.count("contacts")) == (1, 1)


def test_a_run_goes_on_with_the_profile_that_it_began_with(portal: Portal, inside: Inside) -> None:
    emulator = portal(tokens=(Token("prod-token"),))
    hubcli = inside()
    config = hubcli.hubcli.home / "config"
    config.mkdir()
    settings = _SETTINGS.format(prod=emulator.base_url, test=emulator.base_url)
    (config / "hubcli.yaml").write_text(settings)
    hubcli = hubcli.with_env({"PROD_TOKEN": "prod-token"})
    data = hubcli.put("data.csv", "email\nada@example.com\nbob@example.com\n")
    assert hubcli("create", "contacts", data, "--profile", "prod", "--limit", "1").code == 0
    assert hubcli("resume").code == 0
    assert emulator.store.count("contacts") == 2


def test_a_profile_that_is_not_there_ends_with_5(inside: Inside) -> None:
    hubcli = inside("http://127.0.0.1:9")
    data = hubcli.put("data.csv", "email\nada@example.com\n")
    end = hubcli("create", "contacts", data, "--profile", "prod")
    assert end.code == 5
    assert "no profile prod" in end.stderr


@pytest.mark.parametrize("command", ["create", "check"])
def test_a_profile_is_an_option_of_every_command_that_talks_to_hubspot(
    inside: Inside, command: str
) -> None:
    assert "--profile" in inside()(command, "--help").stdout
