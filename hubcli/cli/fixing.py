"""The work of `hubcli fix`, from a run's journal to the command to type next."""

from collections.abc import Sequence
from contextlib import ExitStack
from difflib import unified_diff
from functools import partial
from pathlib import Path
from shlex import join

from hubcli.cli.ending import concluded
from hubcli.cli.fix_rows import Patient, diagnosed, passing
from hubcli.cli.going_on import run_to_retry
from hubcli.cli.reopening import reopen
from hubcli.cli.requests import Asked
from hubcli.config.mapping_edit import edited
from hubcli.config.mapping_file import parse_mapping
from hubcli.config.mapping_text import MappingText, read_mapping_text
from hubcli.config.mapping_whole import write_whole
from hubcli.config.new_files import refuse_existing, write_new
from hubcli.core.fixing import Repair, changes_of
from hubcli.core.mapping import SourceOptions
from hubcli.errors import ExitCode, UnusableError, UsageError
from hubcli.report.console import Streams
from hubcli.report.fix_asked import ask_for_each
from hubcli.report.fix_told import FixTold, Written, tell_fix, tell_proposals
from hubcli.report.reporter import Reporter
from hubcli.runs.catalog import KnownRun


def run_fix(asked: Asked, accept: Sequence[str], output: str | None) -> int:
    """`hubcli fix`."""
    return concluded(asked, partial(_fix, accept, output))


def _fix(
    accept: Sequence[str],
    output: str | None,
    asked: Asked,
    reporter: Reporter,
    streams: Streams,
) -> ExitCode:
    run = run_to_retry(asked)
    with ExitStack() as stack:
        reopened = reopen(run, asked, stack)
        text = _mapping_text(run, asked)
        target = _target(run, output, text, writes=bool(accept) or streams.can_ask)
        patient = diagnosed(reopened, asked, text.text if text else None, stack)
        if patient is None:
            said = f"The run {run.record.id} has no refused rows: nothing is to be mended."
            reporter.nothing_to_do(asked.command, said)
            return ExitCode.SUCCESS
        told = FixTold(
            run=run.record.id,
            object=run.record.object_type,
            refused=len(patient.refused),
            repairs=patient.repairs,
            mended=patient.mended,
            next=_next(run, asked, target),
            later=_later(run, asked, text),
            again=_again(run, asked, output),
        )
        numbers = frozenset(one.number for one in patient.repairs if one.number)
        chosen = _numbers(accept, numbers)
        if not accept and numbers and streams.can_ask and not asked.json:
            tell_proposals(told, streams)
            chosen = ask_for_each(told, streams)
        written = None
        if chosen:
            written = _write(patient, chosen, text, target)
        is_shown = not chosen and (accept or not streams.can_ask or not numbers)
        tell_fix(
            told, written, streams, json=asked.json, quiet=asked.quiet, proposals=bool(is_shown)
        )
    return ExitCode.SUCCESS


def _mapping_text(run: KnownRun, asked: Asked) -> MappingText | None:
    """The mapping file as it is now; None for a run that had none."""
    path = asked.mapping or run.record.mapping
    if path is None:
        return None
    if not asked.mapping and not Path(path).exists():
        message = f"{path}, the mapping of the run {run.record.id}, is gone"
        raise UnusableError(message, "Put it back, or name one with -m FILE.")
    return read_mapping_text(Path(path))


def _target(
    run: KnownRun, output: str | None, text: MappingText | None, *, writes: bool
) -> Path | None:
    """The new file; None: the mapping is changed where it is. Raises UsageError, UnusableError."""
    if output is not None:
        if not output.strip():
            raise UsageError("--output is empty", "Is a variable not set?")
        return refuse_existing(Path(output), what="-o FILE")
    if text is not None:
        return None
    path = Path(f"{run.record.object_type}.mapping.yaml")
    return refuse_existing(path, what="-o FILE") if writes else path


def _numbers(accept: Sequence[str], known: frozenset[int]) -> frozenset[int]:
    """The proposals that were taken on the command line. Raises UsageError."""
    found: set[int] = set()
    for word in (part.strip() for said in accept for part in said.split(",")):
        if word.lower() == "all":
            found |= known
        elif word.isascii() and word.isdigit() and int(word) in known:
            found.add(int(word))
        else:
            there = (
                f"1 to {len(known)}, or all" if known else "none: no change would mend these rows"
            )
            raise UsageError(f"--accept {word}: there is no such proposal", f"There are {there}.")
    return frozenset(found)


def _write(
    patient: Patient, chosen: frozenset[int], text: MappingText | None, target: Path | None
) -> Written:
    """Change the mapping, see what it does for the refused rows, and only then write it."""
    taken: list[Repair] = [one for one in patient.repairs if one.number in chosen]
    record = patient.reopened.run.record
    said = SourceOptions(
        *(record.options.get(name) for name in ("format", "encoding", "delimiter"))
    )
    name = record.object_type
    old = text.text if text else write_whole(patient.rules, name, said)
    file = _from_here(target or (text.path if text else Path(name)))
    new = edited(old, str(text.path) if text else file, name, changes_of(taken))
    count = passing(patient, parse_mapping(new, file, name))
    if target:
        write_new(target, new)
    elif text:
        text.put(new)
    before = text.text.splitlines() if text else []
    diff = list(unified_diff(before, new.splitlines(), lineterm="", n=1))[2:]
    return Written(
        file=file,
        is_new=target is not None,
        accepted=tuple(one.number for one in taken),
        diff=tuple(diff if text else diff[1:]),
        passing=count,
    )


def _from_here(path: Path) -> str:
    """A path as it would be typed."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _next(run: KnownRun, asked: Asked, target: Path | None) -> str:
    """The retry to type; `-m` only where the run does not know the mapping yet."""
    file = target or asked.mapping
    return join(["hubcli", "retry", run.record.id, *(["-m", str(file)] if file else [])])


def _later(run: KnownRun, asked: Asked, text: MappingText | None) -> str:
    """The retry for when a person has changed the mapping, or made one."""
    return _next(run, asked, None if text else Path("FILE"))


def _again(run: KnownRun, asked: Asked, output: str | None) -> str:
    flags = asked.flags
    said = {
        "-m": asked.mapping,
        "-o": output,
        "--base-url": flags.base_url,
        "--api-version": flags.api_version,
        "--portal": flags.portal,
        "--profile": flags.profile,
        "--lock": asked.lock,
    }
    words = ["hubcli", "fix", run.record.id]
    for name, value in said.items():
        words += [] if value is None else [name, str(value)]
    return join([*words, "--live"] if asked.live else words)
