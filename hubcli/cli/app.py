"""The command tree, and the one place where an error becomes text and an exit code."""

import os
from collections.abc import Sequence
from typing import Annotated

import typer

from hubcli import __version__
from hubcli.cli.auth import auth
from hubcli.cli.check import check
from hubcli.cli.create import create
from hubcli.cli.emulator import emulator
from hubcli.cli.fix import fix
from hubcli.cli.mapping import mapping
from hubcli.cli.resume import resume
from hubcli.cli.retry import retry
from hubcli.cli.runs import runs
from hubcli.cli.schema import schema
from hubcli.cli.undo import undo
from hubcli.cli.update import update
from hubcli.cli.upsert import upsert
from hubcli.cli.verify import verify
from hubcli.errors import ExitCode, HubcliError, UsageError

app = typer.Typer(
    name="hubcli",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(create)
app.command()(upsert)
app.command()(update)
app.command()(check)
app.command()(resume)
app.command()(retry)
app.command()(fix)
app.command()(undo)
app.command()(verify)
app.command()(emulator)
app.add_typer(runs)
app.add_typer(schema)
app.add_typer(mapping)
app.add_typer(auth)

# Typer carries a Click of its own, whose base exception it does not export.
_ClickError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


def _show_version(value: bool) -> None:  # noqa: FBT001 - Typer's callback
    if value:
        from hubcli.report.console import Streams  # noqa: PLC0415
        from hubcli.report.version import print_version  # noqa: PLC0415

        print_version(__version__, Streams.of_process(os.environ))
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """The bulk importer for HubSpot CRM: nothing lost, nothing twice, nothing silent.

    hubcli create contacts data.csv
    """


def run(args: Sequence[str]) -> int:
    """Run a command line; gives the exit code."""
    try:
        return int(app(list(args) or ["--help"], prog_name="hubcli", standalone_mode=False) or 0)
    except typer.Abort:
        return ExitCode.INTERRUPTED
    except _ClickError as error:
        return _fail(args, _usage_error(error))
    except HubcliError as error:
        return _fail(args, error)


def _usage_error(error: BaseException) -> UsageError:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "hubcli"
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    return UsageError(message, f"`{path} --help` shows how it goes.")


def _fail(args: Sequence[str], error: HubcliError) -> int:
    from hubcli.report.console import Streams  # noqa: PLC0415 - most commands fail in their own way
    from hubcli.report.reporter import Reporter  # noqa: PLC0415

    command = next((word for word in args if not word.startswith("-")), "")
    reporter = Reporter(Streams.of_process(os.environ), json="--json" in args)
    reporter.failure(command, error)
    reporter.finish()
    return error.exit_code
