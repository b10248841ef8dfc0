"""The settings of a command: flags over the environment over hubcli.yaml over the defaults."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hubcli.config.options import (
    API_VERSION,
    BASE_URL,
    BATCH_SIZE,
    CONCURRENCY,
    LEAVE,
    MAX_WAIT,
    PATIENCE,
    PORTAL,
    TOKEN_COMMAND,
    Option,
)
from hubcli.errors import UsageError

FILE_NAME = "hubcli.yaml"
CONFIG_VARIABLE = "HUBCLI_CONFIG"
"""The folder of the user's own hubcli.yaml, in place of the platform's."""
HOME_VARIABLE = "HUBCLI_HOME"
"""The folder of the runs, in place of the platform's."""

_Value = TypeVar("_Value")

_OPTIONS: Mapping[str, Option[Any]] = {
    option.name: option
    for option in (
        BASE_URL,
        API_VERSION,
        PORTAL,
        PATIENCE,
        MAX_WAIT,
        LEAVE,
        CONCURRENCY,
        BATCH_SIZE,
        TOKEN_COMMAND,
    )
}


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says; None: nothing."""

    base_url: str | None = None
    api_version: str | None = None
    portal: int | None = None
    patience: float | None = None
    max_wait: float | None = None
    leave: str | None = None
    concurrency: int | None = None
    batch_size: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, as it holds for this command."""

    base_url: str
    """Without a slash at its end; https, or http to this machine."""
    api_version: str
    portal: int | None
    """The account that the token must belong to; None: any."""
    patience: float
    """Seconds for which HubSpot may still be writing after a request that got no answer."""
    max_wait: float
    """Seconds of waiting in sum, after which a run stops."""
    leave: float
    """The share of the account's rate and of its requests of the day that others are to have."""
    concurrency: int
    batch_size: int
    token_command: tuple[str, ...] | None
    """Prints the token; its words, run without a shell."""
    home: Path
    """Where the runs live; absolute."""


def load_settings(flags: Flags, environ: Mapping[str, str], cwd: Path) -> Settings:
    """The settings for a command that was called in the folder `cwd`.

    An empty variable counts as none. Raises UsageError for a wrong flag or variable, and
    UnusableError for a hubcli.yaml that can't be used.
    """
    layers = _Layers(flags, environ, _file_layers(environ, cwd))
    return Settings(
        base_url=layers.pick(BASE_URL),
        api_version=layers.pick(API_VERSION),
        portal=layers.pick(PORTAL),
        patience=layers.pick(PATIENCE),
        max_wait=layers.pick(MAX_WAIT),
        leave=layers.pick(LEAVE),
        concurrency=layers.pick(CONCURRENCY),
        batch_size=layers.pick(BATCH_SIZE),
        token_command=layers.pick(TOKEN_COMMAND),
        home=_home(environ, cwd),
    )


@dataclass(frozen=True, slots=True)
class _Layers:
    flags: Flags
    environ: Mapping[str, str]
    files: tuple[Mapping[str, str], ...]

    def pick(self, option: Option[_Value]) -> _Value:
        """The value of the first layer that has one."""
        flag = getattr(self.flags, option.name, None)
        if flag is not None:
            return _parsed(option, str(flag), option.flag)
        variable = self.environ.get(option.variable, "")
        if variable:
            return _parsed(option, variable, option.variable)
        texts = (file[option.name] for file in self.files if option.name in file)
        text = next(texts, None)
        return option.default if text is None else option.parse(text)


def _parsed(option: Option[_Value], text: str, source: str) -> _Value:
    try:
        return option.parse(text)
    except ValueError as error:
        raise UsageError(f"{source}: {error}") from None


def _file_layers(environ: Mapping[str, str], cwd: Path) -> tuple[Mapping[str, str], ...]:
    """The working folder's file, then the user's own."""
    theirs, own = cwd / FILE_NAME, _config_folder(environ, cwd) / FILE_NAME
    paths = {own: True} if _same_file(theirs, own) else {theirs: False, own: True}
    return tuple(_load(path, trusted=trusted) for path, trusted in paths.items() if _is_there(path))


def _load(path: Path, *, trusted: bool) -> Mapping[str, str]:
    from hubcli.config.settings_file import load_settings_file  # noqa: PLC0415 – YAML only if needed

    return load_settings_file(path, _OPTIONS, trusted=trusted)


def _is_there(path: Path) -> bool:
    """Whether there is something to read, even if reading it then fails."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _same_file(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _config_folder(environ: Mapping[str, str], cwd: Path) -> Path:
    folder = environ.get(CONFIG_VARIABLE, "")
    if folder:
        return cwd / folder
    from platformdirs import user_config_path  # noqa: PLC0415 – only where nothing is given

    return user_config_path("hubcli")


def home_folder(environ: Mapping[str, str] = os.environ, cwd: Path | None = None) -> Path:
    """Where the runs live; absolute."""
    return _home(environ, cwd or Path.cwd())


def _home(environ: Mapping[str, str], cwd: Path) -> Path:
    folder = environ.get(HOME_VARIABLE, "")
    if folder:
        return cwd / folder
    from platformdirs import user_state_path  # noqa: PLC0415 – only where nothing is given

    return user_state_path("hubcli")
