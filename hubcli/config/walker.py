"""Takes values out of a YAML tree, and collects everything that is not as expected."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from hubcli.config.words import instead, quoted
from hubcli.config.yaml_tree import Absent, Entries, Items, Node, Scalar
from hubcli.errors import MappingError, MappingFault, Place

_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping whose keys are ours: those that are known, each with its value."""

    place: Place
    entries: Mapping[str, tuple[Scalar, Node]]

    def __contains__(self, key: str) -> bool:
        return key in self.entries

    def __getitem__(self, key: str) -> Node:
        """The value; what is not given is Absent, of which the walker says nothing."""
        return self.entries[key][1] if key in self.entries else Absent(self.place)

    def place_of(self, key: str) -> Place:
        """Where the key itself stands."""
        return self.entries[key][0].place


@dataclass(slots=True)
class Walker:
    """Every method gives None (or nothing) for a node that is not as expected, and notes the fault."""

    faults: list[MappingFault] = field(default_factory=list)

    def fault(self, place: Place, message: str) -> None:
        """Note what is wrong, and go on."""
        self.faults.append(MappingFault(place, message))

    def finish(self, hint: str) -> None:
        """Raise MappingError with all faults in the order of the file, if there are any."""
        if self.faults:
            faults = sorted(set(self.faults), key=_order)
            raise MappingError(tuple(faults), hint)

    def text(self, node: Node, what: str) -> str | None:
        """A scalar's text; null and nothing are no text."""
        match node:
            case Scalar() if not (node.is_null or node.is_missing):
                return node.text
            case _:
                self._unexpected(node, what, "text")
                return None

    def name(self, node: Node, what: str) -> str | None:
        """A text that is not empty, without outer white space."""
        text = self.text(node, what)
        if text is not None and not text.strip():
            self._unexpected(node, what, "a name")
            return None
        return text and text.strip()

    def word(self, node: Node, what: str, words: type[_Word]) -> _Word | None:
        """One of the words of an enumeration."""
        word = self.one_of(node, what, tuple(words))
        return words(word) if word is not None else None

    def one_of(self, node: Node, what: str, words: tuple[str, ...]) -> str | None:
        """One of several words."""
        text = self.text(node, what)
        if text is None or text in words:
            return text
        self.fault(node.place, f"{what}: unknown word {quoted(text)}{instead(text, words)}")
        return None

    def character(self, node: Node, what: str) -> str | None:
        """A text of one character."""
        text = self.text(node, what)
        if text is None or len(text) == 1:
            return text
        self.fault(node.place, f"{what}: expected one character, not {quoted(text)}")
        return None

    def whole(self, node: Node, what: str, most: int) -> int | None:
        """A whole number from 1 to `most`."""
        text = self.text(node, what)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) <= len(str(most)):
            number = int(text)
            if 1 <= number <= most:
                return number
        self.fault(node.place, f"{what}: expected a whole number, not {quoted(text)}")
        return None

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """The items of a list."""
        match node:
            case Items(items=items):
                return items
            case _:
                self._unexpected(node, what, "a list")
                return ()

    def pairs(self, node: Node, what: str) -> tuple[tuple[Scalar, Node], ...]:
        """The entries of a mapping whose keys are the user's."""
        match node:
            case Entries(pairs=pairs):
                return pairs
            case _:
                self._unexpected(node, what, "a mapping (key: value)")
                return ()

    def fields(
        self, node: Node, what: str, *, known: Collection[str], later: Iterable[str] = ()
    ) -> Fields:
        """The entries of a mapping whose keys are ours; those of a later version say so."""
        fields = {}
        prefix = f"{what}: " if what else ""
        for key, value in self.pairs(node, what or "the file"):
            if key.text in known:
                fields[key.text] = (key, value)
            elif key.text in later:
                self.fault(key.place, f"{prefix}{key.text} comes with a later version of hubcli")
            else:
                end = instead(key.text, known)
                self.fault(key.place, f"{prefix}unknown key {quoted(key.text)}{end}")
        return Fields(node.place, fields)

    def _unexpected(self, node: Node, what: str, expected: str) -> None:
        if not isinstance(node, Absent):
            self.fault(node.place, f"{what}: expected {expected}, not {_described(node)}")


def _described(node: Scalar | Items | Entries) -> str:
    match node:
        case Items():
            return "a list"
        case Entries():
            return "a mapping"
        case Scalar() if node.is_null:
            return "null (in quotes it is the text)"
        case Scalar() if not node.text.strip():
            return "nothing"
        case Scalar(text=text):
            return quoted(text)


def _order(fault: MappingFault) -> tuple[int, int, str]:
    return (fault.place.line or 0, fault.place.column or 0, fault.message)
