"""Mapping files with faults: each is told at its place, and all of them at once."""

from pathlib import Path

import pytest

from hubcli.config.mapping_file import load_mapping, parse_mapping
from hubcli.errors import ExitCode, MappingError, UnusableError


def faults(text: str, object_name: str = "contacts") -> list[str]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "m", object_name)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert caught.value.hint.startswith("Nothing was sent.")
    assert caught.value.message == "\n".join(str(fault) for fault in caught.value.faults)
    return [str(fault) for fault in caught.value.faults]


MANY = """\
objct: contacts
source: {format: CSV, encoding: hex, delimiter: "::"}
columns:
  E-mail: email
  Mail: email
  E-mail: firstname
  Born: {property: born, as: dat, format: "%d/%Q"}
  Tag: !!str tag
  Score: {property: score, as: number, decimal: ",", thousands: ","}
properties: {email: a@b.example, city: null}
associations:
  - {to: tickets, column: Ticket, label: primary}
  - {column: Company}
key: {property: hubcli_key, fill: rows}
empty: keep
"""


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    assert faults(MANY) == [
        'm:1:1: unknown key "objct"; did you mean "object"?',
        'm:2:18: format: unknown word "CSV"; did you mean "csv"?',
        (
            'm:2:33: encoding: unknown encoding "hex"; expected a name such as utf-8, cp1252 or'
            " iso-8859-15"
        ),
        'm:2:49: delimiter: expected one character or tab, not "::"',
        'm:5:3: "Mail" feeds "email", which "E-mail" on line 4 feeds already',
        'm:6:3: "E-mail" stands here twice, first on line 4',
        'm:7:30: as: unknown word "dat"; did you mean "date"?',
        'm:7:43: format: "%d/%Q" can\'t be used: "%Q" is not a part that strptime knows',
        "m:8:8: a tag; expected none, every value is taken as text",
        'm:9:65: thousands: "," is the decimal sign too',
        'm:10:14: properties: "email" is fed by the column "E-mail" on line 4 too',
        'm:10:40: properties: "city": expected text, not null (in quotes it is the text)',
        (
            "m:12:42: associations: contacts to tickets has no primary type; leave label out, or give"
            " category and type_id"
        ),
        'm:13:5: associations: expected "to"',
        'm:14:35: fill: unknown word "rows"; did you mean "row"?',
        'm:15:8: empty: unknown word "keep"; expected omit or clear',
    ]


