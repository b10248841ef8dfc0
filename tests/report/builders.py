"""Reports as runs end with them, to be rendered."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hubcli.core.outcomes import Fault, OutcomeName, Stop, Tally, exit_code_of
from hubcli.core.results import BatchReport, Cause, Requests, RowReport, RunFacts, RunReport
from hubcli.errors import ExitCode
from hubcli.report.console import Streams
from hubcli.report.output import Output


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that is told of one run."""

    report: RunReport
    batches: Sequence[BatchReport]
    errors: Sequence[RowReport]


@dataclass(frozen=True, slots=True)
class Written:
    """Streams for a test, and what was written to them."""

    streams: Streams
    out: io.StringIO
    err: io.StringIO


def written(
    *,
    terminal: bool = False,
    width: int = 80,
    env: Mapping[str, str] | None = None,
    stdin: str = "",
    err_terminal: bool | None = None,
) -> Written:
    out, err = io.StringIO(), io.StringIO()
    env = {"NO_COLOR": "1"} if env is None else env
    streams = Streams(
        io.StringIO(stdin),
        Output(out, env, terminal=terminal, width=width),
        Output(err, env, terminal=terminal if err_terminal is None else err_terminal, width=width),
    )
    return Written(streams, out, err)


FACTS = RunFacts(
    id="2026-03-01T10-00-00-contacts-7f3a",
    object="contacts",
    portal_id=4242,
    api_version="2025-09",
    rehearsal=False,
    files=("data.csv",),
    started_at="2026-03-01T10:00:00Z",
    completed_at="2026-03-01T10:00:02Z",
)


def tally(**counts: int) -> Tally:
    made = Tally()
    for name, count in counts.items():
        made.add(OutcomeName[name.upper()], count)
    return made


