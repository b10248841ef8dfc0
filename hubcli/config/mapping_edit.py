"""Writes changes into the text of a mapping file; every other line of it stays as it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from hubcli.config.mapping_file import parse_mapping
from hubcli.config.mapping_spans import Branch, Leaf, Span, last_place, spans_of
from hubcli.core.changes import Change, SetCast, SetKey, SetProperty, SetValues
from hubcli.core.fixed_rules import with_changes
from hubcli.core.mapping import Cast, MappingRules
from hubcli.core.mapping_lines import braces, cast_parts, word
from hubcli.errors import MappingError, Place, UnusableError

_OF_CASTS = ("as", "format", "decimal", "thousands", "separator", "zone", "country")


def edited(text: str, file: str, object_name: str, changes: Iterable[Change]) -> str:
    """The text with all changes made.

    It is read again, and means what it meant before with these changes and nothing else. Raises
    UnusableError where that can't be had, as in a file whose lines are written in a way of their
    own, and MappingError where the text is no mapping to begin with.
    """
    changes = tuple(changes)
    wanted = with_changes(parse_mapping(text, file, object_name), changes)
    for change in changes:
        text = _with(text, change)
    try:
        is_right = _bare(parse_mapping(text, file, object_name)) == _bare(wanted)
    except MappingError:
        is_right = False
    if not is_right:
        message = f"{file} can't be changed by hubcli: it is written in a way of its own"
        raise UnusableError(message, "Write the lines shown into it yourself.")
    return text


def _bare(rules: MappingRules) -> MappingRules:
    """Without places, and without the order of what is replaced by what."""
    nowhere = Place("")
    return replace(
        rules,
        columns=tuple(replace(rule, place=nowhere) for rule in rules.columns),
        constants=tuple((name, value, nowhere) for name, value, _ in rules.constants),
        associations=tuple(replace(rule, place=nowhere) for rule in rules.associations),
        key=rules.key and replace(rules.key, place=nowhere),
    )


def _with(text: str, change: Change) -> str:
    root = spans_of(text)
    if root is None:
        return text
    if isinstance(change, SetKey):
        return _put(text, root, {change.key: word(change.value)})
    columns = root.get("columns")
    line = columns.get(change.column) if isinstance(columns, Branch) else None
    if not isinstance(columns, Branch) or line is None:
        return text
    if isinstance(change, SetProperty) and change.property is None:
        return _nulled(text, columns, change.column)
    return _with_line(text, line, change)


def _with_line(text: str, line: Span, change: SetCast | SetValues | SetProperty) -> str:
    match change:
        case SetProperty(property=name):
            return _said(text, line, {"property": word(name or "")})
        case SetCast(cast=cast):
            return _with_cast(text, line, change, cast)
        case SetValues(values=values):
            return _with_values(text, line, values)
        case unknown:
            assert_never(unknown)


def _nulled(text: str, columns: Branch, column: str) -> str:
    """What stood below the column's key goes away; a comment beside the key stays."""
    key, value = next(pair for pair in columns.pairs if pair[0].text == column)
    if not isinstance(value, Branch) or value.in_braces:
        return _replaced(text, value, "null")
    colon = text.index(":", key.end)
    beside, _, _ = text[colon + 1 : value.start].partition("\n")
    return f"{text[:colon]}: null{beside.rstrip()}{text[last_place(value) :]}"


def _with_cast(text: str, line: Span, change: SetCast, cast: Cast) -> str:
    parts = cast_parts(cast)
    stale = [name for name in _OF_CASTS if name not in parts]
    for name in stale:
        text = _without(text, line, name)
        line = _line(text, change.column)
    return _said(text, line, parts)


def _with_values(text: str, line: Span, values: Mapping[str, str]) -> str:
    told = {word(cell): word(value) for cell, value in values.items()}
    held = line.get("values") if isinstance(line, Branch) else None
    if isinstance(held, Branch):
        return _put(text, held, told)
    return _said(text, line, {"values": braces(told)})


def _line(text: str, column: str) -> Span:
    root = spans_of(text)
    columns = root and root.get("columns")
    found = columns.get(column) if isinstance(columns, Branch) else None
    assert found is not None, "it was there before"
    return found


def _said(text: str, line: Span, parts: Mapping[str, str]) -> str:
    """A column's line that says these parts too; one that is only a property becomes one in braces."""
    if isinstance(line, Branch):
        return _put(text, line, parts)
    held = text[line.start : line.end]
    if "property" in parts and len(parts) == 1:
        return _replaced(text, line, parts["property"])
    return _replaced(text, line, braces({"property": held or word(line.text), **parts}))


def _put(text: str, branch: Branch, parts: Mapping[str, str]) -> str:
    """A mapping with these keys; those that it has get another value, from the last place to the first."""
    edits: list[tuple[Span, str]] = []
    added: list[str] = []
    known = {key.text: value for key, value in branch.pairs}
    for key, value in parts.items():
        held = known.get(_spelled(key))
        if held is None:
            added.append(f"{key}: {value}")
        else:
            edits.append((held, value))
    if added:
        at, more = _addition(text, branch, added)
        edits.append((Leaf(at, at), more))
    for span, value in sorted(edits, key=lambda edit: -edit[0].start):
        text = _replaced(text, span, value)
    return text


def _spelled(key: str) -> str:
    """A key as it is meant; `word` may have put it in quotes."""
    root = spans_of(f"{key}: x")
    return root.pairs[0][0].text if root else key


def _addition(text: str, branch: Branch, added: list[str]) -> tuple[int, str]:
    """Where new pairs go, and how they are written there."""
    if branch.in_braces:
        at = last_place(branch.pairs[-1][1]) if branch.pairs else branch.start + 1
        return at, ("".join(f", {pair}" for pair in added) if branch.pairs else ", ".join(added))
    first, _ = branch.pairs[0]
    start = text.rfind("\n", 0, first.start) + 1
    indent = " " * (first.start - start)
    at = text.find("\n", last_place(branch))
    if at < 0:
        return len(text), "".join(f"\n{indent}{pair}" for pair in added)
    return at + 1, "".join(f"{indent}{pair}\n" for pair in added)


def _replaced(text: str, span: Span, value: str) -> str:
    """The value in the place of another; where nothing stood after the colon, a space before it."""
    space = " " if span.start and text[span.start - 1] == ":" else ""
    return f"{text[: span.start]}{space}{value}{text[span.end :]}"


def _without(text: str, line: Span, key: str) -> str:
    """A column's line without one of its keys."""
    if not isinstance(line, Branch):
        return text
    for index, (leaf, value) in enumerate(line.pairs):
        if leaf.text != key:
            continue
        if not line.in_braces:
            start = text.rfind("\n", 0, leaf.start) + 1
            end = text.find("\n", last_place(value)) + 1 or len(text)
            return text[:start] + text[end:]
        if index:
            return text[: last_place(line.pairs[index - 1][1])] + text[last_place(value) :]
        after = line.pairs[index + 1][0].start if len(line.pairs) > 1 else last_place(value)
        return text[: leaf.start] + text[after:]
    return text
