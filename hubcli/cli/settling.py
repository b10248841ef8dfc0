"""`resume --settle FILE`: a person's decisions on rows in doubt."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from hubcli.cli.telling import Job
from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm
from hubcli.core.mapping import SourceOptions
from hubcli.core.rows import RESERVED_COLUMNS
from hubcli.errors import Place, SourceError
from hubcli.report.reporter import Reporter
from hubcli.runs.catalog import KnownRun
from hubcli.runs.deciding import write_decisions
from hubcli.runs.decisions import decided
from hubcli.runs.ledger import Ledger
from hubcli.sources.formats import Format, format_of_name
from hubcli.sources.open import Source, open_source

_NEEDED = ("_line", "_outcome")
_HINT = "Hand in the run's in-doubt file, with nothing changed but `_outcome` and `_id`."


def settle_by_hand(file: str, run: KnownRun, job: Job, reporter: Reporter) -> None:
    """Read the file, and put what it says into the journal: all of it, or nothing.

    Raises SourceError where it can't be read, UnusableError with all faults of its rows.
    """
    forms = tuple(dict.fromkeys(one.form for one in job.rows.read_inputs))
    source, form = _opened(file, forms)
    inputs = [one for one in job.rows.read_inputs if one.form == form]
    with closing(Ledger(run.folder.journal)) as ledger:
        done = decided(source, inputs, ledger, ledger.standing(run.record.rows))
    write_decisions(run.folder.journal, done)
    created, to_send = len(done.created), len(done.open)
    reporter.notice(f"{source.name} says: {created:,} created, {to_send:,} to be sent.")


def _opened(file: str, forms: Sequence[RowForm]) -> tuple[Source, RowForm]:
    """In the form of the inputs that it was written for."""
    of_records = format_of_name(Path(file).name) in {Format.JSON, Format.JSON_LINES}
    if JsonLinesForm() in forms and (of_records or len(forms) == 1):
        options = SourceOptions(format=Format.JSON_LINES)
        return open_source(file, options), JsonLinesForm()
    for form in forms:
        if isinstance(form, DelimitedForm):
            options = SourceOptions(Format.CSV, form.encoding, form.delimiter)
            source = open_source(file, options)
            if _fits(source, form):
                return source, form
    raise SourceError(Place(file, 1), "its columns are not those of the run's files", _HINT)


def _fits(source: Source, form: DelimitedForm) -> bool:
    header = source.form.header if isinstance(source.form, DelimitedForm) else ()
    own = {name for name in form.header if name not in RESERVED_COLUMNS}
    return set(source.columns()) == own and set(_NEEDED) <= set(header)
