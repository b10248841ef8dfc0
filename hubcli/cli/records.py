"""From files and a mapping to rows that can be sent: everything before the first request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path

from hubcli.cli.place import Place
from hubcli.cli.portal import Known
from hubcli.cli.requests import Asked
from hubcli.config.mapping_file import load_mapping
from hubcli.config.phones import phones_of
from hubcli.core.casts import no_phones
from hubcli.core.cell_terms import CellTerms
from hubcli.core.existing import OnExisting
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import KeyRule, MappingRules, SourceOptions
from hubcli.core.outcomes import Fault
from hubcli.core.overwrites import RECORD_ID, Doing
from hubcli.core.records import Record
from hubcli.core.resolve import FileColumns, examine
from hubcli.errors import MappingFault, SourceError, UnavailableError, UnusableError, UsageError
from hubcli.errors import Place as FilePlace
from hubcli.pipeline.prepare import Input
from hubcli.pipeline.survey import Survey, survey
from hubcli.runs.outputs import ReadInput
from hubcli.sources.open import Source, open_source

_LENIENT_DATES = "2026-09"
"""From this version on HubSpot normalises dates itself (api.md 4.3)."""
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Files:
    """The input files, open, and what the mapping file says of their columns."""

    sources: tuple[Source, ...]
    rules: MappingRules | None
    salt: str = ""
    """Makes other import keys of the same rows, where they are imported once more on purpose."""


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows, surveyed, and how each becomes a record."""

    rules: MappingRules
    faults: tuple[MappingFault, ...]
    survey: Survey
    inputs: tuple[Input, ...]
    mappers: tuple[Mapper, ...]
    read_inputs: tuple[ReadInput, ...]
    constants: Mapping[str, str]
    """The values that are the same for every row, as the mapping says them."""

    @property
    def key(self) -> KeyRule | None:
        """The unique property that names a record."""
        return self.rules.key

    def explain(self, file: str, record: Record, fault: Fault) -> Fault:
        """A fault with the column and the cell of its record."""
        del file
        return self.mappers[0].explain(record, fault)


def open_files(asked: Asked, place: Place) -> Files:
    """Read the mapping file and open every input; nothing is read through yet."""
    rules = load_mapping(asked.mapping, asked.object) if asked.mapping else None
    options = options_of(asked, rules)
    sources = []
    for file in asked.files:
        path = str(place.folder.stdin) if file == "-" else file
        sources.append(open_source(path, options, name="stdin" if file == "-" else None))
    return Files(tuple(sources), rules, place.folder.id if asked.again else "")


def options_of(asked: Asked, rules: MappingRules | None) -> SourceOptions:
    """How the files are to be read: as the command line says, else the mapping."""
    said = rules.source if rules else SourceOptions()
    return SourceOptions(
        format=asked.format or said.format,
        encoding=asked.encoding or said.encoding,
        delimiter=asked.delimiter or said.delimiter,
    )


def input_paths(asked: Asked) -> list[Path]:
    """The files that a result must never replace."""
    paths = [Path(file) for file in asked.files if file != "-"]
    return [*paths, Path(asked.mapping)] if asked.mapping else paths


def survey_rows(asked: Asked, files: Files, known: Known, place: Place) -> Rows:
    """Lay the mapping beside columns and properties, and read every file through once.

    Faults of the mapping are in the result. Raises SourceError for a file's own, UnusableError
    where there is no row at all.
    """
    try:
        return _surveyed(asked, files, known, place)
    except UnavailableError as error:
        # Changed or gone before anything was sent: that is the file's fault, and no run's.
        raise UnusableError(error.message, error.hint) from error


def _surveyed(asked: Asked, files: Files, known: Known, place: Place) -> Rows:
    columns = [FileColumns(one.name, one.columns()) for one in files.sources]
    terms = terms_of(place, files.rules, is_new=asked.doing == Doing.CREATE)
    key = KeyRule(asked.key, FilePlace("--key")) if asked.key else None
    rules, faults = examine(files.rules, columns, known.schema, terms=terms, key=key)
    make = partial(Mapper, rules, known.schema, trace_prefix=f"{place.folder.id}-", terms=terms)
    probe = make()
    found = survey(files.sources, probe.key_columns, probe.key_of, rules.duplicates)
    if not found.total and not asked.allow_empty:
        message = "there are no rows in it"
        raise SourceError(
            FilePlace(files.sources[0].name), message, "`--allow-empty` makes that no error."
        )
    mappers = [
        make(fill=_fill(source, found.first_of(index), rules, files.salt))
        for index, source in enumerate(files.sources)
    ]
    return Rows(
        rules,
        faults,
        found,
        tuple(
            Input(source, found.first_of(index), mapper.map_rows, mapper.explain_key)
            for index, (source, mapper) in enumerate(zip(files.sources, mappers, strict=True))
        ),
        tuple(mappers),
        tuple(
            ReadInput(source, source.form, found.first_of(index))
            for index, source in enumerate(files.sources)
        ),
        {name: value for name, value, _ in files.rules.constants} if files.rules else {},
    )


def terms_of(place: Place, rules: MappingRules | None, *, is_new: bool = True) -> CellTerms:
    """How cells are read by this version of the API, and whether somebody here knows phone numbers."""
    phones = phones_of(rules) or no_phones
    return CellTerms(strict_dates=_are_dates_strict(place), is_new=is_new, phones=phones)


def _are_dates_strict(place: Place) -> bool:
    version = place.settings.api_version
    return version < _LENIENT_DATES or version.startswith("v")


def _fill(
    source: Source, first: int, rules: MappingRules, salt: str
) -> Callable[[int], str] | None:
    """Makes import keys: the same for the same row of the same file, on every try."""
    if rules.key is None or not rules.key.fill:
        return None
    return partial(_import_key, source.fingerprint() + salt, first)


def _import_key(seed: str, first: int, number: int) -> str:
    return sha256(f"{seed}:{number - first + 1}".encode()).hexdigest()[:_KEY_LENGTH]


def check_key(asked: Asked, rows: Rows) -> None:
    """Whether rows can be known by their key, where that matters.

    Raises UsageError where none is mapped, UnusableError for one that no record has yet, or that
    no record can be made with.
    """
    key = rows.key
    if asked.on_existing == OnExisting.REFUSE or rows.faults:
        return
    if key is None:
        upserts = asked.doing != Doing.CREATE
        what = asked.doing if upserts else f"--on-existing {asked.on_existing}"
        message = f"{what} needs a key, and no unique property is mapped"
        option = ", or --key PROPERTY" if upserts else ""
        hint = f"Name one in the mapping file (`key: PROPERTY`){option}; of contacts, mapping email does."
        raise UsageError(message, hint)
    if key.fill and asked.doing != Doing.CREATE:
        message = f"`fill: row` makes new keys, and {asked.doing} is for records that have theirs"
        raise UnusableError(message, "Name the column that holds the key, or use `hubcli create`.")
    if key.property == RECORD_ID and asked.doing == Doing.UPSERT:
        message = "a record can't be created with an id of one's own, so no upsert goes by it"
        raise UnusableError(message, "`hubcli update` does, or name a unique property: --key.")


def check_files(sources: Sequence[Source]) -> None:
    """Raises UnusableError where two inputs are one and the same, under whatever name."""
    seen: dict[Path, str] = {}
    for source in sources:
        path = Path(source.name).resolve()
        if path in seen:
            message = f"{source.name} and {seen[path]} are the same file"
            raise UnusableError(message, "Name each file once.")
        seen[path] = source.name
