from dataclasses import replace

import pytest

from hubcli.core.labels import find_labels
from hubcli.core.mapping import AssociationRule, AssociationType
from hubcli.core.schema import ObjectSchema
from tests.core.mapping_rules import AT, TYPES, rules
from tests.core.portals import ONE, OTHER


def found(
    label: str | None, to: str = "companies", schema: ObjectSchema = ONE
) -> tuple[AssociationType, ...] | str:
    said = rules(associations=[AssociationRule(to, "C", (), AT, label)])
    read, faults = find_labels(said, schema)
    (rule,) = read.associations
    if faults:
        (fault,) = faults
        assert (rule.types, fault.place) == ((), AT)
        return fault.message
    return rule.types


@pytest.mark.parametrize(("schema", "base"), [(ONE, 1000), (OTHER, 5000)])
def test_a_label_has_a_number_of_its_own_in_each_portal(schema: ObjectSchema, base: int) -> None:
    assert found("Employer", schema=schema) == (AssociationType("USER_DEFINED", base + 51),)
    assert found("employer", schema=schema) == (AssociationType("USER_DEFINED", base + 51),)
    assert found(None, "2-7", schema) == (AssociationType("USER_DEFINED", base + 54),)


def test_the_letter_goes_before_the_case() -> None:
    assert found("partner") == (AssociationType("INTEGRATOR_DEFINED", 1053),)
    assert found("PARTNER") == (
        'associations: the label "PARTNER" of deals to companies may be USER_DEFINED 1052 or'
        " INTEGRATOR_DEFINED 1053; give category and type_id instead"
    )


@pytest.mark.parametrize(
    ("label", "to", "message"),
    [
        ("Employr", "companies", 'deals to companies has no label "Employr" (near: Employer)'),
        ("X", "companies", 'deals to companies has no label "X" (known: Employer, partner)'),
        ("X", "2-7", 'deals to 2-7 has no label "X"'),
        (
            "X",
            "cars",
            "nothing is known of associations of deals to cars (known: 2-7, companies)",
        ),
        (
            None,
            "compnies",
            "nothing is known of associations of deals to compnies (known: companies)",
        ),
    ],
)
def test_what_the_portal_does_not_know(label: str | None, to: str, message: str) -> None:
    assert found(label, to) == f"associations: {message}"


def test_nothing_is_known_where_nothing_is() -> None:
    told = found("X", schema=replace(ONE, labels=()))
    assert told == "associations: nothing is known of associations of deals to companies"


def test_labels_that_could_not_be_read() -> None:
    assert found(None, "2-7", replace(ONE, labels=None)) == (
        "associations: the type without a label of deals to 2-7 can't be found: the association"
        " labels could not be read (a token needs to read the schemas of both objects); give"
        " category and type_id instead"
    )


def test_types_that_are_known_stay() -> None:
    said = rules(associations=[AssociationRule("companies", "C", TYPES, AT, "Employer")])
    assert find_labels(said, replace(ONE, labels=None)) == (said, [])
