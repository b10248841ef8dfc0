import copy
import sys
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.keyring import Keyring
from hubcli.config.settings import Flags, load_settings
from hubcli.config.token import CommandToken, FixedToken, TokenSource, find_token
from hubcli.config.token_text import Token
from hubcli.errors import AccountError, ExitCode

SECRET = "pat-na1-0123-secret"


def shown(error: BaseException) -> str:
    """Everything that a person or a log could get of an error."""
    lines = traceback.TracebackException.from_exception(error, capture_locals=False).format()
    return "".join(lines) + repr(error) + str(error) + str(getattr(error, "hint", ""))


def printing(text: str) -> CommandToken:
    return CommandToken((sys.executable, "-c", f"print({text!r})"))


def test_a_token_is_given_only_when_asked_for() -> None:
    token = Token(SECRET, origin="here")
    assert token.reveal() == SECRET
    for text in (repr(token), str(token), f"{token}", f"{token!r}", repr([token])):
        assert SECRET not in text
        assert "Token(****)" in text
    assert SECRET not in repr(FixedToken(token))
    assert copy.copy(token).reveal() == SECRET


def test_outer_white_space_is_left_out() -> None:
    assert Token(f" {SECRET}\r\n", origin="here").reveal() == SECRET


@pytest.mark.parametrize(
    "text",
    [
        f"{SECRET}\r\nX-Evil: 1",
        f"{SECRET}\nX",
        f"Bearer {SECRET}",
        f"{SECRET}\tX",
        f"{SECRET}\0",
        f"{SECRET}\x7f",
        f"{SECRET}é",
        f"\ufeff{SECRET}",
        f"{SECRET}\u200b",
        f"{SECRET}\udcff",
    ],
)
def test_what_no_header_can_carry_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(AccountError) as caught:
        Token(text, origin="HUBSPOT_ACCESS_TOKEN")
    assert caught.value.exit_code is ExitCode.ACCOUNT
    assert caught.value.message.startswith("HUBSPOT_ACCESS_TOKEN gives a token with white space")
    assert SECRET not in shown(caught.value)


@pytest.mark.parametrize("text", ["", " ", "\r\n"])
def test_an_empty_token_is_refused(text: str) -> None:
    with pytest.raises(AccountError, match=r"^here gives an empty token$"):
        Token(text, origin="here")


@given(st.text())
def test_a_token_is_visible_ascii_or_refused(text: str) -> None:
    try:
        token = Token(text, origin="here")
    except AccountError:
        return
    assert all("!" <= char <= "~" for char in token.reveal())


def find(environ: dict[str, str], folder: Path) -> TokenSource:
    return find_token(environ, load_settings(Flags(), environ, folder))


def test_the_variable_comes_before_the_command(tmp_path: Path) -> None:
    environ = {"HUBSPOT_ACCESS_TOKEN": SECRET, "HUBCLI_TOKEN_COMMAND": "false"}
    source = find(environ, tmp_path)
    assert source.fetch().reveal() == SECRET
    assert source.origin == "HUBSPOT_ACCESS_TOKEN"
    assert not source.renewable


def test_the_command_comes_next(tmp_path: Path) -> None:
    source = find({"HUBCLI_TOKEN_COMMAND": f"{sys.executable} -c print('{SECRET}')"}, tmp_path)
    assert source.renewable
    assert source.origin.startswith("token_command (python")


def test_without_either_the_ways_to_set_it_are_told(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="there is no token") as caught:
        find({}, tmp_path)
    assert "HUBSPOT_ACCESS_TOKEN" in caught.value.hint
    assert "token_command" in caught.value.hint
    assert "--rehearse" in caught.value.hint


def test_a_variable_that_is_set_and_empty_does_not_fall_back(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="HUBSPOT_ACCESS_TOKEN gives an empty token"):
        find({"HUBSPOT_ACCESS_TOKEN": "", "HUBCLI_TOKEN_COMMAND": "echo x"}, tmp_path)


def test_the_first_line_that_a_command_prints_is_the_token() -> None:
    assert printing(f"{SECRET}\r\nexpires: never").fetch().reveal() == SECRET


def test_a_command_is_run_anew_for_every_token(tmp_path: Path) -> None:
    counter = tmp_path / "count"
    code = (
        "import sys, pathlib; p = pathlib.Path(sys.argv[1]);"
        "n = len(p.read_text()) if p.exists() else 0; p.write_text('x' * (n + 1)); print(f't{n}')"
    )
    source = CommandToken((sys.executable, "-c", code, str(counter)))
    assert [source.fetch().reveal() for _ in range(3)] == ["t0", "t1", "t2"]


