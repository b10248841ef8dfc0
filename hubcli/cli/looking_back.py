"""`runs list` and `runs show`: what a run's journal tells, without its files and without a token."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from hubcli.cli.ending import concluded
from hubcli.cli.requests import Asked
from hubcli.config.settings import home_folder
from hubcli.core.causes import CauseTally
from hubcli.core.outcomes import OutcomeName, Stop, Tally, exit_code_of
from hubcli.core.results import Cause, Requests, RunFacts, RunReport
from hubcli.core.run_lines import Stage
from hubcli.errors import ExitCode
from hubcli.pipeline.deliver import CUT_OFF
from hubcli.report.console import Streams
from hubcli.report.reporter import Reporter
from hubcli.report.run_list import stage_name, tell_runs
from hubcli.runs.catalog import KnownRun, find_run
from hubcli.runs.ledger import Ledger
from hubcli.runs.overview import UNDO, readable, run_lines, stage_of, suspects

_MOST_PLACES = 3


def list_runs(asked: Asked) -> int:
    """`hubcli runs list`."""
    return concluded(asked, _list)


def show_run(asked: Asked) -> int:
    """`hubcli runs show`."""
    return concluded(asked, _show)


def _list(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    del reporter
    tell_runs(streams, run_lines(home_folder()), json=asked.json)
    return ExitCode.SUCCESS


def _show(asked: Asked, reporter: Reporter, streams: Streams) -> ExitCode:
    run = find_run(home_folder(), asked.run or "")
    stage = stage_of(run)
    if run.record.command == UNDO:
        from hubcli.cli.undo_look import show_undo  # noqa: PLC0415 - few look at one

        return show_undo(run, stage, facts_of_run(run), asked, streams)
    with readable(run), closing(Ledger(run.folder.journal)) as ledger:
        report = _report(run, stage, ledger)
        missing = ledger.last_batch() - ledger.batch_count()
        reporter.looked_back(
            report,
            ledger.batches(),
            ledger.errors(),
            state=stage_name(stage),
            remarks=[*undone(ledger), *_remarks(run, stage, missing)],
        )
    return ExitCode.SUCCESS


def _report(run: KnownRun, stage: Stage, ledger: Ledger) -> RunReport:
    with ledger.moment():
        standing = ledger.standing(run.record.rows)
        tally = ledger.tally(standing)
        causes = CauseTally()
        for error in ledger.own_errors(doubts=True):
            causes.add(error)
        cut_off = suspects(standing, ledger.doubtful())
        told = (*causes.causes(), *_cut_off(run, stage, cut_off))
        report = RunReport(
            command="runs show",
            facts=facts_of_run(run),
            tally=tally,
            requests=ledger.attempts(),
            exit_code=ExitCode.SUCCESS,
            stop=_not_ended(run, stage),
            causes=told,
            batches=ledger.batch_count(),
            errors=ledger.error_count(),
            seconds=0.0,
        )
    if run.end is None or stage is Stage.AT_WORK:
        return replace(report, exit_code=exit_code_of(tally, report.stop))
    return _ended(report, run)


def _ended(report: RunReport, run: KnownRun) -> RunReport:
    """As it was told then."""
    end = run.end
    if end is None:
        return report
    tally = Tally()
    for name, number in end.rows.items():
        tally.add(OutcomeName(name), number)
    stop = Stop(ExitCode(end.stop_code), end.stop, end.stop_hint) if end.stop else None
    return replace(
        report,
        tally=tally,
        requests=Requests(**end.requests),
        exit_code=ExitCode(end.exit_code),
        stop=stop,
        seconds=end.seconds,
    )


def facts_of_run(run: KnownRun) -> RunFacts:
    """Which run it is, as its record and its end tell."""
    record, end = run.record, run.end
    return RunFacts(
        id=record.id,
        object=record.object_type,
        portal_id=record.portal_id,
        api_version=record.api_version,
        rehearsal=record.rehearsal,
        files=tuple(file.name for file in record.files),
        started_at=record.started_at,
        completed_at=end.completed_at if end else None,
        journal=str(run.folder.journal),
        rejects=end.rejects if end else None,
        in_doubt=end.in_doubt if end else None,
        results=end.results if end else None,
    )


def _not_ended(run: KnownRun, stage: Stage) -> Stop | None:
    match stage:
        case Stage.AT_WORK:
            return Stop(ExitCode.INTERRUPTED, "the run is at work: this is how far it is")
        case Stage.CUT_OFF:
            hint = f"`hubcli resume {run.record.id}` goes on with it."
            return Stop(ExitCode.INTERRUPTED, "the run was cut off before its end", hint)
    return None


def _cut_off(run: KnownRun, stage: Stage, numbers: list[int]) -> tuple[Cause, ...]:
    """Rows that were sent, and of which nothing else is known: not even their lines."""
    if not numbers:
        return ()
    places = tuple(_place(run, number) for number in sorted(numbers)[:_MOST_PLACES])
    why = "HubSpot has not answered yet" if stage is Stage.AT_WORK else CUT_OFF
    return (Cause(OutcomeName.IN_DOUBT, "IN_DOUBT", None, None, why, len(numbers), places),)


def _place(run: KnownRun, number: int) -> str:
    """`data.csv (row 17)`: the line stands in the input only."""
    for file in run.record.files:
        if number <= file.rows:
            return f"{file.name} (row {number})"
        number -= file.rows
    return f"row {number}"


def undone(ledger: Ledger) -> Iterator[str]:
    """What `hubcli undo` did to the run's records, a sentence each."""
    for fact, what in (("undone", "archived"), ("put back", "put back to what they held")):
        if number := int(ledger.fact(fact) or 0):
            yield f"Of the records, {number:,} were {what} since by `hubcli undo`."


def _remarks(run: KnownRun, stage: Stage, missing: int) -> list[str]:
    remarks = []
    if missing > 0 and run.end is None:
        batch = "batch" if missing == 1 else "batches"
        remarks.append(f"Of {missing:,} {batch} no report was written: the rows are in the sums.")
    if stage is Stage.UNFINISHED:
        remarks.append(f"Go on with: hubcli resume {run.record.id}")
    return remarks
