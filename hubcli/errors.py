"""What can go wrong, grouped by what happens next; every error knows its exit code.

HubcliError
├── UsageError         2    the command line is wrong: the user types it again
├── AccountError       4    the token is missing, wrong, expired, lacks a scope, or is another portal's
├── UnusableError      5    a file, mapping or setting can't be used; nothing was sent
│   ├── SourceError         … an input file, with its line and column
│   └── MappingError        … a mapping, with all of its faults at once
├── UnavailableError   6    HubSpot, or this machine, can't go on; resumable
└── StoppedError     130    somebody stopped it before anything was sent
"""

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes that scripts rely on; the README's table is made from these docs."""

    SUCCESS = 0
    """every row is created (or existing or updated, where asked)"""
    BUG = 1
    """a bug in hubcli"""
    USAGE = 2
    """the command line is wrong"""
    REFUSED = 3
    """some rows were refused"""
    ACCOUNT = 4
    """the token is missing, wrong, expired, lacks a scope, or belongs to another portal"""
    UNUSABLE = 5
    """a file, mapping or setting can't be used; nothing was sent"""
    UNAVAILABLE = 6
    """HubSpot is unavailable, its daily limit is reached, or this machine can't go on"""
    IN_DOUBT = 7
    """some rows are in doubt"""
    INTERRUPTED = 130
    """interrupted"""


def _sentence(text: str) -> str:
    """With a capital and a full stop, however it was written down."""
    text = text[:1].upper() + text[1:]
    return f"{text}." if text and text[-1] not in ".?!" else text


class HubcliError(Exception):
    """An end of the command that the user can act on: what happened, and what to do."""

    exit_code: ExitCode = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two sentences apart; only the report joins them."""
        super().__init__(message)
        self.message = message
        self.hint = _sentence(hint)


class UsageError(HubcliError):
    """The command line is wrong."""

    exit_code = ExitCode.USAGE


class AccountError(HubcliError):
    """The token can't be used for this."""

    exit_code = ExitCode.ACCOUNT


class UnusableError(HubcliError):
    """A file, mapping or setting can't be used; nothing was sent."""

    exit_code = ExitCode.UNUSABLE


class UnavailableError(HubcliError):
    """HubSpot or this machine can't go on now; later it may."""

    exit_code = ExitCode.UNAVAILABLE


class StoppedError(HubcliError):
    """Somebody stopped the command before it had sent anything."""

    exit_code = ExitCode.INTERRUPTED


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands, as an editor counts: the first line and column are 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """`file`, `file:line` or `file:line:column`, as editors and terminals make links of."""
        parts = (self.file, self.line, self.column)
        return ":".join(str(part) for part in parts if part is not None)


class SourceError(UnusableError):
    """An input file can't be read as what it says it is."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        """Put the place in front, as compilers do."""
        super().__init__(f"{place}: {message}", hint)
        self.place = place


@dataclass(frozen=True, slots=True)
class MappingFault:
    """One thing that is wrong in a mapping."""

    place: Place
    message: str

    def __str__(self) -> str:
        """One line: the place, then what is wrong."""
        return f"{self.place}: {self.message}"


class MappingError(UnusableError):
    """A mapping can't be used; all of its faults are told at once."""

    def __init__(self, faults: tuple[MappingFault, ...], hint: str = "") -> None:
        """One fault a line."""
        super().__init__("\n".join(str(fault) for fault in faults), hint)
        self.faults = faults
