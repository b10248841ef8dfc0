"""The README's tables that are made from the code, as Markdown."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import hubcli.errors
from hubcli.config import options
from hubcli.config.options import Option
from tests.docs.shell import ROOT

_MEANINGS = {
    "base_url": "HubSpot's address; plain http only to this machine",
    "api_version": "The API's version, as it stands in paths",
    "portal": "The account that the token must belong to",
    "patience": "Seconds for which HubSpot may still be writing after a request that got no answer",
    "max_wait": "Seconds of waiting in sum for limits and locks, after which a run stops",
    "leave": "The share of the account's rate, and of its requests of the day, that is left to others,"
    " such as `20%`",
    "concurrency": "Requests in flight at most, 1 to 100",
    "batch_size": "Records in a request, 1 to 100",
    "token_command": "A command that prints the token; run without a shell, again after a 401",
    "profile": "The account's [profile](#profiles)",
    "lock": "The pulled portal that `check` and rehearsals go by",
}
_NO_FLAG = frozenset({"max_wait", "token_command"})

CODES = {
    "INVALID_EMAIL": ("HubSpot", "an e-mail address without name, `@` or domain"),
    "INVALID_OPTION": ("HubSpot", "not among the property's options"),
    "INVALID_INTEGER": ("HubSpot", "not a number, though the property or the mapping says number"),
    "INVALID_DATE": ("HubSpot", "not a date that HubSpot takes"),
    "INVALID_LONG": ("HubSpot", "not a time that HubSpot takes"),
    "MISSING_REQUIRED_PROPERTY": ("HubSpot", "no value for a property that is required"),
    "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES": (
        "importer",
        "no value that could be sent",
    ),
    "AMBIGUOUS_ENUMERATION_OPTION": (
        "importer",
        "a label that several options have; the message names them",
    ),
    "COULD_NOT_FIND_OWNER": ("importer", "not the id, e-mail or name of an owner"),
    "MULTIPLE_OWNERS_FOUND": ("importer", "a name that several owners have"),
    "INVALID_PHONE_NUMBER": ("hubcli", "no phone number that exists, or more than one"),
    "COLUMN_TOO_LARGE": ("importer", "more than 65,536 characters"),
    "COULD_NOT_PARSE_DATE": (
        "importer",
        "not in the `format` of the mapping, or without time zone",
    ),
    "INVALID_NUMBER_SIZE": ("importer", "larger than a number can be"),
    "INVALID_ASSOCIATION_IDENTIFIER": ("importer", "not the id of a record to associate"),
    "LEADING_TRAILING_WHITESPACE": ("HubSpot", "white space around a value that is no text"),
    "ALREADY_EXISTS": ("hubcli", "HubSpot holds a record with this key"),
    "UPDATE_ONLY_IMPORT": ("importer", "no record has the row's key, and `update` creates none"),
    "MADE_MEANWHILE": (
        "hubcli",
        "a warning of `upsert`: somebody else made the record just before, and what it held is not known",
    ),
    "LIFECYCLE_STAGE_BACKWARDS": (
        "hubcli",
        "a warning of `check`: HubSpot moves no lifecycle stage back",
    ),
    "DUPLICATE_KEY": ("hubcli", "another row of the input has the same key; the message names it"),
    "IN_DOUBT": ("hubcli", "HubSpot may hold the row and will not say so"),
    "RAGGED_ROW": ("hubcli", "more or fewer cells than the header"),
    "BROKEN_QUOTE": ("hubcli", "text after a closing quote"),
    "BROKEN_LINE": ("hubcli", "a line of JSON Lines that is not JSON, or nested too deep"),
    "BROKEN_TEXT": ("hubcli", "half of a surrogate pair, which is no character"),
    "NUL_BYTE": ("hubcli", "a NUL byte in a cell"),
    "NESTED_VALUE": ("hubcli", "an object or nested list where a value is expected"),
    "REPEATED_KEY": ("hubcli", "the same key twice in one record"),
    "NOT_A_NUMBER": ("hubcli", "NaN or an infinity"),
    "NOT_A_RECORD": ("hubcli", "an element of the list that is no object"),
    "CHANGED": ("undo", "a property that was sent holds another value now"),
    "CHANGED_BY_PERSON": ("undo", "a person set a property since"),
    "CHANGED_BY_WORKFLOW": ("undo", "a workflow set a property since"),
    "CHANGED_BY_APP": ("undo", "an app set a property since; it may be the one of your token"),
    "CHANGED_BY_OTHER": ("undo", "a source that hubcli does not know set a property since"),
    "HISTORY_UNKNOWN": ("undo", "HubSpot does not say when or by whom its values were set"),
    "UNREADABLE": ("undo", "it can't be read, so nobody knows whether it was changed"),
    "NOT_NAMED": ("undo", "HubSpot's answer does not speak of it: it may have been merged"),
    "OBJECT_NOT_FOUND": ("undo", "an updated record is not there any more"),
    "OLD_VALUES_UNKNOWN": ("undo", "it is not known what an updated record held before"),
    "NOT_PUT_BACK": ("undo", "HubSpot did not take the value that an updated record held before"),
    "NO_ID": ("undo", "HubSpot made it without saying which one it is"),
}
"""Code to whose word it is and what it says; a test compares the keys with the code."""

_JUDGING = ("sources", "core", "pipeline")
_NO_CODES = frozenset(
    {
        "VALIDATION_ERROR",
        "INVALID_OBJECT_IDS",
        "LARGEST_NUMBER",
        "AI_GROUP",
        "AUTOMATION_PLATFORM",
        "CRM_UI",
        "CRM_UI_BULK_ACTION",
        "INTEGRATIONS_SYNC",
        "MOBILE_ANDROID",
        "MOBILE_IOS",
    }
)
"""A category, a key of HubSpot's error bodies, a name of ours, and what HubSpot calls those who set values."""
_MENDING = ("proposals", "proposing_")
"""Modules that know the codes of HubSpot's answers too."""
_ONE_WORD = frozenset({"CHANGED", "UNREADABLE"})
"""Codes that look like any word."""

