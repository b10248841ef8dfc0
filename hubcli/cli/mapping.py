"""`hubcli mapping …`: mapping files."""

from typing import Annotated

import typer

from hubcli.cli import options as opt

mapping = typer.Typer(name="mapping", help="Look after mapping files.", rich_markup_mode=None)


@mapping.callback()
def _group() -> None:
    """One command so far, and Typer would leave its name out."""


@mapping.command("init")
def init(  # noqa: PLR0913 - a command's options are its parameters
    object_: opt.ObjectArgument,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="The data file; - is standard input.", show_default=False
        ),
    ],
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            help="Where to write it (default: OBJECT.mapping.yaml); - is standard output.",
        ),
    ] = None,
    format_: opt.FormatOption = None,
    encoding: opt.EncodingOption = None,
    delimiter: opt.DelimiterOption = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    lock: opt.LockOption = None,
    live: opt.LiveOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Write a mapping file for a data file.

    Headers are matched to the portal's properties by name, label, the usual words of several
    languages, and what the cells of the first 1,000 rows look like. What is not certain is left to
    you, with the candidates beside it. No file is ever replaced.
    """
    from hubcli.cli.mapping_init import run_init  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="mapping init",
        object=object_,
        files=(file,),
        format=format_,
        encoding=encoding,
        delimiter=delimiter,
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        rehearse=rehearse,
        lock=lock,
        live=live,
        json=json,
        quiet=quiet,
    )
    return run_init(asked, output)
