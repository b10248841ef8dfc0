"""Refused cells and what is proposed for them, for the tests of proposals."""

from collections.abc import Iterable

from hubcli.core.mapper import Mapper
from hubcli.core.mapping import Cast, ColumnRule, MappingRules
from hubcli.core.outcomes import Fault
from hubcli.core.proposals import propose, rule_of, said
from hubcli.core.records import Record, RefusedRow
from hubcli.core.rows import SourceRow
from hubcli.core.schema import (
    External,
    ObjectSchema,
    Option,
    Owner,
    Pipeline,
    Property,
    Stage,
)
from hubcli.errors import Place

AT = Place("mapping.yaml", 1)
OPTIONS = (
    Option("ENTERPRISE", "Enterprise"),
    Option("SMB", "Small Business"),
    Option("OLD", "Former", hidden=True),
)
COLOURS = (Option("r", "Red"), Option("g", "Green"), Option("b", "Blue"))


def portal(*, pipelines: Iterable[Pipeline] = ()) -> ObjectSchema:
    found = (
        Property("dealname"),
        Property("amount", type="number"),
        Property("won", type="bool"),
        Property("due", type="date"),
        Property("called", type="datetime"),
        Property("industry", type="enumeration", options=OPTIONS),
        Property("colours", type="enumeration", field_type="checkbox", options=COLOURS),
        Property("empty", type="enumeration", external=External.OTHER),
        Property(
            "deal_currency_code",
            type="enumeration",
            options=(Option("EUR", "Euro"), Option("NOK", "Krone")),
        ),
        Property("hubspot_owner_id", type="enumeration", external=External.OWNER),
        Property("pipeline", type="enumeration", external=External.PIPELINE),
        Property("dealstage", type="enumeration", external=External.STAGE),
        Property("hs_object_id", type="number", read_only=True),
    )
    default = Pipeline(
        "default", "Sales", (Stage("won", "Closed Won"), Stage("lost", "Closed Lost"))
    )
    other = Pipeline("p2", "Partners", (Stage("77", "Signed"),))
    owners = (Owner("42", "ada@example.com", "Ada Lovelace"), Owner("43", "", "Bob"))
    return ObjectSchema(
        "deals",
        {prop.name: prop for prop in found},
        pipelines=tuple(pipelines) or (default, other),
        owners=owners,
        currencies=("NOK",),
    )  # fmt: skip


SCHEMA = portal()


def ruled(name: str, cast: Cast | None = None) -> MappingRules:
    """One column, `Cell`, that goes to this property."""
    return MappingRules(columns=(ColumnRule("Cell", name, AT, cast),))


def faults_of(rules: MappingRules, text: str) -> tuple[Fault, ...]:
    """What is wrong with a row of this one cell."""
    found = Mapper(rules, SCHEMA)(SourceRow(1, 2, ("Cell",), (text,)))
    match found:
        case RefusedRow(faults=faults):
            return faults
        case Record():
            return ()


def proposed(name: str, text: str, cast: Cast | None = None) -> str | None:
    """What is said of the one thing that is wrong with such a cell."""
    rules = ruled(name, cast)
    (fault,) = faults_of(rules, text)
    rule = rule_of(fault, rules)
    found = propose(fault, rule, SCHEMA)
    return said(found, rule) if found else None
