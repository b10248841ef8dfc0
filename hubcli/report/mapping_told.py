"""What `mapping init` found, for people and for programs."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.core.mapping import ColumnRule
from hubcli.core.mapping_lines import column_line
from hubcli.core.matching import Candidate, LeftOut, Match, Sure, Unsure
from hubcli.errors import Place
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.terminal_text import quoted

_MOST_TOLD = 10
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class MappingTold:
    """A mapping file, and how certain each of its lines is."""

    object: str
    file: str
    mapping: str | None
    """None: it went to standard output."""
    matches: tuple[Match, ...]
    text: str
    assumed: str | None
    """The encoding, where it is an assumption."""
    next: str
    """The command to type next."""


def tell_mapping(told: MappingTold, streams: Streams, *, json: bool, quiet: bool) -> None:
    """One document with `json`; else what is sure, what is not, and the next command.

    The text itself goes to standard output where no file was written; what is told about it then
    goes to standard error.
    """
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif told.mapping is None:
        out.utf8(told.text)
    out.flush()
    if not json and not quiet:
        _tell(told, streams.stderr if told.mapping is None else out)


def _tell(told: MappingTold, out: Output) -> None:
    for sentence in _sentences(told):
        for line in paragraph(sentence, out):
            out.line(line)
    unsure = [one for one in told.matches if isinstance(one, Unsure)]
    for one in unsure[:_MOST_TOLD]:
        for line in paragraph(
            f"{_short(one.sample.column)}: {_choice(one)}", out, first="  ? ", then="    "
        ):
            out.line(line)
    if len(unsure) > _MOST_TOLD:
        out.line(f"  … and {len(unsure) - _MOST_TOLD:,} more")
    if told.next:
        out.line("Decide, then type:" if unsure else "Type next:")
        out.line(f"  {told.next}")
    out.flush()


def _sentences(told: MappingTold) -> Iterator[str]:
    sure = [one for one in told.matches if isinstance(one, Sure)]
    left = [one for one in told.matches if isinstance(one, LeftOut)]
    unsure = len(told.matches) - len(sure) - len(left)
    where = f"{told.mapping}: " if told.mapping else ""
    parts = [f"{len(sure):,} sure"]
    if left:
        parts.append(f"{len(left):,} not sent because HubSpot sets it itself")
    if unsure:
        parts.append(f"{unsure:,} for you to decide")
    plural = "" if len(told.matches) == 1 else "s"
    yield f"{where}{len(told.matches):,} column{plural} of {told.file}: {', '.join(parts)}."
    if told.assumed:
        yield f"The encoding is assumed to be {told.assumed}: look at the words at the top of the mapping."
    for one in sure:
        if bad := one.candidate.bad:
            yield (
                f"{_short(one.sample.column)}: {len(bad):,} of {len(one.sample.cells):,} different"
                f" cells will be refused, such as {_short(bad[0])}."
            )


def _choice(one: Unsure) -> str:
    lines = list(dict.fromkeys(candidate.property for candidate in one.candidates))
    if len(lines) == 1 and len(one.candidates) > 1:
        return f"{lines[0]}, which way?"
    return f"{' or '.join(lines)}?" if lines else "no property is called so"


def _short(text: str) -> str:
    return quoted(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _document(told: MappingTold) -> Document:
    return {
        "hubcli": VERSION,
        "command": "mapping init",
        "status": "success",
        "exitCode": 0,
        "object": told.object,
        "file": told.file,
        "mapping": told.mapping,
        "assumedEncoding": told.assumed,
        "columns": [_column(match) for match in told.matches],
        "text": told.text,
        "next": told.next,
    }


def _column(match: Match) -> Document:
    column = match.sample.column
    match match:
        case Sure(_, candidate):
            told = {"sure": True, "property": candidate.property}
            return {
                "column": column,
                **told,
                "line": _line(column, candidate),
                "refused": len(candidate.bad),
            }
        case LeftOut(_, name):
            return {"column": column, "sure": True, "property": None, "readOnly": name}
        case Unsure(_, because, candidates):
            lines = [_line(column, one) for one in candidates]
            return {
                "column": column,
                "sure": False,
                "because": because.name.lower(),
                "candidates": lines,
            }


def _line(column: str, one: Candidate) -> str:
    return column_line(ColumnRule(column, one.property, Place(""), one.cast))
