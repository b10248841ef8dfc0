from collections.abc import Mapping
from dataclasses import replace

import pytest

from hubcli.core.cell_terms import CellTerms
from hubcli.core.mapper import Mapper
from hubcli.core.mapping import Cast, KeyRule, Kind, MappingRules
from hubcli.core.outcomes import Fault
from hubcli.core.records import MappedRow, Record, RefusedRow
from hubcli.core.row_rules import row_rules_of
from hubcli.core.rows import Value
from hubcli.core.schema import ObjectSchema, Pipeline, Property, Stage
from tests.core.mapping_rules import column, row, rules
from tests.core.portals import ONE, OTHER

LABEL = Cast(Kind.ENUMERATION)
PLAIN = (column("N", "dealname"), column("S", "dealstage"), column("P", "pipeline"))
CAST = (column("N", "dealname"), column("S", "dealstage", LABEL), column("P", "pipeline", LABEL))
SALES = "(the stages of the pipeline Sales, where records go that name none)"
OLD = CellTerms(is_new=False)


def mapped(
    said: MappingRules,
    values: Mapping[str, Value],
    schema: ObjectSchema = ONE,
    terms: CellTerms | None = None,
) -> MappedRow:
    """The same by either way: alone, and in a block with a row before it."""
    mapper = Mapper(said, schema, terms=terms or CellTerms())
    alone = mapper(row(values))
    (block,) = mapper.map_rows([row(values)])
    assert block == alone
    return alone


def sent(
    said: MappingRules,
    values: Mapping[str, Value],
    schema: ObjectSchema = ONE,
    terms: CellTerms | None = None,
) -> dict[str, str]:
    found = mapped(said, values, schema, terms)
    assert isinstance(found, Record), found
    return found.properties


def told(
    said: MappingRules,
    values: Mapping[str, Value],
    schema: ObjectSchema = ONE,
    terms: CellTerms | None = None,
) -> list[Fault]:
    found = mapped(said, values, schema, terms)
    assert isinstance(found, RefusedRow), found
    return list(found.faults)


# Stages


@pytest.mark.parametrize(
    ("pipeline", "stage", "ids"),
    [
        ("Sales", "Open", ("1020", "1021")),
        ("renewals", " open ", ("1030", "1031")),
        ("1030", "1032", ("1030", "1032")),
        ("1020", "WON", ("1020", "1022")),
    ],
)
def test_a_stage_is_one_of_the_rows_pipeline(
    pipeline: str, stage: str, ids: tuple[str, str]
) -> None:
    found = sent(rules(*CAST), {"N": "A", "P": pipeline, "S": stage})
    assert (found["pipeline"], found["dealstage"]) == ids


def test_a_row_without_a_pipeline_gets_a_stage_of_the_first() -> None:
    assert sent(rules(*CAST), {"N": "A", "S": "Open"})["dealstage"] == "1021"
    assert sent(rules(*CAST), {"N": "A", "P": " ", "S": "Open"})["dealstage"] == "1021"


def test_one_mapping_gives_each_portal_its_own_stages() -> None:
    values = {"N": "A", "P": "Renewals", "S": "Won"}
    assert sent(rules(*CAST), values, ONE)["dealstage"] == "1032"
    assert sent(rules(*CAST), values, OTHER)["dealstage"] == "5032"


def test_a_stage_of_another_pipeline_is_refused_without_a_cast_too() -> None:
    assert told(rules(*PLAIN), {"N": "A", "S": "1031"}) == [
        Fault(
            f"1031 was not one of the allowed options: [1021, 1022, 1023] {SALES}",
            "INVALID_OPTION",
            "VALIDATION_ERROR",
            "dealstage",
            "S",
            "1031",
        )
    ]
    assert sent(rules(*PLAIN), {"N": "A", "P": "1030", "S": "1031"})["dealstage"] == "1031"


def test_a_label_is_no_stage_without_a_cast() -> None:
    (fault,) = told(rules(*PLAIN), {"N": "A", "P": "1020", "S": "Open"})
    assert fault.message.endswith("(the stages of the pipeline Sales)")


def test_a_stage_is_not_judged_by_a_pipeline_that_is_none() -> None:
    (fault,) = told(rules(*CAST), {"N": "A", "P": "Gone", "S": "Open"})
    assert (fault.property, fault.column) == ("pipeline", "P")


def test_constants_count_as_the_rows_own() -> None:
    said = replace(
        rules(column("N", "dealname"), constants={"dealstage": "won", "pipeline": "1030"}),
        constant_casts={"dealstage": LABEL},
    )
    assert sent(said, {"N": "A"})["dealstage"] == "1032"


def test_a_stage_of_a_record_that_is_there_may_be_of_any_pipeline() -> None:
    assert sent(rules(*CAST), {"S": "Lost"}, terms=OLD) == {"dealstage": "1023"}
    (fault,) = told(rules(*CAST), {"S": "Open"}, terms=OLD)
    assert fault.code == "AMBIGUOUS_ENUMERATION_OPTION"
    assert fault.message == "Open is ambiguous: it may be 1021 of Sales or 1031 of Renewals"
    assert sent(rules(*CAST), {"P": "Renewals", "S": "Open"}, terms=OLD)["dealstage"] == "1031"


