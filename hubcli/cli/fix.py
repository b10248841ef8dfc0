"""`hubcli fix`: what would mend a run's refused rows."""

from typing import Annotated

import typer

from hubcli.cli import options as opt


def fix(  # noqa: PLR0913 - a command's options are its parameters
    run: Annotated[
        str | None,
        typer.Argument(
            metavar="RUN",
            help="The run's id, or what it begins with (default: the latest with refused rows).",
            show_default=False,
        ),
    ] = None,
    *,
    accept: Annotated[
        list[str] | None,
        typer.Option(
            "--accept",
            metavar="N|all",
            help="Write these of the proposals into the mapping: 1, or 1,3, or all.",
        ),
    ] = None,
    mapping: opt.MappingOption = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write the changed mapping to a new file; the run's own stays as it is.",
        ),
    ] = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    lock: opt.LockOption = None,
    live: opt.LiveOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Propose changes of the mapping for a run's refused rows.

    Refused rows are grouped by cause, with a proposal for each. On a terminal you are asked about
    them one by one; --accept takes them by number; otherwise they are only shown. What is taken is
    written into the run's mapping file, and `hubcli retry` sends the rows again. A run without one
    gets OBJECT.mapping.yaml.
    """
    from hubcli.cli.fixing import run_fix  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="fix",
        run=run,
        mapping=mapping,
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        lock=lock,
        live=live,
        json=json,
        quiet=quiet,
    )
    return run_fix(asked, accept or [], output)
