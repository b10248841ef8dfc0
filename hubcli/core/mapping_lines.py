"""Lines of a mapping file as they are to be written, for people to read and to copy."""

import re
from collections.abc import Mapping

from hubcli.core.mapping import Cast, ColumnRule, Write
from hubcli.core.time_forms import letters_of, strptime_of

_PLAIN = re.compile(r"[^\W\d_](?:[\w.@/+ -]*[\w@/+])?")
"""What needs no quotes within braces, where commas, brackets, colons and hashes mean something."""
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that other readers of YAML take for something else than text."""
CAST_OPTIONS = ("format", "decimal", "thousands", "separator", "zone", "country")


def word(text: str) -> str:
    """A text as a scalar of YAML, in quotes where it needs some."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(map(_quoted, text)) + '"'


def _quoted(char: str) -> str:
    """A sign between double quotes, where YAML has escapes for what can't be seen."""
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"


def column_line(rule: ColumnRule) -> str:
    """The line of one column: `Signed up: {property: signup_date, as: date, format: dd.mm.yyyy}`.

    What says nothing beyond the defaults is left out.
    """
    if rule.property is None:
        return f"{word(rule.column)}: null"
    parts = {"property": word(rule.property)}
    if rule.cast:
        parts |= cast_parts(rule.cast)
    if rule.values:
        parts["values"] = braces({word(key): word(value) for key, value in rule.values.items()})
    if rule.write is not Write.ALWAYS:
        parts["write"] = str(rule.write)
    if rule.clear is not None:
        parts["clear"] = word(rule.clear)
    if len(parts) == 1:
        return f"{word(rule.column)}: {word(rule.property)}"
    return f"{word(rule.column)}: {braces(parts)}"


def braces(parts: Mapping[str, str]) -> str:
    """`{a: 1, b: 2}`; the parts are scalars of YAML already."""
    return "{" + ", ".join(f"{name}: {value}" for name, value in parts.items()) + "}"


def cast_parts(cast: Cast) -> Mapping[str, str]:
    """What a line says of a cast: key to scalar; a format in letters (`dd.mm.yyyy`) where it has some."""
    usual = Cast(cast.kind)
    said = {name: getattr(cast, name) for name in CAST_OPTIONS}
    if cast.format and strptime_of(letters := letters_of(cast.format)) == cast.format:
        said["format"] = letters
    told = {name: word(text) for name, text in said.items() if text != getattr(usual, name)}
    return {"as": str(cast.kind), **told}
