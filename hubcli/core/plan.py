"""What to do with the cells of rows, worked out once for each shape of row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hubcli.core.bad_cells import CATEGORY, BadCell, Reader
from hubcli.core.casts import reader_of
from hubcli.core.cell_terms import CellTerms
from hubcli.core.cells import CellReader, reader_of_cells, record_id, shown, shown_as_text
from hubcli.core.checks import check_of
from hubcli.core.mapping import AssociationRule, ColumnRule, MappingRules
from hubcli.core.outcomes import Fault
from hubcli.core.records import Association
from hubcli.core.rows import SourceRow, Value
from hubcli.core.schema import ObjectSchema


@dataclass(frozen=True, slots=True)
class Field:
    """A column that goes to a property."""

    index: int
    rule: ColumnRule
    property: str
    read: CellReader


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the cells of rows that share their columns."""

    pick: Callable[[Sequence[Value]], Sequence[Value]]
    """The cells that go to properties of plain text, in the order of `names`."""
    names: tuple[str, ...]
    fields: tuple[Field, ...]
    """The same columns one by one, for rows with an empty cell or a value that is not text."""
    special: tuple[Field, ...]
    links: tuple[tuple[int, AssociationRule], ...]
    outcome: int | None
    """Where the reserved column `_outcome` is."""
    is_simple: bool
    """Some columns go to plain text, so that one pick of the cells makes most of the record."""
    may_nest: bool
    """Cells may hold objects that are to be laid flat."""


class Planner:
    """Makes plans from a mapping and a schema."""

    def __init__(self, rules: MappingRules, schema: ObjectSchema, terms: CellTerms) -> None:
        """Work out how the cells of each column are read, which is the same in every shape."""
        self._rules = rules
        self._schema = schema
        self._terms = terms
        named = [rule.column for rule in rules.columns]
        named += [rule.column for rule in rules.associations]
        self.paths = frozenset(column for column in named if "." in column)
        """The columns that name a part of a cell."""
        self._fed = tuple(
            (rule, rule.property, self._readers(rule, rule.property))
            for rule in rules.columns
            if rule.property is not None
        )

    def plan(self, columns: Sequence[str]) -> Plan:
        """What to do with rows of these columns."""
        where = {column: index for index, column in enumerate(columns)}
        plain: list[Field] = []
        special: list[Field] = []
        for rule, name, readers in self._fed:
            if rule.column in where:
                read = reader_of_cells(rule, readers, self._rules.empty)
                is_plain = not readers and not rule.values and rule.clear is None
                field = Field(where[rule.column], rule, name, read)
                (plain if is_plain else special).append(field)
        links = tuple(
            (where[rule.column], rule) for rule in self._rules.associations if rule.column in where
        )
        outcome = where.get("_outcome")
        heads = {path.split(".", 1)[0] for path in self.paths if path not in where}
        may_nest = "properties" in where or not heads.isdisjoint(where)
        return Plan(
            pick=_picker([field.index for field in plain]),
            names=tuple(field.property for field in plain),
            fields=tuple(plain),
            special=tuple(special),
            links=links,
            outcome=outcome,
            is_simple=bool(plain) and not links and outcome is None and not may_nest,
            may_nest=may_nest,
        )

    def reader_of_property(self, name: str) -> tuple[ColumnRule, CellReader] | None:
        """The first line that feeds a property, and how its cells are read."""
        for rule, fed, readers in self._fed:
            if fed == name:
                return rule, reader_of_cells(rule, readers, self._rules.empty)
        return None

    def _readers(self, rule: ColumnRule, name: str) -> tuple[Reader, ...]:
        """The cast that the mapping asks for, and the check of the property, where there are any."""
        prop = self._schema.properties.get(name)
        check = prop and check_of(prop, self._schema, strict_dates=self._terms.strict_dates)
        cast = rule.cast and reader_of(rule.cast, prop, self._schema, phones=self._terms.phones)
        return tuple(reader for reader in (cast, check) if reader)


def _picker(indexes: list[int]) -> Callable[[Sequence[Value]], Sequence[Value]]:
    match indexes:
        case [index]:
            return lambda cells: (cells[index],)
        case _ if indexes == list(range(len(indexes))):
            # The commonest file has every column sent, and slicing is cheaper than picking.
            return itemgetter(slice(len(indexes)))
    return itemgetter(*indexes)


def read_fields(
    fields: tuple[Field, ...],
    cells: Sequence[Value],
    properties: dict[str, str],
    faults: list[Fault],
) -> None:
    """Read cells one by one: good ones into `properties`, what is wrong with others into `faults`."""
    for field in fields:
        cell = cells[field.index]
        try:
            text = field.read(cell)
        except BadCell as bad:
            column = field.rule.column
            value = shown_as_text(cell)
            faults.append(Fault(bad.message, bad.code, CATEGORY, field.property, column, value))
        else:
            if text is not None:
                properties[field.property] = text


def read_links(plan: Plan, row: SourceRow, faults: list[Fault]) -> tuple[Association, ...]:
    """The associations of a row by the ids in its cells."""
    links = []
    for index, rule in plan.links:
        cell = row.cells[index]
        try:
            if number := record_id(cell, rule.to):
                links.append(Association(number, rule.types))
        except BadCell as bad:
            faults.append(Fault(bad.message, bad.code, CATEGORY, None, rule.column, shown(cell)))
    return tuple(links)
