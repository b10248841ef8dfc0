"""`hubcli check`: everything but the sending."""

from hubcli.cli import options as opt
from hubcli.core.existing import OnExisting


def check(  # noqa: PLR0913 - a command's options are its parameters
    object_: opt.ObjectArgument,
    files: opt.FilesArgument,
    *,
    mapping: opt.MappingOption = None,
    format_: opt.FormatOption = None,
    encoding: opt.EncodingOption = None,
    delimiter: opt.DelimiterOption = None,
    allow_empty: opt.AllowEmptyOption = False,
    on_existing: opt.OnExistingOption = OnExisting.REFUSE,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    lock: opt.LockOption = None,
    live: opt.LiveOption = False,
    show_changes: opt.ShowChangesOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Do all but the sending: read, map and check every row.

    Rows are checked against the portal's properties, or with --lock against a portal that was written
    down. The portal is asked which keys exist already, and whether associated records do. Every fault
    is told, with what would mend it where that is known, and at the end what could not be checked.
    """
    from hubcli.cli.checking import run_check  # noqa: PLC0415
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="check",
        object=object_,
        files=tuple(files),
        mapping=mapping,
        format=format_,
        encoding=encoding,
        delimiter=delimiter,
        allow_empty=allow_empty,
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        on_existing=on_existing.value,
        rehearse=rehearse,
        lock=lock,
        live=live,
        show_changes=show_changes,
        json=json,
        quiet=quiet,
    )
    return run_check(asked)
