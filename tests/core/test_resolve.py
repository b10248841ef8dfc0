from dataclasses import replace

import pytest

from hubcli.core.cell_terms import CellTerms
from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    KeyRule,
    Kind,
    MappingRules,
    Unmapped,
)
from hubcli.core.resolve import FileColumns, examine, near, resolve
from hubcli.core.schema import ObjectSchema, Option, Property
from hubcli.errors import MappingError, Place
from tests.core.portals import ONE

SCHEMA = ObjectSchema(
    "contacts",
    {
        prop.name: prop
        for prop in (
            Property("email", "Email"),
            Property("firstname", "First name"),
            Property("lastname", "Last name"),
            Property("external_id", "External ID", unique=True),
            Property("other_id", "Other ID", unique=True),
            Property("hs_object_id", "Record ID", read_only=True),
            Property("stage", "Stage", "enumeration", options=(Option("lead", "Lead"),)),
            Property("phone", "Number"),
            Property("fax", "Number"),
        )
    },
)
COMPANIES = ObjectSchema("companies", SCHEMA.properties)
NOTHING = ObjectSchema("contacts")


def file(*columns: str, name: str = "data.csv") -> FileColumns:
    return FileColumns(name, dict.fromkeys(columns, 1))


def at(line: int) -> Place:
    return Place("m.yaml", line, 3)


def rules(
    *pairs: tuple[str, str | None],
    key: KeyRule | None = None,
    constants: tuple[tuple[str, str, Place], ...] = (),
    links: tuple[str, ...] = (),
    unmapped: Unmapped = Unmapped.REFUSE,
) -> MappingRules:
    return MappingRules(
        file="m.yaml",
        columns=tuple(
            ColumnRule(column, prop, at(line)) for line, (column, prop) in enumerate(pairs, 1)
        ),
        associations=tuple(
            AssociationRule("companies", column, (AssociationType("HUBSPOT_DEFINED", 279),), at(50))
            for column in links
        ),
        constants=constants,
        key=key,
        unmapped=unmapped,
    )


def faults(
    said: MappingRules | None, *files: FileColumns, schema: ObjectSchema = SCHEMA
) -> list[str]:
    return [str(fault) for fault in examine(said, files, schema)[1]]


def fed(
    said: MappingRules | None, *files: FileColumns, schema: ObjectSchema = SCHEMA
) -> dict[str, str | None]:
    found = resolve(said, files, schema)
    return {rule.column: rule.property for rule in found.columns}


# Headers


def test_headers_match_names_then_labels_without_regard_to_case() -> None:
    assert fed(None, file("EMAIL", " First Name ", "stage")) == {
        "EMAIL": "email",
        " First Name ": "firstname",
        "stage": "stage",
    }


def test_a_header_that_matches_nothing_names_the_near_ones() -> None:
    assert faults(None, file("email", "frist name")) == [
        'data.csv:1: column "frist name" matches no property of contacts (near: firstname, lastname)'
    ]
    assert faults(None, file("qqqqqqq")) == [
        'data.csv:1: column "qqqqqqq" matches no property of contacts'
    ]


def test_every_header_that_matches_nothing_is_told() -> None:
    lines = [str(fault.place) for fault in examine(None, [file("q", "email", "z")], SCHEMA)[1]]
    assert lines == ["data.csv:1", "data.csv:1"]


def test_a_name_is_matched_without_regard_to_case_before_any_label() -> None:
    assert fed(None, file(" FAX ", "Last Name")) == {" FAX ": "fax", "Last Name": "lastname"}


def test_a_header_that_matches_two_properties_is_a_fault() -> None:
    assert faults(None, file("Number")) == [
        'data.csv:1: column "Number" matches several properties: fax, phone'
    ]


def test_two_headers_that_match_one_property_are_a_fault() -> None:
    assert faults(None, file("email", "Email")) == [
        'data.csv:1: columns "email" and "Email" both match the property email'
    ]


def test_several_files_may_spell_their_headers_differently() -> None:
    one, other = file("email", "Last name"), file("EMAIL", "Last name", name="more.csv")
    assert fed(None, one, other) == {
        "email": "email",
        "Last name": "lastname",
        "EMAIL": "email",
    }


def test_a_property_that_is_read_only_can_not_be_set_by_a_header_either() -> None:
    assert faults(None, file("Record ID")) == [
        'data.csv:1: "hs_object_id" is a read only property; it cannot be set'
    ]


