from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    ColumnRule,
    KeyRule,
    MappingRules,
)
from hubcli.core.schema import External, ObjectSchema, Option, Property
from hubcli.core.unchecked import KEYS, LookedUp, unchecked
from hubcli.errors import Place

AT = Place("m.yaml", 1)
SCHEMA = ObjectSchema(
    "deals",
    {
        "owner": Property("owner", type="enumeration", external=External.OWNER),
        "list": Property("list", type="enumeration", external=External.OTHER),
        "kind": Property("kind", type="enumeration", options=(Option("a", "A"),)),
        "name": Property("name"),
    },
)
LIVE = LookedUp(is_live=True)
ALWAYS = "an admin's validation rules, limits on records, and what workflows do"
LINK = AssociationRule("companies", "C", (AssociationType("HUBSPOT_DEFINED", 5),), AT)


def column(name: str, prop: str | None) -> ColumnRule:
    return ColumnRule(name, prop, AT)


def test_what_only_hubspot_knows_is_told_in_any_case() -> None:
    columns = (column("K", "kind"), column("N", "name"), column("X", None))
    filled = KeyRule("hubcli_key", fill=True)
    assert list(unchecked(MappingRules(columns=columns, key=filled), SCHEMA, LookedUp())) == [
        ALWAYS
    ]
    assert list(unchecked(MappingRules(), ObjectSchema("deals"), LookedUp())) == []


def test_without_a_portal_nothing_is_known_of_records() -> None:
    said = MappingRules(
        columns=(column("L", "list"), column("P", "list"), column("O", "owner")),
        constants=(("gone", "y", AT),),
        associations=(LINK, LINK),
        key=KeyRule("deal_key"),
    )
    assert list(unchecked(said, SCHEMA, LookedUp())) == [
        "the values of list, whose options are not among the properties",
        "whether records with the same deal_key exist already",
        "whether the associated companies exist",
        ALWAYS,
    ]
    assert list(unchecked(said, SCHEMA, LIVE))[1:] == [ALWAYS]


def test_what_could_not_be_looked_up_is_told_with_the_reason() -> None:
    said = MappingRules(
        columns=(column("N", "name"),), associations=(LINK,), key=KeyRule("deal_key")
    )
    looked = LookedUp(is_live=True, failures={KEYS: "no scope", "companies": "403"})
    assert list(unchecked(said, SCHEMA, looked)) == [
        "whether records with the same deal_key exist already (no scope)",
        "whether the associated companies exist (403)",
        ALWAYS,
    ]


def test_of_contacts_there_is_more_that_hubspot_alone_knows() -> None:
    stages = Property("lifecyclestage", type="enumeration", options=(Option("lead", "Lead"),))
    schema = ObjectSchema("contacts", {"lifecyclestage": stages, "email": Property("email")})
    said = MappingRules(
        columns=(column("E", "email"), column("S", "lifecyclestage")), key=KeyRule("email")
    )
    emails = "which e-mail domains HubSpot takes, and addresses that were deleted for good (GDPR)"
    assert list(unchecked(said, schema, LIVE)) == [emails, ALWAYS]
    assert list(unchecked(said, schema, LookedUp())) == [
        "whether records with the same email exist already",
        "whether lifecycle stages would move backwards, which HubSpot does not do",
        emails,
        ALWAYS,
    ]
