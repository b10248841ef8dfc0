"""Mappings, rows and a schema for the tests of the mapper."""

from collections.abc import Mapping, Sequence

from hubcli.core.mapper import Mapper
from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Empty,
    KeyRule,
    MappingRules,
)
from hubcli.core.outcomes import Fault
from hubcli.core.records import MappedRow, Record, RefusedRow
from hubcli.core.rows import SourceRow, Value
from hubcli.core.schema import ObjectSchema, Option, Property
from hubcli.errors import Place

AT = Place("mapping.yaml", 1)
SCHEMA = ObjectSchema(
    "contacts",
    {
        prop.name: prop
        for prop in (
            Property("email"),
            Property("firstname"),
            Property("score", type="number"),
            Property("born", type="date"),
            Property("stage", type="enumeration", options=(Option("lead", "Lead"),)),
        )
    },
)
TYPES = (AssociationType("HUBSPOT_DEFINED", 279),)


def column(
    name: str,
    prop: str | None,
    cast: Cast | None = None,
    values: Mapping[str, str] | None = None,
) -> ColumnRule:
    return ColumnRule(name, prop, AT, cast, values)


def rules(
    *columns: ColumnRule,
    constants: Mapping[str, str] = {},
    associations: Sequence[AssociationRule] = (),
    key: KeyRule | None = None,
    empty: Empty = Empty.OMIT,
) -> MappingRules:
    return MappingRules(
        columns=columns,
        constants=tuple((name, value, AT) for name, value in constants.items()),
        associations=tuple(associations),
        key=key,
        empty=empty,
    )


def row(values: Mapping[str, Value], number: int = 1) -> SourceRow:
    return SourceRow(number, number + 1, tuple(values), tuple(values.values()))


def mapped(said: MappingRules, values: Mapping[str, Value]) -> MappedRow:
    return Mapper(said, SCHEMA)(row(values))


def record(said: MappingRules, **values: Value) -> Record:
    found = mapped(said, values)
    assert isinstance(found, Record), found
    return found


def faults(said: MappingRules, **values: Value) -> tuple[Fault, ...]:
    found = mapped(said, values)
    assert isinstance(found, RefusedRow), found
    assert found.line == 2
    return found.faults
