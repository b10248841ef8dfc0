"""What looks alike is told and left to a person; what is certain in spite of its looks is proposed."""

from dataclasses import replace

from hubcli.core.changes import Advice, SetValues
from hubcli.core.mapping import Cast, ColumnRule, Kind
from hubcli.core.outcomes import Fault
from hubcli.core.proposals import propose
from hubcli.core.schema import Option, Owner, Property
from tests.core.proposing import AT, SCHEMA, proposed


def test_of_two_owners_of_one_name_none_is_chosen() -> None:
    owners = (Owner("42", "ada@x.no", "Ada Lovelace"), Owner("44", "a2@x.no", "Ada Lovelace"))
    schema = replace(SCHEMA, owners=owners)
    rule = ColumnRule("Cell", "hubspot_owner_id", AT, Cast(Kind.ENUMERATION))
    for text, code in (
        ("Ada Lovelace", "MULTIPLE_OWNERS_FOUND"),
        ("Ada Lovelac", "COULD_NOT_FIND_OWNER"),
    ):
        fault = Fault("", code, property="hubspot_owner_id", column="Cell", value=text)
        found = propose(fault, rule, schema)
        assert isinstance(found, Advice)
        assert found.text.startswith("say which is meant perhaps 42 (Ada Lovelace), 44 (Ada Love")


def test_of_two_options_that_differ_in_case_alone_none_is_chosen() -> None:
    prop = Property(
        "industry",
        type="enumeration",
        options=(Option("A1", "Enterprise"), Option("A3", "enterprise"), Option("b", "Other")),
    )
    schema = replace(SCHEMA, properties={"industry": prop})
    rule = ColumnRule("Cell", "industry", AT, Cast(Kind.ENUMERATION))
    for text in ("ENTERPRISE", "Enterprse"):
        fault = Fault("", "INVALID_OPTION", property="industry", column="Cell", value=text)
        found = propose(fault, rule, schema)
        assert isinstance(found, Advice)
        assert found.text.startswith(
            "say which is meant perhaps A1 (Enterprise), A3 (enterprise), as"
        )


def test_an_owner_is_known_by_a_part_of_the_name() -> None:
    text = proposed("hubspot_owner_id", "ada", Cast(Kind.ENUMERATION)) or ""
    assert text.startswith("say which is meant perhaps 42 (Ada Lovelace), as in")


def test_an_option_with_the_separator_in_its_name_is_one() -> None:
    prop = Property(
        "colours",
        type="enumeration",
        field_type="checkbox",
        options=(Option("r", "Red"), Option("gb", "Green, and blue")),
    )
    schema = replace(SCHEMA, properties={"colours": prop})
    rule = ColumnRule("Cell", "colours", AT, Cast(Kind.ENUMERATIONS, separator=","))
    text = "Green, and blue"
    fault = Fault("", "INVALID_OPTION", property="colours", column="Cell", value=text)
    assert propose(fault, rule, schema) == SetValues("Cell", {text: "gb"})


def test_a_country_that_the_mapping_says_is_not_asked_for() -> None:
    rule = ColumnRule("Cell", "phone", AT, Cast(Kind.PHONE, country="NO"))
    fault = Fault("", "INVALID_PHONE_NUMBER", property="phone", column="Cell", value="22 33")
    told = "correct the cell, or write it with its + and country code if not of NO"
    assert propose(fault, rule, SCHEMA) == Advice(told)
    asked = propose(fault, replace(rule, cast=Cast(Kind.PHONE)), SCHEMA)
    assert isinstance(asked, Advice)
    assert "country: NO" in asked.text
