"""Folds sentences into lines that fit the window."""

import textwrap

from hubcli.report.output import Output
from hubcli.report.terminal_text import clean

_MOST_READABLE = 100


def paragraph(text: str, out: Output, *, first: str = "", then: str = "  ") -> list[str]:
    """The text made safe and, on a terminal, folded at its spaces; never inside a path.

    `first` and `then` are put before the first line and before the others.
    """
    safe = clean(text)
    if not out.terminal:
        return [first + safe]
    return textwrap.wrap(
        safe,
        width=max(min(out.width, _MOST_READABLE), 20),
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]
