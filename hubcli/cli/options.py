"""Options and arguments that more than one command takes, each once."""

from enum import StrEnum
from typing import Annotated

import typer

from hubcli.core.existing import OnExisting

_RECORDS = "Records"
_ACCOUNT = "Account"
_OUTPUT = "Output"
_DELIVERY = "Delivery"

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
ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        rich_help_panel=_ACCOUNT,
        help="The account's profile in the settings: its portal, token and address"
        " (HUBCLI_PROFILE).",
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
LockOption = Annotated[
    str | None,
    typer.Option(
        "--lock",
        metavar="FILE",
        rich_help_panel=_ACCOUNT,
        help="The portal as `hubcli schema pull` wrote it down: no token, no network (HUBCLI_LOCK).",
    ),
]
RehearsalLockOption = Annotated[
    str | None,
    typer.Option(
        "--lock",
        metavar="FILE",
        rich_help_panel=_ACCOUNT,
        help="With --rehearse: rehearse against this portal, as `hubcli schema pull` wrote it down"
        " (HUBCLI_LOCK).",
    ),
]
LiveOption = Annotated[
    bool,
    typer.Option(
        "--live",
        rich_help_panel=_ACCOUNT,
        help="Ask the portal itself, also where the settings name a lock file.",
    ),
]
ShowChangesOption = Annotated[
    bool,
    typer.Option(
        "--show-changes",
        rich_help_panel=_OUTPUT,
        help="Show every value that is sent otherwise than it stands in the file.",
    ),
]
JsonOption = Annotated[
    bool,
    typer.Option("--json", rich_help_panel=_OUTPUT, help="Print the result as one JSON document."),
]
YesOption = Annotated[
    bool,
    typer.Option(
        "--yes",
        "-y",
        rich_help_panel=_ACCOUNT,
        help="Don't ask before writing to production.",
    ),
]
QuietOption = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", rich_help_panel=_OUTPUT, help="No bar, no notices; only what went wrong."
    ),
]


class Batches(StrEnum):
    """Which batches are shown."""

    AUTO = "auto"
    ALL = "all"
    TROUBLED = "troubled"
    NONE = "none"


RunArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="RUN",
        help="The run's id, or what it begins with (default: the latest unfinished run).",
        show_default=False,
    ),
]
LimitOption = Annotated[
    int | None,
    typer.Option(
        "--limit",
        metavar="N",
        min=1,
        rich_help_panel=_DELIVERY,
        help="Send so many rows; the others stay not sent, and `hubcli resume` sends more.",
    ),
]
CanaryOption = Annotated[
    int | None,
    typer.Option(
        "--canary",
        metavar="N",
        min=1,
        rich_help_panel=_DELIVERY,
        help="Send so many rows ahead, read them back, and go on only where nothing was lost.",
    ),
]
OnExistingOption = Annotated[
    OnExisting,
    typer.Option(
        "--on-existing",
        rich_help_panel=_DELIVERY,
        help="A row whose key a record has already: refuse it, skip it, or give that record the"
        " row's values; its associations stay as they are.",
    ),
]
KeyOption = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="PROPERTY",
        rich_help_panel=_RECORDS,
        help="The unique property by which records are known (default: the mapping's key, of contacts"
        " email, else the one unique property that is mapped).",
        show_default=False,
    ),
]
BatchSizeOption = Annotated[
    int | None,
    typer.Option(
        "--batch-size",
        metavar="N",
        rich_help_panel=_DELIVERY,
        help="Records in a request, 1 to 100 (default 100).",
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        rich_help_panel=_DELIVERY,
        help="Show what would be sent, and send nothing.",
    ),
]
MaxRefusedOption = Annotated[
    int | None,
    typer.Option(
        "--max-refused",
        metavar="N",
        min=1,
        rich_help_panel=_DELIVERY,
        help="Stop once so many rows were refused; the run can be resumed.",
    ),
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option(
        "--concurrency",
        metavar="N",
        rich_help_panel=_DELIVERY,
        help="Requests in flight at most (default 8).",
    ),
]
LeaveOption = Annotated[
    str | None,
    typer.Option(
        "--leave",
        metavar="SHARE",
        rich_help_panel="Delivery",
        help="Leave this share of the account's rate and requests of the day to others, such as 20%"
        " (HUBCLI_LEAVE; default 0).",
    ),
]
PatienceOption = Annotated[
    float | None,
    typer.Option(
        "--patience",
        metavar="SECONDS",
        rich_help_panel=_DELIVERY,
        help="How long HubSpot may still be writing after a request that got no answer"
        " (HUBCLI_PATIENCE; default 30).",
    ),
]
ResultsOption = Annotated[
    str | None,
    typer.Option(
        "--results",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Write every row with its outcome, new id and address.",
    ),
]
RejectsOption = Annotated[
    str | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        rich_help_panel=_OUTPUT,
        help="Where refused rows go (default: the run's folder).",
    ),
]
BatchesOption = Annotated[
    Batches,
    typer.Option("--batches", rich_help_panel=_OUTPUT, help="Which batches to show."),
]
