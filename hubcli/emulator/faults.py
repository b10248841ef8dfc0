"""The faults that can be injected, and the small language that names them.

A fault is `[KIND/]WHAT[=NUMBER][:WHICH]`.

KIND   which requests: create (batch/create, the default), read, update, upsert, archive (the batch endpoints), search,
       single (one record), associations, properties, pipelines, owners, schemas, account, token, any
WHICH  the how-many-eth of them, counted past authentication and rate limit: 2, 2-5, 5- (from the fifth on) or every=3;
       without it every one
WHAT   502-before    answers the status, does nothing (502 alone means the same; so do all of 401 403 404 408 409 413
                     414 415 423 429 477 500 501 502 503 504 520 521 522 523 524 525 526)
       502-after     does what was asked, then answers the status
       429-daily     the daily limit; 429-secondly the one of searches
       477=3600      a status with Retry-After: 3600 (any of the above, such as 429=2)
       empty         2xx with empty results and nothing done; empty-after has done it
       html          200 with an HTML page and nothing done; html-after has done it
       redirect      302 to a login page
       truncate      does it, then answers only the first half of the JSON, as if it were whole
       drop-result   does it, but leaves one row out of the results
       cut-before    closes the connection without an answer, does nothing
       cut-after     does it, then closes the connection without an answer
       cut-middle    does it, then closes the connection in the middle of the answer
       late-commit=5 answers 504, and does it 5 seconds later
       slow=3        waits 3 seconds, then does it and answers

Examples: 502-after:2   429:3   477=3600:1   cut-middle:every=4   read/502:1   account/403   401:5-
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, Literal, get_args

Kind = Literal[
    "create", "read", "update", "upsert", "archive", "search", "single", "associations",
    "properties", "pipelines", "owners", "schemas", "account", "token", "any",
]  # fmt: skip
Spoiling = Literal["empty", "html", "redirect"]
Policy = Literal["TEN_SECONDLY_ROLLING", "SECONDLY", "DAILY"]

STATUSES: Final = frozenset(
    {
        401,
        403,
        404,
        408,
        409,
        413,
        414,
        415,
        423,
        429,
        477,
        500,
        501,
        502,
        503,
        504,
        *range(520, 527),
    }
)
_POLICIES: Final[dict[str, Policy]] = {"daily": "DAILY", "secondly": "SECONDLY"}
_GRAMMAR: Final = re.compile(
    r"(?:(?P<kind>[a-z]+)/)?(?P<what>[a-z0-9-]+?)(?:=(?P<number>\d+(?:\.\d+)?))?(?::(?P<which>every=\d+|\d+(?:-\d*)?))?"
)


class FaultError(ValueError):
    """A fault was written in a way that the grammar does not know."""


@dataclass(frozen=True, slots=True)
class Status:
    """Answer this status, before or after doing what was asked."""

    code: int
    commit: bool = False
    retry_after: int | None = None
    policy: Policy = "TEN_SECONDLY_ROLLING"


@dataclass(frozen=True, slots=True)
class Spoiled:
    """Answer something useless with a status that looks well."""

    how: Spoiling
    commit: bool = False


@dataclass(frozen=True, slots=True)
class Mangled:
    """Do it, and answer less than happened."""

    how: Literal["truncate", "drop-result"]


@dataclass(frozen=True, slots=True)
class Cut:
    """Close the connection."""

    when: Literal["before", "after", "middle"]


@dataclass(frozen=True, slots=True)
class LateCommit:
    """Answer 504 at once, do it later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Slow:
    """Wait, then do it."""

    seconds: float


Action = Status | Spoiled | Mangled | Cut | LateCommit | Slow


_PLAIN: Final[dict[str, Action]] = {
    "empty": Spoiled("empty"),
    "empty-after": Spoiled("empty", commit=True),
    "html": Spoiled("html"),
    "html-after": Spoiled("html", commit=True),
    "redirect": Spoiled("redirect"),
    "truncate": Mangled("truncate"),
    "drop-result": Mangled("drop-result"),
    "cut-before": Cut("before"),
    "cut-after": Cut("after"),
    "cut-middle": Cut("middle"),
}


@dataclass(frozen=True, slots=True)
class Which:
    """Which requests of a kind, by their number from 1."""

    first: int = 1
    last: int | None = None
    every: int = 1

    def holds(self, number: int) -> bool:
        """Tell whether the request with this number is meant."""
        in_range = number >= self.first and (self.last is None or number <= self.last)
        return in_range and number % self.every == 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong, for which kind of request, and how often."""

    action: Action
    kind: Kind = "create"
    which: Which = Which()


def parse_fault(text: str) -> Fault:
    """Read one fault; the grammar is in this module's docstring."""
    match = _GRAMMAR.fullmatch(text.strip())
    if match is None:
        raise _unreadable(text, "write [KIND/]WHAT[=NUMBER][:WHICH], such as 502-after:2")
    kind = _kind(match["kind"] or "create", text)
    number = None if match["number"] is None else float(match["number"])
    action = _action(match["what"], number)
    if action is None:
        raise _unreadable(
            text,
            f"{match['what']!r} is not a known fault, or its number is missing or out of place",
        )
    return Fault(action, kind, _which(match["which"] or ""))


def _kind(name: str, text: str) -> Kind:
    kinds: tuple[Kind, ...] = get_args(Kind)
    for kind in kinds:
        if kind == name:
            return kind
    raise _unreadable(text, f"{name} is not one of {', '.join(kinds)}")


def _unreadable(text: str, why: str) -> FaultError:
    return FaultError(f"can't read the fault {text!r}: {why}")


def _which(text: str) -> Which:
    if text.startswith("every="):
        return Which(every=max(1, int(text.removeprefix("every="))))
    if not text:
        return Which()
    first, dash, last = text.partition("-")
    if not dash:
        return Which(int(first), int(first))
    return Which(int(first), int(last) if last else None)


def _action(what: str, number: float | None) -> Action | None:
    if what[:3].isdecimal():
        return _status(what, number)
    if number is None:
        return _PLAIN.get(what)
    match what:
        case "late-commit":
            return LateCommit(number)
        case "slow":
            return Slow(number)
    return None


def _status(what: str, number: float | None) -> Status | None:
    digits, _, manner = what.partition("-")
    if not digits.isdecimal() or int(digits) not in STATUSES:
        return None
    code = int(digits)
    retry_after = None if number is None else int(number)
    if manner in {"", "before", "after"}:
        return Status(code, commit=manner == "after", retry_after=retry_after)
    if code == HTTPStatus.TOO_MANY_REQUESTS and manner in _POLICIES:
        return Status(code, retry_after=retry_after, policy=_POLICIES[manner])
    return None