def test_without_a_schema_headers_are_taken_for_names() -> None:
    assert fed(None, file("anything", "Email"), schema=NOTHING) == {
        "anything": "anything",
        "Email": "Email",
    }


# A mapping file


def test_every_column_must_be_there_in_every_file() -> None:
    said = rules(("Mail", "email"), ("Name", "firstname"))
    found = faults(said, file("Mail", "Name"), file("Mail", "Names", name="more.csv"))
    assert found == [
        'm.yaml:2:3: more.csv has no column "Name" (near: Names)',
        'more.csv:1: no line of the mapping names the column "Names"',
    ]


def test_nothing_near_is_not_named() -> None:
    assert faults(rules(("Mail", "email")), file()) == ['m.yaml:1:3: data.csv has no column "Mail"']


def test_columns_that_no_line_names_may_be_ignored() -> None:
    said = rules(("Mail", "email"), unmapped=Unmapped.IGNORE)
    assert faults(said, file("Mail", "Other")) == []


def test_a_column_may_be_named_to_be_left_out() -> None:
    assert fed(rules(("Mail", "email"), ("Other", None)), file("Mail", "Other"))["Other"] is None


def test_a_path_needs_the_column_that_it_leads_into() -> None:
    said = rules(("person.mail", "email"), ("a.b", None))
    assert faults(said, file("person", "a.b")) == []
    assert faults(said, file("persona", "a")) == [
        'data.csv:1: no line of the mapping names the column "persona"',
        'm.yaml:1:3: data.csv has no column "person.mail" (near: persona)',
    ]
    assert faults(rules(("person.home.mail", "email")), file("person")) == []


def test_association_columns_must_be_there_too() -> None:
    said = rules(("Mail", "email"), links=("Company",))
    assert faults(said, file("Mail", "Company")) == []
    assert faults(said, file("Mail")) == ['m.yaml:50:3: data.csv has no column "Company"']


def test_properties_must_exist_and_be_writable() -> None:
    said = rules(("a", "emial"), ("b", "hs_object_id"), constants=(("gone", "x", at(9)),))
    assert faults(said, file("a", "b")) == [
        'm.yaml:1:3: Property "emial" does not exist on contacts (near: email)',
        'm.yaml:2:3: "hs_object_id" is a read only property; it cannot be set',
        'm.yaml:9:3: Property "gone" does not exist on contacts',
    ]


def test_without_a_schema_properties_can_not_be_checked() -> None:
    assert faults(rules(("a", "emial")), file("a"), schema=NOTHING) == []


def test_constants_are_checked_once() -> None:
    good, free = ("stage", "lead", at(9)), ("firstname", "anything", at(10))
    assert faults(rules(("a", "email"), constants=(good, free)), file("a")) == []
    bad = (("stage", "Lead", at(9)),)
    assert faults(rules(("a", "email"), constants=bad), file("a")) == [
        "m.yaml:9:3: stage: Lead was not one of the allowed options: [lead]"
    ]
    mail = (("email", "nobody", at(9)),)
    assert faults(rules(("a", "firstname"), constants=mail), file("a")) == [
        "m.yaml:9:3: email: Email address nobody is invalid"
    ]


# Keys


@pytest.mark.parametrize(
    ("pairs", "schema", "key"),
    [
        ((("a", "email"), ("b", "external_id")), SCHEMA, "email"),
        ((("a", "email"),), NOTHING, "email"),
        ((("a", "firstname"), ("b", "external_id")), SCHEMA, "external_id"),
        ((("a", "email"), ("b", "external_id")), COMPANIES, "external_id"),
        ((("a", "email"), ("b", None)), COMPANIES, None),
        ((("a", "other_id"), ("b", "external_id")), SCHEMA, None),
        ((("a", "firstname"),), SCHEMA, None),
    ],
)
def test_the_natural_key(
    pairs: tuple[tuple[str, str | None], ...], schema: ObjectSchema, key: str | None
) -> None:
    found = resolve(rules(*pairs), [file("a", "b") if len(pairs) > 1 else file("a")], schema).key
    assert (found.property if found else None) == key


def test_a_key_that_is_said_wins() -> None:
    said = rules(("a", "email"), ("b", "external_id"), key=KeyRule("external_id", at(1)))
    assert resolve(said, [file("a", "b")], SCHEMA).key == KeyRule("external_id", at(1))


