"""Reads a hubcli.yaml: the text of each setting, or everything that is wrong with the file."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hubcli.config.options import PROFILE, TOKEN_COMMAND, TOKEN_VARIABLE, Option
from hubcli.config.small_files import read_small_file
from hubcli.config.walker import Fields, Walker
from hubcli.config.yaml_tree import Items, Node, Scalar, parse_tree

_HINT = "Nothing was sent. Mend the file, or take the line out."


_PROFILES = "profiles"
_OF_A_PROFILE = ("portal", "base_url", "api_version", TOKEN_COMMAND.name, TOKEN_VARIABLE.name)
"""What belongs to one account; everything else belongs to the work."""


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A hubcli.yaml that can be used; each setting as a text that its option can parse."""

    texts: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def load_settings_file(
    path: Path, options: Mapping[str, Option[Any]], *, trusted: bool
) -> SettingsFile:
    """The settings of a file; none where it is empty.

    `trusted`: the user's own file and not that of a working folder. Raises UnusableError where the
    file can't be read, and MappingError with every fault of the file, in its order.
    """
    file = str(path)
    tree = parse_tree(read_small_file(file, what="settings file"), file)
    walker = Walker(list(tree.faults))
    if isinstance(tree.root, Scalar) and tree.root.is_missing:
        return SettingsFile()
    known = {name: one for name, one in options.items() if name != TOKEN_VARIABLE.name}
    fields = walker.fields(tree.root, "", known=(*known, _PROFILES))
    texts = _texts(fields, known, walker, distrusted=None if trusted else path.name)
    profiles = _profiles(fields, options, walker, distrusted=None if trusted else path.name)
    walker.finish(_HINT)
    return SettingsFile(texts, profiles)


def _profiles(
    fields: Fields, options: Mapping[str, Option[Any]], walker: Walker, *, distrusted: str | None
) -> Mapping[str, Mapping[str, str]]:
    """The settings of each account, by the name of its profile."""
    found: dict[str, Mapping[str, str]] = {}
    known = {name: options[name] for name in _OF_A_PROFILE}
    for key, node in walker.pairs(fields[_PROFILES], _PROFILES):
        try:
            PROFILE.parse(key.text)
        except ValueError as error:
            walker.fault(key.place, f"{_PROFILES}: {error}")
        inner = walker.fields(node, f"{_PROFILES}: {key.text}", known=known)
        found[key.text] = _texts(inner, known, walker, distrusted=distrusted)
    return found


def _texts(
    fields: Fields, options: Mapping[str, Option[Any]], walker: Walker, *, distrusted: str | None
) -> Mapping[str, str]:
    """The text of each setting that is there; `distrusted` names a file that may be somebody else's."""
    for name, option in options.items():
        if name in fields and option.trusted_only and distrusted:
            # The variable of a token belongs to a profile, and has no variable that names it.
            instead = "" if option is TOKEN_VARIABLE else f"as {option.variable}, or "
            walker.fault(
                fields.place_of(name),
                f"{name} does not count in the {distrusted} of a working folder: {option.trusted_only};"
                f" set it {instead}in your own settings",
            )
    texts = {name: _text(option, fields[name], walker) for name, option in options.items()}
    return {name: text for name, text in texts.items() if text is not None}


def _text(option: Option[Any], node: Node, walker: Walker) -> str | None:
    """The text, if its option can parse it."""
    text = _command(node, walker) if option is TOKEN_COMMAND else walker.text(node, option.name)
    if text is None:
        return None
    try:
        option.parse(text)
    except ValueError as error:
        walker.fault(node.place, f"{option.name}: {error}")
    return text


def _command(node: Node, walker: Walker) -> str | None:
    """A command as one text, or as the list of its words."""
    match node:
        case Items(items=items):
            words = [walker.text(item, TOKEN_COMMAND.name) for item in items]
            return shlex.join(word for word in words if word is not None)
        case _:
            return walker.text(node, TOKEN_COMMAND.name)
