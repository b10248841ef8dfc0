"""The three streams of the process, and what is told to people on standard error."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from hubcli.core.outcomes import Stop
from hubcli.errors import HubcliError, MappingError
from hubcli.report.output import Output
from hubcli.report.paint import Paint, painted
from hubcli.report.paragraph import paragraph

_NAME = "hubcli: "


@dataclass(frozen=True, slots=True)
class Streams:
    """Where hubcli reads answers from and writes to."""

    stdin: TextIO | None
    stdout: Output
    stderr: Output

    @classmethod
    def of_process(cls, env: Mapping[str, str]) -> "Streams":
        """The streams that this process was started with."""
        return cls(sys.stdin, Output(sys.stdout, env), Output(sys.stderr, env))

    @property
    def can_ask(self) -> bool:
        """A person sees a question and can answer it."""
        stdin = self.stdin
        return stdin is not None and not stdin.closed and stdin.isatty() and self.stderr.terminal

    def notice(self, text: str) -> None:
        """Tell something that is worth knowing now."""
        self._tell(text.split("\n"), Paint.BOLD)

    def error(self, error: HubcliError) -> None:
        """Tell what went wrong and what to do, in one paragraph without a traceback."""
        match error:
            case MappingError(faults=(_, _, *_) as faults):
                what = "settings" if faults[0].place.file.endswith("hubcli.yaml") else "mapping"
                head = f"the {what} can't be used, {len(faults)} faults:"
                lines = [head, *(str(fault) for fault in faults)]
            case MappingError(faults=(fault,)):
                lines = [str(fault)]
            case _:
                lines = error.message.split("\n")
        self._tell([*lines, *_hint(error.hint)], Paint.ALARM)

    def stopped(self, stop: Stop) -> None:
        """Tell why a run ended before its last row."""
        self._tell([*stop.message.split("\n"), *_hint(stop.hint)], Paint.ALARM)

    def _tell(self, lines: Sequence[str], paint: Paint) -> None:
        name = painted(_NAME.rstrip(), paint, colour=self.stderr.colour)
        for number, text in enumerate(lines):
            first = "  " if number else _NAME
            then = "    " if number else "  "
            for line in paragraph(text, self.stderr, first=first, then=then):
                self.stderr.line(_renamed(line, name) if not number else line)
        self.stderr.flush()


def _hint(hint: str) -> list[str]:
    return hint.split("\n") if hint else []


def _renamed(line: str, name: str) -> str:
    """Colour is put on after folding, which would count its codes as letters."""
    plain = _NAME.rstrip()
    return name + line.removeprefix(plain) if line.startswith(plain) else line
