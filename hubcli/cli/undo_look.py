"""`runs show` of an undoing: what its own journal tells."""

from contextlib import closing

from hubcli.cli.requests import Asked
from hubcli.core.outcomes import Stop
from hubcli.core.results import Requests, RunFacts
from hubcli.core.run_lines import Stage
from hubcli.core.undo_results import UndoReport, exit_code_of
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.json_text import json_lines
from hubcli.report.run_list import stage_name
from hubcli.report.undo import tell_undo, undo_document
from hubcli.runs.catalog import KnownRun
from hubcli.runs.undo_ledger import UndoLedger


def show_undo(
    run: KnownRun, stage: Stage, facts: RunFacts, asked: Asked, streams: Streams
) -> ExitCode:
    """Tell it as at its end; `facts` say which run it is."""
    even_changed = bool(run.record.options.get("even_changed"))
    with closing(
        UndoLedger(run.folder.journal, run.record.files, even_changed=even_changed)
    ) as ledger:
        report = _report(run, stage, facts, ledger)
        if not asked.json:
            tell_undo(streams, report, ledger.left(), json=False, quiet=False)
            return ExitCode.SUCCESS
        told = undo_document(report, ledger.left())
    which = {**told["run"], "state": stage_name(stage)}
    for line in json_lines({**told, "command": asked.command, "run": which}):
        streams.stdout.utf8(line)
    return ExitCode.SUCCESS


def _report(run: KnownRun, stage: Stage, facts: RunFacts, ledger: UndoLedger) -> UndoReport:
    counts, end = ledger.counts(), run.end
    undoes = str(run.record.options.get("undoes"))
    stop = _stop(run, stage, undoes)
    return UndoReport(
        facts=facts,
        undoes=undoes,
        counts=counts,
        requests=Requests(**end.requests) if end else Requests(sent=ledger.sent()),
        exit_code=exit_code_of(counts, stop),
        stop=stop,
        reasons=ledger.reasons(),
        seconds=end.seconds if end else 0.0,
    )


def _stop(run: KnownRun, stage: Stage, undoes: str) -> Stop | None:
    hint = f"`hubcli undo {undoes}` goes on with it."
    match stage:
        case Stage.AT_WORK:
            return Stop(ExitCode.INTERRUPTED, "the undo is at work: this is how far it is")
        case Stage.CUT_OFF:
            return Stop(ExitCode.INTERRUPTED, "the undo was cut off before its end", hint)
    if run.end and run.end.stop:
        return Stop(ExitCode(run.end.exit_code), run.end.stop, run.end.stop_hint or hint)
    return None
