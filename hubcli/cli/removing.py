"""`runs rm`: a run's folder goes, and nothing else."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial

from hubcli.cli.ending import concluded
from hubcli.cli.requests import Asked
from hubcli.config.settings import home_folder
from hubcli.core.run_lines import Stage
from hubcli.errors import ExitCode, StoppedError, UnavailableError, UnusableError, UsageError
from hubcli.report.confirm import ask
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.runs.catalog import find_folder, known
from hubcli.runs.folder import RunFolder
from hubcli.runs.lock import RunLock
from hubcli.runs.overview import stage_of


def remove_runs(asked: Asked, names: Sequence[str]) -> int:
    """`hubcli runs rm`."""
    return concluded(asked, partial(_remove, names=names))


def _remove(
    asked: Asked, reporter: Reporter, streams: Streams, *, names: Sequence[str]
) -> ExitCode:
    """All of them, or none where one is named wrongly, is at work, or is to be kept."""
    folders = list({folder.id: folder for folder in map(_found, names)}.values())
    for folder in folders:
        _refuse_link(folder)
    valued = [told for folder in folders if (told := _left_to_do(folder))]
    with ExitStack() as stack:
        for folder in folders:
            stack.callback(RunLock(folder.lock).release)
        if valued and not asked.yes:
            _confirm(valued, streams)
        for folder in folders:
            _take_away(folder)
            reporter.notice(f"Removed the run {folder.id}.")
    return ExitCode.SUCCESS


def _found(name: str) -> RunFolder:
    if not name.strip():
        raise UsageError("RUN is empty", "Is a variable not set?")
    return find_folder(home_folder(), name)


def _refuse_link(folder: RunFolder) -> None:
    if folder.path.is_symlink() or not folder.path.is_dir():
        message = f"{folder.path} is no folder of a run, but a link or a file"
        raise UnusableError(message, "Remove it by hand.")


def _left_to_do(folder: RunFolder) -> str:
    """Why somebody may want to keep it; empty where nothing is left to do."""
    run = known(folder)
    if run is None:
        return f"{folder.id}: its journal can't be read"
    stage = stage_of(run)
    return "" if stage in {Stage.FINISHED, Stage.AT_WORK} else f"{folder.id}: {stage}"


def _confirm(valued: Sequence[str], streams: Streams) -> None:
    said = f"Rows may be in doubt or not sent in {', '.join(valued)}."
    if not streams.can_ask:
        raise UsageError(said, "`hubcli resume` goes on with such a run; --yes removes it.")
    if not ask(f"{said} Remove for good?", streams):
        raise StoppedError("stopped; nothing was removed")


def _take_away(folder: RunFolder) -> None:
    """The journal first: from then on there is no such run for anybody."""
    try:
        folder.journal.unlink(missing_ok=True)
        shutil.rmtree(folder.path)
    except OSError as error:
        message = f"{error.filename or folder.path}: {error.strerror}"
        raise UnavailableError(message, "Remove the rest by hand.") from error
