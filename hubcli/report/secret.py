"""Asks a person for something that must not be seen."""

import getpass
import sys

from hubcli.report.console import Streams


def ask_secret(question: str, streams: Streams) -> str:
    """What is typed, without an echo; else the first line of standard input. Empty where there is none."""
    if streams.can_ask:
        return getpass.getpass(f"hubcli: {question} ", stream=sys.stderr)
    return streams.stdin.readline() if streams.stdin is not None else ""
