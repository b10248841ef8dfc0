"""Nothing but a clear yes means yes."""

import io

import pytest

from hubcli.report.confirm import ask
from hubcli.report.console import Streams
from hubcli.report.version import print_version
from tests.report.builders import written


class Keyboard(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("y\n", True),
        ("Yes \n", True),
        ("\n", False),
        ("n\n", False),
        ("yep\n", False),
        ("", False),
        ("y", True),
    ],
)
def test_the_answer(typed: str, *, answer: bool) -> None:
    to = written(terminal=True)
    streams = Streams(Keyboard(typed), to.streams.stdout, to.streams.stderr)
    assert ask("This writes to portal 4242, a production account. Go on?", streams) is answer
    shown = to.err.getvalue()
    assert shown.startswith(
        "hubcli: This writes to portal 4242, a production account. Go on? [y/N] "
    )
    assert to.out.getvalue() == ""


def test_a_long_question_is_folded() -> None:
    to = written(terminal=True, width=30)
    streams = Streams(Keyboard("y\n"), to.streams.stdout, to.streams.stderr)
    assert ask("This writes to portal 4242. Go on?", streams)
    assert to.err.getvalue() == "hubcli: This writes to portal\n  4242. Go on? [y/N] "


def test_nobody_to_ask_means_no() -> None:
    to = written(stdin="y\n")
    assert not ask("Go on?", to.streams)
    assert not ask("Go on?", Streams(None, to.streams.stdout, to.streams.stderr))
    assert to.err.getvalue() == ""


def test_the_version() -> None:
    to = written()
    print_version("1.2.3", to.streams)
    assert to.out.getvalue() == "hubcli 1.2.3\n"