def test_braces_in_the_name_of_a_pipeline_are_only_braces() -> None:
    schema = replace(ONE, pipelines=(Pipeline("1", "{text}", (Stage("2", "Open"),)),))
    (fault,) = told(rules(*PLAIN), {"N": "A", "S": "9"}, schema)
    assert "pipeline {text}, where" in fault.message


def test_an_object_without_a_pipeline_property_has_the_stages_of_the_first() -> None:
    properties = {name: prop for name, prop in ONE.properties.items() if name != "pipeline"}
    schema = replace(ONE, properties=properties, required=())
    said = rules(column("N", "dealname"), column("S", "dealstage", LABEL))
    assert sent(said, {"N": "A", "S": "Won"}, schema)["dealstage"] == "1022"


def test_without_pipelines_no_stage_is_judged() -> None:
    schema = replace(ONE, pipelines=None)
    assert sent(rules(*CAST), {"N": "A", "P": "x", "S": " y "}, schema)["dealstage"] == "y"


# Required properties


def test_what_is_required_is_refused_with_the_column_that_lacks_it() -> None:
    assert told(rules(*PLAIN), {"N": "", "S": "1021", "P": ""}) == [
        Fault(
            "Error creating DEAL. Some required properties were not set: dealname",
            "MISSING_REQUIRED_PROPERTY",
            "VALIDATION_ERROR",
            "dealname",
            "N",
            "",
        )
    ]


def test_what_no_column_feeds_is_missing_in_every_row() -> None:
    (fault,) = told(rules(column("N", "dealname")), {"N": "A"})
    assert (fault.property, fault.column) == ("dealstage", None)


def test_what_is_cleared_is_missing() -> None:
    said = rules(replace(column("N", "dealname"), clear="-"), column("S", "dealstage"))
    (fault,) = told(said, {"N": " - ", "S": "1021"})
    assert fault.property == "dealname"


def test_a_cell_that_is_refused_is_not_missing_as_well() -> None:
    schema = ObjectSchema(
        "deals", {"amount": Property("amount", type="number")}, required=("amount",)
    )
    (fault,) = told(rules(column("A", "amount")), {"A": "much"}, schema)
    assert fault.code == "INVALID_INTEGER"


def test_an_empty_row_is_only_that() -> None:
    (fault,) = told(rules(*PLAIN), {"N": "", "S": "", "P": ""})
    assert fault.code == "FAILED_TO_PROCESS_OBJECT_WITH_EMPTY_PROPERTY_VALUES"


def test_one_of_several_is_enough() -> None:
    schema = ObjectSchema("companies", required_any=("domain", "name"))
    said = rules(column("D", "domain"), column("N", "name"), column("C", "city"))
    assert sent(said, {"D": "", "N": "A", "C": "x"}, schema) == {"name": "A", "city": "x"}
    assert told(said, {"D": "", "N": "", "C": "x"}, schema) == [
        Fault(
            "Error creating COMPANY. Some required properties were not set: one of domain, name",
            "MISSING_REQUIRED_PROPERTY",
            "VALIDATION_ERROR",
        )
    ]


def test_nothing_is_required_of_records_that_are_there() -> None:
    assert sent(rules(*PLAIN), {"S": "1021"}, terms=OLD) == {"dealstage": "1021"}
    assert row_rules_of(rules(column("N", "dealname")), ONE, is_new=False) is None


def test_what_hubcli_fills_is_not_missing() -> None:
    schema = ObjectSchema("p1_cars", required=("vin",), singular="Car")
    said = rules(column("N", "name"))
    (fault,) = told(said, {"N": "A"}, schema)
    assert fault.message.startswith("Error creating CAR. ")
    assert sent(replace(said, key=KeyRule("vin", fill=True)), {"N": "A"}, schema) == {"name": "A"}


def test_a_bad_row_in_a_block_leaves_the_others_alone() -> None:
    said = rules(column("N", "dealname"), column("S", "dealstage", LABEL))
    columns = ("N", "S")
    rows = [
        row({}, number)._replace(columns=columns, cells=cells)
        for number, cells in enumerate([("A", "Open"), ("B", "Gone"), ("C", "Won")], 1)
    ]
    found = Mapper(said, ONE).map_rows(rows)
    assert [type(one) for one in found] == [Record, RefusedRow, Record]


@pytest.mark.parametrize(
    ("filled", "holds"), [(("a", "b"), True), (("a", "b", "c"), True), (("a",), False)]
)
def test_rules_that_no_row_can_break_are_not_judged(
    filled: tuple[str, ...], *, holds: bool
) -> None:
    found = row_rules_of(MappingRules(), ObjectSchema("cars", required=("a", "b")))
    assert found
    assert found.hold_for(filled) is holds
    some = row_rules_of(MappingRules(), ObjectSchema("cars", required_any=("b", "z")))
    assert some
    assert some.hold_for(filled) is holds
