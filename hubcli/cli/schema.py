"""`hubcli schema …`: an object type's properties."""

from typing import Annotated

import typer

from hubcli.cli import options as opt

schema = typer.Typer(
    name="schema", help="Look after the properties of an object type.", rich_markup_mode=None
)


@schema.command("add-key")
def add_key(  # noqa: PLR0913 - a command's options are its parameters
    object_: Annotated[
        str,
        typer.Argument(
            metavar="OBJECT",
            help="contacts, companies, deals, tickets or a custom object.",
            show_default=False,
        ),
    ],
    *,
    name: Annotated[
        str,
        typer.Option("--name", metavar="PROPERTY", help="The property's internal name."),
    ] = "hubcli_key",
    label: Annotated[
        str,
        typer.Option("--label", metavar="TEXT", help="What people see in HubSpot."),
    ] = "hubcli import key",
    yes: opt.YesOption = False,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    rehearse: opt.RehearseOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Create the import key, so that creating is safe to repeat.

    It is a property with unique values, which hubcli fills for every row: for contacts, companies,
    deals, tickets and custom objects. Where it is there already, nothing is done.
    """
    from hubcli.cli.add_key import run_add_key  # noqa: PLC0415 - help does without
    from hubcli.cli.requests import Asked  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="schema add-key",
        object=object_,
        files=(),
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal),
        rehearse=rehearse,
        yes=yes,
        json=json,
        quiet=quiet,
    )
    return run_add_key(asked, name=name, label=label)
