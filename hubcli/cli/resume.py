"""`hubcli resume`: go on with a run that stopped."""

from typing import Annotated

import typer

from hubcli.cli import options as opt


def resume(  # noqa: PLR0913 - a command's options are its parameters
    run: opt.RunArgument = None,
    *,
    settle: Annotated[
        str | None,
        typer.Option(
            "--settle",
            metavar="FILE",
            rich_help_panel="Delivery",
            help="The in-doubt file, in which somebody changed `_outcome` of rows to created, with the"
            " record's id in `_id`, or to notSent.",
        ),
    ] = None,
    limit: opt.LimitOption = None,
    max_refused: opt.MaxRefusedOption = None,
    concurrency: opt.ConcurrencyOption = None,
    patience: opt.PatienceOption = None,
    leave: opt.LeaveOption = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    results: opt.ResultsOption = None,
    rejects: opt.RejectsOption = None,
    batches: opt.BatchesOption = opt.Batches.AUTO,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Go on with a run that stopped.

    Settles what is in doubt and sends what was not sent. Works after Ctrl-C, a lost connection, a
    daily limit, an expired token, kill -9 and a power cut, from any folder.
    """
    from hubcli.cli.going_on import run_resume  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    flags = Flags(
        base_url=base_url,
        api_version=api_version,
        portal=portal,
        profile=profile,
        patience=patience,
        leave=leave,
        concurrency=concurrency,
    )
    asked = Asked(
        command="resume",
        run=run,
        flags=flags,
        settle=settle,
        limit=limit,
        max_refused=max_refused,
        results=results,
        rejects=rejects,
        json=json,
        quiet=quiet,
        batches=batches,
    )
    return run_resume(asked)
