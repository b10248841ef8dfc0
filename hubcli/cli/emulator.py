"""`hubcli emulator`: the local HubSpot as a server."""

from typing import Annotated

import typer


def emulator(  # noqa: PLR0913 - a command's options are its parameters
    *,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 takes a free port.")
    ] = 4010,
    host: Annotated[
        str,
        typer.Option("--host", help="On which address; only this machine's, unless you say so."),
    ] = "127.0.0.1",
    db: Annotated[
        str | None,
        typer.Option("--db", metavar="FILE", help="Keep the portal in this SQLite file."),
    ] = None,
    lock: Annotated[
        str | None,
        typer.Option(
            "--lock",
            metavar="FILE",
            help="Be this portal, as `hubcli schema pull` wrote it down, instead of a new one.",
        ),
    ] = None,
    rate: Annotated[
        str, typer.Option("--rate", metavar="N/SECONDS", help="The account's limit, or none.")
    ] = "190/10",
    latency: Annotated[
        float, typer.Option("--latency", metavar="SECONDS", min=0, help="Make every answer wait.")
    ] = 0.0,
    account_type: Annotated[
        str | None,
        typer.Option(
            "--account-type",
            metavar="TYPE",
            help="STANDARD is production, DEVELOPER_TEST a test (default: the lock's, else a test).",
        ),
    ] = None,
    echo_trace_ids: Annotated[
        bool, typer.Option("--echo-trace-ids", help="Give trace ids back in results, too.")
    ] = False,
    whole_batch: Annotated[
        bool,
        typer.Option("--whole-batch", help="Refuse a whole batch for one bad row, naming no row."),
    ] = False,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            "--fault",
            metavar="FAULT",
            help="Go wrong on purpose, such as 502-after:2, 429:3, cut-middle:every=4; repeatable."
            " `--fault help` lists them all.",
        ),
    ] = None,
) -> int:
    """Run a local HubSpot as a server, with no account.

    It has the CRM endpoints, with their error bodies and limits. Point anything at it that takes a
    base address; any token is accepted.
    """
    from hubcli.cli.serving import Asked, serve  # noqa: PLC0415 - help does without

    return serve(
        Asked(
            port=port,
            host=host,
            db=db,
            lock=lock,
            rate=rate,
            latency=latency,
            account_type=account_type,
            echo_trace_ids=echo_trace_ids,
            whole_batch=whole_batch,
            faults=tuple(fault or ()),
        )
    )
