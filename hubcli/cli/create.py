"""`hubcli create`: the main job."""

from enum import StrEnum
from typing import Annotated

import typer

from hubcli.cli import options as opt


class Batches(StrEnum):
    """Which batches are shown."""

    AUTO = "auto"
    ALL = "all"
    TROUBLED = "troubled"
    NONE = "none"


def create(  # noqa: PLR0913 - a command's options are its parameters
    object_: opt.ObjectArgument,
    files: opt.FilesArgument,
    *,
    mapping: opt.MappingOption = None,
    format_: opt.FormatOption = None,
    encoding: opt.EncodingOption = None,
    delimiter: opt.DelimiterOption = None,
    allow_empty: opt.AllowEmptyOption = False,
    batch_size: Annotated[
        int | None,
        typer.Option(
            "--batch-size",
            metavar="N",
            rich_help_panel="Delivery",
            help="Records in a request, 1 to 100 (default 100).",
        ),
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(
            "--concurrency",
            metavar="N",
            rich_help_panel="Delivery",
            help="Requests in flight at most (default 8).",
        ),
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option(
            "--patience",
            metavar="SECONDS",
            rich_help_panel="Delivery",
            help="How long HubSpot may still be writing after a request that got no answer"
            " (HUBCLI_PATIENCE; default 30).",
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            rich_help_panel="Delivery",
            help="Show what would be sent, and send nothing.",
        ),
    ] = False,
    yes: Annotated[
        bool,
        typer.Option(
            "--yes",
            "-y",
            rich_help_panel="Delivery",
            help="Don't ask before writing to production.",
        ),
    ] = False,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    rehearse: opt.RehearseOption = False,
    results: Annotated[
        str | None,
        typer.Option(
            "--results",
            metavar="FILE",
            rich_help_panel="Output",
            help="Write every row with its outcome, new id and address.",
        ),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            rich_help_panel="Output",
            help="Where refused rows go (default: the run's folder).",
        ),
    ] = None,
    batches: Annotated[
        Batches,
        typer.Option("--batches", rich_help_panel="Output", help="Which batches to show."),
    ] = Batches.AUTO,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Create a record for every row, each row exactly once.

    Sends batches of up to 100, and shows for each its status, its numErrors and the details of each
    error, down to file and line.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.work import run_create  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    flags = Flags(
        base_url=base_url,
        api_version=api_version,
        portal=portal,
        patience=patience,
        concurrency=concurrency,
        batch_size=batch_size,
    )
    asked = Asked(
        command="create",
        object=object_,
        files=tuple(files),
        mapping=mapping,
        format=format_,
        encoding=encoding,
        delimiter=delimiter,
        allow_empty=allow_empty,
        flags=flags,
        rehearse=rehearse,
        dry_run=dry_run,
        results=results,
        rejects=rejects,
        yes=yes,
        json=json,
        quiet=quiet,
        batches=batches,
    )
    return run_create(asked)
