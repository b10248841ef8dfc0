"""Where the token comes from: a variable, a command, or the system's keyring."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from hubcli.config.keyring import DEFAULT, Keyring, KeyringToken, system_keyring
from hubcli.config.settings import Settings
from hubcli.config.token_text import HOW_TO_SET, TOKEN_VARIABLE, Token
from hubcli.errors import AccountError, UnusableError

_COMMAND_SECONDS = 30.0


class TokenSource(Protocol):
    """Where tokens come from."""

    @property
    def origin(self) -> str:
        """Its name, for messages."""

    @property
    def renewable(self) -> bool:
        """Whether fetching again may give another token, as after a 401."""

    def fetch(self) -> Token:
        """A token; raises AccountError where there is none."""


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A token that was given, and can't be had anew."""

    token: Token
    origin: str = TOKEN_VARIABLE
    renewable: bool = False

    def fetch(self) -> Token:
        """The same, always."""
        return self.token


@dataclass(frozen=True, slots=True)
class CommandToken:
    """A command that prints a token on its first line; it is run without a shell."""

    command: tuple[str, ...]
    seconds: float = _COMMAND_SECONDS
    renewable: bool = True

    @property
    def origin(self) -> str:
        """The command's name; its arguments may be secret."""
        return f"token_command ({PurePath(self.command[0]).name})"

    def fetch(self) -> Token:
        """Run the command; raises AccountError, which never repeats what it printed."""
        result = self._run()
        if isinstance(result, _Failure):
            raise AccountError(
                f"{self.origin} {result.reason}",
                "Run it by hand to see why; there is no shell, so ~, $ and | mean nothing in it.",
            )
        return Token(result.partition("\n")[0], origin=self.origin)

    def _run(self) -> "str | _Failure":
        """What it printed; a value and no exception, so that no traceback can hold the output."""
        try:
            done = subprocess.run(  # noqa: S603 – the user's own settings name it
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _Failure(f"gave no answer within {self.seconds:g} seconds")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "its name is not valid"
            return _Failure(f"could not be started: {reason.lower()}")
        if done.returncode:
            return _Failure(f"failed with exit status {done.returncode}")
        return done.stdout.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Failure:
    reason: str


def find_token(
    environ: Mapping[str, str], settings: Settings, keyring: Keyring | None = None
) -> TokenSource:
    """HUBSPOT_ACCESS_TOKEN, else the command or variable of the settings, else the keyring.

    Where a profile was named by hand, its own token comes first. A variable that is set and empty
    is a mistake (a secret that a CI job was not given) and not a reason to look elsewhere: that
    might be another account's. `keyring` None is the system's. Raises AccountError.
    """
    own = settings.is_profile_said and settings.has_own_token
    if own and (source := _of_settings(environ, settings)):
        return source
    if settings.is_profile_said and (source := _of_keyring(settings, keyring)):
        return source
    if TOKEN_VARIABLE in environ:
        return _of_variable(environ, TOKEN_VARIABLE)
    source = _of_settings(environ, settings) or _of_keyring(settings, keyring)
    if source is None:
        of = f" of the profile {settings.profile}" if settings.profile else ""
        raise AccountError(f"there is no token{of} for HubSpot", HOW_TO_SET)
    return source


def _of_variable(environ: Mapping[str, str], name: str) -> TokenSource:
    if name not in environ:
        raise AccountError(f"the variable {name} is not set", "It is to hold the profile's token.")
    return FixedToken(Token(environ[name], origin=name), name)


def _of_settings(environ: Mapping[str, str], settings: Settings) -> TokenSource | None:
    if settings.token_variable:
        return _of_variable(environ, settings.token_variable)
    return CommandToken(settings.token_command) if settings.token_command else None


def _of_keyring(settings: Settings, keyring: Keyring | None) -> TokenSource | None:
    """The entry of the profile, if there is one, and a keyring to look into."""
    entry = settings.profile or DEFAULT
    try:
        found = keyring or system_keyring()
        return KeyringToken(entry, found) if found.token(entry) is not None else None
    except UnusableError:
        return None
