"""`hubcli upsert`: change the records that are there, create the others."""

from hubcli.cli import options as opt


def upsert(  # noqa: PLR0913 - a command's options are its parameters
    object_: opt.ObjectArgument,
    files: opt.FilesArgument,
    *,
    key: opt.KeyOption = None,
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
    """Change the record with each row's key, or create it where there is none.

    What a record holds is read before it is changed, and kept so that `hubcli undo` can put it
    back. Of records that are there, associations stay as they are, and the mapping says what is
    written: `write: always`, `if-empty` or `never`.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.work import run_upsert  # noqa: PLC0415
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
        command="upsert",
        doing="upsert",
        on_existing="update",
        object=object_,
        files=tuple(files),
        key=key,
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
        results=results,
        rejects=rejects,
        yes=yes,
        json=json,
        quiet=quiet,
        batches=batches,
    )
    return run_upsert(asked)
