"""`hubcli schema …`: what a portal is made of."""

from typing import Annotated

import typer

from hubcli.cli import options as opt

schema = typer.Typer(
    name="schema",
    help="See what a portal is made of, write it down, and make the import key.",
    rich_markup_mode=None,
)


@schema.command("pull")
def pull(  # noqa: PLR0913 - a command's options are its parameters
    objects: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[OBJECT]...",
            help="Objects, besides those that the file has already (default: contacts, companies,"
            " deals, tickets, products, line items and every custom object).",
            show_default=False,
        ),
    ] = None,
    *,
    file: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            rich_help_panel="Output",
            help="Where it goes (default: hubspot.lock.json).",
        ),
    ] = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Write down what the portal is made of, so that files can be checked without it.

    Properties with their options, pipelines, owners, association labels, currencies: into a file
    that is kept in git, and that `check --lock` and `--rehearse --lock` take in place of the portal.
    It holds no records and no secrets. Pulled again, the file changes only where the portal did.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.schema_pulling import run_pull  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="schema pull",
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        rehearse=rehearse,
        json=json,
        quiet=quiet,
    )
    return run_pull(asked, objects=tuple(objects or ()), file=file)


@schema.command("show")
def show(  # noqa: PLR0913 - a command's options are its parameters
    object_: Annotated[
        str,
        typer.Argument(
            metavar="OBJECT",
            help="contacts, company, 0-3, a custom object …",
            show_default=False,
        ),
    ],
    *,
    lock: opt.LockOption = None,
    live: opt.LiveOption = False,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Show what an object takes: its properties with their options, its pipelines with their stages.

    Of the portal, or with --lock of a lock file.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.schema_showing import run_show  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="schema show",
        object=object_,
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        rehearse=rehearse,
        lock=lock,
        live=live,
        json=json,
    )
    return run_show(asked)


@schema.command("diff")
def diff(  # noqa: PLR0913 - a command's options are its parameters
    *,
    lock: Annotated[
        str | None,
        typer.Option(
            "--lock",
            metavar="FILE",
            rich_help_panel="Account",
            help="The lock file (HUBCLI_LOCK; default hubspot.lock.json).",
        ),
    ] = None,
    base_url: opt.BaseUrlOption = None,
    api_version: opt.ApiVersionOption = None,
    portal: opt.PortalOption = None,
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    quiet: opt.QuietOption = False,
    json: opt.JsonOption = False,
) -> int:
    """Name what changed in the portal since it was pulled.

    A line for each property, option, pipeline, stage, owner or label that was added, removed or
    changed. Ends with 0 where nothing is different and with 3 where anything is.
    """
    from hubcli.cli.requests import Asked  # noqa: PLC0415 - help does without
    from hubcli.cli.schema_pulling import run_diff  # noqa: PLC0415
    from hubcli.config.settings import Flags  # noqa: PLC0415

    asked = Asked(
        command="schema diff",
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        rehearse=rehearse,
        lock=lock,
        json=json,
        quiet=quiet,
    )
    return run_diff(asked)


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
    profile: opt.ProfileOption = None,
    rehearse: opt.RehearseOption = False,
    lock: opt.RehearsalLockOption = None,
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
        flags=Flags(base_url=base_url, api_version=api_version, portal=portal, profile=profile),
        rehearse=rehearse,
        lock=lock,
        yes=yes,
        json=json,
        quiet=quiet,
    )
    return run_add_key(asked, name=name, label=label)
