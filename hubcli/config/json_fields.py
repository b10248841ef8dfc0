"""Takes values out of JSON by key, and collects everything that is not as expected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object. Every method notes what is wrong and gives a stand-in, so that all faults are found."""

    data: Mapping[str, Any]
    path: str
    """Where it stands: `objects.contacts`; empty at the top."""
    faults: list[str]

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        return self._take(key, str, "text", "", default)

    def flag(self, key: str) -> bool:
        """True or false; false where it is not there."""
        return self._take(key, bool, "true or false", stand_in=False, default=False)

    def number(self, key: str) -> int:
        """A whole number, which must be there."""
        found = self._take(key, int, "a whole number", 0)
        if isinstance(found, bool):
            self.fault(key, f"expected a whole number, not {_said(found)}")
        return found

    def nullable_text(self, key: str) -> str | None:
        """A text or null; one of them must be there."""
        return None if self.is_null(key) else self.text(key)

    def is_null(self, key: str) -> bool:
        """Whether it is there and null."""
        return key in self.data and self.data[key] is None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where it is not there."""
        items: list[Any] = self._take(key, list, "a list", [], [])
        for number, item in enumerate(items):
            if not isinstance(item, str):
                self.fault(f"{key}[{number}]", f"expected text, not {_said(item)}")
        return tuple(item for item in items if isinstance(item, str))

    def items(self, key: str, read: Callable[["Fields"], _Value]) -> tuple[_Value, ...]:
        """A list of objects, each of them read; empty where it is not there."""
        items: list[Any] = self._take(key, list, "a list", [], [])
        found = (self._inner(f"{key}[{number}]", item) for number, item in enumerate(items))
        return tuple(read(one) for one in found if one is not None)

    def entries(self, key: str) -> Mapping[str, "Fields"]:
        """Objects by names that are the user's; it must be there."""
        entries: dict[str, Any] = self._take(key, dict, "an object", {})
        found = {name: self._inner(f"{key}.{name}", item) for name, item in entries.items()}
        return {name: one for name, one in found.items() if one is not None}

    def inner(self, key: str) -> "Fields | None":
        """One object; None where it is null. It must be there."""
        if key not in self.data:
            self.fault(key, "it is missing")
        value = self.data.get(key)
        return None if value is None else self._inner(key, value)

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong, and go on."""
        self.faults.append(f"{self._at(key)}: {message}")

    def _at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _inner(self, key: str, item: object) -> "Fields | None":
        if isinstance(item, dict):
            return Fields(item, self._at(key), self.faults)
        self.fault(key, f"expected an object, not {_said(item)}")
        return None

    def _take(
        self,
        key: str,
        kind: type[_Value],
        expected: str,
        stand_in: _Value,
        default: _Value | None = None,
    ) -> _Value:
        if key not in self.data:
            if default is None:
                self.fault(key, "it is missing")
            return stand_in if default is None else default
        value = self.data[key]
        if isinstance(value, kind):
            return value
        self.fault(key, f"expected {expected}, not {_said(value)}")
        return stand_in


def _said(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "an object"
    return str(value)
