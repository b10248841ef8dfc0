"""Source rows become records: one plan for each shape of row, then a few C calls for each row."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain, repeat
from typing import Any, cast

from hubcli.core.bad_cells import CATEGORY, BadCell
from hubcli.core.cell_terms import USUAL_TERMS, CellTerms
from hubcli.core.cells import CellReader, reader_of_keys, same_id, shown_as_text
from hubcli.core.checks import LONGEST_TEXT
from hubcli.core.mapping import Empty, MappingRules, Unmapped
from hubcli.core.outcomes import Fault, OutcomeName
from hubcli.core.plan import Plan, Planner, read_fields, read_links
from hubcli.core.records import (
    Association,
    MappedRow,
    Record,
    RefusedRow,
    comparable_key,
    comparable_keys,
)
from hubcli.core.row_rules import row_rules_of
from hubcli.core.rows import BrokenRow, ReadRow, SourceRow, Value
from hubcli.core.schema import ObjectSchema
from hubcli.core.unfold import unfold

_MOST_PLANS = 1_000
_new = tuple.__new__


class Mapper:
    """Maps and checks rows; `fill` makes the value of an import key from a row's number."""

    def __init__(
        self,
        rules: MappingRules,
        schema: ObjectSchema,
        *,
        trace_prefix: str = "",
        terms: CellTerms = USUAL_TERMS,
        fill: Callable[[int], str] | None = None,
    ) -> None:
        """`rules` must have passed `resolve`; the schema may be empty where it can't be read."""
        self._rules = rules
        self._planner = Planner(rules, schema, terms)
        self._row_rules = row_rules_of(rules, schema, is_new=terms.is_new)
        self._prefix = trace_prefix
        self._is_strict = rules.unmapped is Unmapped.REFUSE
        self._fill = fill
        self._key_name = rules.key.property if rules.key else None
        self._key_reader: CellReader | None = None
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._constants = {name: value for name, value, _ in rules.constants}
        self._columns: dict[str, list[str]] = {}
        for rule in rules.columns:
            if rule.property:
                self._columns.setdefault(rule.property, []).append(rule.column)
        self._last_columns: tuple[str, ...] = ()
        self._last_plan = self._planner.plan(())

    def __call__(self, row: ReadRow) -> MappedRow:
        """A record, or the row with everything that is wrong with it."""
        if isinstance(row, BrokenRow):
            return RefusedRow(row.number, row.line, (Fault(row.message, row.code, CATEGORY),))
        if row.columns is not self._last_columns:
            self._plan_for(row.columns)
        plan = self._last_plan
        if plan.is_simple and (properties := self._plain(plan, row.cells)):
            faults: list[Fault] = []
            if plan.special:
                read_fields(plan.special, row.cells, properties, faults)
            if not faults:
                properties = self._whole(row, properties, faults)
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
        self, plan: Plan, cells: Sequence[Sequence[Value]]
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
                read_fields(plan.special, row, one, faults)
        if self._row_rules and not faults and not self._row_rules.hold_for(plan.names):
            # No cell is empty here.
            faults += chain.from_iterable(map(self._row_rules.apply, properties))
        return None if faults else properties

    def _records(
        self, rows: Sequence[ReadRow], numbers: Sequence[int], properties: list[dict[str, str]]
    ) -> list[MappedRow]:
        name, keys = self._key_name, cast("Iterable[str | None]", repeat(None))
        if name is not None:
            keys = comparable_keys(name, [one.get(name) or "" for one in properties])
        traces = map(f"{self._prefix}%d".__mod__, numbers)
        values = zip(traces, properties, repeat(()), keys, rows)
        return list(map(_new, repeat(Record), values))

    def _plain(self, plan: Plan, cells: Sequence[Value]) -> dict[str, str] | None:
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
            plan = self._planner.plan(columns)
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            self._plans[columns] = plan
        self._last_columns, self._last_plan = columns, plan

    def _map_carefully(self, plan: Plan, row: SourceRow) -> MappedRow:
        """Cell by cell: for rows with casts, checks, links, empty cells or nested values."""
        links: tuple[Association, ...] = ()
        if plan.may_nest:
            try:
                row, links = unfold(row, self._planner.paths, strict=self._is_strict)
            except BadCell as bad:
                return RefusedRow(row.number, row.line, (Fault(bad.message, bad.code, CATEGORY),))
            self._plan_for(row.columns)
            plan = self._last_plan
        faults: list[Fault] = []
        properties = self._properties(plan, row, faults)
        if plan.links:
            links = (*links, *read_links(plan, row, faults))
        if plan.outcome is not None and row.cells[plan.outcome] == OutcomeName.IN_DOUBT:
            message = "this row is in doubt: HubSpot may hold it; clear `_outcome` to send it"
            faults.append(Fault(message, "IN_DOUBT", CATEGORY, column="_outcome"))
        if not faults and not properties and not links:
            faults.append(_EMPTY)
        else:
            properties = self._whole(row, properties, faults)
        if faults:
            return RefusedRow(row.number, row.line, tuple(faults))
        return self._record(row, properties, links)

    def _whole(
        self, row: SourceRow, properties: dict[str, str], faults: list[Fault]
    ) -> dict[str, str]:
        """The properties of a row with the constants, and what must hold between them judged."""
        if self._constants:
            properties = self._constants | properties
        if self._row_rules:
            broken = self._row_rules.apply(properties, faults)
            faults += [self._located(row, fault) for fault in broken]
        return properties

    def _record(
        self, row: SourceRow, properties: dict[str, str], links: tuple[Association, ...]
    ) -> Record:
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
        fed = key and self._planner.reader_of_property(key.property)
        return reader_of_keys(fed[0], fed[1], key.property) if key and fed else lambda _: None

    def explain(self, record: Record, fault: Fault) -> Fault:
        """The same fault with the column and the cell, as read, that fed its property or association."""
        return self._located(record.row, fault)

    def _located(self, row: SourceRow, fault: Fault) -> Fault:
        columns = self._columns.get(fault.property or "", ())
        column = next((name for name in columns if name in row.columns), None)
        column = column or self._link_column(row, fault)
        if column is None:
            return fault
        return replace(
            fault, column=column, value=shown_as_text(row.cells[row.columns.index(column)])
        )

    def explain_key(self, record: Record, fault: Fault) -> Fault:
        """A fault of the record's key, with its property, column and cell."""
        key = self._rules.key
        return self.explain(record, replace(fault, property=key.property)) if key else fault

    def _link_column(self, row: SourceRow, fault: Fault) -> str | None:
        """The column that holds the id which HubSpot could not associate with."""
        if fault.value is None or fault.property is not None:
            return None
        values = row.values
        columns = (rule.column for rule in self._rules.associations if rule.column in values)
        return next((name for name in columns if same_id(values[name], fault.value)), None)

    def _properties(self, plan: Plan, row: SourceRow, faults: list[Fault]) -> dict[str, str]:
        properties = self._plain(plan, row.cells)
        if properties is None:
            properties = {}
            read_fields(plan.fields, row.cells, properties, faults)
        read_fields(plan.special, row.cells, properties, faults)
        return properties


_EMPTY = Fault(
    "the row has no value that is to be sent",
    "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES",
    CATEGORY,
)
