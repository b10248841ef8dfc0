"""Which property a column is for: by its header, by what its cells look like, or not to be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from hubcli.core.mapping import Cast
from hubcli.core.matching_cells import Judge, Sample, Way
from hubcli.core.matching_headers import Evidence, Headers
from hubcli.core.matching_values import properties_by_cells
from hubcli.core.schema import Property

_MOST_CANDIDATES = 3
_ENOUGH = 0.5
"""Share of the distinct cells that must be readable for a header's word to be believed."""


class Because(IntEnum):
    """Why a column is unsure."""

    NOTHING = 0
    """No property is called so, and the cells tell nothing."""
    SEVERAL = 1
    """Several properties may be meant."""
    ONLY_LIKELY = 2
    """One property may be meant."""
    WAYS = 3
    """The property is sure; its cells can be read in several ways."""
    ZONE = 4
    """The property is sure; its times name no zone."""
    TAKEN = 5
    """The property that it is called after is another column's."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A property that a column may be for, and how its cells would be read."""

    property: str
    label: str
    cast: Cast | None
    evidence: Evidence
    share: float = 1.0
    """Of the distinct cells, how many can be read."""
    bad: tuple[str, ...] = ()
    """Those that can't."""


@dataclass(frozen=True, slots=True)
class Sure:
    """The column goes to this property; some cells may still be refused."""

    sample: Sample
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Unsure:
    """A person must decide; the first candidate is the likeliest."""

    sample: Sample
    because: Because
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The property that it is surely called after can't be written."""

    sample: Sample
    property: str


Match: TypeAlias = Sure | Unsure | LeftOut


@dataclass(slots=True)
class Matcher:
    """Matches all columns of a file at once, as a property takes one column only."""

    judge: Judge
    headers: Headers = field(init=False)

    def __post_init__(self) -> None:
        self.headers = Headers(self.judge.schema)

    def match(self, samples: Sequence[Sample]) -> tuple[Match, ...]:
        """One for each column, in their order."""
        named = {sample.column: self.headers.named(sample.column) for sample in samples}
        taken = _taken(named)
        return tuple(self._match(sample, named[sample.column], taken) for sample in samples)

    def _match(
        self, sample: Sample, named: Mapping[str, Evidence], taken: Mapping[str, set[str]]
    ) -> Match:
        best = max(named.values(), default=Evidence.CELLS)
        props = [self._property(name) for name, evidence in named.items() if evidence == best]
        if best >= Evidence.SYNONYM and len(props) == 1:
            return self._by_name(sample, props[0], best, taken)
        names = dict(named)
        if not any(evidence >= Evidence.SLIP for evidence in named.values()):
            for name in properties_by_cells(sample, self.judge.schema):
                names.setdefault(name, Evidence.CELLS)
        return self._by_guess(sample, names, taken)

    def _by_name(
        self, sample: Sample, prop: Property, evidence: Evidence, taken: Mapping[str, set[str]]
    ) -> Match:
        if prop.read_only:
            return LeftOut(sample, prop.name)
        ways = self.judge.ways(sample, prop)
        candidates = tuple(_candidate(prop, evidence, way) for way in ways[:_MOST_CANDIDATES])
        if taken.get(prop.name, set()) != {sample.column}:
            return Unsure(sample, Because.TAKEN, candidates)
        if len(ways) > 1 and ways[0].share >= _ENOUGH:
            return Unsure(sample, Because.WAYS, candidates)
        if ways[0].share < _ENOUGH:
            return Unsure(sample, Because.ONLY_LIKELY, candidates[:1])
        if self._assumes_zone(sample, prop, ways[0]):
            return Unsure(sample, Because.ZONE, candidates)
        return Sure(sample, candidates[0])

    def _assumes_zone(self, sample: Sample, prop: Property, way: Way) -> bool:
        """Whether some of the times name no zone."""
        cast = way.cast
        if cast is None or cast.zone is None:
            return False
        zoneless = Cast(cast.kind, format=cast.format)
        return self.judge.way(sample, prop, zoneless).bad != way.bad

    def _by_guess(
        self, sample: Sample, names: Mapping[str, Evidence], taken: Mapping[str, set[str]]
    ) -> Match:
        found: list[Candidate] = []
        for name, evidence in names.items():
            prop = self._property(name)
            if prop.read_only or taken.get(name, {sample.column}) != {sample.column}:
                continue
            found += [_candidate(prop, evidence, way) for way in self.judge.ways(sample, prop)[:2]]
        found = sorted((one for one in found if _is_likely(one)), key=_likeliest)
        if not found:
            return Unsure(sample, Because.NOTHING)
        kept = tuple(found[:_MOST_CANDIDATES])
        if len(kept) == 1 and _is_proved(kept[0], sample):
            return Sure(sample, kept[0])
        return Unsure(sample, Because.SEVERAL if len(kept) > 1 else Because.ONLY_LIKELY, kept)

    def _property(self, name: str) -> Property:
        return self.judge.schema.properties[name]


def _taken(named: Mapping[str, Mapping[str, Evidence]]) -> Mapping[str, set[str]]:
    """The columns that are called after a property by the best evidence that there is for it."""
    best: dict[str, Evidence] = {}
    columns: dict[str, set[str]] = {}
    for column, found in named.items():
        for name, evidence in found.items():
            if evidence < Evidence.SYNONYM or evidence < max(found.values()):
                continue
            if evidence > best.get(name, Evidence.CELLS):
                best[name], columns[name] = evidence, set()
            if evidence == best[name]:
                columns[name].add(column)
    return columns


def _candidate(prop: Property, evidence: Evidence, way: Way) -> Candidate:
    return Candidate(prop.name, prop.label, way.cast, evidence, way.share, way.bad)


def _is_likely(one: Candidate) -> bool:
    return one.share >= _ENOUGH or one.evidence >= Evidence.SYNONYM


def _likeliest(one: Candidate) -> tuple[float, float, str]:
    return (-one.evidence, -one.share, one.property)


def _is_proved(one: Candidate, sample: Sample) -> bool:
    """A slip of the pen in the header of a column whose cells are all of the property's own type."""
    return (
        one.evidence == Evidence.SLIP
        and one.cast is not None
        and one.share == 1
        and bool(sample.cells)
    )