def batch(number: int, **changes: object) -> BatchReport:
    plain = BatchReport(
        number=number,
        file="data.csv",
        first_line=2 + 100 * (number - 1),
        last_line=1 + 100 * number,
        rows=100,
        status="COMPLETE",
        http_status=201,
        created=100,
        num_errors=0,
        attempts=1,
        seconds=0.31,
        started_at="2026-03-01T10:00:00.100Z",
        completed_at="2026-03-01T10:00:00.410Z",
        correlation_id="0f8fad5b-d9cb-469f-a165-70867728950e",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def report(
    counted: Tally,
    *,
    causes: Sequence[Cause] = (),
    batches: int = 0,
    errors: int = 0,
    stop: Stop | None = None,
    requests: Requests | None = None,
    facts: RunFacts = FACTS,
    seconds: float = 2.1,
    command: str = "create",
) -> RunReport:
    return RunReport(
        command=command,
        facts=facts,
        tally=counted,
        requests=requests or Requests(sent=batches),
        exit_code=exit_code_of(counted, stop),
        stop=stop,
        causes=tuple(causes),
        batches=batches,
        errors=errors,
        seconds=seconds,
    )


INVALID_EMAIL = Fault(
    message="Email address ada@ is invalid",
    code="INVALID_EMAIL",
    category="VALIDATION_ERROR",
    property="email",
    column="Email",
    value="ada@",
    correlation_id="0f8fad5b-d9cb-469f-a165-70867728950e",
)
INVALID_OPTION = Fault(
    message=(
        "Leadz was not one of the allowed options: [subscriber, lead, marketingqualifiedlead, "
        "salesqualifiedlead, opportunity, customer, evangelist, other]"
    ),
    code="INVALID_OPTION",
    category="VALIDATION_ERROR",
    property="lifecyclestage",
    column="Lifecycle stage",
    value="Leadz",
)
RAGGED = Fault(message="5 cells, but the header has 4", code="INCORRECT_NUMBER_OF_COLUMNS")


def cause(outcome: OutcomeName, fault: Fault, count: int, *places: str) -> Cause:
    return Cause(outcome, fault.code, fault.category, fault.property, fault.message, count, places)


def all_good() -> Run:
    batches = [batch(number) for number in range(1, 13)]
    batches.append(batch(13, last_line=1238, rows=37, created=37, seconds=0.12))
    return Run(report(tally(created=1237), batches=13), batches, [])


def a_few_bad() -> Run:
    batches = [
        batch(1, http_status=207, created=97, num_errors=3, refused=3),
        batch(2, attempts=2, seconds=11.4),
        batch(
            3,
            http_status=207,
            created=98,
            num_errors=1,
            refused=2,
            remark=("numErrors says 1, but errors names 2 rows"),
        ),
    ]
    emails = [
        RowReport(
            "data.csv",
            line,
            1,
            OutcomeName.REFUSED,
            replace(INVALID_EMAIL, value=value, message=f"Email address {value} is invalid"),
        )
        for line, value in ((17, "ada@"), (23, "grace.hopper@@navy.mil"), (31, "bob\u00a0"))
    ]
    options = [
        RowReport("data.csv", line, 3, OutcomeName.REFUSED, INVALID_OPTION) for line in (240, 241)
    ]
    ragged = [RowReport("data.csv", 288, None, OutcomeName.REFUSED, RAGGED)]
    causes = [
        cause(OutcomeName.REFUSED, INVALID_EMAIL, 3, *(f"data.csv:{n}" for n in (17, 23, 31))),
        cause(OutcomeName.REFUSED, INVALID_OPTION, 2, "data.csv:240", "data.csv:241"),
        cause(OutcomeName.REFUSED, RAGGED, 1, "data.csv:288"),
    ]
    made = report(
        tally(created=294, refused=6),
        causes=causes,
        batches=3,
        errors=6,
        requests=Requests(sent=4, retried=1, rate_limited=1),
        facts=replace(FACTS, rejects="/home/ada/crm/rejects.csv"),
        seconds=11.9,
    )
    return Run(made, batches, [*emails, *options, *ragged])


def many_batches() -> Run:
    troubled = {7: 1, 90: 40, 112: 2}
    batches = [
        batch(number, http_status=207, created=100 - bad, num_errors=bad, refused=bad)
        if (bad := troubled.get(number, 0))
        else batch(number)
        for number in range(1, 201)
    ]
    errors = [
        RowReport(
            "data.csv",
            9_000 + n,
            90,
            OutcomeName.REFUSED,
            replace(INVALID_EMAIL, value=f"user{n}@"),
        )
        for n in range(80)
    ]
    causes = [cause(OutcomeName.REFUSED, INVALID_EMAIL, 80, "data.csv:9000", "data.csv:9001")]
    made = report(
        tally(created=19_920, refused=80),
        causes=causes,
        batches=200,
        errors=80,
        facts=replace(FACTS, rejects="/home/ada/crm/rejects.csv"),
        seconds=74,
    )
    return Run(made, batches, errors)


def in_doubt() -> Run:
    lost = Fault(
        message="the connection was cut before an answer came, and there is no key to look for",
        code="NO_ANSWER",
    )
    batches = [
        batch(1),
        batch(2, status=None, http_status=None, created=0, in_doubt=100, seconds=30.0),
        batch(3, status="CANCELED", created=60, num_errors=0, in_doubt=40),
    ]
    errors = [
        RowReport("data.csv", line, 2, OutcomeName.IN_DOUBT, lost) for line in range(102, 202)
    ]
    causes = [cause(OutcomeName.IN_DOUBT, lost, 140, "data.csv:102", "data.csv:103")]
    made = report(
        tally(created=160, in_doubt=140),
        causes=causes,
        batches=3,
        errors=140,
        facts=replace(FACTS, in_doubt="/home/ada/crm/in-doubt.csv", rehearsal=True),
        seconds=31.2,
    )
    return Run(made, batches, errors)


def stopped() -> Run:
    stop = Stop(
        ExitCode.ACCOUNT,
        "HubSpot refuses the token (403): it lacks the scope crm.objects.contacts.write",
        "Add the scope to the private app, then `hubcli resume` sends the 1,137 rows that are left.",
    )
    batches = [
        batch(1),
        batch(2, status=None, http_status=403, created=0, seconds=0.08),
    ]
    made = report(tally(created=100, not_sent=1137), batches=2, stop=stop, seconds=0.4)
    return Run(made, batches, [])


def warned() -> Run:
    """All was made, but HubSpot had something to say; two files, a portal that is not known."""
    fault = Fault(message="the association was left out", code="ASSOCIATION_SKIPPED")
    batches = [
        batch(1, file="exports/2026/contacts-north.csv"),
        batch(2, file="exports/2026/contacts-south.csv", first_line=2, last_line=101),
    ]
    errors = [
        RowReport("exports/2026/contacts-south.csv", 9, 2, OutcomeName.CREATED, fault),
    ]
    causes = [cause(OutcomeName.CREATED, fault, 1, "exports/2026/contacts-south.csv:9")]
    facts = replace(
        FACTS,
        files=("exports/2026/contacts-north.csv", "exports/2026/contacts-south.csv"),
        portal_id=None,
        results="/home/ada/crm/results.csv",
    )
    made = report(tally(created=200), batches=2, errors=1, causes=causes, facts=facts)
    return Run(made, batches, errors)


HOSTILE = (
    "[red]x",
    "[/etc/passwd]",
    "\x1b]0;owned\x07\x1b[31mred",
    "ada\u202egro.live@example.com",
    "👩\u200d💻 🇫🇷",
    "東京都千代田区丸の内一丁目",
    "שלום עולם",
    "two\nlines\tand\r\x00\x9b31m",
    "lone \udc80 half",
    "x" * 300,
)


def hostile() -> Run:
    errors = [
        RowReport(
            "[b]da\x1bta.csv",
            2 + n,
            1,
            OutcomeName.REFUSED,
            Fault(
                message=f"refused: {text}",
                code="INVALID_\x1b[0m",
                property=text,
                column=text,
                value=text,
            ),
        )
        for n, text in enumerate(HOSTILE)
    ]
    causes = [
        cause(OutcomeName.REFUSED, error.fault, 1, f"{error.file}:{error.line}") for error in errors
    ]
    batches = [
        batch(
            1,
            file="[b]da\x1bta.csv",
            status="[blink]\x1b[5m",
            http_status=207,
            created=90,
            num_errors=10,
            refused=10,
            remark="\x1b[2J",
        )
    ]
    made = report(
        tally(created=90, refused=10),
        causes=causes,
        batches=1,
        errors=len(errors),
        facts=replace(FACTS, files=("[b]da\x1bta.csv", "東京.csv"), rejects="/tmp/\x1b[1m.csv"),
    )
    return Run(made, batches, errors)


RUNS = {
    "all_good": all_good,
    "a_few_bad": a_few_bad,
    "many_batches": many_batches,
    "in_doubt": in_doubt,
    "stopped": stopped,
    "warned": warned,
    "hostile": hostile,
}
