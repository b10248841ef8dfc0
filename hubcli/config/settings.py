"""The settings of a command: flags over the environment over hubcli.yaml over the defaults."""

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hubcli.config.options import (
    API_VERSION,
    BASE_URL,
    BATCH_SIZE,
    CONCURRENCY,
    LEAVE,
    LOCK,
    MAX_WAIT,
    PATIENCE,
    PORTAL,
    PROFILE,
    TOKEN_COMMAND,
    TOKEN_VARIABLE,
    Option,
)
from hubcli.errors import UnusableError, UsageError

if TYPE_CHECKING:
    from hubcli.config.settings_file import SettingsFile

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
        LOCK,
        PROFILE,
        TOKEN_VARIABLE,
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
    profile: str | None = None


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
    lock: str | None = None
    """The lock file that stands for the portal where nothing is written; counts from the working folder."""
    profile: str | None = None
    """The account's name in the settings; None: none was chosen."""
    token_variable: str | None = None
    """The variable that holds the profile's token."""
    is_profile_said: bool = False
    """Whether the profile was named on the command line or by a variable: then its own token counts
    before HUBSPOT_ACCESS_TOKEN, which may be another account's."""
    has_own_token: bool = False
    """Whether the profile itself says where its token comes from."""


def load_settings(flags: Flags, environ: Mapping[str, str], cwd: Path) -> Settings:
    """The settings for a command that was called in the folder `cwd`.

    An empty variable counts as none. Raises UsageError for a wrong flag or variable, and
    UnusableError for a hubcli.yaml that can't be used.
    """
    files = _files(environ, cwd)
    layers = [_of_flags(flags), _of_environ(environ), *(_Layer(file.texts) for file in files)]
    name, level = _chosen(layers)
    own = {} if name is None else _profile(name, files)
    # What is said beside it by hand counts more, what else its own file says counts less.
    layers.insert(level + (level < _SAID), _Layer(own))
    return Settings(
        base_url=_pick(layers, BASE_URL),
        api_version=_pick(layers, API_VERSION),
        portal=_pick(layers, PORTAL),
        patience=_pick(layers, PATIENCE),
        max_wait=_pick(layers, MAX_WAIT),
        leave=_pick(layers, LEAVE),
        concurrency=_pick(layers, CONCURRENCY),
        batch_size=_pick(layers, BATCH_SIZE),
        token_command=_pick(layers, TOKEN_COMMAND),
        home=_home(environ, cwd),
        lock=_pick(layers, LOCK),
        profile=name,
        token_variable=_pick(layers, TOKEN_VARIABLE),
        is_profile_said=name is not None and level < _SAID,
        has_own_token=not own.keys().isdisjoint({TOKEN_COMMAND.name, TOKEN_VARIABLE.name}),
    )


_SAID = 2
"""The levels of flags and variables."""


@dataclass(frozen=True, slots=True)
class _Layer:
    texts: Mapping[str, str]
    called: Callable[[Option[Any]], str] | None = None
    """How a message names an option of this layer; None: the texts are known to be good."""


def _of_flags(flags: Flags) -> _Layer:
    given = {name: str(value) for name, value in asdict(flags).items() if value is not None}
    return _Layer(given, lambda option: option.flag)


def _of_environ(environ: Mapping[str, str]) -> _Layer:
    given = {name: environ.get(option.variable, "") for name, option in _OPTIONS.items()}
    texts = {name: text for name, text in given.items() if text and name != TOKEN_VARIABLE.name}
    return _Layer(texts, lambda option: option.variable)


def _pick(layers: list[_Layer], option: Option[_Value]) -> _Value:
    """The value of the first layer that has one."""
    for layer in layers:
        text = layer.texts.get(option.name)
        if text is None:
            continue
        try:
            return option.parse(text)
        except ValueError as error:
            raise UsageError(f"{layer.called(option) if layer.called else ''}: {error}") from None
    return option.default


def _chosen(layers: list[_Layer]) -> tuple[str | None, int]:
    """The profile that is named first, and by which layer."""
    for level, layer in enumerate(layers):
        if PROFILE.name in layer.texts:
            return _pick([layer], PROFILE), level
    return None, -1


def _profile(name: str, files: "tuple[SettingsFile, ...]") -> Mapping[str, str]:
    """What the files say of a profile, the first one first. Raises UnusableError where none knows it."""
    from hubcli.config.words import instead  # noqa: PLC0415 - only for what is wrong

    found = [file.profiles[name] for file in files if name in file.profiles]
    if not found:
        known = dict.fromkeys(one for file in files for one in file.profiles)
        end = instead(name, known) if known else "; there are none"
        hint = f"Profiles stand in {FILE_NAME}: `profiles: {{{name}: {{portal: 12345678}}}}`."
        raise UnusableError(f"the settings have no profile {name}{end}", hint)
    merged: dict[str, str] = {}
    for one in reversed(found):
        merged |= one
    return merged


def _files(environ: Mapping[str, str], cwd: Path) -> "tuple[SettingsFile, ...]":
    """The working folder's file, then the user's own."""
    theirs, own = cwd / FILE_NAME, _config_folder(environ, cwd) / FILE_NAME
    paths = {own: True} if _same_file(theirs, own) else {theirs: False, own: True}
    return tuple(_load(path, trusted=trusted) for path, trusted in paths.items() if _is_there(path))


def _load(path: Path, *, trusted: bool) -> "SettingsFile":
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
