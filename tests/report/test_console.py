"""What people are told on standard error."""

import io

from hubcli.core.outcomes import Stop
from hubcli.errors import (
    ExitCode,
    MappingError,
    MappingFault,
    Place,
    SourceError,
    UnusableError,
    UsageError,
)
from hubcli.report.console import Streams
from tests.report.builders import written


def test_a_notice() -> None:
    to = written()
    to.streams.notice("waiting 10 s \x1b[2J")
    assert to.err.getvalue() == "hubcli: waiting 10 s \\x1b[2J\n"
    assert to.out.getvalue() == ""


def test_an_error_and_what_to_do() -> None:
    to = written()
    to.streams.error(
        SourceError(Place("data.csv", 17, 5), "the quote never closes", "Close it in an editor.")
    )
    assert to.err.getvalue() == (
        "hubcli: data.csv:17:5: the quote never closes\n  Close it in an editor.\n"
    )


def test_an_error_is_folded_at_its_spaces_on_a_terminal_but_never_inside_a_path() -> None:
    to = written(terminal=True, width=40)
    path = "/a/very/long/path/" + "x" * 40
    to.streams.error(
        UnusableError(f"the file {path} is not there", "Name another one, please, now.")
    )
    assert to.err.getvalue().splitlines() == [
        "hubcli: the file",
        f"  {path}",
        "  is not there",
        "  Name another one, please, now.",
    ]


def test_every_fault_of_a_mapping_has_its_line() -> None:
    faults = tuple(
        MappingFault(Place("map.yaml", line, 3), text)
        for line, text in ((2, "unknown key `colums`"), (7, "a newline\nin a name"))
    )
    to = written()
    to.streams.error(MappingError(faults, "See the README."))
    assert to.err.getvalue().splitlines() == [
        "hubcli: the mapping can't be used, 2 faults:",
        "  map.yaml:2:3: unknown key `colums`",
        "  map.yaml:7:3: a newline\\nin a name",
        "  See the README.",
    ]


def test_one_fault_needs_no_heading() -> None:
    to = written()
    to.streams.error(MappingError((MappingFault(Place("map.yaml", 2, 3), "unknown key `x`"),)))
    assert to.err.getvalue() == "hubcli: map.yaml:2:3: unknown key `x`\n"


def test_a_message_of_several_lines_keeps_them() -> None:
    to = written()
    to.streams.error(UsageError("two things are wrong:\none\ntwo"))
    assert to.err.getvalue() == "hubcli: two things are wrong:\n  one\n  two\n"


def test_an_empty_message_is_still_a_line() -> None:
    to = written(terminal=True)
    to.streams.error(UsageError(""))
    assert to.err.getvalue() == "hubcli:\n"


def test_only_the_name_is_coloured() -> None:
    to = written(terminal=True, env={})
    to.streams.stopped(Stop(ExitCode.UNAVAILABLE, "the daily limit is reached", "Go on tomorrow."))
    assert to.err.getvalue() == (
        "\x1b[1;31mhubcli:\x1b[0m the daily limit is reached\n  Go on tomorrow.\n"
    )


def test_the_streams_of_this_process() -> None:
    streams = Streams.of_process({})
    assert not streams.can_ask


def test_nobody_can_be_asked_without_a_terminal() -> None:
    assert not written(terminal=True, stdin="yes\n").streams.can_ask
    closed = io.StringIO()
    closed.close()
    to = written(terminal=True)
    assert not Streams(closed, to.streams.stdout, to.streams.stderr).can_ask
    assert not Streams(None, to.streams.stdout, to.streams.stderr).can_ask
