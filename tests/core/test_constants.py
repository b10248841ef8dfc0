from dataclasses import replace

import pytest

from hubcli.core.cell_terms import USUAL_TERMS, CellTerms
from hubcli.core.constants import read_constants
from hubcli.core.mapping import Cast, Kind, MappingRules
from hubcli.core.schema import ObjectSchema
from tests.core.mapping_rules import AT, column, rules
from tests.core.portals import ONE, OTHER

LABEL = Cast(Kind.ENUMERATION)


def said(*columns: str, **constants: str) -> MappingRules:
    given = rules(*(column(name, name) for name in columns), constants=constants)
    return replace(given, constant_casts=dict.fromkeys(constants, LABEL))


def values(
    given: MappingRules, schema: ObjectSchema = ONE, terms: CellTerms = USUAL_TERMS
) -> dict[str, str]:
    read, faults = read_constants(given, schema, terms)
    assert faults == []
    return {name: value for name, value, _ in read.constants}


@pytest.mark.parametrize(("schema", "base"), [(ONE, 1000), (OTHER, 5000)])
def test_one_mapping_gives_each_portal_its_own_ids(schema: ObjectSchema, base: int) -> None:
    given = said(pipeline="renewals", dealstage="Won", hubspot_owner_id="Ada Lovelace")
    found = values(given, schema)
    assert found == {
        "pipeline": str(base + 30),
        "dealstage": str(base + 32),
        "hubspot_owner_id": str(base + 41),
    }


def test_what_is_read_is_not_read_again() -> None:
    read, _ = read_constants(said(dealstage="Won", dealtype="new business"), ONE, USUAL_TERMS)
    assert read.constant_casts == {}
    assert read_constants(read, ONE, USUAL_TERMS) == (read, [])


def test_a_stage_waits_for_a_pipeline_that_is_in_a_column() -> None:
    read, faults = read_constants(said("pipeline", dealstage="Won"), ONE, USUAL_TERMS)
    assert faults == []
    assert read.constants == (("dealstage", "Won", AT),)
    assert read.constant_casts == {"dealstage": LABEL}


def test_a_value_that_is_not_cast_is_judged_as_it_is() -> None:
    given = rules(constants={"dealtype": "New business", "dealstage": "Won", "gone": "x"})
    _, faults = read_constants(given, ONE, USUAL_TERMS)
    assert [fault.message for fault in faults] == [
        "dealtype: New business was not one of the allowed options: [1001, 1002]",
        (
            "dealstage: Won was not one of the allowed options: [1021, 1022, 1023] (the stages of the"
            " pipeline Sales, where records go that name none)"
        ),
    ]
    assert {fault.place for fault in faults} == {AT}


def test_a_stage_is_not_judged_by_a_pipeline_that_is_none() -> None:
    _, faults = read_constants(said(pipeline="Gone", dealstage="Won"), ONE, USUAL_TERMS)
    assert [fault.message.split(":")[0] for fault in faults] == ["pipeline"]


def test_an_empty_stage_is_left_to_hubspot() -> None:
    assert values(rules(constants={"dealstage": ""})) == {"dealstage": ""}


def test_a_stage_of_records_that_are_there() -> None:
    assert values(said(dealstage="Lost"), terms=CellTerms(is_new=False)) == {"dealstage": "1023"}
