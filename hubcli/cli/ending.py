"""How a command ends: every error in one place becomes text, a document and an exit code."""

import os
import traceback
from collections.abc import Callable
from typing import cast

from hubcli.cli.requests import Asked, refuse_blanks, refuse_clashes
from hubcli.cli.stopping import interrupted_by_signals
from hubcli.errors import ExitCode, HubcliError, StoppedError
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.trouble import BatchChoice


def concluded(asked: Asked, work: Callable[[Asked, Reporter, Streams], ExitCode]) -> int:
    """Do the work of a command; gives the exit code and raises nothing."""
    streams = Streams.of_process(os.environ)
    choice = cast("BatchChoice", asked.batches)
    reporter = Reporter(streams, json=asked.json, quiet=asked.quiet, batches=choice)
    try:
        refuse_blanks(asked)
        refuse_clashes(asked)
        with interrupted_by_signals():
            code = work(asked, reporter, streams)
    except KeyboardInterrupt:
        code = _failed(asked, reporter, StoppedError("interrupted; nothing was sent"))
    except HubcliError as error:
        code = _failed(asked, reporter, error)
    except Exception as error:  # noqa: BLE001 - the last place before the user
        # The stack without the values in it: it names lines of code, never tokens or cells.
        where = "".join(traceback.format_tb(error.__traceback__))
        message = f"a bug in hubcli ({type(error).__name__})\n{where}".rstrip()
        notes = " ".join(getattr(error, "__notes__", ()))
        hint = f"Please report it with these lines. {notes}".rstrip()
        code = _failed(asked, reporter, HubcliError(message, hint))
    return code or reporter.finish()


def _failed(asked: Asked, reporter: Reporter, error: HubcliError) -> ExitCode:
    reporter.failure(asked.command, error)
    return error.exit_code
