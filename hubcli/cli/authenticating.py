"""The work of `hubcli auth`: a token is tried before it is kept, and never shown."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hubcli.cli.ending import concluded
from hubcli.cli.place import connect_with
from hubcli.cli.requests import Asked
from hubcli.cli.stopping import RunClock
from hubcli.config.keyring import DEFAULT, system_keyring
from hubcli.config.settings import Settings, load_settings
from hubcli.config.token import FixedToken, TokenSource, find_token
from hubcli.config.token_text import TOKEN_VARIABLE, Token
from hubcli.errors import AccountError, ExitCode, UnavailableError
from hubcli.hubspot.account import account_of
from hubcli.hubspot.reads import Denied, read
from hubcli.hubspot.token_info import token_info
from hubcli.report.account_told import AccountTold, tell_account
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.secret import ask_secret

_FORBIDDEN = 403


def run_login(asked: Asked) -> int:
    """`hubcli auth login`."""
    return concluded(asked, _login)


def run_status(asked: Asked) -> int:
    """`hubcli auth status`."""
    return concluded(asked, _status)


def run_logout(asked: Asked) -> int:
    """`hubcli auth logout`."""
    return concluded(asked, _logout)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What HubSpot says of a token."""

    portal_id: int | None
    account_type: str
    scopes: tuple[str, ...] | None


def _login(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    settings = _settings(asked)
    keyring = system_keyring()
    text = ask_secret("What is the token? It is not shown:", streams)
    token = Token(text, origin="standard input")
    seen = _see(settings, FixedToken(token, "standard input"))
    entry = settings.profile or DEFAULT
    keyring.keep(entry, token)
    done = f"The token is kept in the system's keyring, as the entry {entry} of hubcli."
    tell_account(
        _told(asked, settings, seen, f"the system's keyring (entry {entry})", done),
        streams,
        json=asked.json,
        quiet=asked.quiet,
    )
    if TOKEN_VARIABLE in os.environ and not settings.is_profile_said:
        reporter.notice(f"{TOKEN_VARIABLE} is set, and counts before the keyring.")
    return ExitCode.SUCCESS


def _status(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del reporter
    settings = _settings(asked)
    source = find_token(os.environ, settings)
    seen = _see(settings, source)
    told = _told(asked, settings, seen, source.origin, "")
    tell_account(told, streams, json=asked.json)
    return ExitCode.SUCCESS


def _logout(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del reporter
    settings = _settings(asked)
    entry = settings.profile or DEFAULT
    was_there = system_keyring().forget(entry)
    where = f"the system's keyring (entry {entry})"
    done = f"The token was taken out of {where}." if was_there else f"No token is in {where}."
    told = _told(asked, settings, _Seen(None, "", None), where, done)
    tell_account(told, streams, json=asked.json, quiet=asked.quiet)
    return ExitCode.SUCCESS


def _settings(asked: Asked) -> Settings:
    return load_settings(asked.flags, os.environ, Path.cwd())


def _see(settings: Settings, source: TokenSource) -> _Seen:
    """Whose the token is.

    Raises AccountError for a wrong one and for that of another portal, UnavailableError where
    nobody accepted it.
    """
    with ExitStack() as stack:
        session, paths = connect_with(source, settings, stack)
        answer = read(session, paths.account(), RunClock().wait)
        account = None if isinstance(answer, Denied) else account_of(answer)
        info = token_info(session, paths)
    portal = account.portal_id if account else info.portal_id if info else None
    if portal is None and not (isinstance(answer, Denied) and answer.status == _FORBIDDEN):
        # Only a 403 says that the token itself is good; what else answers may not be HubSpot.
        said = answer.status if isinstance(answer, Denied) else "without a portal"
        message = f"{paths.account()} answered {said}, which says nothing of the token"
        raise UnavailableError(message, "Is the base URL right?")
    if settings.portal is not None and portal != settings.portal:
        said = f"belongs to portal {portal}, not to {settings.portal}"
        unsaid = f"can't be verified to belong to portal {settings.portal}"
        hint = "Use a token of the right portal, or another --portal."
        raise AccountError(f"the token {unsaid if portal is None else said}", hint)
    return _Seen(portal, account.type if account else "", info.scopes if info else None)


def _told(asked: Asked, settings: Settings, seen: _Seen, token_from: str, done: str) -> AccountTold:
    return AccountTold(
        command=asked.command,
        portal_id=seen.portal_id,
        account_type=seen.account_type,
        base_url=settings.base_url,
        profile=settings.profile,
        token_from=token_from,
        scopes=seen.scopes,
        done=done,
    )
