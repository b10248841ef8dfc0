"""The work of `hubcli mapping init`, from the first rows to the line to type next."""

from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shlex import join

from hubcli.cli.ending import concluded
from hubcli.cli.learning import learn
from hubcli.cli.offline import known_of_lock
from hubcli.cli.place import Place, connect, lock_of, open_place
from hubcli.cli.portal import Known, know
from hubcli.cli.records import Files, terms_of
from hubcli.cli.requests import Asked
from hubcli.config.mapping_draft import Draft, write_draft
from hubcli.config.new_files import refuse_existing, write_new
from hubcli.core.forms import DelimitedForm
from hubcli.core.mapping import ColumnRule, MappingRules, SourceOptions
from hubcli.core.matching import Match, Matcher, Sure
from hubcli.core.matching_cells import Judge
from hubcli.core.matching_headers import Headers
from hubcli.core.matching_samples import Samples, samples_of
from hubcli.core.resolve import natural_key
from hubcli.core.rows import RESERVED_COLUMNS
from hubcli.core.schema import ObjectSchema
from hubcli.errors import AccountError, ExitCode, UsageError
from hubcli.errors import Place as FilePlace
from hubcli.hubspot.reading import Reading
from hubcli.report.console import Streams
from hubcli.report.mapping_told import MappingTold, tell_mapping
from hubcli.report.reporter import Reporter
from hubcli.sources.guessing import guess_encoding
from hubcli.sources.open import Source, open_source

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class _Opened:
    source: Source
    options: SourceOptions
    """What is to be said of the file in the mapping."""
    words: tuple[str, ...]
    """Those by which a person judges an assumed encoding."""


def run_init(asked: Asked, output: str | None) -> int:
    """`hubcli mapping init`."""
    return concluded(asked, partial(_init, output))


def _init(output: str | None, asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del reporter
    target = _target(asked, output)
    with ExitStack() as stack:
        place = open_place(asked, stack)
        opened = _open(asked, place)
        samples = samples_of(opened.source.rows(), list(opened.source.columns()))
        known = _known(asked, place, opened.source, stack)
        if not known.schema.properties:
            raise AccountError(f"{'; '.join(known.unchecked)}", "Columns can't be matched to them.")
        matches = _matches(known, samples, place)
        text = write_draft(_draft(asked, opened, samples, matches, known.schema))
        if target:
            write_new(target, text)
    told = MappingTold(
        object=known.schema.object,
        file=opened.source.name,
        mapping=str(target) if target else None,
        matches=matches,
        text=text,
        assumed=opened.options.encoding if opened.words else None,
        next=_next(asked, target) if target else "",
    )
    tell_mapping(told, streams, json=asked.json, quiet=asked.quiet)
    return ExitCode.SUCCESS


def _target(asked: Asked, output: str | None) -> Path | None:
    """Where the file goes; None: to standard output. Raises UsageError, UnusableError."""
    if output is not None and not output.strip():
        raise UsageError("--output is empty", "Is a variable not set?")
    if output == _STDOUT:
        if asked.json:
            message = "-o - and --json both want standard output"
            raise UsageError(message, "The JSON document holds the text of the mapping too.")
        return None
    name = output or f"{_as_file_name(asked.object)}.mapping.yaml"
    return refuse_existing(Path(name), what="-o FILE")


def _as_file_name(object_name: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in object_name)


def _open(asked: Asked, place: Place) -> _Opened:
    (file,) = asked.files
    path, name = (str(place.folder.stdin), "stdin") if file == _STDOUT else (file, file)
    said = SourceOptions(asked.format, asked.encoding, asked.delimiter)
    guess = None if said.encoding else guess_encoding(path, name=name)
    if guess:
        said = replace(said, encoding=guess.encoding)
    source = open_source(path, said, name=None if path == file else name)
    return _Opened(source, _found(source, said, guess is not None), guess.words if guess else ())


def _found(source: Source, said: SourceOptions, guessed: bool) -> SourceOptions:  # noqa: FBT001 - private
    """What another file of the kind is read by; what the file says itself is left out."""
    match source.form:
        case DelimitedForm(delimiter=delimiter):
            encoding = said.encoding if guessed or said.encoding else None
            is_tsv = delimiter == "\t"
            return SourceOptions(
                "tsv" if is_tsv else "csv", encoding, None if is_tsv else delimiter
            )
    return said


def _known(asked: Asked, place: Place, source: Source, stack: ExitStack) -> Known:
    """The portal, with the owners and stages that a header may ask for."""
    lock = lock_of(asked, place.settings)
    if lock is not None and not asked.rehearse:
        return known_of_lock(asked, place, lock, Files((source,), MappingRules()))
    session, paths = connect(asked, place, stack)
    known = know(asked, place, session, paths)
    reading = Reading(session, paths, place.clock.wait)
    return learn(known, _named(source, known.schema), (source,), reading)


def _named(source: Source, schema: ObjectSchema) -> MappingRules:
    """Every property that some header may name, as if it were mapped."""
    headers = Headers(schema)
    names = {name for column in source.columns() for name in headers.named(column)}
    place = FilePlace(source.name)
    return MappingRules(columns=tuple(ColumnRule(name, name, place) for name in sorted(names)))


def _matches(known: Known, samples: Samples, place: Place) -> tuple[Match, ...]:
    zone = known.account.time_zone if known.account else ""
    judge = Judge(known.schema, terms_of(place, None), zone or "UTC")
    columns = [one for one in samples.columns if one.column not in RESERVED_COLUMNS]
    return Matcher(judge).match(columns)


def _draft(
    asked: Asked,
    opened: _Opened,
    samples: Samples,
    matches: tuple[Match, ...],
    schema: ObjectSchema,
) -> Draft:
    key = natural_key(_rules(matches), schema)
    phones = {"phonenumber"}
    return Draft(
        object=schema.object,
        file=asked.files[0],
        rows=samples.rows,
        is_all=samples.is_all,
        source=opened.options,
        matches=matches,
        key=key.property if key else None,
        doubtful_words=opened.words,
        phones=frozenset(p.name for p in schema.properties.values() if p.field_type in phones),
    )


def _rules(matches: tuple[Match, ...]) -> MappingRules:
    """The sure ones only."""
    sure = [one for one in matches if isinstance(one, Sure)]
    place = FilePlace("mapping")
    columns = (
        ColumnRule(one.sample.column, one.candidate.property, place, one.candidate.cast)
        for one in sure
    )
    return MappingRules(columns=tuple(columns))


def _next(asked: Asked, target: Path) -> str:
    """The check to type, with all that was said about the portal."""
    flags = asked.flags
    said = {
        "--base-url": flags.base_url,
        "--api-version": flags.api_version,
        "--portal": flags.portal,
        "--profile": flags.profile,
        "--lock": asked.lock,
    }
    words = ["hubcli", "check", asked.object, *asked.files, "-m", str(target)]
    for name, value in said.items():
        words += [] if value is None else [name, str(value)]
    words += ["--rehearse"] if asked.rehearse else []
    words += ["--live"] if asked.live else []
    return join(words)
