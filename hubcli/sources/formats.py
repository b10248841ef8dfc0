"""Which format a file is in: as was said, else by its name, else by its first characters."""

import json
from enum import StrEnum
from pathlib import PurePath

from hubcli.errors import UsageError


class Format(StrEnum):
    """The formats that hubcli reads."""

    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    JSON_LINES = "jsonl"
    YAML = "yaml"


_SUFFIXES = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".tab": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
}


def check_format(said: str) -> Format:
    """The format meant by `--format`; raises UsageError for an unknown one."""
    try:
        return Format(said.lower())
    except ValueError:
        message = f"there is no format {said!r}"
        raise UsageError(message, f"use one of {', '.join(Format)}") from None


def format_of_name(name: str) -> Format | None:
    """What the end of a file's name tells (`.gz` apart), or None."""
    path = PurePath(name)
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return _SUFFIXES.get(path.suffix.lower())


def format_of_content(text: str) -> Format:
    """What the first characters tell: JSON, JSON Lines or CSV; YAML can't be told from CSV."""
    text = text.lstrip()
    if text.startswith("["):
        return Format.JSON
    return _object_format(text) if text.startswith("{") else Format.CSV


def _object_format(text: str) -> Format:
    """A whole object in the first line is a line of JSON Lines, unless it is all there is and holds a list."""
    first, _, rest = text.partition("\n")
    try:
        values = json.loads(first)
    except (ValueError, RecursionError):
        return Format.JSON
    holds_list = any(isinstance(value, list) for value in values.values())
    if rest.strip() or not holds_list or "properties" in values:
        return Format.JSON_LINES
    return Format.JSON
