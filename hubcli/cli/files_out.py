"""The files that a run leaves: where they go, and that they can be written before anything is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hubcli.cli.place import Place
from hubcli.cli.records import Rows, input_paths
from hubcli.cli.requests import Asked
from hubcli.core.outcomes import OutcomeName, Tally
from hubcli.errors import UsageError
from hubcli.runs.folder import check_writable
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import write_rejects, write_results


@dataclass(frozen=True, slots=True)
class OutPaths:
    """The files that were written, as text; several are joined by a comma."""

    rejects: str | None = None
    in_doubt: str | None = None
    results: str | None = None


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
    """Read the inputs again beside the journal; only what there is to tell becomes a file."""
    inputs = rows.read_inputs
    rejects = in_doubt = results = None
    if tally[OutcomeName.REFUSED]:
        place = _placed(outputs, outputs.rejects, "rejects")
        rejects = _names(write_rejects(inputs, ledger, OutcomeName.REFUSED, place))
    if tally[OutcomeName.IN_DOUBT]:
        place = _placed(outputs, None, "in-doubt")
        in_doubt = _names(write_rejects(inputs, ledger, OutcomeName.IN_DOUBT, place))
    if outputs.results:
        place = _placed(outputs, outputs.results, "results")
        results = _names(write_results(inputs, ledger, address, place))
    return OutPaths(rejects, in_doubt, results)


def _placed(outputs: Outputs, named: Path | None, stem: str) -> Callable[[str, int], Path]:
    def place(suffix: str, number: int) -> Path:
        if named is None:
            return outputs.place.folder.file(stem, suffix, number)
        tail = f"-{number}" if number > 1 else ""
        return named.with_name(f"{named.stem}{tail}{named.suffix}")

    return place


def _names(paths: list[Path]) -> str | None:
    return ", ".join(str(path) for path in paths) or None
