"""Mapping files that are in order."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubcli.config.mapping_file import load_mapping, parse_mapping
from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Duplicates,
    Empty,
    KeyRule,
    Kind,
    MappingRules,
    SourceOptions,
    Unmapped,
)
from hubcli.errors import HubcliError, Place

BIG = """\
# Everything that a mapping can say.
object: Contact
source: {format: csv, encoding: cp1252, delimiter: tab}
columns:
  E-mail: email
  "First name": firstname
  NO: no_is_text
  00123: zip
  address.city: city
  Signed up: {property: signup_date, as: date, format: "%d/%m/%Y"}
  Seen: {property: seen_at, as: datetime, format: "%Y-%m-%d %I:%M %p", zone: Europe/Berlin}
  Score: {property: score, as: number, decimal: ",", thousands: "."}
  Wants: {property: wants, as: boolean}
  Stage:
    property: lifecyclestage
    as: enumeration
    values:
      Hot: opportunity
      NO: lead
      12: "0012"
      "": other
  Tags: {property: tags, as: enumerations, separator: " | "}
  Note: {property: note, as: text}
  Internal remarks: null
  Other remarks: ~
properties: {hs_lead_status: NEW, opted_in: true, quota: 010, "blank": ""}
associations:
  - {to: companies, column: Company ID}
  - to: company
    column: Company ID
    label: Primary
  - {to: 0-3, column: Deal, category: USER_DEFINED, type_id: 36}
key: email
empty: clear
unmapped: ignore
duplicates: last
"""


SEEN = Cast(Kind.DATETIME, format="%Y-%m-%d %I:%M %p", zone="Europe/Berlin")


def test_everything_a_mapping_can_say(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(BIG, encoding="utf-8")
    file = str(path)

    def at(line: int, column: int = 3) -> Place:
        return Place(file, line, column)

    stages = {"Hot": "opportunity", "NO": "lead", "12": "0012", "": "other"}
    assert load_mapping(file, "0-1") == MappingRules(
        file=file,
        object="contacts",
        source=SourceOptions("csv", "cp1252", "\t"),
        columns=(
            ColumnRule("E-mail", "email", at(5)),
            ColumnRule("First name", "firstname", at(6)),
            ColumnRule("NO", "no_is_text", at(7)),
            ColumnRule("00123", "zip", at(8)),
            ColumnRule("address.city", "city", at(9)),
            ColumnRule("Signed up", "signup_date", at(10), Cast(Kind.DATE, format="%d/%m/%Y")),
            ColumnRule("Seen", "seen_at", at(11), SEEN),
            ColumnRule("Score", "score", at(12), Cast(Kind.NUMBER, decimal=",", thousands=".")),
            ColumnRule("Wants", "wants", at(13), Cast(Kind.BOOLEAN)),
            ColumnRule("Stage", "lifecyclestage", at(14), Cast(Kind.ENUMERATION), stages),
            ColumnRule("Tags", "tags", at(22), Cast(Kind.ENUMERATIONS, separator=" | ")),
            ColumnRule("Note", "note", at(23), Cast(Kind.TEXT)),
            ColumnRule("Internal remarks", None, at(24)),
            ColumnRule("Other remarks", None, at(25)),
        ),
        constants=(
            ("hs_lead_status", "NEW", at(26, 14)),
            ("opted_in", "true", at(26, 35)),
            ("quota", "010", at(26, 51)),
            ("blank", "", at(26, 63)),
        ),
        associations=(
            _rule("companies", "Company ID", AssociationType("HUBSPOT_DEFINED", 279), at(28, 5)),
            _rule("companies", "Company ID", AssociationType("HUBSPOT_DEFINED", 1), at(29, 5)),
            _rule("deals", "Deal", AssociationType("USER_DEFINED", 36), at(32, 5)),
        ),
        key=KeyRule("email", at(33, 6)),
        empty=Empty.CLEAR,
        unmapped=Unmapped.IGNORE,
        duplicates=Duplicates.LAST,
    )


def _rule(to: str, column: str, kind: AssociationType, place: Place) -> AssociationRule:
    return AssociationRule(to, column, (kind,), place)


def test_what_is_left_out_has_its_default() -> None:
    rules = parse_mapping("columns: {E-mail: email}", "m.yaml", "contacts")
    assert rules == MappingRules(
        file="m.yaml",
        object="contacts",
        columns=(ColumnRule("E-mail", "email", Place("m.yaml", 1, 11)),),
    )


def test_an_import_key() -> None:
    rules = parse_mapping("key: {property: hubcli_key, fill: row}", "m", "deals")
    assert rules.key == KeyRule("hubcli_key", Place("m", 1, 6), fill=True)


@pytest.mark.parametrize("name", ["contacts", "Contact", "0-1"])
def test_an_object_in_any_form_agrees_with_the_command_line(name: str) -> None:
    assert parse_mapping(f"object: {name}", "m", "CONTACTS").object == "contacts"


def test_a_custom_object_is_taken_as_it_is() -> None:
    text = """\
