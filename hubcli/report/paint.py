"""Colours for single lines, so that errors and the bar need no library."""

from enum import Enum


class Paint(Enum):
    """The few colours in use; all are readable on light and on dark ground."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    ALARM = "1;31"


def painted(text: str, paint: Paint, *, colour: bool) -> str:
    """The text in its colour, or as it is."""
    return f"\x1b[{paint.value}m{text}\x1b[0m" if colour and text else text
