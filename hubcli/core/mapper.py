"""Source rows become records: one plan for each shape of row, then a few C calls for each row."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from operator import itemgetter
from typing import Any, TypeAlias, cast

from hubcli.core.casts import BadCell, Reader, reader_of, text_of
from hubcli.core.checks import LONGEST_TEXT, check_of
from hubcli.core.mapping import AssociationRule, ColumnRule, Empty, MappingRules
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.records import Association, MappedRow, Record, RefusedRow, comparable_key
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value
from hubcli.core.schema import ObjectSchema
from hubcli.core.unfold import unfold

CellReader: TypeAlias = Callable[[Value], str | None]
"""A cell to its text for HubSpot, None to leave it out; raises BadCell."""

_MOST_PLANS = 1_000
_new = tuple.__new__
_CATEGORY = "VALIDATION_ERROR"


@dataclass(frozen=True, slots=True)
class _Field:
    index: int
    rule: ColumnRule
    property: str
    read: CellReader


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to do with the cells of rows that share their columns."""

    pick: Callable[[Sequence[Value]], Sequence[Value]]
    """The cells that go to properties of plain text, in the order of `names`."""
    names: tuple[str, ...]
    fields: tuple[_Field, ...]
    """The same columns one by one, for rows with an empty cell or a value that is not text."""
    special: tuple[_Field, ...]
    links: tuple[tuple[int, AssociationRule], ...]
    outcome: int | None
    """Where the reserved column `_outcome` is."""
    is_simple: bool
    """Some columns go to plain text, so that one pick of the cells makes most of the record."""
    may_nest: bool
    """Cells may hold objects that are to be laid flat."""