RESERVED = (
    "is hubcli's own (_line, _outcome, _code, _message, _id or _url): it is left out when a file is"
    " read, and can't be mapped"
)
LATER = "comes with a later version of hubcli"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "m:1:1: the file is empty; expected object, source or columns and so on"),
        ("# nothing\n", "m:1:1: the file is empty; expected object, source or columns and so on"),
        ("null", "m:1:1: the file is empty; expected object, source or columns and so on"),
        ("- a", "m:1:1: the file: expected a mapping (key: value), not a list"),
        ("email", 'm:1:1: the file: expected a mapping (key: value), not "email"'),
        (
            "foo: 1",
            (
                'm:1:1: unknown key "foo"; expected object, source, columns, properties, associations,'
                " key, empty, unmapped or duplicates"
            ),
        ),
        ("object: [contacts]", "m:1:9: object: expected text, not a list"),
        ("object: {}", "m:1:9: object: expected text, not a mapping"),
        ("object:", "m:1:8: object: expected text, not nothing"),
        ("object: ' '", "m:1:9: object: expected a name, not nothing"),
        (
            "object: deal",
            'm:1:9: object: the file is for "deals", the command line says "contacts"',
        ),
        ("columns:", "m:1:9: columns: expected a mapping (key: value), not nothing"),
        ("columns: [a]", "m:1:10: columns: expected a mapping (key: value), not a list"),
        ("empty: [omit]", "m:1:8: empty: expected text, not a list"),
        ("unmapped: refused", 'm:1:11: unmapped: unknown word "refused"; did you mean "refuse"?'),
        (
            "duplicates: none",
            'm:1:13: duplicates: unknown word "none"; expected refuse, first or last',
        ),
        ("key: null", "m:1:6: key: expected text, not null (in quotes it is the text)"),
        ("key: [a]", "m:1:6: key: expected text, not a list"),
        ("key: {fill: row}", 'm:1:6: key: expected "property", or only the property\'s name'),
        ("key: {property: a}", 'm:1:6: key: expected "fill", or only the property\'s name'),
        (
            "columns: {A: email}\nkey: emial",
            'm:2:6: key: no column feeds "emial"; did you mean "email"?',
        ),
        ("columns: {A: email}\nkey: zzz", 'm:2:6: key: no column feeds "zzz"'),
        (
            "properties: {email: x}\nkey: email",
            'm:2:6: key: "email" has the same value for every row under properties',
        ),
        (
            "columns: {A: k}\nkey: {property: k, fill: row}",
            'm:2:6: key: "k" is to be filled by hubcli, but the column "A" on line 1 feeds it',
        ),
        ("properties: {a: [b]}", 'm:1:17: properties: "a": expected text, not a list'),
        ("properties: {'': x}", "m:1:14: properties: expected a name, not nothing"),
        ("properties: [a]", "m:1:13: properties: expected a mapping (key: value), not a list"),
        ("source: {fromat: csv}", 'm:1:10: source: unknown key "fromat"; did you mean "format"?'),
        ("source: csv", 'm:1:9: source: expected a mapping (key: value), not "csv"'),
        (
            "source: {format: xlsx}",
            'm:1:18: format: unknown word "xlsx"; expected csv, tsv, json, jsonl or yaml',
        ),
        (
            "source: {delimiter: ''}",
            'm:1:21: delimiter: expected one character or tab, not ""',
        ),
        (
            'source: {delimiter: "\\n"}',
            'm:1:21: delimiter: expected one character or tab, not "\\n"',
        ),
        (
            "source: {format: json, delimiter: ;}",
            "m:1:24: delimiter goes only with format: csv or tsv",
        ),
    ],
)
def test_faults_of_the_whole(text: str, told: str) -> None:
    assert faults(text) == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "A:",
            (
                'm:2:5: "A": expected a property, a mapping with "property", or null to leave the'
                " column out"
            ),
        ),
        (
            "A: [b]",
            (
                'm:2:6: "A": expected a property, a mapping with "property", or null to leave the'
                " column out"
            ),
        ),
        ("A: {as: text}", 'm:2:6: "A": expected "property"'),
        ("A: {property: ''}", "m:2:17: property: expected a name, not nothing"),
        (
            "A: {property: null}",
            "m:2:17: property: expected text, not null (in quotes it is the text)",
        ),
        ("A: {property: [b]}", "m:2:17: property: expected text, not a list"),
        ("_line: a", f'm:2:3: the column "_line" {RESERVED}'),
        ("_id: null", f'm:2:3: the column "_id" {RESERVED}'),
        ("A: {property: a, formt: x}", 'm:2:20: unknown key "formt"; did you mean "format"?'),
        (
            "A: {property: a, write: sometimes}",
            'm:2:27: write: unknown word "sometimes"; expected always, if-empty or never',
        ),
        ("A: {property: a, clear: ' '}", "m:2:27: clear: expected a name, not nothing"),
        (
            "A: {property: a, as: phone, country: NOR}",
            'm:2:40: country: expected the two letters of ISO 3166, such as NO, not "NOR"',
        ),
        ("A: {property: a, country: NO}", "m:2:20: country goes only with as: phone"),
        (
            "A: {property: a, as: date, format: dd.mm}",
            'm:2:38: format: "dd.mm" can\'t be used: it does not name the year',
        ),
        (
            "A: {property: a, as: date, format: dd.mm.yyyy q}",
            (
                'm:2:38: format: "dd.mm.yyyy q" can\'t be used: write it in letters (dd.mm.yyyy, d/m/yy,'
                " yyyy-mm-dd HH:MM) or as strptime has it (%d.%m.%Y)"
            ),
        ),
        (
            "A: {property: a, as: int}",
            (
                'm:2:24: as: unknown word "int"; expected text, number, boolean, date, datetime,'
                " enumeration, enumerations or phone"
            ),
        ),
        (
            'A: {property: a, format: "%Y-%m-%d"}',
            "m:2:20: format goes only with as: date or datetime",
        ),
        (
            'A: {property: a, as: number, format: "%Y-%m-%d"}',
            "m:2:32: format goes only with as: date or datetime",
        ),
        ("A: {property: a, as: date, decimal: ';'}", "m:2:30: decimal goes only with as: number"),
        ("A: {property: a, thousands: ' '}", "m:2:20: thousands goes only with as: number"),
        (
            "A: {property: a, as: enumeration, separator: '|'}",
            "m:2:37: separator goes only with as: enumerations",
        ),
        (
            "A: {property: a, as: enumerations, separator: ''}",
            "m:2:49: separator: expected at least one character",
        ),
        (
            "A: {property: a, as: number, decimal: ''}",
            'm:2:41: decimal: expected one character, not ""',
        ),
        (
            "A: {property: a, as: number, decimal: '..'}",
            'm:2:41: decimal: expected one character, not ".."',
        ),
        (
            "A: {property: a, as: number, decimal: 5}",
            'm:2:41: decimal: "5" is itself part of a number',
        ),
        (
            "A: {property: a, as: number, thousands: '-'}",
            'm:2:43: thousands: "-" is itself part of a number',
        ),
        (
            "A: {property: a, as: number, thousands: .}",
            'm:2:43: thousands: "." is the decimal sign too',
        ),
        (
            "A: {property: a, as: date, format: [x]}",
            "m:2:38: format: expected text, not a list",
        ),
        ("A: {property: a, zone: UTC}", "m:2:20: zone goes only with as: datetime"),
        ("A: {property: a, as: date, zone: UTC}", "m:2:30: zone goes only with as: datetime"),
        (
            "A: {property: a, as: datetime, zone: Europe/Berlino}",
            'm:2:40: zone: unknown time zone "Europe/Berlino"; did you mean "Europe/Berlin"?',
        ),
        (
            "A: {property: a, values: b}",
            'm:2:28: values: expected a mapping (key: value), not "b"',
        ),
        (
            "A: {property: a, values: {}}",
            "m:2:28: values: expected at least one",
        ),
        (
            "A: {property: a, values: {b: {c: d}}}",
            'm:2:32: values: "b": expected text, not a mapping',
        ),
        (
            "A: {property: a, values: {b: c, b: d}}",
            'm:2:35: "b" stands here twice, first on line 2',
        ),
    ],
)
def test_faults_of_a_column(line: str, told: str) -> None:
    assert faults(f"columns:\n  {line}") == [told]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- companies", 'm:2:5: associations: expected a mapping (key: value), not "companies"'),
        ("- {to: companies}", 'm:2:5: associations: expected "column"'),
        ("- {to: , column: C}", "m:2:9: to: expected text, not nothing"),
        ("- {to: [a], column: C}", "m:2:10: to: expected text, not a list"),
        ("- {to: companies, column: _id}", f'm:2:29: the column "_id" {RESERVED}'),
        ("- {to: companies, column: C, match: domain}", f"m:2:32: associations: match {LATER}"),
        ("- {to: companies, column: C, missing: refuse}", f"m:2:32: associations: missing {LATER}"),
        (
            "- {to: companies, column: C, lable: primary}",
            'm:2:32: associations: unknown key "lable"; did you mean "label"?',
        ),
        ("- {to: companies, column: C, label: ' '}", "m:2:39: label: expected a name, not nothing"),
        (
            "- {to: companies, column: C, label: primary, category: USER_DEFINED, type_id: 3}",
            "m:2:32: label: give it, or category and type_id, not both",
        ),
        (
            "- {to: companies, column: C, category: USER_DEFINED}",
            "m:2:32: category: expected type_id beside it",
        ),
        (
            "- {to: companies, column: C, type_id: 3}",
            "m:2:32: type_id: expected category beside it",
        ),
        (
            "- {to: companies, column: C, category: user_defined, type_id: 3}",
            'm:2:42: category: unknown word "user_defined"; did you mean "USER_DEFINED"?',
        ),
        *(
            (
                f"- {{to: companies, column: C, category: USER_DEFINED, type_id: {number}}}",
                f'm:2:65: type_id: expected a whole number, not "{number}"',
            )
            for number in ("0", "-1", "1.0", "x", "2147483648", "9" * 30)
        ),
        (
            "- {to: companies, column: C, category: HUBSPOT_DEFINED, type_id: 280}",
            (
                "m:2:68: associations: HUBSPOT_DEFINED 280 is companies to contacts (Company to contact),"
                " not contacts to companies; contacts to companies is 279"
            ),
        ),
        (
            "- {to: compnies, column: C}",
            (
                "m:2:10: associations: HubSpot publishes no type for contacts to compnies; did you mean"
                " companies? Else give category and type_id"
            ),
        ),
    ],
)
def test_faults_of_an_association(line: str, told: str) -> None:
    assert faults(f"associations:\n  {line}") == [told]


