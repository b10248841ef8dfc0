"""Reads a hubcli.yaml: the text of each setting, or everything that is wrong with the file."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hubcli.config.options import TOKEN_COMMAND, Option
from hubcli.config.small_files import read_small_file
from hubcli.config.walker import Walker
from hubcli.config.yaml_tree import Items, Node, Scalar, parse_tree

_HINT = "Nothing was sent. Mend the file, or take the line out."


def load_settings_file(
    path: Path, options: Mapping[str, Option[Any]], *, trusted: bool
) -> Mapping[str, str]:
    """The settings of a file, each as a text that its option can parse; none where the file is empty.

    `trusted`: the user's own file and not that of a working folder. Raises UnusableError where the
    file can't be read, and MappingError with every fault of the file, in its order.
    """
    file = str(path)
    tree = parse_tree(read_small_file(file, what="settings file"), file)
    walker = Walker(list(tree.faults))
    if isinstance(tree.root, Scalar) and tree.root.is_missing:
        return {}
    fields = walker.fields(tree.root, "", known=options)
    for name, option in options.items():
        if name in fields and option.trusted_only and not trusted:
            walker.fault(
                fields.place_of(name),
                f"{name} does not count in the {path.name} of a working folder: {option.trusted_only};"
                f" set it as {option.variable}, or in your own settings",
            )
    texts = {name: _text(option, fields[name], walker) for name, option in options.items()}
    walker.finish(_HINT)
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
