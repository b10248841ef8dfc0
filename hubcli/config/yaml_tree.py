"""A small YAML file as a tree of text in which every node knows its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Never, TypeAlias

import yaml

from hubcli.config.small_files import place_in
from hubcli.config.words import quoted
from hubcli.errors import MappingError, MappingFault, Place

_MAX_DEPTH = 20
_NULLS = ("null", "Null", "NULL", "~")
_UNPRINTABLE = "a control character, which no YAML file may hold"


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text, as it stands in the file: `NO` and `00123` too."""

    place: Place
    text: str
    plain: bool = True
    """Without quotes."""

    @property
    def is_null(self) -> bool:
        """Whether it is an explicit null."""
        return self.plain and self.text in _NULLS

    @property
    def is_missing(self) -> bool:
        """Whether nothing was written at all, as after `key:`."""
        return self.plain and not self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping, in the file's order, every key once."""

    place: Place
    pairs: tuple[tuple[Scalar, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """Not given, or its fault is noted already: nothing more is to be said of it."""

    place: Place


Node: TypeAlias = Scalar | Items | Entries | Absent


@dataclass(frozen=True, slots=True)
class Tree:
    """A file as read, with the faults of its form (tags, aliases, repeated keys)."""

    file: str
    root: Node
    faults: tuple[MappingFault, ...] = ()


def parse_tree(text: str, file: str) -> Tree:
    """Compose the one document of `text`.

    The values are never turned into anything but text, and nothing is made of tags. An empty text
    has a missing scalar as its root. Raises MappingError where it is no YAML or nested too deep.
    """
    builder = _Builder(text, file)
    root = builder.document()
    return Tree(file, root, tuple(builder.faults))


class _Builder:
    """Makes nodes of PyYAML's events.

    Events and not `yaml.compose`, because the composer recurses without a limit and stops at the
    first repeated anchor or undefined alias.
    """

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.faults: list[MappingFault] = []
        self._anchors: dict[str, Scalar] = {}
        self._events = self._guarded(text)

    def document(self) -> Node:
        start = Place(self.file, 1, 1)
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Scalar(start, "")
        root = self._node(next(self._events), 0)
        next(self._events)
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._fault(
                self._place(event.start_mark), "a second document begins; expected only one"
            )
        return root

    def _guarded(self, text: str) -> Iterator[Any]:
        """The events of a text; what PyYAML raises ends here."""
        try:
            loader: Any = yaml.SafeLoader(text)
        except yaml.reader.ReaderError as error:
            self._stop(place_in(text, error.position, self.file), _UNPRINTABLE)
        try:
            while loader.check_event():
                yield loader.get_event()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._stop(self._place(mark), f"this is not YAML: {error.problem or error.context}")
        except (ValueError, OverflowError):
            # PyYAML lets these through from escapes and directives with numbers out of range.
            self._stop(self._place(loader.get_mark()), "this is not YAML: a number out of range")

    def _node(self, event: Any, depth: int) -> Node:  # noqa: ANN401 – PyYAML's events are untyped
        place = self._place(event.start_mark)
        if depth > _MAX_DEPTH:
            self._stop(place, f"nested more than {_MAX_DEPTH} levels deep")
        if getattr(event, "tag", None) is not None:
            self._fault(place, "a tag; expected none, every value is taken as text")
        match event:
            case yaml.AliasEvent():
                return self._alias(event.anchor, place)
            case yaml.ScalarEvent():
                return self._scalar(event, place)
            case _:
                self._anchors.pop(event.anchor, None)
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(place, tuple(self._items(depth)))
        return Entries(place, tuple(self._pairs(depth)))

    def _scalar(self, event: Any, place: Place) -> Scalar:  # noqa: ANN401 – the same
        scalar = Scalar(place, self._text(event.value, place), plain=event.style is None)
        if event.anchor:
            self._anchors[event.anchor] = scalar
        return scalar

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _pairs(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Scalar] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            match key:
                case Scalar(place, text) if text in seen:
                    first = seen[text].place.line
                    self._fault(place, f"{quoted(text)} stands here twice, first on line {first}")
                case Scalar():
                    seen[key.text] = key
                    yield key, value
                case Items(place) | Entries(place):
                    self._fault(place, "a key must be text, not a list or a mapping")
                case Absent():
                    pass

    def _alias(self, anchor: str | None, place: Place) -> Node:
        scalar = self._anchors.get(anchor or "")
        if scalar:
            return Scalar(place, scalar.text, plain=scalar.plain)
        self._fault(place, f"the alias *{anchor} names no text above it; only text can be repeated")
        return Absent(place)

    def _text(self, text: str, place: Place) -> str:
        """Join the halves of characters that JSON writes as two escapes."""
        try:
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            self._fault(place, "half of a character (a lone surrogate)")
            return "?"
        if "\0" in whole:
            self._fault(place, _UNPRINTABLE)
        return whole

    def _place(self, mark: Any) -> Place:  # noqa: ANN401 – PyYAML's marks are untyped
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _fault(self, place: Place, message: str) -> None:
        self.faults.append(MappingFault(place, message))

    def _stop(self, place: Place, message: str) -> Never:
        raise MappingError((*self.faults, MappingFault(place, message)))
