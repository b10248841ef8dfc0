"""What a command was asked to do, as it was typed."""

from dataclasses import dataclass, field

from hubcli.config.settings import Flags


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of a command that reads rows."""

    command: str
    object: str
    files: tuple[str, ...]
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
