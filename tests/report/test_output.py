"""Writing never raises, whatever became of the stream."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

import pytest

from hubcli.report.output import Output


@pytest.fixture
def broken_pipe() -> Iterator[TextIO]:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as stream:
        yield stream


def test_a_reader_that_went_away_is_no_failure(broken_pipe: TextIO) -> None:
    out = Output(broken_pipe, {})
    out.line("x" * 100_000)
    out.flush()
    out.line("more")
    out.utf8("{}")
    out.flush()
    assert out.failure == ""


def test_a_reader_that_went_away_before_json(broken_pipe: TextIO) -> None:
    out = Output(broken_pipe, {})
    out.utf8("x" * 100_000)
    out.flush()
    assert out.failure == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("write", [Output.line, Output.utf8])
def test_a_full_disk_is_kept_as_the_failure(write: object) -> None:
    assert callable(write)
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        out = Output(stream, {})
        write(out, "x" * 100_000)
        out.flush()
    assert out.failure == os.strerror(28)


@pytest.mark.parametrize("closing", [True, False])
def test_a_stream_that_is_closed_or_missing_takes_nothing(*, closing: bool) -> None:
    stream = io.StringIO()
    stream.close()
    out = Output(stream if closing else None, {})
    out.line("a")
    out.utf8("b")
    out.flush()
    assert out.terminal is False
    assert out.width == 80


def test_a_stream_that_is_closed_later_is_dropped_once() -> None:
    stream = io.StringIO()
    out = Output(stream, {})
    stream.close()
    out.line("a")
    out.line("b")
    assert out.failure == "I/O operation on closed file"


def test_the_process_ends_quietly_when_its_reader_is_gone() -> None:
    code = (
        "import sys; from hubcli.report.console import Streams; out = Streams.of_process({}).stdout;"
        "sys.stdin.readline(); [out.line('x' * 99) for _ in range(9999)]; out.flush()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_text_that_the_encoding_cannot_spell_is_escaped() -> None:
    raw = io.BytesIO()
    out = Output(io.TextIOWrapper(raw, encoding="ascii"), {})
    out.line("Zoë 東京 \udc80")
    out.flush()
    assert raw.getvalue() == b"Zo\\xeb \\u6771\\u4eac \\udc80\n"
    assert not out.unicode


def test_json_is_utf8_whatever_the_locale() -> None:
    raw = io.BytesIO()
    out = Output(io.TextIOWrapper(raw, encoding="latin-1"), {})
    out.line("first")
    out.utf8('"Zoë 東京 \udc80"')
    out.flush()
    assert raw.getvalue() == 'first\n"Zoë 東京 \\udc80"'.encode()


@pytest.mark.parametrize(
    ("env", "terminal", "colour"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "0"}, False, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ],
)
def test_when_there_is_colour(env: Mapping[str, str], *, terminal: bool, colour: bool) -> None:
    assert Output(io.StringIO(), env, terminal=terminal).colour is colour


def test_a_dumb_terminal_is_not_drawn_over() -> None:
    out = Output(io.StringIO(), {"TERM": "dumb"}, terminal=True)
    assert out.terminal
    assert not out.can_redraw


@pytest.mark.parametrize(("columns", "width"), [("132", 132), ("0", 80), ("", 80), ("wide", 80)])
def test_the_width_is_asked_for(columns: str, width: int) -> None:
    assert Output(io.StringIO(), {"COLUMNS": columns}).width == width


def test_the_width_of_a_real_terminal() -> None:
    parent, child = os.openpty()
    with os.fdopen(child, "w", encoding="utf-8") as stream:
        out = Output(stream, {})
        assert out.terminal
        assert out.width == 80  # a fresh one says 0
    os.close(parent)


def test_lines_are_written_above_the_live_line() -> None:
    stream = io.StringIO()
    out = Output(stream, {}, terminal=True)
    out.live("half")
    out.line("note")
    out.live("")
    out.live("")
    out.line("end")
    assert stream.getvalue() == "\r\x1b[Khalf\r\x1b[Knote\nhalf\r\x1b[Kend\n"


def test_the_live_line_can_be_left_standing() -> None:
    stream = io.StringIO()
    out = Output(stream, {}, terminal=True)
    out.live("done")
    out.settle()
    out.settle()
    out.line("end")
    assert stream.getvalue() == "\r\x1b[Kdone\nend\n"
