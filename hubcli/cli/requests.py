"""What a command was asked to do, as it was typed."""

from dataclasses import dataclass, field

from hubcli.config.settings import Flags
from hubcli.errors import UsageError


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a command that reads rows."""

    command: str
    object: str = ""
    files: tuple[str, ...] = ()
    mapping: str | None = None
    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    allow_empty: bool = False
    flags: Flags = field(default_factory=Flags)
    rehearse: bool = False
    lock: str | None = None
    """A lock file in place of the portal; that of the settings is not here."""
    live: bool = False
    """The portal itself, also where the settings name a lock file."""
    show_changes: bool = False
    """Every cell that is sent otherwise than it was read is told."""
    dry_run: bool = False
    results: str | None = None
    rejects: str | None = None
    yes: bool = False
    json: bool = False
    quiet: bool = False
    batches: str = "auto"
    limit: int | None = None
    canary: int | None = None
    """So many rows are sent ahead, and read back, before the others."""
    max_refused: int | None = None
    on_existing: str = "refuse"
    doing: str = "create"
    """What is done with rows: `create`, `upsert` or `update`, also where the command goes on with a run."""
    key: str | None = None
    """The property by which records are known, before all that the mapping says."""
    again: bool = False
    run: str | None = None
    """The run that is gone on with; None: the latest that is unfinished."""
    settle: str | None = None
    """A file with a person's decisions on rows in doubt."""


def refuse_blanks(asked: Asked) -> None:
    """An argument that is there and empty is a variable that was not set. Raises UsageError."""
    said = {
        "OBJECT": asked.object if asked.files else None,
        "--mapping": asked.mapping,
        "--format": asked.format,
        "--encoding": asked.encoding,
        "--delimiter": asked.delimiter,
        "--results": asked.results,
        "--rejects": asked.rejects,
        "RUN": asked.run,
        "--settle": asked.settle,
        "--lock": asked.lock,
        "--key": asked.key,
        **{f"FILE {number}": file for number, file in enumerate(asked.files, 1)},
    }
    for name, value in said.items():
        if value is not None and not value.strip("" if name == "--delimiter" else None):
            raise UsageError(f"{name} is empty", "Is a variable not set?")


_READERS = frozenset({"check", "schema show", "schema diff", "mapping init", "fix"})
"""The commands that a lock file can stand in for the portal."""


def refuse_clashes(asked: Asked) -> None:
    """Options that say two things. Raises UsageError, which names both."""
    if asked.lock is None:
        return
    if asked.live:
        hint = "A lock file is the portal as it was pulled; --live is the portal as it is."
        raise UsageError("--lock and --live exclude each other", hint)
    if not asked.rehearse and asked.command not in _READERS:
        message = f"{asked.command} takes --lock only together with --rehearse"
        raise UsageError(message, "Nothing can be written to a lock file; `check` reads one.")