class Mapper:
    """Maps and checks rows; `fill` makes the value of an import key from a row's number."""

    def __init__(
        self,
        rules: MappingRules,
        schema: ObjectSchema,
        *,
        trace_prefix: str = "",
        strict_dates: bool = True,
        fill: Callable[[int], str] | None = None,
    ) -> None:
        """`rules` must have passed `resolve`; the schema may be empty where it can't be read."""
        self._rules = rules
        self._schema = schema
        self._prefix = trace_prefix
        self._strict_dates = strict_dates
        self._fill = fill
        self._key_name = rules.key.property if rules.key else None
        self._key_reader: CellReader | None = None
        self._plans: dict[tuple[str, ...], _Plan] = {}
        self._constants = {name: value for name, value, _ in rules.constants}
        named = [rule.column for rule in rules.columns]
        named += [rule.column for rule in rules.associations]
        self._paths = frozenset(column for column in named if "." in column)
        self._columns: dict[str, list[str]] = {}
        for rule in rules.columns:
            if rule.property:
                self._columns.setdefault(rule.property, []).append(rule.column)
        self._last_columns: tuple[str, ...] = ()
        self._last_plan = self._planned(())

    def __call__(self, row: ReadRow) -> MappedRow:
        """A record, or the row with everything that is wrong with it."""
        if isinstance(row, BrokenRow):
            return RefusedRow(row.number, row.line, (Fault(row.message, row.code, _CATEGORY),))
        if row.columns is not self._last_columns:
            self._plan_for(row.columns)
        plan = self._last_plan
        if plan.is_simple and (properties := self._plain(plan, row.cells)):
            faults: list[Fault] = []
            if plan.special:
                _read(plan.special, row.cells, properties, faults)
            if not faults:
                return self._record(row, properties, ())
        return self._map_carefully(plan, row)

    def map_rows(self, rows: Sequence[ReadRow]) -> list[MappedRow]:
        """The same for many rows; where they are alike and plain, a few calls serve for all."""
        if {*map(type, rows)} == {SourceRow}:
            numbers, _, columns, cells = zip(*rows, strict=True)
            if len({*map(id, columns)}) == 1:
                if columns[0] is not self._last_columns:
                    self._plan_for(columns[0])
                if properties := self._plain_of_many(self._last_plan, cells):
                    return self._records(rows, numbers, properties)
        return list(map(self, rows))

    def _plain_of_many(
        self, plan: _Plan, cells: Sequence[Sequence[Value]]
    ) -> list[dict[str, str]] | None:
        """The properties of many rows; None where one of them wants a look of its own."""
        if not plan.is_simple or self._constants or self._fill:
            return None
        picked: list[Sequence[Any]] = list(map(plan.pick, cells))
        try:
            longest = max(map(len, map("".join, picked)))
        except TypeError:
            return None
        if longest > LONGEST_TEXT or not all(map(str.strip, chain.from_iterable(picked))):
            return None
        properties = [dict(zip(plan.names, row)) for row in picked]  # noqa: B905 - as many, by the plan
        faults: list[Fault] = []
        if plan.special:
            for one, row in zip(properties, cells, strict=True):
                _read(plan.special, row, one, faults)
        return None if faults else properties

    def _records(
        self, rows: Sequence[ReadRow], numbers: Sequence[int], properties: list[dict[str, str]]
    ) -> list[MappedRow]:
        name, keys = self._key_name, cast("Iterable[str | None]", repeat(None))
        if name is not None:
            keys = [comparable_key(name, one.get(name) or "") or None for one in properties]
        traces = map(f"{self._prefix}%d".__mod__, numbers)
        values = zip(traces, properties, repeat(()), keys, rows)
        return list(map(_new, repeat(Record), values))

    def _plain(self, plan: _Plan, cells: Sequence[Value]) -> dict[str, str] | None:
        """The properties of a row's plain columns at a stroke; None where a cell wants more care."""
        picked: Sequence[Any] = plan.pick(cells)
        try:
            if len("".join(picked)) > LONGEST_TEXT:
                return None
        except TypeError:
            return None
        properties = dict(zip(plan.names, picked))  # noqa: B905 - as many, by the plan
        if all(map(str.strip, picked)):
            return properties
        if self._rules.empty is Empty.CLEAR:
            return {name: text if text.strip() else "" for name, text in properties.items()}
        return {name: text for name, text in properties.items() if text.strip()}

    def _plan_for(self, columns: tuple[str, ...]) -> None:
        plan = self._plans.get(columns)
        if plan is None:
            plan = self._planned(columns)
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            self._plans[columns] = plan
        self._last_columns, self._last_plan = columns, plan

    def _map_carefully(self, plan: _Plan, row: SourceRow) -> MappedRow:
        """Cell by cell: for rows with casts, checks, links, empty cells or nested values."""
        links: tuple[Association, ...] = ()
        if plan.may_nest:
            try:
                row, links = unfold(row, self._paths)
            except BadCell as bad:
                return RefusedRow(row.number, row.line, (Fault(bad.message, bad.code, _CATEGORY),))
            self._plan_for(row.columns)
            plan = self._last_plan
        faults: list[Fault] = []
        properties = self._properties(plan, row, faults)
        if plan.links:
            links = (*links, *_links(plan, row, faults))
        if plan.outcome is not None and row.cells[plan.outcome] == OutcomeName.IN_DOUBT:
            message = "this row is in doubt: HubSpot may hold it; clear `_outcome` to send it"
            faults.append(Fault(message, "IN_DOUBT", _CATEGORY, column="_outcome"))
        if not faults and not properties and not links:
            faults.append(_EMPTY)
        if faults:
            return RefusedRow(row.number, row.line, tuple(faults))
        return self._record(row, properties, links)

    def _record(
        self, row: SourceRow, properties: dict[str, str], links: tuple[Association, ...]
    ) -> Record:
        if self._constants:
            properties = self._constants | properties
        if self._fill and self._key_name:
            properties[self._key_name] = self._fill(row.number)
        key = properties.get(self._key_name) if self._key_name else None
        if key:
            key = comparable_key(self._key_name, key)  # type: ignore[arg-type]
        # What Record(…) does, less the half of its time that finds out how to be called.
        return _new(Record, (f"{self._prefix}{row.number}", properties, links, key or None, row))

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The columns that feed the key: at most one of each file, spelled as its header does."""
        key = self._rules.key
        if key is None or key.fill:
            return ()
        return tuple(self._columns.get(key.property, ()))

    def key_of(self, cell: Value) -> str | None:
        """A cell of such a column as the key that its row will have; None for none, and for a bad one."""
        if self._key_reader is None:
            self._key_reader = self._reader_of_key()
        return self._key_reader(cell)

    def _reader_of_key(self) -> CellReader:
        key = self._rules.key
        for rule in self._rules.columns:
            if key and rule.property == key.property:
                readers = self._readers(rule, key.property)
                return _key_reader(rule, _reader(rule, readers, self._rules.empty), key.property)
        return lambda _: None

    def explain(self, record: Record, fault: Fault) -> Fault:
        """The same fault with the column and the cell, as read, that fed its property or association."""
        columns = self._columns.get(fault.property or "", ())
        column = next((name for name in columns if name in record.row.columns), None)
        column = column or self._link_column(record, fault)
        if column is None:
            return fault
        cell = record.row.cells[record.row.columns.index(column)]
        return Fault(
            fault.message,
            fault.code,
            fault.category,
            fault.property,
            column,
            shown(cell),
            fault.correlation_id,
        )

    def explain_key(self, record: Record, fault: Fault) -> Fault:
        """A fault of the record's key, with its property, column and cell."""
        key = self._rules.key
        return self.explain(record, replace(fault, property=key.property)) if key else fault

    def _link_column(self, record: Record, fault: Fault) -> str | None:
        """The column that holds the id which HubSpot could not associate with."""
        if fault.value is None or fault.property is not None:
            return None
        values = record.row.values
        columns = (rule.column for rule in self._rules.associations if rule.column in values)
        return next((name for name in columns if _same_id(values[name], fault.value)), None)

    def _properties(self, plan: _Plan, row: SourceRow, faults: list[Fault]) -> dict[str, str]:
        properties = self._plain(plan, row.cells)
        if properties is None:
            properties = {}
            _read(plan.fields, row.cells, properties, faults)
        _read(plan.special, row.cells, properties, faults)
        return properties

    def _planned(self, columns: Sequence[str]) -> _Plan:
        where = {column: index for index, column in enumerate(columns)}
        plain: list[_Field] = []
        special: list[_Field] = []
        for rule in self._rules.columns:
            if rule.property is not None and rule.column in where:
                readers = self._readers(rule, rule.property)
                read = _reader(rule, readers, self._rules.empty)
                field = _Field(where[rule.column], rule, rule.property, read)
                (special if readers or rule.values else plain).append(field)
        links = tuple(
            (where[rule.column], rule) for rule in self._rules.associations if rule.column in where
        )
        outcome = where.get("_outcome")
        heads = {path.split(".", 1)[0] for path in self._paths if path not in where}
        may_nest = "properties" in where or not heads.isdisjoint(where)
        return _Plan(
            pick=_picker([field.index for field in plain]),
            names=tuple(field.property for field in plain),
            fields=tuple(plain),
            special=tuple(special),
            links=links,
            outcome=outcome,
            is_simple=bool(plain) and not links and outcome is None and not may_nest,
            may_nest=may_nest,
        )

    def _readers(self, rule: ColumnRule, name: str) -> tuple[Reader, ...]:
        prop = self._schema.properties.get(name)
        check = prop and check_of(
            prop, object_name=self._schema.object, strict_dates=self._strict_dates
        )
        cast = rule.cast and reader_of(rule.cast)
        return tuple(reader for reader in (cast, check) if reader)


