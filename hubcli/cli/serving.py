"""The emulator as a server, until somebody ends it."""

import os
from dataclasses import dataclass
from typing import Any, cast

from hubcli.errors import ExitCode, HubcliError, UnavailableError, UnusableError, UsageError
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `hubcli emulator`."""

    port: int
    host: str
    db: str | None
    lock: str | None
    rate: str
    latency: float
    account_type: str | None
    """None: the lock's, else a test account."""
    echo_trace_ids: bool
    whole_batch: bool
    faults: tuple[str, ...]


def serve(asked: Asked) -> int:
    """Serve; gives the exit code."""
    reporter = Reporter(Streams.of_process(os.environ))
    try:
        _serve(asked, reporter)
    except HubcliError as error:
        reporter.failure("emulator", error)
        return error.exit_code
    return ExitCode.SUCCESS


def _serve(asked: Asked, reporter: Reporter) -> None:
    try:
        from hubcli.emulator import faults, lock_file, server, switches  # noqa: PLC0415 - an extra
    except ImportError as error:
        hint = "Install it: pip install 'hubcli[emulator]'."
        raise UnusableError(f"the emulator is not installed ({error.name})", hint) from error
    if "help" in asked.faults:
        reporter.text(faults.__doc__ or "")
        return
    types = ("STANDARD", "DEVELOPER_TEST", "SANDBOX", "APP_DEVELOPER")
    if asked.account_type not in {*types, None}:
        raise UsageError(f"--account-type: one of {', '.join(types)}")
    try:
        chosen = switches.Switches(
            host=asked.host,
            port=asked.port,
            db=asked.db,
            lock=asked.lock,
            rate=switches.parse_rate(asked.rate),
            latency=asked.latency,
            account_type=cast("Any", asked.account_type),
            echo_trace_ids=asked.echo_trace_ids,
            whole_batch_on_error=asked.whole_batch,
            faults=tuple(faults.parse_fault(text) for text in asked.faults),
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    try:
        server.serve(
            chosen,
            lambda url: reporter.notice(
                f"HubSpot's emulator is at {url} (any token); Ctrl-C ends it."
            ),
        )
    except lock_file.LockError as error:
        raise UnusableError(str(error), error.hint) from error
    except server.EmulatorError as error:
        raise UnavailableError(str(error)) from error
