"""A run's refused rows read again: what they complain of, and how many pass with another mapping."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

from hubcli.cli.going_on import only, rules_now
from hubcli.cli.learning import learn
from hubcli.cli.offline import known_of_lock
from hubcli.cli.place import connect, lock_of
from hubcli.cli.portal import Known, know
from hubcli.cli.records import Files, Rows, survey_rows, terms_of
from hubcli.cli.reopening import Reopened, check_unchanged, sources_of
from hubcli.cli.requests import Asked
from hubcli.config.mapping_file import parse_mapping
from hubcli.core.bad_cells import BadCell
from hubcli.core.casts import text_of
from hubcli.core.complaints import Complaint, Complaints
from hubcli.core.fixing import Repair, repairs_for
from hubcli.core.mapping import MappingRules
from hubcli.core.matching_cells import Judge, Sample
from hubcli.core.mended import would_pass
from hubcli.core.mended_already import still_open
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.proposals import rule_of
from hubcli.core.records import Batch, Record
from hubcli.core.resolve import way_on
from hubcli.errors import MappingError
from hubcli.hubspot.reading import Reading
from hubcli.pipeline.prepare import Followers, Share, prepare
from hubcli.runs.ledger import Ledger
from hubcli.runs.resolved_mapping import read_mapping
from hubcli.sources.open import Source

_MOST_CELLS = 20_000
"""Different cells of a column that are held."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A run with refused rows, and what would mend them."""

    reopened: Reopened
    asked: Asked
    """What was typed; `reopened` has it merged with what the run began with."""
    known: Known
    sources: tuple[Source, ...]
    rules: MappingRules
    """As they are now."""
    refused: frozenset[int]
    repairs: tuple[Repair, ...]
    mended: tuple[str, ...]
    """Columns that the mapping is mended for already."""


def diagnosed(
    reopened: Reopened, asked: Asked, text: str | None, stack: ExitStack
) -> Patient | None:
    """Ask journal, files and portal; None where no row was refused.

    Raises what `retry` would: inputs that changed, a portal that can't be reached, a mapping that
    can't be used.
    """
    run, place = reopened.run, reopened.place
    with closing(Ledger(run.folder.journal)) as ledger:
        refused = frozenset(ledger.refused())
        if not refused:
            return None
        complaints = Complaints()
        for _, _, faults in ledger.faults(OutcomeName.REFUSED):
            complaints.add(faults)
    path = asked.mapping or run.record.mapping
    rules = parse_mapping(text, path, run.record.object) if text and path else None
    rules = rules or rules_now(reopened, asked) or MappingRules()
    sources = sources_of(run.record, reopened.asked, rules)
    known = _known(reopened, asked, Files(sources, rules), stack)
    rows = _rows(reopened, rules, known, sources)
    if rows.faults:
        raise MappingError(rows.faults, way_on(rows.rules))
    check_unchanged(run.record, sources)
    judge = Judge(known.schema, terms_of(place, rows.rules), None)
    cells = _cells(rows, refused, complaints)
    then = read_mapping(run.folder.mapping)
    left = tuple(still_open(complaints, then, rows.rules, judge, cells))
    repairs = repairs_for(left, rows.rules, judge, cells)
    open_now = {_about(one) for one in left}
    mended = tuple(dict.fromkeys(_about(one) for one in complaints if _about(one) not in open_now))
    return Patient(reopened, asked, known, sources, rows.rules, refused, repairs, mended)


def _about(one: Complaint) -> str:
    return one.fault.column or one.fault.property or one.fault.code or ""


def _known(reopened: Reopened, asked: Asked, files: Files, stack: ExitStack) -> Known:
    merged, place = reopened.asked, reopened.place
    lock = lock_of(asked, place.settings)
    if lock is not None and not merged.rehearse:
        return known_of_lock(merged, place, lock, files)
    session, paths = connect(merged, place, stack)
    known = know(merged, place, session, paths)
    reading = Reading(session, paths, place.clock.wait)
    return learn(known, files.rules, files.sources, reading)


def _rows(
    reopened: Reopened, rules: MappingRules, known: Known, sources: tuple[Source, ...]
) -> Rows:
    salt = reopened.place.folder.id if reopened.run.record.options.get("again") else ""
    return survey_rows(reopened.asked, Files(sources, rules, salt), known, reopened.place)


def _cells(
    rows: Rows, refused: frozenset[int], complaints: Iterable[Complaint]
) -> dict[str, Sample]:
    """Of the columns that are complained of, the cells of all refused rows, the commonest first."""
    rules = (rule_of(one.fault, rows.rules) for one in complaints)
    columns = dict.fromkeys(rule.column for rule in rules if rule)
    return {column: _sample(rows, refused, column) for column in columns}


def _sample(rows: Rows, refused: frozenset[int], column: str) -> Sample:
    found: Counter[str] = Counter()
    for one in rows.inputs:
        for number, cell in enumerate(one.source.cells(column), one.first):
            if number in refused:
                try:
                    text = text_of(cell)
                except BadCell:
                    continue
                if text and (text in found or len(found) < _MOST_CELLS):
                    found[text] += 1
    return Sample(column, dict(found.most_common()))


def passing(patient: Patient, rules: MappingRules) -> int:
    """How many of the refused rows a mapping lets pass, as far as hubcli can tell.

    Raises MappingError where the mapping can't be used.
    """
    reopened, known, sources = patient.reopened, patient.known, patient.sources
    run = reopened.run
    now = _rows(reopened, rules, known, sources)
    if now.faults:
        raise MappingError(now.faults, way_on(now.rules))
    then = _rows(reopened, read_mapping(run.folder.mapping), known, sources)
    with closing(Ledger(run.folder.journal)) as ledger:
        standing = only(patient.refused, ledger.standing(run.record.rows))
        faults = ((number, told) for number, _, told in ledger.faults(OutcomeName.REFUSED))
        prepared = prepare(now.inputs, now.survey.groups, share=Share(standing))
        count, mappers = (
            0,
            {
                one.source.name: mapper
                for one, mapper in zip(then.inputs, then.mappers, strict=True)
            },
        )
        for item in prepared:
            match item:
                case Followers(rows=rows):
                    count += len(rows)
                case Batch(file=file, records=records):
                    pairs = _with_faults(records, faults)
                    count += sum(
                        would_pass(one, mappers[file](one.row), told) for one, told in pairs
                    )
        return count


def _with_faults(
    records: Sequence[Record], faults: Iterator[tuple[int, list[Fault]]]
) -> Iterator[tuple[Record, list[Fault]]]:
    """Each record with its row's faults; both come in the rows' order."""
    number, told = 0, list[Fault]()
    for record in records:
        while number < record.row.number:
            number, told = next(faults, (record.row.number, []))
        yield record, told
