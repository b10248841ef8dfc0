from dataclasses import replace
from pathlib import Path

from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Kind,
    MappingRules,
    Write,
)
from hubcli.errors import Place
from hubcli.runs.resolved_mapping import read_mapping, say_the_same, write_mapping

AT = Place("m.yaml", 3, 5)
STAGE = Cast(Kind.ENUMERATION)
RULES = MappingRules(
    columns=(
        ColumnRule(
            "P", "phone", AT, Cast(Kind.PHONE, country="NO"), None, Write.IF_EMPTY, clear="-"
        ),
    ),
    constants=(("dealstage", "Won", AT),),
    constant_casts={"dealstage": STAGE},
    associations=(
        AssociationRule("companies", "C", (AssociationType("USER_DEFINED", 51),), AT, "Employer"),
    ),
)


def test_all_that_was_resolved_is_read_again(tmp_path: Path) -> None:
    write_mapping(RULES, tmp_path / "mapping.json")
    assert read_mapping(tmp_path / "mapping.json") == RULES


def test_how_a_value_is_read_is_part_of_what_a_mapping_says() -> None:
    assert say_the_same(RULES, replace(RULES, constants=(("dealstage", "Won", Place("other")),)))
    assert not say_the_same(RULES, replace(RULES, constant_casts={}))
