from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    ColumnRule,
    KeyRule,
    MappingRules,
)
from hubcli.core.schema import ObjectSchema, Option, Property
from hubcli.core.unchecked import unchecked
from hubcli.errors import Place

AT = Place("m.yaml", 1)
SCHEMA = ObjectSchema(
    "deals",
    {
        "owner": Property("owner", type="enumeration"),
        "pipeline": Property("pipeline", type="enumeration"),
        "kind": Property("kind", type="enumeration", options=(Option("a", "A"),)),
        "name": Property("name"),
    },
)


def test_a_mapping_that_can_be_checked_whole_leaves_nothing_open() -> None:
    columns = (ColumnRule("K", "kind", AT), ColumnRule("N", "name", AT), ColumnRule("X", None, AT))
    filled = KeyRule("hubcli_key", fill=True)
    assert list(unchecked(MappingRules(columns=columns, key=filled), SCHEMA)) == []
    assert list(unchecked(MappingRules(), ObjectSchema("deals"))) == []


def test_what_only_hubspot_knows_is_told() -> None:
    link = AssociationRule("companies", "C", (AssociationType("HUBSPOT_DEFINED", 5),), AT)
    said = MappingRules(
        columns=(ColumnRule("O", "owner", AT), ColumnRule("P", "owner", AT)),
        constants=(("pipeline", "x", AT), ("gone", "y", AT)),
        associations=(link, link),
        key=KeyRule("deal_key"),
    )
    assert list(unchecked(said, SCHEMA)) == [
        "the values of owner, pipeline, whose options are not among the properties",
        "whether records with the same deal_key exist already",
        "whether the associated records exist (companies)",
    ]
