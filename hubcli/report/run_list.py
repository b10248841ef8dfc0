"""Prints a list of runs: a document, a table on a terminal, lines with tabs for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hubcli.core.outcomes import OutcomeName
from hubcli.core.run_lines import RunLine, Stage
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.terminal_text import clean
from hubcli.report.wording import word

_STAGES = {
    Stage.FINISHED: "finished",
    Stage.UNFINISHED: "unfinished",
    Stage.AT_WORK: "atWork",
    Stage.CUT_OFF: "cutOff",
}


def tell_runs(streams: Streams, runs: Iterable[RunLine], *, json: bool) -> None:
    """Print all of them, in the order given."""
    out = streams.stdout
    lines = tuple(runs)
    if json:
        for text in json_lines(_document(lines)):
            out.utf8(text)
    elif not lines:
        streams.notice("There are no runs yet.")
    elif out.terminal:
        from hubcli.report.run_table import write_runs  # noqa: PLC0415 - loads rich

        write_runs(out, lines)
    else:
        _write_plain(out, lines)
    out.flush()


def stage_name(stage: Stage) -> str:
    """How the JSON document spells it."""
    return _STAGES[stage]


def rows_in_words(rows: Mapping[str, int]) -> str:
    """`1230 created, 7 refused`; no comma within a figure, which might be cut there.

    An undoing has words of its own.
    """
    return ", ".join(f"{number} {_word(name)}" for name, number in rows.items() if number)


def where(run: RunLine) -> str:
    """The portal's number, `rehearsal`, or a dash where nobody knows."""
    if run.rehearsal:
        return "rehearsal"
    return "-" if run.portal_id is None else str(run.portal_id)


def _word(name: str) -> str:
    return word(OutcomeName(name)) if name in set(OutcomeName) else clean(name)


def _document(runs: Sequence[RunLine]) -> Document:
    return {
        "hubcli": VERSION,
        "command": "runs list",
        "status": "success",
        "exitCode": int(ExitCode.SUCCESS),
        "runs": [_entry(run) for run in runs],
    }


def _entry(run: RunLine) -> Document:
    return {
        "id": run.id,
        "command": run.command,
        "object": run.object,
        "portalId": run.portal_id,
        "rehearsal": run.rehearsal,
        "files": list(run.files),
        "state": stage_name(run.stage),
        "rows": dict(run.rows),
        "startedAt": run.started_at,
        "completedAt": run.completed_at,
    }


def _write_plain(out: Output, runs: Iterable[RunLine]) -> None:
    for run in runs:
        out.line("\t".join(_cells(run)))


def _cells(run: RunLine) -> Iterator[str]:
    yield clean(run.id)
    yield clean(run.started_at)
    yield clean(run.command)
    yield clean(run.object)
    yield where(run)
    yield run.stage
    yield " ".join(f"{clean(name)}={number}" for name, number in run.rows.items() if number) or "-"
    yield ", ".join(map(clean, run.files)) or "-"
