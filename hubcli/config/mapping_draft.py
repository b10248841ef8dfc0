"""A first mapping file, with comments for the person who finishes it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hubcli.config.words import quoted
from hubcli.core.mapping import Cast, ColumnRule, SourceOptions
from hubcli.core.mapping_lines import braces, column_line, word
from hubcli.core.matching import Because, Candidate, LeftOut, Match, Sure, Unsure
from hubcli.core.matching_headers import Evidence
from hubcli.core.matching_links import linked_object
from hubcli.errors import Place

_MOST_SHOWN = 3
_LONGEST_SHOWN = 40
_LONGEST_KEY = 1_000
"""Characters of a key that YAML takes on one line (it allows 1,024)."""
_WHY = {
    Because.NOTHING: "matches no property",
    Because.SEVERAL: "may be one of several properties",
    Because.ONLY_LIKELY: "may be this property",
    Because.WAYS: "can be read in more ways than one",
    Because.ZONE: "has times that name no zone (the portal's is offered)",
    Because.TAKEN: "is called like a property that another column is for",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mapping file is made of."""

    object: str
    file: str
    """The data file, as typed."""
    rows: int
    """How many of its first rows were looked at."""
    is_all: bool
    """Whether the file has no more."""
    source: SourceOptions
    matches: Sequence[Match]
    key: str | None = None
    doubtful_words: Sequence[str] = field(default=())
    """Words that are right only if the encoding is, where that is an assumption."""
    phones: frozenset[str] = frozenset()
    """The properties that hold phone numbers."""


def write_draft(draft: Draft) -> str:
    """The text of the file; it is whole where nothing is unsure."""
    return "".join(f"{line}\n" for line in _lines(draft))


def _lines(draft: Draft) -> Iterator[str]:
    rows = f"{'all' if draft.is_all else 'the first'} {draft.rows:,} rows"
    yield f"# Made from {'the one row' if draft.rows == 1 else rows} of {cut(draft.file)}."
    if any(isinstance(one, Unsure) for one in draft.matches):
        yield "# Columns without a line are refused: take the # from the one line of each that is right."
    yield f"object: {word(draft.object)}"
    if draft.doubtful_words:
        words = ", ".join(map(cut, draft.doubtful_words))
        yield f"# ? The file is not UTF-8; this encoding is assumed. Are these words right? {words}"
    if said := source_line(draft.source):
        yield f"source: {said}"
    yield "columns:"
    for match in draft.matches:
        yield from (f"  {line}" for line in _column(match, draft.phones))
    yield from _key(draft)


def source_line(source: SourceOptions) -> str:
    """How the data files are read, as a mapping in braces; empty where that is found out."""
    said = {"format": source.format, "encoding": source.encoding, "delimiter": source.delimiter}
    told = {name: text for name, text in said.items() if text}
    if told.get("delimiter") == "\t":
        told["delimiter"] = "tab"
    return braces({name: word(text) for name, text in told.items()}) if told else ""


def _column(match: Match, phones: frozenset[str]) -> Iterator[str]:
    match match:
        case Sure(sample, candidate):
            if candidate.bad:
                yield f"# ? {_refused(candidate, len(sample.cells))}"
            yield from _line(
                sample.column, candidate.property, candidate.cast, _note(candidate, phones)
            )
        case LeftOut(sample, name):
            yield from _line(
                sample.column, None, None, f"{_named(name)} can't be written: not sent"
            )
        case Unsure():
            yield from _unsure(match)


def _unsure(match: Unsure) -> Iterator[str]:
    """What is known of it, then each way to decide, one sign away."""
    sample = match.sample
    yield f"# ? {_named(sample.column)} {_WHY[match.because]}{_example(match)}"
    if (to := linked_object(sample)) and match.because is Because.NOTHING:
        line = braces({"to": to, "column": word(sample.column)})
        yield f"# If these are record ids, leave it at that and write at the end: associations: [{line}]"
    for one in match.candidates:
        offer = _offer(one, len(sample.cells))
        yield from _commented(_line(sample.column, one.property, one.cast, offer))
    yield from _commented(_line(sample.column, None, None, "not sent"))


def _commented(lines: Iterable[str]) -> Iterator[str]:
    return (f"#{line}" for line in lines)


def _line(column: str, name: str | None, cast: Cast | None, note: str) -> Iterator[str]:
    line = column_line(ColumnRule(column, name, Place(""), cast))
    key = word(column)
    end = f"   # {note}" if note else ""
    if len(key) > _LONGEST_KEY:
        yield f"? {key}"
        line = line.removeprefix(key)
    yield line + end


def _note(candidate: Candidate, phones: frozenset[str]) -> str:
    """What is not to be seen from the line itself."""
    notes = []
    if candidate.evidence <= Evidence.SYNONYM and candidate.label:
        notes.append(_named(candidate.label))
    if candidate.property in phones:
        notes.append("as written; `as: phone, country: XX` makes +… of it")
    return "; ".join(notes)


def _offer(one: Candidate, cells: int) -> str:
    read = round(one.share * cells)
    of = f"; takes {read:,} of {cells:,} different cells" if cells and one.cast else ""
    return f"{_named(one.label or one.property)}{of}"


def _refused(candidate: Candidate, cells: int) -> str:
    shown = ", ".join(map(cut, candidate.bad[:_MOST_SHOWN]))
    more = " …" if len(candidate.bad) > _MOST_SHOWN else ""
    return f"{len(candidate.bad):,} of {cells:,} different cells will be refused: {shown}{more}"


def _example(match: Unsure) -> str:
    cells = ", ".join(map(cut, list(match.sample.cells)[:_MOST_SHOWN]))
    return f"; it has {cells}" if cells else "; it is empty"


def _key(draft: Draft) -> Iterator[str]:
    if draft.key:
        yield f"key: {word(draft.key)}"
        return
    yield "# No unique property is mapped: a row whose request gets no answer stays in doubt."
    yield f"# After `hubcli schema add-key {word(draft.object)}` this line makes it certain:"
    yield "#key: {property: hubcli_key, fill: row}"


def _named(text: str) -> str:
    """The same without quotes where the text needs none."""
    return text if len(text) <= _LONGEST_SHOWN and word(text) == text else cut(text)


def cut(text: str) -> str:
    """A text of somebody else in quotes, on one line, escaped and shortened."""
    return quoted(text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…")
