"""The right form on the right stream."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hubcli.core.outcomes import Stop
from hubcli.core.results import RunReport
from hubcli.errors import ExitCode, UnusableError
from hubcli.report.checked import Checked
from hubcli.report.console import Streams
from hubcli.report.output import Output
from hubcli.report.reporter import Reporter
from hubcli.report.trouble import BatchChoice
from tests.report.builders import (
    FACTS,
    Run,
    Written,
    a_few_bad,
    all_good,
    in_doubt,
    many_batches,
    report,
    stopped,
    tally,
    written,
)

BODIES = [b'{"inputs": [{"properties": {"email": "ada@example.com"}}, {"properties": {}}]}']
TARGET = "POST /crm/objects/2025-09/contacts/batch/create"


def result(
    to: Written,
    run: Run,
    *,
    json: bool = False,
    quiet: bool = False,
    batches: BatchChoice = "auto",
) -> Reporter:
    reporter = Reporter(to.streams, json=json, quiet=quiet, batches=batches)
    reporter.result(run.report, run.batches, run.errors)
    return reporter


def checked(exit_code: ExitCode = ExitCode.REFUSED, stop: Stop | None = None) -> RunReport:
    run = a_few_bad()
    return replace(
        run.report, command="check", tally=tally(not_sent=293, refused=7), batches=0,
        requests=report(tally()).requests, exit_code=exit_code, stop=stop,
    )  # fmt: skip


@pytest.mark.parametrize("terminal", [True, False])
def test_json_is_one_document_on_stdout(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    result(to, a_few_bad(), json=True)
    assert json.loads(to.out.getvalue())["exitCode"] == 3
    assert to.err.getvalue() == ""


def test_a_failure_is_told_to_people_and_programs() -> None:
    to = written()
    Reporter(to.streams, json=True).failure("create", UnusableError("data.csv: empty", "Fill it."))
    assert json.loads(to.out.getvalue())["error"] == {
        "message": "data.csv: empty",
        "hint": "Fill it.",
    }
    assert to.err.getvalue() == "hubcli: data.csv: empty\n  Fill it.\n"


def test_a_failure_without_json_leaves_stdout_empty() -> None:
    to = written(terminal=True)
    Reporter(to.streams, quiet=True).failure("create", UnusableError("data.csv: empty"))
    assert to.out.getvalue() == ""
    assert to.err.getvalue() == "hubcli: data.csv: empty\n"


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_says_nothing_where_all_went_well(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    reporter = result(to, all_good(), quiet=True)
    reporter.notice("nothing")
    assert to.out.getvalue() == to.err.getvalue() == ""


@pytest.mark.parametrize("terminal", [True, False])
def test_quiet_still_tells_errors_and_sums(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    result(to, a_few_bad(), quiet=True)
    told = to.out.getvalue()
    assert "attempts" not in told
    assert "data.csv:17" in told
    assert "300 rows read: 294 created, 6 refused." in told


def test_a_notice_goes_to_stderr() -> None:
    to = written()
    Reporter(to.streams).notice("300 rows")
    assert to.err.getvalue() == "hubcli: 300 rows\n"


def test_why_it_stopped_is_told_once_on_stderr_where_stdout_goes_elsewhere() -> None:
    to = written()
    result(to, stopped())
    assert "HubSpot refuses the token" not in to.out.getvalue()
    assert to.err.getvalue().startswith("hubcli: HubSpot refuses the token")


def test_why_it_stopped_is_told_once_on_a_terminal() -> None:
    to = written(terminal=True)
    result(to, stopped())
    assert to.out.getvalue().count("HubSpot refuses the token") == 1
    assert to.err.getvalue() == ""


def test_the_bar_is_gone_before_the_result() -> None:
    to = written(terminal=True)
    reporter = Reporter(to.streams)
    progress = reporter.progress()
    progress.start(10)
    run = all_good()
    reporter.result(run.report, run.batches, run.errors)
    assert to.err.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("choice", "lines"), [("auto", 200), ("all", 200), ("troubled", 3), ("none", 0)]
)
def test_plain_lines_of_batches(choice: BatchChoice, lines: int) -> None:
    to = written()
    result(to, many_batches(), batches=choice)
    assert sum(line.startswith("batch ") for line in to.out.getvalue().splitlines()) == lines


def test_no_batches_on_a_terminal() -> None:
    to = written(terminal=True)
    result(to, many_batches(), batches="none")
    assert "attempts" not in to.out.getvalue()


def test_plain_lines_have_every_error() -> None:
    to = written()
    run = in_doubt()
    result(to, run)
    assert to.out.getvalue().count(": in doubt: ") == len(run.errors)


@pytest.mark.parametrize("terminal", [True, False])
def test_check_tells_faults_sums_and_what_it_could_not_check(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    Reporter(to.streams).check(
        checked(), a_few_bad().errors, Checked(unchecked=("owners: the token lacks a scope",))
    )
    told = to.out.getvalue()
    assert "data.csv:17" in told
    assert "300 rows read: 293 valid, 7 refused.\n" in told
    assert "Could not check: owners: the token lacks a scope\n" in told
    assert "request" not in told


def test_check_as_json() -> None:
    to = written()
    Reporter(to.streams, json=True).check(
        checked(), a_few_bad().errors, Checked(unchecked=("owners",))
    )
    told = json.loads(to.out.getvalue())
    assert told["rows"] == {"read": 300, "valid": 293, "refused": 7}
    assert told["unchecked"] == ["owners"]
    assert told["batches"] == []
    assert told["batchesOmitted"] == 0


def test_faults_of_the_mapping_stand_beside_those_of_the_rows() -> None:
    stop = Stop(ExitCode.UNUSABLE, "map.yaml:3:5: no property `emial`\nmap.yaml:4:5: read-only")
    to = written(terminal=True)
    Reporter(to.streams).check(checked(ExitCode.UNUSABLE, stop), a_few_bad().errors, Checked())
    assert (
        "refused.\nRefused rows: /home/ada/crm/rejects.csv\nmap.yaml:3:5: no property `emial`\nmap.yaml:4:5: read-only\n"
        in (to.out.getvalue())
    )


@pytest.mark.parametrize("terminal", [True, False])
def test_a_dry_run_shows_bodies_and_sums(*, terminal: bool) -> None:
    to = written(terminal=terminal)
    made = replace(report(tally(not_sent=2), batches=1), requests=report(tally()).requests)
    Reporter(to.streams).dry_run(made, BODIES, [], target=TARGET)
    assert to.out.getvalue() == (
        f"{TARGET}\n"
        '{\n  "inputs": [\n    {"properties": {"email": "ada@example.com"}},\n'
        '    {"properties": {}}\n  ]\n}\n\n'
        "2 rows read: 2 not sent.\n"
        "A dry run: nothing was sent. 1 request would be.\n"
    )


def test_a_dry_run_without_a_target_is_only_json_and_sums() -> None:
    to = written()
    Reporter(to.streams).dry_run(report(tally(not_sent=2), batches=1), BODIES, [])
    assert to.out.getvalue().startswith("{\n")


def test_a_dry_run_as_json() -> None:
    to = written()
    made = report(tally(not_sent=2), batches=30)
    Reporter(to.streams, json=True).dry_run(made, [*BODIES, {"inputs": []}], [])
    told = json.loads(to.out.getvalue())
    assert told["dryRun"] is True
    assert told["bodies"] == [json.loads(BODIES[0]), {"inputs": []}]
    assert told["batchesOmitted"] == 0


def test_a_rehearsal_says_so() -> None:
    to = written()
    run = all_good()
    result(to, replace(run, report=replace(run.report, facts=replace(FACTS, rehearsal=True))))
    assert "A rehearsal: nothing of this is in HubSpot.\n" in to.out.getvalue()


def test_finishing_well() -> None:
    assert result(written(), all_good()).finish() is ExitCode.SUCCESS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("as_json", [True, False])
def test_a_full_disk_is_told_on_stderr(*, as_json: bool) -> None:
    to = written()
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        streams = Streams(None, Output(stream, {}), to.streams.stderr)
        reporter = Reporter(streams, json=as_json)
        run = all_good()
        reporter.result(run.report, run.batches, run.errors)
        assert reporter.finish() is ExitCode.UNAVAILABLE
    assert to.err.getvalue() == (
        f"hubcli: standard output could not be written to its end: {os.strerror(28)}\n"
    )


def python(code: str, **env: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={**os.environ, **env}
    )


def test_rich_is_loaded_only_to_draw() -> None:
    code = (
        "import sys, hubcli.report.reporter, hubcli.report.version, hubcli.report.confirm\n"
        "assert not [name for name in sys.modules if name.partition('.')[0] == 'rich']"
    )
    assert python(code).stderr == b""


DRAW = (
    "from hubcli.report.console import Streams;"
    "from tests.report.builders import hostile;"
    "from hubcli.report.reporter import Reporter; run = hostile();"
    "reporter = Reporter(Streams.of_process({}));"
    "reporter.result(run.report, run.batches, run.errors)"
)


def test_an_ascii_locale_is_enough() -> None:
    done = python(DRAW, PYTHONIOENCODING="ascii", PYTHONPATH=str(Path(__file__).parents[2]))
    assert b"\\u6771\\u4eac" in done.stdout
    assert done.stdout.isascii()
    assert done.stderr == b""


def test_an_ascii_terminal_gets_ascii_signs() -> None:
    to = written(terminal=True)
    to.streams.stdout.unicode = False
    result(to, a_few_bad())
    assert to.out.getvalue().isascii() is False  # a message's own no-break space
    assert not set("─…–") & set(to.out.getvalue())


def test_plain_lines_say_what_would_mend_a_cause() -> None:
    to = written()
    run = a_few_bad()
    report = replace(
        run.report, mend=lambda fault: "E-mail: null" if fault.code == "INVALID_EMAIL" else None
    )
    Reporter(to.streams).result(report, run.batches, run.errors)
    lines = to.out.getvalue().splitlines()
    assert lines.count("try: E-mail: null") == 1
    assert "INVALID_EMAIL" in lines[lines.index("try: E-mail: null") - 1]
