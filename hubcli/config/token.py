"""Where the token comes from, and a value that never shows it."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from hubcli.config.settings import Settings
from hubcli.errors import AccountError

TOKEN_VARIABLE = "HUBSPOT_ACCESS_TOKEN"  # noqa: S105 – the name of a variable
_VISIBLE = re.compile(r"[!-~]+")
_COMMAND_SECONDS = 30.0
_HOW_TO_SET = (
    f"Set {TOKEN_VARIABLE} to the token of a service key or private app, or name a command that"
    " prints it as token_command in your own hubcli.yaml; to try hubcli without an account, use"
    " --rehearse."
)


class Token:
    """A token; only `reveal` gives it away."""

    __slots__ = ("_text",)

    def __init__(self, text: str, *, origin: str) -> None:
        """Outer white space is left out; `origin` names where the text was found.

        Raises AccountError, which does not repeat the text, where no header could carry it.
        """
        stripped = text.strip()
        if not stripped:
            raise AccountError(f"{origin} gives an empty token", _HOW_TO_SET)
        if not _VISIBLE.fullmatch(stripped):
            raise AccountError(
                f"{origin} gives a token with white space, control characters or letters outside"
                " ASCII",
                "A token is one word, such as pat-na1-…; was something else copied with it?",
            )
        self._text = stripped

    def reveal(self) -> str:
        """The token itself, for the request's header and nothing else."""
        return self._text

    def __repr__(self) -> str:
        return "Token(****)"


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


def find_token(environ: Mapping[str, str], settings: Settings) -> TokenSource:
    """The variable, else the command of the settings.

    A variable that is set and empty is a mistake (a secret that a CI job was not given) and not a
    reason to look elsewhere: that might be another account's. Raises AccountError.
    """
    if TOKEN_VARIABLE in environ:
        return FixedToken(Token(environ[TOKEN_VARIABLE], origin=TOKEN_VARIABLE))
    if settings.token_command:
        return CommandToken(settings.token_command)
    raise AccountError("there is no token for HubSpot", _HOW_TO_SET)
