"""The files that a run leaves: where they go, and that they can be written before anything is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hubcli.cli.place import Place
from hubcli.cli.records import Rows, input_paths
from hubcli.cli.requests import Asked
from hubcli.core.outcomes import OutcomeName, Stop, Tally
from hubcli.errors import ExitCode, UnavailableError, UsageError
from hubcli.runs.folder import check_writable
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import write_rejects, write_results


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


def check_outputs(asked: Asked, place: Place) -> Outputs:
    """Raises UsageError for an input, UnusableError where a file can't be written."""
    outputs = Outputs(
        place,
        Path(asked.rejects) if asked.rejects else None,
        Path(asked.results) if asked.results else None,
    )
    inputs = input_paths(asked)
    for path in (outputs.rejects, outputs.results):
        if path:
            check_writable(path, inputs)
    if outputs.rejects and outputs.results and _same(outputs.rejects, outputs.results):
        raise UsageError("--rejects and --results name the same file")
    return outputs


def _same(one: Path, other: Path) -> bool:
    return one.absolute() == other.absolute()


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
        tail = f"-{number}" if number > 1 else ""
        return named.with_name(f"{named.stem}{tail}{named.suffix}")

    return place


def _names(write: Callable[[], list[Path]], failures: list[UnavailableError]) -> str | None:
    try:
        return ", ".join(map(str, write())) or None
    except UnavailableError as error:
        failures.append(error)
        return None
