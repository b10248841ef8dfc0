"""The mapping that headers implied, as a file that says the same."""

from hubcli.config.mapping_file import parse_mapping
from hubcli.config.mapping_whole import write_whole
from hubcli.core.mapping import ColumnRule, KeyRule, MappingRules, SourceOptions
from hubcli.errors import Place

AT = Place("x.csv", 1)


def test_every_column_and_the_key() -> None:
    names = ("Email", "First: Name", "null", "*x")
    columns = tuple(ColumnRule(name, f"p{n}", AT) for n, name in enumerate(names))
    rules = MappingRules(columns=columns, key=KeyRule("p0"))
    text = write_whole(rules, "contacts", SourceOptions("csv", "cp1252", ";"))
    assert text.splitlines()[:2] == [
        "object: contacts",
        'source: {format: csv, encoding: cp1252, delimiter: ";"}',
    ]
    read = parse_mapping(text, "m", "contacts")
    assert [(rule.column, rule.property) for rule in read.columns] == [
        (name, f"p{n}") for n, name in enumerate(names)
    ]
    assert read.key
    assert read.key.property == "p0"


def test_what_is_not_said_is_left_out() -> None:
    rules = MappingRules(columns=(ColumnRule("A", "a", AT),))
    assert write_whole(rules, "deals", SourceOptions()) == "object: deals\ncolumns:\n  A: a\n"