_CODE = re.compile(r"[A-Z]{2,}(_[A-Z]+)+")


def exit_codes() -> str:
    """The table of exit codes, from the docs of ExitCode's members."""
    tree = ast.parse(Path(hubcli.errors.__file__).read_text(encoding="utf-8"))
    (enum,) = (node for node in tree.body if getattr(node, "name", "") == "ExitCode")
    assert isinstance(enum, ast.ClassDef)
    rows = []
    for member, doc in zip(enum.body, enum.body[1:], strict=False):
        if isinstance(member, ast.Assign) and isinstance(doc, ast.Expr):
            rows.append((str(ast.literal_eval(member.value)), str(ast.literal_eval(doc.value))))
    return _table(("code", "means"), rows)


def settings() -> str:
    """The table of settings, from hubcli.config.options."""
    rows = [
        (
            f"`{option.name}`",
            "" if option.name in _NO_FLAG else f"`{option.flag}`",
            f"`{option.variable}`",
            _default(option.default),
            _MEANINGS[option.name],
        )
        for option in vars(options).values()
        if isinstance(option, Option) and option.name in _MEANINGS
    ]
    return _table(("key in hubcli.yaml", "flag", "variable", "default", "what it is"), rows)


def codes(*whose: str) -> str:
    """The table of the codes that are these people's words."""
    rows = [(f"`{code}`", means) for code, (owner, means) in CODES.items() if owner in whose]
    return _table(("code", "what is wrong"), rows)


def codes_in_source() -> set[str]:
    """Every word in capitals that hubcli itself can give a row as its code."""
    package = ROOT / "hubcli"
    paths = [path for name in _JUDGING for path in sorted((package / name).rglob("*.py"))]
    paths = [path for path in paths if not path.name.startswith(_MENDING)]
    paths.append(package / "hubspot" / "wire_errors.py")
    return {word for path in paths for word in _words(path)} - _NO_CODES


def _words(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and (
            node.value in _ONE_WORD or _CODE.fullmatch(str(node.value))
        ):
            yield str(node.value)


def _default(value: object) -> str:
    match value:
        case None:
            return "none"
        case float():
            return f"`{value:g}`"
    return f"`{value}`"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
