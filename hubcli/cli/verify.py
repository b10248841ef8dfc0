"""`hubcli verify`: whether everything is there as it was sent."""

from typing import Annotated

import typer

from hubcli.cli import options as opt


def verify(  # noqa: PLR0913 - a command's options are its parameters
    run: Annotated[
        str | None,
        typer.Argument(
            metavar="RUN",
            help="The run's id, or what it begins with (default: the latest run that made records).",
            show_default=False,
        ),
    ] = None,
    *,
    sample: Annotated[
        str,
        typer.Option(
            "--sample", metavar="N|all", help="How many records to look at, from all over the run."
        ),
    ] = "200",
    concurrency: opt.ConcurrencyOption = None,
    leave: opt.LeaveOption = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Read back what a run made and compare it with what was sent.

    Are the records still there, do they hold the values, are they associated? What HubSpot is known
    to write differently (an e-mail in lower case) is told and is no difference. Changes nothing.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.verifying import run_verify  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    flags = Flags(
        base_url=base_url,
        api_version=api_version,
        portal=portal,
        profile=profile,
        leave=leave,
        concurrency=concurrency,
    )
    asked = Asked(command="verify", run=run, flags=flags, json=json, quiet=quiet)
    return run_verify(asked, sample=sample)
