"""`hubcli create`: the main job."""

from typing import Annotated

import typer

from hubcli.cli import options as opt
from hubcli.core.existing import OnExisting


def create(  # noqa: PLR0913 - a command's options are its parameters
    object_: opt.ObjectArgument,
    files: opt.FilesArgument,
    *,
    mapping: opt.MappingOption = None,
    format_: opt.FormatOption = None,
    encoding: opt.EncodingOption = None,
    delimiter: opt.DelimiterOption = None,
    allow_empty: opt.AllowEmptyOption = False,
    batch_size: opt.BatchSizeOption = None,
    concurrency: opt.ConcurrencyOption = None,
    patience: opt.PatienceOption = None,
    leave: opt.LeaveOption = None,
    limit: opt.LimitOption = None,
    canary: opt.CanaryOption = None,
    max_refused: opt.MaxRefusedOption = None,
    on_existing: opt.OnExistingOption = OnExisting.REFUSE,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            rich_help_panel="Delivery",
            help="Import a file once more that was imported before, with new import keys.",
        ),
    ] = False,
    dry_run: opt.DryRunOption = False,
    yes: opt.YesOption = False,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    lock: opt.RehearsalLockOption = None,
    results: opt.ResultsOption = None,
    rejects: opt.RejectsOption = None,
    batches: opt.BatchesOption = opt.Batches.AUTO,
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
        profile=profile,
        patience=patience,
        leave=leave,
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
        lock=lock,
        dry_run=dry_run,
        limit=limit,
        canary=canary,
        max_refused=max_refused,
        on_existing=on_existing.value,
        again=again,
        results=results,
        rejects=rejects,
        yes=yes,
        json=json,
        quiet=quiet,
        batches=batches,
    )
    return run_create(asked)