def test_an_association_that_is_said_twice() -> None:
    text = "associations:\n  - {to: company, column: C}\n  - {to: 0-2, column: C}\n"
    assert faults(text) == ["m:3:5: associations: says the same as line 2"]


def test_associations_must_be_a_list() -> None:
    assert faults("associations: {to: companies}") == [
        "m:1:15: associations: expected a list, not a mapping"
    ]


def test_where_the_object_is_another_the_rest_is_judged_by_the_files_own() -> None:
    text = "object: deals\nassociations: [{to: products, column: P}, {to: tickets, column: T}]"
    assert faults(text, "tasks") == [
        'm:1:9: object: the file is for "deals", the command line says "tasks"',
        (
            "m:2:21: associations: HubSpot publishes no type for deals to products; give category and"
            " type_id"
        ),
    ]


def test_a_column_at_fault_is_not_told_again_as_a_key_that_nothing_feeds() -> None:
    assert len(faults("columns: {E-mail: [email]}\nkey: email")) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b: c", "m:1:5: this is not YAML: mapping values are not allowed here"),
        (
            "columns:\n\tA: b",
            "m:2:1: this is not YAML: found character '\\t' that cannot start any token",
        ),
        (
            "a: 'b",
            "m:1:6: this is not YAML: found unexpected end of stream",
        ),
        ('a: "\\U00110000"', "m:1:7: this is not YAML: a number out of range"),
        ("a: b\nc: \x01", "m:2:4: a control character, which no YAML file may hold"),
        ("empty: omit\n---\nempty: omit", "m:2:1: a second document begins; expected only one"),
        ('key: "a\\0b"', "m:1:6: a control character, which no YAML file may hold"),
        ('key: "\\ud800"', "m:1:6: half of a character (a lone surrogate)"),
        (
            "key: *k",
            "m:1:6: the alias *k names no text above it; only text can be repeated",
        ),
        (
            "columns: &c {A: a}\nproperties: *c",
            "m:2:13: the alias *c names no text above it; only text can be repeated",
        ),
        (
            "columns: {A: *a}",
            "m:1:14: the alias *a names no text above it; only text can be repeated",
        ),
        ("*a : b", "m:1:1: the alias *a names no text above it; only text can be repeated"),
        ("? [a]\n: b", "m:1:3: a key must be text, not a list or a mapping"),
        ("{x: y}: b", "m:1:1: a key must be text, not a list or a mapping"),
        (
            "key: !!python/name:os.system x",
            "m:1:6: a tag; expected none, every value is taken as text",
        ),
        ("[" * 50, "m:1:22: nested more than 20 levels deep"),
    ],
)
def test_faults_of_the_form(text: str, told: str) -> None:
    assert faults(text) == [told]


