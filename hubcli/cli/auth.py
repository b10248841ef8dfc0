"""`hubcli auth …`: whose token it is, and where it is kept."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hubcli.cli import options as opt

if TYPE_CHECKING:
    from hubcli.cli.requests import Asked

auth = typer.Typer(
    name="auth",
    help="See whose token it is, and keep one in the system's keyring.",
    rich_markup_mode=None,
)
_EntryOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="The account's profile (HUBCLI_PROFILE); without one, the entry of no profile.",
    ),
]


@auth.command("login")
def login(
    *,
    profile: _EntryOption = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Keep a token in the system's keyring.

    Asks for it without showing it, or reads it from standard input; it is never an argument. It is
    kept only once HubSpot has accepted it.
    """
    from hubcli.cli.authenticating import run_login  # noqa: PLC0415 - help does without

    account = {
        "profile": profile,
        "base_url": base_url,
        "api_version": api_version,
        "portal": portal,
    }
    return run_login(_asked("auth login", account, json=json, quiet=quiet))


@auth.command("status")
def status(
    *,
    profile: opt.ProfileOption = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    json: opt.JsonOption = False,
) -> int:
    """Name the portal that the token belongs to, its type, and the token's scopes."""
    from hubcli.cli.authenticating import run_status  # noqa: PLC0415 - help does without

    account = {
        "profile": profile,
        "base_url": base_url,
        "api_version": api_version,
        "portal": portal,
    }
    return run_status(_asked("auth status", account, json=json))


@auth.command("logout")
def logout(
    *,
    profile: _EntryOption = None,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Take the token out of the system's keyring; HubSpot goes on accepting it elsewhere."""
    from hubcli.cli.authenticating import run_logout  # noqa: PLC0415 - help does without

    return run_logout(_asked("auth logout", {"profile": profile}, json=json, quiet=quiet))


def _asked(command: str, account: dict[str, Any], *, json: bool, quiet: bool = False) -> "Asked":
    from hubcli.cli.requests import Asked  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    return Asked(command=command, flags=Flags(**account), json=json, quiet=quiet)
