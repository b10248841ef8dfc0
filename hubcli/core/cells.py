"""One cell: as people see it, and as the text that HubSpot takes."""

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from hubcli.core.bad_cells import BadCell, Reader
from hubcli.core.casts import text_of
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapping import ColumnRule, Empty
from hubcli.core.records import comparable_key
from hubcli.core.rows import Value

CellReader: TypeAlias = Callable[[Value], str | None]
"""A cell to its text for HubSpot, None to leave it out; raises BadCell."""


def shown(cell: Value) -> str | None:
    """A cell as read, for people."""
    match cell:
        case str() | None:
            return cell
        case bool() | list() | dict():
            return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def shown_as_text(cell: Value) -> str | None:
    """The same, but a plain list as the text that is read, and that the mapping's `values` go by."""
    try:
        return text_of(cell) if isinstance(cell, list) else shown(cell)
    except BadCell:
        return shown(cell)


def same_id(cell: Value, number: str) -> bool:
    """Whether a cell is this record id."""
    return (shown(cell) or "").strip() == number


def record_id(cell: Value, to: str) -> str:
    """The id of a record of another object, empty for none; raises BadCell."""
    number = (text_of(cell) or "").strip()
    if number and not (number.isascii() and number.isdigit()):
        # An association takes the record's id, never a domain or e-mail (api.md 1.1).
        message = f"{number} is no record id of {to}: an id is a number"
        raise BadCell("INVALID_ASSOCIATION_IDENTIFIER", message)
    return number


def reader_of_cells(rule: ColumnRule, readers: tuple[Reader, ...], empty: Empty) -> CellReader:
    """What a column's cells become: cleared, replaced, cast and checked, as the mapping says."""
    values: Mapping[str, str] = rule.values or {}
    clear = rule.clear

    def read(cell: Value) -> str | None:
        text = cell if type(cell) is str else text_of(cell)
        if text is None:
            return None
        if clear is not None and text.strip() == clear:
            # An empty text clears the property; for a new record it does no harm (api.md 4.3).
            return ""
        if values:
            text = values.get(text, values.get(text.strip(), text))
        if not text or text.isspace():
            return "" if empty is Empty.CLEAR else None
        for reader in readers:
            text = reader(text)
        if len(text) > LONGEST_TEXT:
            message = f"{len(text):,} characters; HubSpot holds at most {LONGEST_TEXT:,}"
            raise BadCell("COLUMN_TOO_LARGE", message)
        return text

    return read


def reader_of_keys(rule: ColumnRule, read: CellReader, name: str) -> CellReader:
    """The same for the column that feeds the key; a bad cell is no key."""
    plain = rule.cast is None and rule.values is None and rule.clear is None

    def key_of(cell: Value) -> str | None:
        if plain and type(cell) is str:
            return comparable_key(name, cell) if cell and not cell.isspace() else None
        try:
            text = read(cell)
        except BadCell:
            return None
        return comparable_key(name, text) if text else None

    return key_of
