"""`hubcli retry`: send a run's refused rows again."""

from hubcli.cli import options as opt


def retry(  # noqa: PLR0913 - a command's options are its parameters
    run: opt.RunArgument = None,
    *,
    mapping: opt.MappingOption = None,
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
    """Send a run's refused rows again.

    After the portal or the mapping was mended, that is. The mapping file is read anew. Rows of a file that was mended itself are another file: name it
    to `hubcli create`.
    """
    from hubcli.cli.going_on import run_retry  # noqa: PLC0415 - help does without
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
        command="retry",
        run=run,
        mapping=mapping,
        flags=flags,
        limit=limit,
        max_refused=max_refused,
        results=results,
        rejects=rejects,
        json=json,
        quiet=quiet,
        batches=batches,
    )
    return run_retry(asked)
