"""The files that a run leaves: where they go, and that they can be written before anything is sent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubcli.cli.place import Place
from hubcli.cli.records import Rows, input_paths
from hubcli.cli.requests import Asked
from hubcli.core.forms import JsonLinesForm, RowForm
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.errors import ExitCode, UnavailableError, UsageError
from hubcli.runs.folder import check_writable
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import write_rejects, write_results

_DELIMITED = {".csv", ".tsv", ".tab"}
_RECORDS = {".json", ".jsonl", ".ndjson", ".yaml", ".yml"}


@dataclass(frozen=True, slots=True)
class OutPaths:
    """The files that were written, as text; several are joined by a comma."""

    rejects: str | None = None
    in_doubt: str | None = None
    results: str | None = None
    failures: tuple[UnavailableError, ...] = ()
    """Why others could not be written."""

    @property
    def stop(self) -> Stop | None:
        """What that means for the run; None where all could be written."""
        if not self.failures:
            return None
        said = "\n".join(error.message for error in self.failures)
        return Stop(ExitCode.UNAVAILABLE, said, self.failures[0].hint)


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where files are to go."""

    place: Place
    rejects: Path | None
    results: Path | None


def check_outputs(asked: Asked, place: Place, forms: Sequence[RowForm]) -> Outputs:
    """Raises UsageError for an input, UnusableError where a file can't be written.

    Inputs of several forms give a file each (`rejects-2.csv`), and all of them are looked at.
    """
    outputs = Outputs(
        place,
        Path(asked.rejects) if asked.rejects else None,
        Path(asked.results) if asked.results else None,
    )
    inputs = input_paths(asked)
    seen: dict[Path, str] = {}
    for option, named in (("--rejects", outputs.rejects), ("--results", outputs.results)):
        if named is None:
            continue
        _check_suffix(option, named, forms)
        for number in range(1, len(set(forms)) + 1):
            path = _numbered(named, number)
            check_writable(path, inputs)
            if seen.setdefault(path.resolve(), option) != option:
                raise UsageError(f"--rejects and --results name the same file, {path}")
    return outputs


def _check_suffix(option: str, path: Path, forms: Sequence[RowForm]) -> None:
    """A name that promises another format would keep the file from being read again."""
    for form in set(forms) if len(set(forms)) == 1 else ():
        of_records = isinstance(form, JsonLinesForm)
        wrong = _DELIMITED | {".json", ".yaml", ".yml"} if of_records else _RECORDS
        if path.suffix.lower() in wrong:
            right = ".jsonl" if of_records else ".csv"
            message = f"{option} {path}: the rows are written in a form that is called {right}"
            raise UsageError(message, f"Name it {path.with_suffix(right).name}.")


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}-{number}{path.suffix}") if number > 1 else path


def write_outputs(
    rows: Rows, ledger: Ledger, tally: Tally, outputs: Outputs, address: Callable[[str], str]
) -> OutPaths:
    """Read the inputs again beside the journal; only what there is to tell becomes a file.

    Raises nothing that a disk or an input can cause: it is in `failures`, as the rows are at
    HubSpot by now and what became of them is to be told all the same.
    """
    inputs = rows.read_inputs
    failures: list[UnavailableError] = []

    def faulty(outcome: OutcomeName, named: Path | None, stem: str) -> str | None:
        place = _placed(outputs, named, stem)
        if not tally[outcome]:
            return None
        return _names(lambda: write_rejects(inputs, ledger, outcome, place), failures)

    rejects = faulty(OutcomeName.REFUSED, outputs.rejects, "rejects")
    in_doubt = faulty(OutcomeName.IN_DOUBT, None, "in-doubt")
    results = None
    if outputs.results:
        place = _placed(outputs, outputs.results, "results")
        results = _names(lambda: write_results(inputs, ledger, address, place), failures)
    return OutPaths(rejects, in_doubt, results, tuple(failures))


def _placed(outputs: Outputs, named: Path | None, stem: str) -> Callable[[str, int], Path]:
    def place(suffix: str, number: int) -> Path:
        if named is None:
            return outputs.place.folder.file(stem, suffix, number)
        return _numbered(named, number)

    return place


def _names(write: Callable[[], list[Path]], failures: list[UnavailableError]) -> str | None:
    try:
        return ", ".join(map(str, write())) or None
    except UnavailableError as error:
        failures.append(error)
        return None
