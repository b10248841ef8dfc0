"""YAML values: text is kept as text, and the faults of a record are noted on the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from hubcli.sources.record_faults import (
    MAX_DEPTH,
    RecordFault,
    not_a_number,
    not_a_record,
    repeated_key,
    text_fault,
)
from hubcli.sources.records import BadRecord
from hubcli.sources.yaml_events import YamlEvents

_MERGE = "<<"
# YAML 1.2, core schema (10.3.2), but for its numbers: 00123 or 1.10 are more than numbers to a person.
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NO_NUMBERS = {".nan": "NaN", ".inf": "Infinity", "+.inf": "Infinity", "-.inf": "-Infinity"}
_NO_NUMBER_SPELLINGS = frozenset(
    spelling for text in _NO_NUMBERS for spelling in (text, text.upper(), text.title())
) | {".NaN"}


@dataclass(frozen=True, slots=True)
class _NoNumber:
    """Stands in a refused record for NaN or an infinity, so that it is written back as one."""

    word: str


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Stands in a refused record for an object with a repeated key, so that no value is lost."""

    pairs: list[tuple[str, Any]]


class YamlDecoder:
    """Makes values of events."""

    def __init__(self, events: YamlEvents) -> None:
        """Begin with no fault noted."""
        self._events = events
        self._fault: RecordFault | None = None

    def record(self) -> dict[str, Any] | BadRecord:
        """The next node as a record, or what is wrong with it."""
        self.begin()
        return self.judged(self.value(1))

    def begin(self) -> None:
        """Forget the faults of the record before."""
        self._fault = None

    def judged(self, value: Any) -> dict[str, Any] | BadRecord:  # noqa: ANN401 - whatever was read
        """A value as a record, or what is wrong with it."""
        fault = self._fault
        if not isinstance(value, dict | _Pairs):
            fault = not_a_record()
        if fault is None and isinstance(value, dict):
            return value
        return BadRecord(*(fault or not_a_record()), _json(value))

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Pairs:
        """Pairs as an object; a repeated key is noted."""
        values = dict(pairs)
        if len(values) == len(pairs):
            return values
        self._note(repeated_key(pairs))
        return _Pairs(pairs)

    def take_keys(self) -> Iterator[str]:
        """The keys of the mapping whose start is next; before the next one, its value must be taken."""
        events = self._events
        events.take()
        while not isinstance(event := events.take(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                events.fail(event.start_mark, "a key must be a text, not a list or a mapping")
            if event.value == _MERGE and event.implicit[0]:
                events.fail(event.start_mark, "merge keys (<<) are not taken", "write the keys out")
            yield self._text(event.value)

    def value(self, depth: int) -> Any:  # noqa: ANN401 - whatever the file holds
        """The next node; raises SourceError where it is nested too deep."""
        event = self._events.peek()
        if depth > MAX_DEPTH + 1:
            self._events.fail(event.start_mark, f"this is nested more than {MAX_DEPTH} levels deep")
        match event:
            case yaml.MappingStartEvent():
                return self.object([(key, self.value(depth + 1)) for key in self.take_keys()])
            case yaml.SequenceStartEvent():
                self._events.take()
                items = []
                while not isinstance(self._events.peek(), yaml.SequenceEndEvent):
                    items.append(self.value(depth + 1))
                self._events.take()
                return items
        return self._scalar(self._events.take())

    def _scalar(self, event: Any) -> Any:  # noqa: ANN401 - the parser gives nothing else here
        text: str = event.value
        if event.implicit[0]:
            # Plain: neither quoted nor a block.
            if text in _CONSTANTS:
                return _CONSTANTS[text]
            if text in _NO_NUMBER_SPELLINGS:
                self._note(not_a_number(text))
                return _NoNumber(_NO_NUMBERS[text.lower()])
        return self._text(text)

    def _text(self, text: str) -> str:
        if not text.isprintable() and (fault := text_fault(text)):
            self._note(fault)
        return text

    def _note(self, fault: RecordFault) -> None:
        self._fault = self._fault or fault


def _json(value: Any) -> str:  # noqa: ANN401 - whatever the file holds
    """A refused value as JSON on one line, with all that was read."""
    match value:
        case _Pairs(pairs):
            return _json_object(pairs)
        case dict():
            return _json_object(list(value.items()))
        case list():
            return f"[{', '.join(map(_json, value))}]"
        case _NoNumber(word):
            return word
    return json.dumps(value, ensure_ascii=False)


def _json_object(pairs: list[tuple[str, Any]]) -> str:
    return f"{{{', '.join(f'{_json(key)}: {_json(value)}' for key, value in pairs)}}}"
