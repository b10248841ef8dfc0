from collections.abc import Mapping
from dataclasses import replace

from hubcli.core.changed_cells import ChangedCell, ChangedCells
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import Cast, Kind, MappingRules
from hubcli.core.schema import ObjectSchema
from tests.core.mapping_rules import column, row, rules
from tests.core.portals import ONE

NAME = column("N", "dealname")


def watch(said: MappingRules, *rows: Mapping[str, object]) -> ChangedCells:
    properties = {name: prop for name, prop in ONE.properties.items() if name != "amount"}
    schema = ObjectSchema("deals", properties, pipelines=ONE.pipelines)
    changed = ChangedCells(said, {name: "said" for name, _, _ in said.constants})
    look = changed.watched("a.csv", Mapper(said, schema).map_rows)
    read = [row(values, number) for number, values in enumerate(rows, 1)]  # type: ignore[arg-type]
    assert look(read) == Mapper(said, schema).map_rows(read)
    return changed


def test_what_is_sent_as_it_was_read_is_no_change() -> None:
    found = watch(rules(NAME, column("A", "amount")), {"N": " A ", "A": 5}, {"N": "B", "A": ""})
    assert found.found == ()


def test_changes_are_counted_with_their_first_place() -> None:
    stage = column("S", "dealstage", Cast(Kind.ENUMERATION))
    amount = column("A", "amount", Cast(Kind.NUMBER, decimal=","))
    found = watch(
        rules(NAME, stage, amount),
        {"N": "A", "S": "Won", "A": "1"},
        {"N": "B", "S": "Won", "A": "1,5"},
        {"N": "C", "S": "Gone", "A": "2,5"},
        {"N": "D"},
    )
    assert found.found == (
        ChangedCell("S", "dealstage", "Won", "1022", "a.csv", 2, 2),
        ChangedCell("A", "amount", "1,5", "1.5", "a.csv", 3, 1),
    )
    assert found.others == 0


def test_what_the_mapping_gives_to_every_row_is_told_too() -> None:
    found = watch(rules(NAME, constants={"dealstage": "1021"}), {"N": "A"}, {"N": "B"})
    assert found.found == (ChangedCell("", "dealstage", "said", "1021", "a.csv", 2, 2),)
    assert watch(rules(NAME, constants={"amount": "said"}), {"N": "A"}).found == ()


def test_a_token_that_clears_is_a_change() -> None:
    said = rules(NAME, replace(column("A", "amount"), clear="none"))
    assert [one.text for one in watch(said, {"N": "A", "A": "none"}).found] == [""]


def test_too_many_different_changes_are_counted_only() -> None:
    said = rules(column("N", "amount", Cast(Kind.NUMBER, decimal=",")))
    found = watch(said, *({"N": f"{number},5"} for number in range(1_003)), {"N": "0,5"})
    assert (len(found.found), found.others) == (1_000, 3)
    assert found.found[0].rows == 2