_EMPTY = Fault(
    "the row has no value that is to be sent",
    "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES",
    _CATEGORY,
)


def shown(cell: Value) -> str | None:
    """A cell as read, for people."""
    match cell:
        case str() | None:
            return cell
        case bool() | list() | dict():
            return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def _picker(indexes: list[int]) -> Callable[[Sequence[Value]], Sequence[Value]]:
    match indexes:
        case []:
            return lambda _: ()
        case [index]:
            return lambda cells: (cells[index],)
        case _ if indexes == list(range(len(indexes))):
            # The commonest file has every column sent, and slicing is cheaper than picking.
            return itemgetter(slice(len(indexes)))
    return itemgetter(*indexes)


def _reader(rule: ColumnRule, readers: tuple[Reader, ...], empty: Empty) -> CellReader:
    values: Mapping[str, str] = rule.values or {}

    def read(cell: Value) -> str | None:
        text = cell if type(cell) is str else text_of(cell)
        if text is None:
            return None
        if values:
            text = values.get(text, values.get(text.strip(), text))
        if not text or text.isspace():
            return "" if empty is Empty.CLEAR else None
        for reader in readers:
            text = reader(text)
        if len(text) > LONGEST_TEXT:
            message = f"{len(text):,} characters; HubSpot holds at most {LONGEST_TEXT:,}"
            raise BadCell("COLUMN_TOO_LARGE", message)
        return text

    return read


def _key_reader(rule: ColumnRule, read: CellReader, name: str) -> CellReader:
    plain = rule.cast is None and rule.values is None

    def key_of(cell: Value) -> str | None:
        if plain and type(cell) is str:
            return comparable_key(name, cell) if cell and not cell.isspace() else None
        try:
            text = read(cell)
        except BadCell:
            return None
        return comparable_key(name, text) if text else None

    return key_of


def _read(
    fields: tuple[_Field, ...],
    cells: Sequence[Value],
    properties: dict[str, str],
    faults: list[Fault],
) -> None:
    for field in fields:
        cell = cells[field.index]
        try:
            text = field.read(cell)
        except BadCell as bad:
            column = field.rule.column
            value = shown(cell)
            faults.append(Fault(bad.message, bad.code, _CATEGORY, field.property, column, value))
        else:
            if text is not None:
                properties[field.property] = text


def _links(plan: _Plan, row: SourceRow, faults: list[Fault]) -> tuple[Association, ...]:
    links = []
    for index, rule in plan.links:
        cell = row.cells[index]
        try:
            if number := _record_id(cell, rule.to):
                links.append(Association(number, rule.types))
        except BadCell as bad:
            faults.append(Fault(bad.message, bad.code, _CATEGORY, None, rule.column, shown(cell)))
    return tuple(links)


def _same_id(cell: Value, number: str) -> bool:
    return (shown(cell) or "").strip() == number


def _record_id(cell: Value, to: str) -> str:
    number = (text_of(cell) or "").strip()
    if number and not (number.isascii() and number.isdigit()):
        # An association takes the record's id, never a domain or e-mail (api.md 1.1).
        message = f"{number} is no record id of {to}: an id is a number"
        raise BadCell("INVALID_ASSOCIATION_IDENTIFIER", message)
    return number