def test_faults_of_the_form_are_told_with_those_before_a_syntax_error() -> None:
    assert faults("key: !x a\nkey: b\na: b: c") == [
        "m:1:6: a tag; expected none, every value is taken as text",
        'm:2:1: "key" stands here twice, first on line 1',
        "m:3:5: this is not YAML: mapping values are not allowed here",
    ]


def test_an_alias_means_what_was_last_named_so() -> None:
    assert faults("columns: {A: &a b}\nproperties: {c: &a [x], d: *a}") == [
        'm:2:17: properties: "c": expected text, not a list',
        "m:2:28: the alias *a names no text above it; only text can be repeated",
    ]


def test_an_alias_bomb_is_told_and_not_made() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert sum("only text can be repeated" in fault for fault in faults(bomb)) == 16


def test_hostile_text_is_shown_without_its_control_characters() -> None:
    (told,) = faults('key: {"\\e[31m\u202e": row, property: a, fill: row}')
    assert "\x1b" not in told
    assert "\u202e" not in told


def test_long_text_is_cut() -> None:
    (told,) = faults(f"empty: {'x' * 500}")
    assert told == f'm:1:8: empty: unknown word "{"x" * 59}…"; expected omit or clear'


def test_the_same_file_is_told_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("\ufeffempty: x\r\nobject: deals\r\n", encoding="utf-8")
    with pytest.raises(MappingError) as caught:
        load_mapping(str(path), "contacts")
    assert [str(fault.place) for fault in caught.value.faults] == [f"{path}:1:8", f"{path}:2:9"]


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnusableError, match=r"no\.yaml: there is no such mapping file"):
        load_mapping(str(tmp_path / "no.yaml"), "contacts")
