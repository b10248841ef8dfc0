"""`hubcli undo`: take back what a run created."""

from typing import Annotated

import typer

from hubcli.cli import options as opt


def undo(  # noqa: PLR0913 - a command's options are its parameters
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            help="The run's id, or what it begins with.",
            show_default=False,
        ),
    ],
    *,
    even_changed: Annotated[
        bool,
        typer.Option(
            "--even-changed",
            rich_help_panel="Delivery",
            help="Take records too that somebody changed since.",
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", rich_help_panel="Delivery", help="Don't ask before archiving."),
    ] = False,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Archive what a run created and nobody changed since.

    What it updated gets back what it held before, but for what somebody changed since. Shows first
    how many records will go, how many are put back, and how many are left and why. Other records
    are never touched. Goes on where it stopped when it is typed again.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.undoing import run_undo  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="undo",
        run=run,
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        yes=yes,
        json=json,
        quiet=quiet,
    )
    return run_undo(asked, even_changed=even_changed)
