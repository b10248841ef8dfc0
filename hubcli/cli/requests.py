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
    dry_run: bool = False
    results: str | None = None
    rejects: str | None = None
    yes: bool = False
    json: bool = False
    quiet: bool = False
    batches: str = "auto"
    limit: int | None = None
    max_refused: int | None = None
    on_existing: str = "refuse"
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
        **{f"FILE {number}": file for number, file in enumerate(asked.files, 1)},
    }
    for name, value in said.items():
        if value is not None and not value.strip("" if name == "--delimiter" else None):
            raise UsageError(f"{name} is empty", "Is a variable not set?")
