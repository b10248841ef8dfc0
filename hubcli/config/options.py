"""Every setting: its name, its default, and what its text means."""

import math
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from hubcli.config.base_url import parse_base_url

_Value = TypeVar("_Value")

_VERSION = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])(-beta)?|v[34]")
_WHOLE = re.compile(r"[0-9]{1,15}")
_PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PER_CENT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?%?")


@dataclass(frozen=True, slots=True)
class Option(Generic[_Value]):
    """One setting; its flag, variable and key are made from its name."""

    name: str
    default: _Value
    parse: Callable[[str], _Value]
    """Raises ValueError, whose text says what was expected."""
    trusted_only: str = ""
    """Why it does not count in the hubcli.yaml of a working folder, which may be somebody else's."""

    @property
    def flag(self) -> str:
        """As on the command line."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def variable(self) -> str:
        """As in the environment."""
        return f"HUBCLI_{self.name.upper()}"


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if _WHOLE.fullmatch(text) and least <= int(text) <= most:
            return int(text)
        raise ValueError(f"expected a whole number from {least} to {most}")

    return parse


def _portal(text: str) -> int | None:
    if _WHOLE.fullmatch(text) and int(text):
        return int(text)
    raise ValueError("expected the number of a HubSpot account, such as 12345678")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if 0 <= seconds <= _DAY:
        return seconds
    raise ValueError(f"expected a number of seconds from 0 to {_DAY}")


def _share(text: str) -> float:
    """A share as a number from 0 to 0.9; `20%` and `20` mean the same."""
    if _PER_CENT.fullmatch(text) and float(text.removesuffix("%")) <= _MOST_LEFT:
        return float(text.removesuffix("%")) / 100
    raise ValueError(f"expected a share from 0% to {_MOST_LEFT}%, such as 20%")


def _api_version(text: str) -> str:
    if _VERSION.fullmatch(text):
        return text
    raise ValueError("expected a version such as 2025-09, 2026-09-beta or v3")


def _command(text: str) -> tuple[str, ...] | None:
    try:
        words = tuple(shlex.split(text))
    except ValueError:
        raise ValueError("expected a command whose quotes close") from None
    if not words or not words[0] or "\0" in text:
        raise ValueError("expected a command")
    return words


def _file(text: str) -> str | None:
    if text.strip() and "\0" not in text:
        return text
    raise ValueError("expected the path of a file")


def _profile(text: str) -> str | None:
    if _PROFILE.fullmatch(text):
        return text
    raise ValueError("expected a profile's name: letters, digits, . _ and -, such as prod")


def _variable(text: str) -> str | None:
    if _VARIABLE.fullmatch(text):
        return text
    raise ValueError("expected the name of a variable, such as HUBSPOT_PROD_TOKEN")


_DAY = 86_400
_MOST_LEFT = 90

BASE_URL = Option(
    "base_url",
    "https://api.hubapi.com",
    parse_base_url,
    "it would send the token wherever this folder's owner wants",
)
API_VERSION = Option("api_version", "2025-09", _api_version)
PORTAL: Option[int | None] = Option("portal", None, _portal)
PATIENCE = Option("patience", 30.0, _seconds)
MAX_WAIT = Option("max_wait", 300.0, _seconds)
LEAVE = Option("leave", 0.0, _share)
CONCURRENCY = Option("concurrency", 8, _whole(1, 100))
BATCH_SIZE = Option("batch_size", 100, _whole(1, 100))
TOKEN_COMMAND: Option[tuple[str, ...] | None] = Option(
    "token_command",
    None,
    _command,
    "it would run whatever this folder's owner wants",
)
LOCK: Option[str | None] = Option("lock", None, _file)
PROFILE: Option[str | None] = Option("profile", None, _profile)
TOKEN_VARIABLE: Option[str | None] = Option(
    "token_variable",
    None,
    _variable,
    "it would send any variable of yours that this folder's owner names",
)
