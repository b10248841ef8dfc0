import pytest

from hubcli.config.mapping_file import parse_mapping
from hubcli.core.mapping import (
    AssociationRule,
    Cast,
    ColumnRule,
    Kind,
    MappingRules,
    Write,
)
from hubcli.errors import MappingError, Place


def parsed(text: str) -> MappingRules:
    return parse_mapping(text, "m", "contacts")


def column(line: str) -> ColumnRule:
    (rule,) = parsed(f"columns:\n  {line}").columns
    return rule


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("dd.mm.yyyy", "%d.%m.%Y"),
        ("DD/MM/YYYY", "%d/%m/%Y"),
        ("yyyy-mm-dd HH:MM", "%Y-%m-%d %H:%M"),
        ("d/m/yy", "%d/%m/%y"),
        ('"%d/%m/%Y"', "%d/%m/%Y"),
    ],
)
def test_a_format_in_letters_is_one_of_strptime(said: str, form: str) -> None:
    rule = column(f"A: {{property: a, as: datetime, format: {said}, zone: Europe/Oslo}}")
    assert rule.cast == Cast(Kind.DATETIME, format=form, zone="Europe/Oslo")


@pytest.mark.parametrize(
    ("said", "country"), [("as: phone", None), ("as: phone, country: no", "NO")]
)
def test_phone_numbers_of_a_country(said: str, country: str | None) -> None:
    """`NO` is text, not the word for false that YAML once had."""
    rule = column(f"A: {{property: a, {said}}}")
    assert rule.cast == Cast(Kind.PHONE, country=country)


def test_what_becomes_of_a_record_that_is_there() -> None:
    assert column("A: {property: a}").write is Write.ALWAYS
    rule = column("A: {property: a, write: if-empty, clear: ' n/a '}")
    assert (rule.write, rule.clear) == (Write.IF_EMPTY, "n/a")


def test_a_value_for_every_row_may_say_how_it_is_read() -> None:
    rules = parsed(
        "properties:\n  stage: {value: Closed won, as: enumeration}\n  city: Oslo\n  n: {value: 1}\n"
    )
    assert rules.constants == (
        ("stage", "Closed won", Place("m", 2, 3)),
        ("city", "Oslo", Place("m", 3, 3)),
        ("n", "1", Place("m", 4, 3)),
    )
    assert rules.constant_casts == {"stage": Cast(Kind.ENUMERATION)}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a: {as: enumeration}", 'm:2:6: properties: "a": expected "value"'),
        ("a: {value: 1, as: int}", 'm:2:21: as: unknown word "int"'),
        ("a: {value: [1]}", 'm:2:14: properties: "a": expected text, not a list'),
        ("a: [1]", 'm:2:6: properties: "a": expected text, not a list'),
        ("a: {valu: 1}", 'm:2:7: properties: "a": unknown key "valu"; did you mean "value"?'),
    ],
)
def test_faults_of_such_a_value(line: str, told: str) -> None:
    with pytest.raises(MappingError) as found:
        parsed(f"properties:\n  {line}")
    assert told in str(found.value)


@pytest.mark.parametrize(
    ("line", "to", "label"),
    [
        ("{to: companies, column: C, label: Employer}", "companies", "Employer"),
        ("{to: 2-7, column: C}", "2-7", None),
        ("{to: 2-7, column: C, label: primary}", "2-7", "primary"),
    ],
)
def test_what_only_the_portal_numbers_is_left_to_it(line: str, to: str, label: str | None) -> None:
    (rule,) = parsed(f"associations:\n  - {line}\n").associations
    assert rule == AssociationRule(to, "C", (), Place("m", 2, 5), label)


def test_two_labels_of_one_pair_are_not_the_same() -> None:
    line = "  - {{to: companies, column: C, label: {}}}\n"
    rules = parsed(f"associations:\n{line.format('A')}{line.format('B')}")
    assert [rule.label for rule in rules.associations] == ["A", "B"]
