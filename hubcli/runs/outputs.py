"""The files a run leaves: rejects, rows in doubt, results; the input read again beside the journal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from hubcli.core.forms import DelimitedForm, RowForm
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.rows import ReadRow, Source
from hubcli.runs.ledger import Ledger, RowEnd
from hubcli.runs.rows_file import RowsFile, open_rows_file

REJECT_COLUMNS = ("_line", "_outcome", "_code", "_message")
DOUBT_COLUMNS = ("_line", "_outcome", "_id", "_code", "_message")
"""`_id` is for a person to fill in who found the record."""
RESULT_COLUMNS = ("_line", "_outcome", "_id", "_url")

Ours: TypeAlias = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class ReadInput:
    """An input file that can be read again, and the ordinal of its first row."""

    source: Source
    form: RowForm
    first: int


def suffix_of(form: RowForm) -> str:
    """How a file in this form is called."""
    match form:
        case DelimitedForm(delimiter="\t"):
            return ".tsv"
        case DelimitedForm():
            return ".csv"
    return ".jsonl"


def write_rejects(
    inputs: Sequence[ReadInput],
    ledger: Ledger,
    outcome: OutcomeName,
    place: Callable[[str, int], Path],
) -> list[Path]:
    """The rows with this outcome, as read, with the reasons; a file for each form of input.

    `place` gives the path for a suffix and a file's number. Raises UnavailableError.
    """
    ends = ((number, _reasons(name, faults)) for number, name, faults in ledger.faults(outcome))
    columns = DOUBT_COLUMNS if outcome is OutcomeName.IN_DOUBT else REJECT_COLUMNS
    return _write(inputs, ends, columns, place)


def write_results(
    inputs: Sequence[ReadInput],
    ledger: Ledger,
    address: Callable[[str], str],
    place: Callable[[str, int], Path],
) -> list[Path]:
    """Every row, as read, with its outcome, id and address. Raises UnavailableError.

    `address` makes one from an id, for where HubSpot gave none.
    """
    if base := ledger.address():
        address = base.__add__
    return _write(inputs, _results(ledger.rows(), address), RESULT_COLUMNS, place, every=True)


def _results(ends: Iterable[RowEnd], address: Callable[[str], str]) -> Iterator[tuple[int, Ours]]:
    for end in ends:
        url = end.url or (address(end.id) if end.id else "")
        yield end.number, {"_outcome": end.outcome, "_id": end.id, "_url": url}


def _reasons(name: OutcomeName, faults: Sequence[Fault]) -> Ours:
    codes = dict.fromkeys(fault.code for fault in faults if fault.code)
    id_ = {"_id": ""} if name is OutcomeName.IN_DOUBT else {}
    return {
        "_outcome": name,
        **id_,
        "_code": " ".join(codes),
        "_message": "; ".join(_sentence(fault) for fault in faults),
    }


def _sentence(fault: Fault) -> str:
    where = fault.column or fault.property
    return f"{where}: {fault.message}" if where else fault.message


def _write(
    inputs: Sequence[ReadInput],
    ends: Iterator[tuple[int, Ours]],
    columns: Sequence[str],
    place: Callable[[str, int], Path],
    *,
    every: bool = False,
) -> list[Path]:
    files: dict[RowForm, tuple[Path, RowsFile]] = {}
    try:
        for form, row, ours in _beside(inputs, ends, every=every):
            if form not in files:
                path = place(suffix_of(form), len(files) + 1)
                files[form] = (path, open_rows_file(path, form, columns))
            files[form][1].write(row, {"_line": row.line, **ours})
        for _, file in files.values():
            file.finish()
    except BaseException:
        for _, file in files.values():
            file.discard()
        raise
    return [path for path, _ in files.values()]


def _beside(
    inputs: Sequence[ReadInput], ends: Iterator[tuple[int, Ours]], *, every: bool
) -> Iterator[tuple[RowForm, ReadRow, Ours]]:
    """Source rows with what became of them; both come in the order of the rows' ordinals."""
    not_sent: Ours = {"_outcome": OutcomeName.NOT_SENT, "_id": "", "_url": ""}
    end = next(ends, None)
    for one in inputs:
        if end is None and not every:
            return
        for row in one.source.rows(one.first):
            if end is not None and end[0] == row.number:
                yield one.form, row, end[1]
                end = next(ends, None)
            elif every:
                yield one.form, row, not_sent
            elif end is None:
                return
