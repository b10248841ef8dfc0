"""Asks a person about each proposed change of a mapping."""

from hubcli.report.console import Streams
from hubcli.report.fix_told import FixTold
from hubcli.report.paragraph import paragraph

_YES, _NO, _QUIT = {"y", "yes"}, {"n", "no", ""}, {"q", "quit"}


def ask_for_each(told: FixTold, streams: Streams) -> frozenset[int]:
    """The numbers of those that were taken.

    `q` takes no more, and what was taken until then is kept; so does the end of standard input.
    """
    taken: set[int] = set()
    for one in told.repairs:
        if not one.number:
            continue
        answer = _answer(f"Write {one.number} into the mapping? [y/n/q]", streams)
        if answer in _QUIT:
            break
        if answer in _YES:
            taken.add(one.number)
    return frozenset(taken)


def _answer(question: str, streams: Streams) -> str:
    """One of the words; asked again until it is one."""
    stdin = streams.stdin
    while True:
        *lines, last = paragraph(question, streams.stderr, first="hubcli: ")
        for line in lines:
            streams.stderr.line(line)
        streams.stderr.prompt(f"{last} ")
        said = stdin.readline() if stdin else ""
        if not said.endswith("\n"):
            streams.stderr.line()
            return "q"
        word = said.strip().lower()
        if word in _YES | _NO | _QUIT:
            return word
