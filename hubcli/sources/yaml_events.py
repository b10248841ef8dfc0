"""The events of a YAML file: no tags, no aliases but of scalars, every fault with its line and column."""

import re
from collections import deque
from collections.abc import Iterator
from typing import NoReturn, Protocol

import yaml

from hubcli.errors import Place, SourceError
from hubcli.sources.text import LONGEST, count_lines

LOADER: type[yaml.SafeLoader] = getattr(yaml, "CLoader", yaml.SafeLoader)
"""Its parser only, which makes events and no values; libyaml's is eight times as fast."""

_MOST_ANCHORS = 10_000
# YAML 1.2 without the line ends of YAML 1.1: libyaml would fold them, and they are no line ends to an editor.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_HINT = "mend the file; nothing was sent"


class Mark(Protocol):
    """A place in the text, as either parser marks it: the first line and column are 0."""

    @property
    def line(self) -> int:
        """The line."""

    @property
    def column(self) -> int:
        """The column, in characters."""


class YamlEvents:
    """The events one by one, with a look at those to come."""

    def __init__(
        self, chunks: Iterator[str], name: str, loader: type[yaml.SafeLoader] = LOADER
    ) -> None:
        """`chunks` as of `text_chunks`; `name` is the file's, for errors."""
        self._name = name
        self._text = _YamlText(chunks, name)
        self._events = yaml.parse(self._text, Loader=loader)
        self._ahead: deque[yaml.Event] = deque()
        self._anchors: dict[str, yaml.ScalarEvent | None] = {}

    def peek(self, distance: int = 0) -> yaml.Event:
        """The next event, or one behind it; raises SourceError where the file is not YAML."""
        while len(self._ahead) <= distance:
            self._ahead.append(self._read())
        return self._ahead[distance]

    def take(self) -> yaml.Event:
        """The next event, taken; raises SourceError where the file is not YAML."""
        return self._ahead.popleft() if self._ahead else self._read()

    def begin(self) -> int:
        """The line of the next event, where a record begins: from here on its size is counted."""
        mark = self.peek().start_mark
        line = mark.line + 1 if mark else 1
        self._text.begin(line)
        return line

    def fail(self, mark: Mark | None, message: str, hint: str = _HINT) -> NoReturn:
        """Raise SourceError for what stands at this mark."""
        place = Place(self._name, mark.line + 1, mark.column + 1) if mark else Place(self._name)
        raise SourceError(place, message, hint)

    def _read(self) -> yaml.Event:
        try:
            event = next(self._events)
        except yaml.MarkedYAMLError as error:
            self.fail(error.problem_mark, f"this is not YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.fail(None, f"this is not YAML: {error}")
        match event:
            case yaml.AliasEvent():
                return self._followed(event)
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                self._admit(event)
            case yaml.DocumentStartEvent():
                self._anchors.clear()
        return event

    def _admit(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            message = f"tags such as {event.tag} are not taken"
            self.fail(event.start_mark, message, "leave the tag out; put quotes around a text")
        if event.anchor is not None:
            self._anchors[event.anchor] = event if isinstance(event, yaml.ScalarEvent) else None
            if len(self._anchors) > _MOST_ANCHORS:
                self.fail(event.start_mark, f"there are more than {_MOST_ANCHORS:,} anchors")

    def _followed(self, alias: yaml.AliasEvent) -> yaml.Event:
        scalar = self._anchors.get(str(alias.anchor))
        if scalar is None:
            message = f"*{alias.anchor} stands for no text, and only a text can be repeated so"
            self.fail(alias.start_mark, message, "write out what it stands for")
        return scalar


class _YamlText:
    """What the parser reads from: text without the characters that YAML does not allow."""

    def __init__(self, chunks: Iterator[str], name: str) -> None:
        self._chunks = chunks
        self._name = name
        self._line = 1
        self._column = 1
        self._length = 0
        self._record = 1

    def begin(self, line: int) -> None:
        self._length = 0
        self._record = line

    def read(self, _size: int = -1) -> str:
        text = next(self._chunks, "")
        self._length += len(text)
        if self._length > LONGEST:
            place = Place(self._name, self._record)
            message = f"what begins here has more than {LONGEST:,} characters"
            raise SourceError(place, message, "is a quote or a bracket not closed?")
        if bad := _UNPRINTABLE.search(text):
            self._pass(text[: bad.start()])
            code = ord(bad.group())
            place = Place(self._name, self._line, self._column)
            message = f"the character U+{code:04X} can't stand in YAML as it is"
            raise SourceError(place, message, f'write it in double quotes: "\\u{code:04x}"')
        self._pass(text)
        return text

    def _pass(self, text: str) -> None:
        lines = count_lines(text)
        self._line += lines
        end = max(text.rfind("\n"), text.rfind("\r"))
        self._column = len(text) - end if lines else self._column + len(text)
