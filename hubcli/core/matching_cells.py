"""What the cells of a column look like, and by which casts a property can take them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hubcli.core.bad_cells import BadCell
from hubcli.core.cell_terms import USUAL_TERMS, CellTerms
from hubcli.core.mapping import Cast, ColumnRule, Kind, MappingRules
from hubcli.core.plan import Planner
from hubcli.core.schema import ObjectSchema, Property
from hubcli.errors import Place

_SPACES = (" ", "\u2009", "'", "’")
"""What parts thousands beside points and commas; a space stands for the no-break ones too."""
_NUMBERS = (
    Cast(Kind.NUMBER),
    Cast(Kind.NUMBER, decimal=","),
    *(Cast(Kind.NUMBER, decimal=",", thousands=sign) for sign in (".", *_SPACES)),
    *(Cast(Kind.NUMBER, thousands=sign) for sign in (",", *_SPACES)),
)
_DAYS = (
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%d.%m.%y",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d-%m-%y",
    "%m-%d-%y",
    "%d %b %Y",
    "%d %B %Y",
)
"""Days as people write them; with points the day comes first wherever they are used."""
_MIDNIGHTS = ("", " 00:00", " 00:00:00")
"""What spreadsheets add to a day."""
_TIMES = ("%H:%M", "%H:%M:%S", "%H.%M", "%I:%M %p", "%I:%M:%S %p")
_SEPARATORS = (";", ",", "|", "/", "\n")


@dataclass(frozen=True, slots=True)
class Sample:
    """The distinct cells of a column that hold something, as read, each with how often it is there."""

    column: str
    cells: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """One cast, and what it makes of a column's cells."""

    cast: Cast | None
    texts: tuple[str | None, ...]
    """What is sent for each distinct cell; None where it can't be read."""
    bad: tuple[str, ...]
    """The cells that can't be read."""
    lost: int = 0
    """How often these are there."""

    @property
    def share(self) -> float:
        """Of the distinct cells, how many can be read: 1.0 where there are none."""
        return 1 - len(self.bad) / len(self.texts) if self.texts else 1.0


@dataclass(frozen=True, slots=True)
class Judge:
    """Reads cells as an import would."""

    schema: ObjectSchema
    terms: CellTerms = USUAL_TERMS
    zone: str | None = None
    """Of times that name none; None: such times can't be read."""

    def ways(self, sample: Sample, prop: Property) -> tuple[Way, ...]:
        """The casts that read most of the cells, the simplest first.

        There are several only where they read the same cells differently: then the cells do not
        tell which one is meant.
        """
        found = [self.way(sample, prop, cast) for cast in self._casts(prop)]
        if prop.type == "datetime" and all(way.lost for way in found):
            # Only where some cells are no mere days: midnight is another moment in each zone.
            found += [self.way(sample, prop, cast) for cast in self._moments()]
        least = min(way.lost for way in found)
        distinct: dict[tuple[str | None, ...], Way] = {}
        for way in found:
            if way.lost == least:
                distinct.setdefault(way.texts, way)
        best, *_ = distinct.values()
        for way in found:
            if best.bad and _contradicts(way, best):
                distinct.setdefault(way.texts, way)
        return tuple(distinct.values())

    def way(self, sample: Sample, prop: Property, cast: Cast | None) -> Way:
        """What one cast makes of the cells."""
        return self.by(ColumnRule(sample.column, prop.name, Place(""), cast), sample)

    def by(self, rule: ColumnRule, sample: Sample) -> Way:
        """What a rule makes of the cells, with all that it says."""
        planner = Planner(MappingRules(columns=(rule,)), self.schema, self.terms)
        found = planner.reader_of_property(rule.property or "")
        assert found is not None, "the rule feeds it"
        _, read = found
        texts: list[str | None] = []
        bad: list[str] = []
        for cell in sample.cells:
            try:
                texts.append(read(cell))
            except BadCell:
                texts.append(None)
                bad.append(cell)
        lost = sum(sample.cells[cell] for cell in bad)
        return Way(rule.cast, tuple(texts), tuple(bad), lost)

    def _casts(self, prop: Property) -> Iterable[Cast | None]:
        """The casts that the values of a property of this type may need, the simplest first."""
        match prop.type:
            case "number":
                return _NUMBERS
            case "bool":
                return (Cast(Kind.BOOLEAN),)
            case "date" | "datetime":
                return _days()
            case "enumeration" if prop.field_type == "checkbox":
                return (Cast(Kind.ENUMERATIONS, separator=sign) for sign in _SEPARATORS)
            case "enumeration":
                return (Cast(Kind.ENUMERATION),)
        return (None,)

    def _moments(self) -> Iterator[Cast]:
        yield Cast(Kind.DATETIME)
        if self.zone is None:
            return
        yield Cast(Kind.DATETIME, zone=self.zone)
        for form in _DAYS:
            for time in _TIMES:
                yield Cast(Kind.DATETIME, format=f"{form} {time}", zone=self.zone)


def _contradicts(other: Way, best: Way) -> bool:
    """Whether another reading takes cells that the best one can't, and takes others for something else."""
    pairs = list(zip(best.texts, other.texts, strict=True))
    more = any(one is None and two is not None for one, two in pairs)
    return more and any(one and two and one != two for one, two in pairs)


def _days() -> Iterator[Cast]:
    """A datetime property takes `YYYY-MM-DD` too, as our check of it does."""
    yield Cast(Kind.DATE)
    for form in _DAYS:
        for midnight in _MIDNIGHTS:
            yield Cast(Kind.DATE, format=form + midnight)
