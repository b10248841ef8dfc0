"""What `hubcli auth` tells of an account, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.paragraph import paragraph
from hubcli.report.terminal_text import clean


@dataclass(frozen=True, slots=True)
class AccountTold:
    """An account and its token; never the token itself."""

    command: str
    portal_id: int | None
    account_type: str
    base_url: str
    profile: str | None
    token_from: str
    scopes: tuple[str, ...] | None = None
    """None where HubSpot does not tell them."""
    done: str = ""
    """A sentence on what was done."""


def tell_account(told: AccountTold, streams: Streams, *, json: bool, quiet: bool = False) -> None:
    """One document with `json`; else a few lines, unless `quiet`."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif not quiet:
        for text in _lines(told):
            for line in paragraph(clean(text), out, then="  "):
                out.line(line)
    out.flush()


def _lines(told: AccountTold) -> Iterator[str]:
    if told.done:
        yield told.done
    if told.portal_id is not None:
        yield f"portal   {told.portal_id} ({told.account_type or 'of unknown type'})"
    elif told.command != "auth logout":
        yield "portal   could not be named: the token may not read the account's details"
    if told.command == "auth logout":
        return
    if told.profile:
        yield f"profile  {told.profile}"
    yield f"address  {told.base_url}"
    yield f"token    {told.token_from}"
    if told.scopes is None:
        yield "scopes   HubSpot does not tell them of this token"
    else:
        yield f"scopes   {', '.join(told.scopes) or 'none'}"


def _document(told: AccountTold) -> Document:
    return {
        "hubcli": VERSION,
        "command": told.command,
        "status": "success",
        "exitCode": 0,
        "portalId": told.portal_id,
        "accountType": told.account_type or None,
        "baseUrl": told.base_url,
        "profile": told.profile,
        "tokenFrom": told.token_from,
        "scopes": None if told.scopes is None else list(told.scopes),
        "message": told.done or None,
    }
