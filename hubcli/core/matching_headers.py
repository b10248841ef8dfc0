"""Which properties a header may name: by name, label, another language, or with a slip of the pen."""

import re
from collections.abc import Iterator, Mapping
from enum import IntEnum

from hubcli.core.matching_words import bare, parts_of, slips, synonyms
from hubcli.core.schema import ObjectSchema

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_LEAST_FOR_PARTS = 4
_COMMON = frozenset(
    [
        "code",
        "company",
        "contact",
        "date",
        "deal",
        "first",
        "last",
        "name",
        "number",
        "other",
        "time",
        "type",
    ]
)
"""Words that half of all properties have, so that they tell nothing."""


class Evidence(IntEnum):
    """Why a column may be for a property, the better reason the higher."""

    CELLS = 0
    """Its cells look like the property's values."""
    PART = 1
    """Header and label have a word in common."""
    SLIP = 2
    """Header and name differ in one letter, or in what stands in brackets."""
    SYNONYM = 3
    """People call the property so."""
    LABEL = 4
    NAME = 5


class Headers:
    """All words that an object's properties are known by."""

    def __init__(self, schema: ObjectSchema) -> None:
        """Make the look-ups once; a file may have thousands of columns."""
        self._words: dict[str, dict[str, Evidence]] = {}
        self._slips: dict[str, set[str]] = {}
        self._parts: dict[str, set[str]] = {}
        for word, name, evidence in _words(schema):
            known = self._words.setdefault(word, {})
            known[name] = max(evidence, known.get(name, evidence))
            for slip in slips(word):
                self._slips.setdefault(slip, set()).add(name)
        for prop in schema.properties.values():
            for part in parts_of(prop.label) | {bare(prop.name)}:
                if len(part) >= _LEAST_FOR_PARTS and part not in _COMMON:
                    self._parts.setdefault(part, set()).add(prop.name)

    def named(self, header: str) -> Mapping[str, Evidence]:
        """The properties that a header may name, each with the best reason for it."""
        found: dict[str, Evidence] = {}
        word = bare(header)
        for name in self._parts_in(header):
            found[name] = Evidence.PART
        for slip in slips(word):
            for name in self._slips.get(slip, ()):
                found[name] = Evidence.SLIP
        for name in self._words.get(bare(_ASIDE.sub("", header)), ()):
            found[name] = Evidence.SLIP
        return found | self._words.get(word, {})

    def _parts_in(self, header: str) -> Iterator[str]:
        for part in parts_of(header):
            yield from self._parts.get(part, ())


def _words(schema: ObjectSchema) -> Iterator[tuple[str, str, Evidence]]:
    for prop in schema.properties.values():
        yield bare(prop.name), prop.name, Evidence.NAME
        if bare(prop.label):
            yield bare(prop.label), prop.name, Evidence.LABEL
    for word, names in synonyms(schema.object).items():
        for name in names & schema.properties.keys():
            yield word, name, Evidence.SYNONYM
