"""Options and arguments that more than one command takes, each once."""

from typing import Annotated

import typer

_RECORDS = "Records"
_ACCOUNT = "Account"
_OUTPUT = "Output"

ObjectArgument = Annotated[
    str,
    typer.Argument(
        metavar="OBJECT",
        help="What the rows are: contacts, company, 0-3, a custom object …",
        show_default=False,
    ),
]
FilesArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help="CSV, TSV, JSON, JSON Lines or YAML, also as .gz; - is standard input.",
        show_default=False,
    ),
]
MappingOption = Annotated[
    str | None,
    typer.Option(
        "-m",
        "--mapping",
        metavar="FILE",
        rich_help_panel=_RECORDS,
        help="The mapping file; without it, headers name the properties.",
    ),
]
FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="csv|tsv|json|jsonl|yaml",
        rich_help_panel=_RECORDS,
        help="The files' format, where their names do not say it.",
    ),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        rich_help_panel=_RECORDS,
        help="The files' encoding, where it is not UTF-8, or UTF-16 with a mark.",
    ),
]
DelimiterOption = Annotated[
    str | None,
    typer.Option(
        "--delimiter",
        metavar="CHAR",
        rich_help_panel=_RECORDS,
        help="What separates cells, where it is not found: , ; | or tab.",
    ),
]
AllowEmptyOption = Annotated[
    bool,
    typer.Option(
        "--allow-empty", rich_help_panel=_RECORDS, help="Files without any row are no error."
    ),
]
BaseUrlOption = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        rich_help_panel=_ACCOUNT,
        help="HubSpot's address (HUBCLI_BASE_URL; default https://api.hubapi.com).",
    ),
]
ApiVersionOption = Annotated[
    str | None,
    typer.Option(
        "--api-version",
        metavar="VERSION",
        rich_help_panel=_ACCOUNT,
        help="The API's version (HUBCLI_API_VERSION; default 2025-09).",
    ),
]
PortalOption = Annotated[
    int | None,
    typer.Option(
        "--portal",
        metavar="ID",
        rich_help_panel=_ACCOUNT,
        help="Stop unless the token belongs to this portal (HUBCLI_PORTAL).",
    ),
]
RehearseOption = Annotated[
    bool,
    typer.Option(
        "--rehearse",
        rich_help_panel=_ACCOUNT,
        help="Do it all against a local HubSpot, with no account.",
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", rich_help_panel=_OUTPUT, help="Print the result as one JSON document."),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", rich_help_panel=_OUTPUT, help="No bar, no notices; only what went wrong."
    ),
]
