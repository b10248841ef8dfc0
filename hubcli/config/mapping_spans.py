"""A mapping file as text with the place of every value, so that one can be changed and the rest stays."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar, an alias or a list: it is replaced whole."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping; in braces, or a line for each pair."""

    start: int
    end: int
    in_braces: bool
    pairs: tuple[tuple[Leaf, "Span"], ...]

    def get(self, key: str) -> "Span | None":
        """The value of a key."""
        return next((value for leaf, value in self.pairs if leaf.text == key), None)


Span: TypeAlias = Leaf | Branch
"""Characters from `start` to before `end`."""


def spans_of(text: str) -> Branch | None:
    """The file's one mapping; None where it holds none.

    The text must be one that `parse_mapping` takes.
    """
    if not text.strip():
        return None
    events = _Events(text)
    root = _span(next(events), events)
    return root if isinstance(root, Branch) else None


class _Events:
    """PyYAML's events of a text, those that say where the document begins apart."""

    def __init__(self, text: str) -> None:
        loader: Any = yaml.SafeLoader(text)
        self._loader = loader
        for _ in ("the stream", "the document"):
            loader.get_event()

    def __next__(self) -> Any:  # noqa: ANN401 - PyYAML's events are untyped
        return self._loader.get_event()

    def peek(self) -> Any:  # noqa: ANN401 - the same
        """The next event, which stays."""
        return self._loader.peek_event()


def _span(event: Any, events: _Events) -> Span:  # noqa: ANN401 - the same
    start = event.start_mark.index
    if isinstance(event, yaml.MappingStartEvent):
        pairs = tuple(_pairs(events))
        end = next(events)
        # The end of a mapping in braces is a brace; of another it is nothing.
        is_closed = end.end_mark.index > end.start_mark.index
        return Branch(start, end.end_mark.index, is_closed, pairs)
    if isinstance(event, yaml.SequenceStartEvent):
        return Leaf(start, _end_of_list(events))
    return Leaf(start, event.end_mark.index, getattr(event, "value", ""))


def _pairs(events: _Events) -> Iterator[tuple[Leaf, Span]]:
    while not isinstance(events.peek(), yaml.MappingEndEvent):
        key = _span(next(events), events)
        value = _span(next(events), events)
        if isinstance(key, Leaf):
            yield key, value


def _end_of_list(events: _Events) -> int:
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
    return int(event.end_mark.index)


def last_place(span: Span) -> int:
    """Where the last value of a span ends; of a mapping without braces, comments below it are not its own."""
    match span:
        case Branch(in_braces=False, pairs=[*_, (key, value)]):
            return max(key.end, last_place(value))
    return span.end