object: p42_cars
associations:
  - {to: contacts, column: Owner, category: USER_DEFINED, type_id: 12}
  - {to: p42_dealers, column: Dealer, category: INTEGRATOR_DEFINED, type_id: 3}
"""
    rules = parse_mapping(text, "m", "p42_cars")
    assert rules.object == "p42_cars"
    assert [(rule.to, rule.types[0].type_id) for rule in rules.associations] == [
        ("contacts", 12),
        ("p42_dealers", 3),
    ]


def test_a_mapping_written_as_json_is_one_too() -> None:
    rules = parse_mapping('{"columns": {"\\ud83d\\ude00 name": "firstname"}}', "m", "contacts")
    assert rules.columns[0].column == "😀 name"


def test_a_text_may_be_repeated_by_an_alias() -> None:
    text = "columns:\n  A: {property: &name email}\nkey: *name\n"
    assert parse_mapping(text, "m", "contacts").key == KeyRule("email", Place("m", 3, 6))


_PIECES = st.sampled_from(
    [
        *("object", "columns", "properties", "associations", "key", "source", "empty", "fill"),
        *("property", "as", "format", "values", "to", "column", "label", "type_id", "category"),
        *("write", "clear", "country", "phone", "NO", "value", "dd.mm.yyyy", "HH:MM", "Employer"),
        *("contacts", "companies", "email", "date", "number", "%d/%m/%Y", "%d%d", "null", "36"),
        *("decimal", "zone", "separator", "primary", "HUBSPOT_DEFINED", "279", "delimiter"),
        *(": ", ":", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ",", "'", '"', "&a ", "*a"),
        *("!!str ", "! ", "|", ">", "---\n", "...\n", "%YAML 1.1\n", "%TAG ! x\n", "<<", "? ", "#"),
        *('"\\U00110000"', '"\\ud800"', "\t", "\r", "\u2028", "\ufeff", "\x00", "\x85"),
    ]
)


@given(st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=3))).map("".join)))
def test_no_text_whatsoever_ends_in_anything_but_rules_or_faults(text: str) -> None:
    with contextlib.suppress(HubcliError):
        assert parse_mapping(text, "m.yaml", "contacts").object == "contacts"


@given(st.binary())
def test_no_bytes_whatsoever_end_in_anything_but_rules_or_faults(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("mapping") / "m.yaml"
    path.write_bytes(data)
    with contextlib.suppress(HubcliError):
        load_mapping(str(path), "contacts")


_NODES = st.recursive(
    st.sampled_from(["email", "null", "''", "date", "number", "12", "~", "companies", "row"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(
                [
                    *("object", "columns", "properties", "associations", "key", "source"),
                    *("property", "as", "format", "values", "to", "column", "label", "type_id"),
                    *("decimal", "thousands", "zone", "separator", "fill", "empty", "delimiter"),
                    *("write", "clear", "country", "value"),
                ]
            ),
            inner,
            max_size=4,
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {node}" for key, node in pairs.items()) + "}"),
    ),
    max_leaves=12,
)


@given(_NODES)
def test_no_shape_whatsoever_ends_in_anything_but_rules_or_faults(text: str) -> None:
    with contextlib.suppress(HubcliError):
        parse_mapping(text, "m.yaml", "contacts")