def test_a_command_gets_no_shell_and_none_of_our_input() -> None:
    code = "import sys; print(sys.argv[1] + sys.stdin.read())"
    source = CommandToken((sys.executable, "-c", code, "$HOME;|`x`"))
    assert source.fetch().reveal() == "$HOME;|`x`"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (f"import sys; print('{SECRET}'); sys.exit(3)", "failed with exit status 3"),
        (f"import sys; sys.exit('{SECRET}')", "failed with exit status 1"),
        ("pass", "gives an empty token"),
        (f"print(); print('{SECRET}')", "gives an empty token"),
        (f"print('two words {SECRET}')", "gives a token with white space"),
        (
            f"import sys; sys.stdout.buffer.write(b'{SECRET}\\xff')",
            "gives a token with white space",
        ),
        (f"raise SystemError('{SECRET}')", "failed with exit status 1"),
    ],
)
def test_a_command_that_gives_no_token_is_named_and_its_output_is_not_shown(
    code: str, told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(AccountError) as caught:
        CommandToken((sys.executable, "-c", code)).fetch()
    assert caught.value.message.startswith(f"token_command ({Path(sys.executable).name}) {told}")
    assert SECRET not in shown(caught.value)
    assert caught.value.__context__ is None
    assert capfd.readouterr() == ("", "")


def test_a_command_that_hangs_is_ended() -> None:
    code = f"import time; print('{SECRET}', flush=True); time.sleep(60)"
    source = CommandToken((sys.executable, "-c", code), seconds=0.5)
    with pytest.raises(AccountError, match=r"gave no answer within 0\.5 seconds") as caught:
        source.fetch()
    assert SECRET not in shown(caught.value)
    assert caught.value.__context__ is None


def test_a_command_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AccountError) as caught:
        CommandToken((str(tmp_path / "op"), SECRET)).fetch()
    assert (
        caught.value.message == "token_command (op) could not be started: no such file or directory"
    )
    assert "no shell" in caught.value.hint
    assert SECRET not in shown(caught.value)


def test_a_command_whose_name_is_none() -> None:
    with pytest.raises(AccountError, match="could not be started"):
        CommandToken(("a\0b",)).fetch()


class Passwords:
    """A keyring in memory."""

    def __init__(self, **entries: str) -> None:
        self.entries = entries

    def get_password(self, service: str, username: str) -> str | None:
        assert service == "hubcli"
        return self.entries.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[username]


OWN = """
profiles:
  prod: {portal: 1, token_variable: PROD_TOKEN, base_url: "https://example.com"}
  test: {portal: 2, token_command: "echo from-the-command"}
  bare: {portal: 3}
"""


def chosen(folder: Path, profile: str | None, keyring: Keyring, **environ: str) -> TokenSource:
    (folder / "hubcli.yaml").write_text(OWN, encoding="utf-8")
    environ = {"HUBCLI_CONFIG": str(folder), **environ}
    settings = load_settings(Flags(profile=profile), environ, folder)
    return find_token(environ, settings, keyring)


@pytest.mark.parametrize(
    ("profile", "variables", "token"),
    [
        ("prod", {"PROD_TOKEN": "own", "HUBSPOT_ACCESS_TOKEN": "other"}, "own"),
        (None, {"PROD_TOKEN": "own", "HUBSPOT_ACCESS_TOKEN": "other"}, "other"),
        (None, {"HUBCLI_PROFILE": "prod", "PROD_TOKEN": "own", "HUBSPOT_ACCESS_TOKEN": "x"}, "own"),
        ("test", {"HUBSPOT_ACCESS_TOKEN": "other"}, "from-the-command"),
        ("bare", {"HUBSPOT_ACCESS_TOKEN": "other"}, "of-bare"),
        ("bare", {}, "of-bare"),
        (None, {}, "of-none"),
    ],
)
def test_a_profile_named_by_hand_brings_its_own_token(
    tmp_path: Path, profile: str | None, variables: dict[str, str], token: str
) -> None:
    keyring = Keyring(Passwords(bare="of-bare", default="of-none"))
    assert chosen(tmp_path, profile, keyring, **variables).fetch().reveal() == token


def test_a_variable_of_a_profile_that_is_not_set_is_told(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="the variable PROD_TOKEN is not set"):
        chosen(tmp_path, "prod", Keyring(Passwords()), HUBSPOT_ACCESS_TOKEN="other")


def test_a_profile_without_any_token_is_named(tmp_path: Path) -> None:
    with pytest.raises(AccountError, match="there is no token of the profile bare") as caught:
        chosen(tmp_path, "bare", Keyring(Passwords(default="another account's")))
    assert "hubcli auth login" in caught.value.hint


def test_the_keyring_keeps_and_forgets(tmp_path: Path) -> None:
    keyring = Keyring(Passwords())
    keyring.keep("prod", Token(SECRET, origin="here"))
    assert keyring.token("prod") == SECRET
    assert (keyring.forget("prod"), keyring.forget("prod")) == (True, False)
