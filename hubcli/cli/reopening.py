"""Opens a run of before again: its folder, its files, its mapping, its portal."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from hubcli.cli.learning import learn
from hubcli.cli.place import Place, connect, reopened_place
from hubcli.cli.portal import Known, know
from hubcli.cli.records import Files, options_of, survey_rows
from hubcli.cli.requests import Asked
from hubcli.cli.scopes_first import check_scopes
from hubcli.cli.telling import Job
from hubcli.config.settings import Flags, home_folder
from hubcli.core.mapping import MappingRules
from hubcli.errors import AccountError, UnavailableError, UnusableError
from hubcli.hubspot.reading import Reading
from hubcli.runs.catalog import KnownRun, find_run, latest_unfinished
from hubcli.runs.lock import RunLock
from hubcli.runs.record import RunRecord
from hubcli.runs.resolved_mapping import read_mapping
from hubcli.sources.open import Source, open_source


@dataclass(frozen=True, slots=True)
class Reopened:
    """A run whose lock is held; nothing of it was read yet but its record."""

    run: KnownRun
    asked: Asked
    """What was asked for at first, with what is asked for now."""
    place: Place


def named_run(asked: Asked) -> KnownRun | None:
    """The run that is meant; None where none is named and none is unfinished."""
    home = home_folder()
    return find_run(home, asked.run) if asked.run else latest_unfinished(home)


def reopen(run: KnownRun, asked: Asked, stack: ExitStack) -> Reopened:
    """Take the lock. Raises UnusableError where another process has it."""
    lock = RunLock(run.folder.lock)
    stack.callback(lock.release)
    merged = _merged(run.record, asked)
    return Reopened(run, merged, reopened_place(merged, run.folder))


def job_of(
    reopened: Reopened, stack: ExitStack, rules: Callable[[], MappingRules | None] | None = None
) -> Job:
    """The run's rows and its portal, as at first.

    `rules` gives other rules than those that were resolved then. Raises UnavailableError where an
    input changed or is gone, AccountError where the token belongs to another portal.
    """
    place, asked, record = reopened.place, reopened.asked, reopened.run.record
    found = rules() if rules else read_mapping(place.folder.mapping)
    salt = place.folder.id if record.options.get("again") else ""
    files = Files(sources_of(record, asked, found), found, salt)
    session, paths = connect(asked, place, stack)
    known = know(asked, place, session, paths)
    if not asked.rehearse and asked.command != "verify":
        check_scopes(session, paths, known)
    _check_portal(record, place, known)
    reading = Reading(session, paths, place.clock.wait)
    known = learn(known, files.rules, files.sources, reading)
    rows = survey_rows(asked, files, known, place)
    check_unchanged(record, files.sources)
    return Job(asked, place, session, paths, known, rows, datetime.now(UTC), record)


def _check_portal(record: RunRecord, place: Place, known: Known) -> None:
    """Where the run's portal could not be named then, the one that can be now may be another."""
    if record.rehearsal or place.settings.portal is not None or known.account is None:
        return
    if record.portal_id is None:
        now = known.account.portal_id
        message = f"it is not known to which portal the run {record.id} went"
        hint = f"The token belongs to {now}; --portal {now} says that it is the one."
        raise AccountError(message, hint)


_PUT_BACK = (
    "Put the file back as it was. To import what it holds now, name it to `hubcli create`: rows"
    " that are there by then are refused by their key."
)


def check_unchanged(record: RunRecord, sources: Sequence[Source]) -> None:
    """Raises UnavailableError where an input is not what it was when the run began."""
    for file, source in zip(record.files, sources, strict=True):
        if source.fingerprint() != file.fingerprint:
            message = f"{file.path} is not the file any more that this run began with"
            raise UnavailableError(message, _PUT_BACK)


def sources_of(record: RunRecord, asked: Asked, rules: MappingRules | None) -> tuple[Source, ...]:
    """The run's inputs, open again. Raises UnavailableError where one is gone."""
    options = options_of(asked, rules)
    try:
        return tuple(open_source(file.path, options, name=file.name) for file in record.files)
    except UnusableError as error:
        raise UnavailableError(error.message, error.hint or _PUT_BACK) from error


def _merged(record: RunRecord, asked: Asked) -> Asked:
    """The options of the run, but for those that are given anew."""
    flags, said = asked.flags, record.options
    if flags.portal not in (None, record.portal_id) and record.portal_id is not None:
        message = f"the run {record.id} belongs to portal {record.portal_id}, not to {flags.portal}"
        raise AccountError(message, "Nothing was sent.")
    return replace(
        asked,
        object=record.object,
        files=tuple(file.path for file in record.files),
        mapping=asked.mapping or record.mapping,
        format=said.get("format"),
        encoding=said.get("encoding"),
        delimiter=said.get("delimiter"),
        rehearse=record.rehearsal,
        results=asked.results or said.get("results"),
        rejects=asked.rejects or said.get("rejects"),
        on_existing=said.get("on_existing") or "refuse",
        doing=said.get("doing") or "create",
        key=said.get("key"),
        flags=Flags(
            base_url=flags.base_url or record.base_url,
            api_version=flags.api_version or record.api_version,
            portal=record.portal_id or flags.portal,
            patience=_given(flags.patience, said.get("patience")),
            max_wait=flags.max_wait,
            leave=flags.leave or said.get("leave"),
            concurrency=flags.concurrency or said.get("concurrency"),
            batch_size=said.get("batch_size"),
            profile=flags.profile or said.get("profile"),
        ),
    )


def _given(now: float | None, then: float | None) -> float | None:
    return then if now is None else now


def mapping_was_edited(record: RunRecord, fingerprint: Callable[[Path], str]) -> bool:
    """Whether the mapping file is another one by now."""
    if record.mapping is None or record.mapping_fingerprint is None:
        return False
    path = Path(record.mapping)
    return path.is_file() and fingerprint(path) != record.mapping_fingerprint
