"""Asks a person before something that can't be taken for granted."""

from hubcli.report.console import Streams
from hubcli.report.paragraph import paragraph

_YES = {"y", "yes"}


def ask(question: str, streams: Streams) -> bool:
    """Ask on standard error and read a line; anything but yes means no, as does nobody to ask."""
    stdin = streams.stdin
    if stdin is None or not streams.can_ask:
        return False
    *lines, last = paragraph(f"{question} [y/N]", streams.stderr, first="hubcli: ")
    for line in lines:
        streams.stderr.line(line)
    streams.stderr.prompt(f"{last} ")
    answer = stdin.readline()
    if not answer.endswith("\n"):
        streams.stderr.line()
    return answer.strip().lower() in _YES
