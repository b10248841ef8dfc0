"""A window that moves over the text of a JSON file and knows the line and column of what it shows."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, TypeVar

from hubcli.errors import Place, SourceError
from hubcli.sources.json_values import JsonDecoder
from hubcli.sources.record_faults import MAX_DEPTH, TooDeepError
from hubcli.sources.records import BadRecord
from hubcli.sources.text import LONGEST, count_lines

T = TypeVar("T")

_SPACES = " \t\r\n"
_SPACE = re.compile(r"[ \t\r\n]*")
_LONGEST_TOKEN = 16
"""More characters than `-Infinity`, an escaped character or the end of a number that looks whole."""


class JsonWindow:
    """Decodes value after value and holds no more of the text than the longest of them needs."""

    def __init__(self, chunks: Iterator[str], name: str) -> None:
        """`chunks` as of `text_chunks`; `name` is the file's, for errors."""
        self._chunks = chunks
        self._name = name
        self._decoder = JsonDecoder()
        self._text = ""
        self._at = 0
        self._ended = False
        self._column = 1
        self.line = 1
        """Of the next character."""

    def peek(self) -> str:
        """The next character that is not white space, or nothing at the end of the file."""
        while True:
            found = self._text[self._at : self._at + 1]
            if found and found not in _SPACES:
                return found
            match = _SPACE.match(self._text, self._at)
            self._move(match.end() if match else self._at)
            if self._at == len(self._text):
                if self._ended:
                    return ""
                self._read_on()

    def accept(self, expected: str) -> bool:
        """Go past this character if it is the next one."""
        if self.peek() != expected:
            return False
        self._at += 1
        self._column += 1
        return True

    def take(self, expected: str, otherwise: str) -> None:
        """Go past this character; raises SourceError where another one stands there."""
        if not self.accept(expected):
            self.fail(otherwise)

    def value(self) -> Any:  # noqa: ANN401 - whatever the file holds
        """The next value; raises SourceError where there is none."""
        return self._decoded(self._decoder.value)

    def record(self) -> dict[str, Any] | BadRecord:
        """The next record or what is wrong with it; raises SourceError where no JSON value stands."""
        return self._decoded(self._decoder.record)

    def fail(self, message: str, hint: str = "mend the file; nothing was sent") -> NoReturn:
        """Raise SourceError for what stands here."""
        if self._ended and self._at == len(self._text):
            message = f"the file ends too early: {message}"
        raise SourceError(Place(self._name, self.line, self._column), message, hint)

    def _decoded(self, decode: Callable[[str, int], tuple[T, int]]) -> T:
        self.peek()
        while True:
            try:
                value, end = decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended or not self._may_be_cut(error):
                    self._fail_at(error)
            except TooDeepError:
                self.fail(f"this is nested more than {MAX_DEPTH} levels deep")
            else:
                # A value that touches the edge may go on behind it: 12 of 123, or 1 of 1.5e9.
                if self._ended or end + _LONGEST_TOKEN <= len(self._text):
                    self._check_length(end - self._at)
                    self._move(end)
                    return value
            self._read_on()

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether reading on may mend it: if not, a fault near the start would pull in the whole file."""
        near_edge = error.pos + _LONGEST_TOKEN > len(self._text)
        return near_edge or error.msg.startswith("Unterminated string")

    def _fail_at(self, error: json.JSONDecodeError) -> NoReturn:
        line = self.line
        self._move(error.pos)
        problem = error.msg.lower().removesuffix(" starting at")
        self.fail(f"this is not JSON: {problem}, in the value that begins on line {line}")

    def _read_on(self) -> None:
        """Drop what was taken and at least double the rest, so that a long value is not read over and over."""
        rest = self._text[self._at :]
        self._check_length(len(rest))
        pieces, length = [rest], 0
        while length <= len(rest) and not self._ended:
            piece = next(self._chunks, "")
            self._ended = not piece
            pieces.append(piece)
            length += len(piece)
        self._text, self._at = "".join(pieces), 0

    def _check_length(self, length: int) -> None:
        if length > LONGEST:
            self.fail(f"a single value has more than {LONGEST:,} characters")

    def _move(self, end: int) -> None:
        passed = self._text[self._at : end]
        self._at = end
        lines = count_lines(passed)
        if lines:
            self.line += lines
            self._column = len(passed) - max(passed.rfind("\n"), passed.rfind("\r"))
        else:
            self._column += len(passed)