@pytest.mark.parametrize(
    ("key", "schema", "fault"),
    [
        (KeyRule("email", at(7)), SCHEMA, None),
        (KeyRule("firstname", at(7)), NOTHING, None),
        (KeyRule("external_id", at(7), fill=True), SCHEMA, None),
        (
            KeyRule("firstname", at(7)),
            SCHEMA,
            "m.yaml:7:3: the key firstname is no unique property, so it can't name a record",
        ),
        (KeyRule("email", at(7)), COMPANIES, "m.yaml:7:3: the key email is no unique property, so"),
        (KeyRule("lastname", at(7)), SCHEMA, "m.yaml:7:3: the key lastname is fed by no column"),
        (KeyRule("lastname"), SCHEMA, "m.yaml: the key lastname is fed by no column"),
        (
            KeyRule("hubcli_key", at(7), fill=True),
            SCHEMA,
            'm.yaml:7:3: Property "hubcli_key" does not exist on contacts',
        ),
    ],
)
def test_a_key_must_name_records(key: KeyRule, schema: ObjectSchema, fault: str | None) -> None:
    found = faults(
        rules(("a", "email"), ("b", "firstname"), key=key), file("a", "b"), schema=schema
    )
    assert len(found) == (fault is not None)
    assert all(one.startswith(fault or "") for one in found)


# All at once


def test_all_faults_are_told_at_once_in_their_order() -> None:
    said = rules(("b", "gone"), ("a", "hs_object_id"), key=KeyRule("x", at(8)))
    with pytest.raises(MappingError) as raised:
        resolve(said, [file("a", "c")], SCHEMA)
    lines = [(fault.place.file, fault.place.line) for fault in raised.value.faults]
    assert lines == [
        ("data.csv", 1),
        ("m.yaml", 1),
        ("m.yaml", 1),
        ("m.yaml", 2),
        ("m.yaml", 8),
    ]
    assert "Correct the mapping" in raised.value.hint
    assert raised.value.message.count("\n") == 4


def test_faults_are_told_in_the_order_of_their_places() -> None:
    places = [Place("m.yaml", line, at) for line, at in ((12, 1), (3, 9), (3, 2), (10, 1))]
    said = MappingRules(
        file="m.yaml",
        columns=tuple(ColumnRule(f"c{at}", "gone", place) for at, place in enumerate(places)),
    )
    found = examine(said, [file("c0", "c1", "c2", "c3")], SCHEMA)[1]
    assert [(fault.place.line, fault.place.column) for fault in found] == [
        (3, 2),
        (3, 9),
        (10, 1),
        (12, 1),
    ]


def test_without_a_mapping_the_hint_names_the_way_to_one() -> None:
    with pytest.raises(MappingError) as raised:
        resolve(None, [file("gone")], SCHEMA)
    assert "-m" in raised.value.hint


def test_near_words_are_names_and_labels() -> None:
    assert near("Frst name", SCHEMA) == " (near: firstname, lastname)"
    assert near("zzz", SCHEMA) == ""


def test_constant_dates_are_as_strict_as_those_of_rows() -> None:
    schema = ObjectSchema(
        "contacts", {p.name: p for p in (Property("email", "E"), Property("born", "B", "date"))}
    )
    given = rules(("a", "email"), constants=(("born", "31.12.1999", at(9)),))
    assert examine(given, [file("a")], schema)[1] != ()
    assert examine(given, [file("a")], schema, terms=CellTerms(strict_dates=False))[1] == ()


def test_what_the_portal_numbers_itself_is_found_and_its_faults_are_told_at_once() -> None:
    link = AssociationRule("companies", "c", (), at(3), "Employer")
    good = MappingRules(
        columns=(ColumnRule("n", "dealname", at(1)),),
        constants=(("dealtype", "new business", at(2)),),
        constant_casts={"dealtype": Cast(Kind.ENUMERATION)},
        associations=(link,),
    )
    found, none = examine(good, [file("n", "c")], ONE)
    assert none == ()
    assert found.constants == (("dealtype", "1001", at(2)),)
    assert found.associations[0].types == (AssociationType("USER_DEFINED", 1051),)
    assert examine(found, [file("n", "c")], ONE) == (found, ())
    bad = replace(
        good,
        constants=(("dealtype", "old business", at(2)),),
        associations=(replace(link, label="Employr"),),
        key=KeyRule("dealnam", at(4), fill=True),
    )
    assert faults(bad, file("n", "c"), schema=ONE) == [
        "m.yaml:2:3: dealtype: old business was not one of the allowed options: [1001, 1002]",
        'm.yaml:3:3: associations: deals to companies has no label "Employr" (near: Employer)',
        'm.yaml:4:3: Property "dealnam" does not exist on deals (near: dealname)',
    ]
