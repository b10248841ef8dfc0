"""`hubcli runs …`: what was run, and what became of it."""

from typing import Annotated

import typer

from hubcli.cli import options as opt

runs = typer.Typer(
    name="runs", help="See what was run and what became of it.", rich_markup_mode=None
)


@runs.command("list")
def list_(*, json: opt.JsonOption = False) -> int:
    """List the runs, the latest first.

    A run is finished, unfinished (`hubcli resume` goes on with it), at work, or cut off: its process
    was killed, and `resume` goes on with it too.
    """
    from hubcli.cli.looking_back import list_runs  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415

    return list_runs(Asked(command="runs list", json=json))


@runs.command("show")
def show(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN", help="The run's id, or what it begins with.", show_default=False
        ),
    ],
    *,
    batches: opt.BatchesOption = opt.Batches.AUTO,
    json: opt.JsonOption = False,
) -> int:
    """Show what became of a run, as it was told at its end.

    Nothing but the run's journal is needed: no file, no token. Looking disturbs no run that is at
    work. The exit code in the JSON document is the run's; that of this command is 0.
    """
    from hubcli.cli.looking_back import show_run  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415

    return show_run(Asked(command="runs show", run=run, batches=batches, json=json))


@runs.command("rm")
def remove(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN", help="Runs, by their ids or what those begin with.", show_default=False
        ),
    ],
    *,
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Don't ask, also where rows are in doubt or not sent."),
    ] = False,
) -> int:
    """Remove runs from this machine; nothing changes at HubSpot.

    Everything in a run's folder goes, its rejects and results too. A run that is removed can't be resumed, retried or undone any more. One that is at work is left.
    """
    from hubcli.cli.removing import remove_runs  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415

    return remove_runs(Asked(command="runs rm", yes=yes), names)
