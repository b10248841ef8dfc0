"""The choices of a property, and the one that a cell means: exactly, or but for case, never by guess."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hubcli.core.bad_cells import BadCell
from hubcli.core.schema import External, ObjectSchema, Property

_MOST_SHOWN = 20
_CURRENCY = "deal_currency_code"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a property may hold, and what people call it."""

    value: str
    names: tuple[str, ...]
    told: str
    """How it is told from another of the same name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said where a text is no choice, or may be several."""

    unknown: str = "INVALID_OPTION"
    """HubSpot's (api.md 2.1)."""
    ambiguous: str = "AMBIGUOUS_ENUMERATION_OPTION"
    """Its importer's (api.md 10)."""
    message: str = "{text} was not one of the allowed options: [{options}]"
    """HubSpot's, in its short form (api.md 2.1)."""


_OF_OWNERS = Wording(
    "COULD_NOT_FIND_OWNER", "MULTIPLE_OWNERS_FOUND", "{text} is no owner in this account"
)
"""Its importer's (api.md 10): what the API says of an unknown owner is not established (api.md 13)."""


class Choices:
    """Choices, looked up by value and by name."""

    def __init__(self, choices: Iterable[Choice], wording: Wording | None = None) -> None:
        """In any order."""
        every = tuple(choices)
        self._wording = wording or Wording()
        self.values = frozenset(choice.value for choice in every)
        self._shown = ", ".join(sorted(self.values)[:_MOST_SHOWN])
        if len(self.values) > _MOST_SHOWN:
            self._shown += f" and {len(self.values) - _MOST_SHOWN} more"
        names = [(name.strip(), one) for one in every for name in one.names if name.strip()]
        self._by_value = _index((one.value, one) for one in every)
        self._by_name = _index(names)
        self._by_folded = (
            _index((folded(one.value), one) for one in every),
            _index((folded(name), one) for name, one in names),
        )

    def check(self, text: str) -> str:
        """The text where it is a value to the letter, as HubSpot wants it (api.md 4.3); raises BadCell."""
        if text not in self.values:
            raise self.unknown(text)
        return text

    def find(self, text: str) -> str:
        """The value that a text means; raises BadCell where it means none, or may mean several.

        It is exactly a value, else exactly a name, else a value but for case, else a name but for case.
        """
        if text in self.values:
            return text
        found = self.matches(text)
        if not found:
            raise self.unknown(text)
        if len(found) > 1:
            told = " or ".join(choice.told for choice in found)
            raise BadCell(self._wording.ambiguous, f"{text} is ambiguous: it may be {told}")
        return found[0].value

    def matches(self, text: str) -> Sequence[Choice]:
        """The choices that a text may mean, by the first of these ways that leads to any."""
        if text in self._by_value:
            return self._by_value[text]
        if text in self._by_name:
            return self._by_name[text]
        word = folded(text)
        return next((index[word] for index in self._by_folded if word in index), ())

    def unknown(self, text: str) -> BadCell:
        """The verdict on a text that is no choice."""
        message = self._wording.message.format(text=text, options=self._shown)
        return BadCell(self._wording.unknown, message)


def _index(pairs: Iterable[tuple[str, Choice]]) -> Mapping[str, Sequence[Choice]]:
    index: dict[str, list[Choice]] = {}
    for key, choice in pairs:
        same = index.setdefault(key, [])
        if choice.value not in {one.value for one in same}:
            same.append(choice)
    return index


def folded(text: str) -> str:
    """A text without regard to case, to outer white space, and to how its accents are encoded."""
    return unicodedata.normalize("NFC", text.strip()).casefold()


def choices_of(prop: Property, schema: ObjectSchema) -> Choices | None:
    """The choices of a property; None where it has none, or nobody knows them.

    Owners, pipelines and stages have `externalOptions` and empty options (api.md 4.1). Those of a
    stage depend on the row's pipeline and are not here. A portal without any owner or pipeline does
    not exist, so an empty list of them is one that could not be read.
    """
    if prop.type == "bool":
        return Choices(truths(prop))
    if prop.type != "enumeration":
        return None
    if prop.external is External.OWNER and schema.owners:
        owners = (Choice(one.id, (one.email, one.name), one.email) for one in schema.owners)
        return Choices(owners, _OF_OWNERS)
    if prop.external is External.STAGE and schema.pipelines:
        return None
    if prop.external is External.PIPELINE and schema.pipelines:
        return Choices(choice_of(one.id, one.label) for one in schema.pipelines)
    options = _currencies(prop, schema) if prop.name == _CURRENCY else _options(prop)
    return Choices(options) if options else None


def choice_of(value: str, label: str) -> Choice:
    """A choice with one name."""
    return Choice(value, (label,), value)


def truths(prop: Property | None) -> tuple[Choice, ...]:
    """The two values of a bool property (api.md 4.3), under the names that the portal has for them."""
    options = _options(prop) if prop else ()
    return options if {one.value for one in options} == {"true", "false"} else _TRUE_OR_FALSE


def _options(prop: Property) -> tuple[Choice, ...]:
    return tuple(choice_of(option.value, option.label) for option in prop.options)


def _currencies(prop: Property, schema: ObjectSchema) -> tuple[Choice, ...]:
    """Those that are active in the account, which HubSpot asks for (api.md 4.3)."""
    active = schema.currencies or ()
    codes = _options(prop) or tuple(choice_of(code, code) for code in active)
    return tuple(one for one in codes if not active or one.value in active)


_TRUE_OR_FALSE = (choice_of("true", "true"), choice_of("false", "false"))
