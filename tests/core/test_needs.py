"""What else must be read of a portal, by the properties that rows feed."""

import pytest

from hubcli.core.mapping import AssociationRule, AssociationType, ColumnRule, MappingRules
from hubcli.core.needs import Needs, needs_of
from hubcli.core.required import REQUIRED, pipeline_properties
from hubcli.core.schema import External, ObjectSchema, Property
from hubcli.errors import Place

_HERE = Place("m.yaml", 1)


def _schema(
    name: str = "contacts", required: tuple[str, ...] = (), **kinds: External | None
) -> ObjectSchema:
    properties = {one: Property(one, external=kind) for one, kind in kinds.items()}
    return ObjectSchema(name, properties, required=required)


_TYPES = (AssociationType("HUBSPOT_DEFINED", 279),)


def _rules(*fed: str | None, constants: tuple[str, ...] = (), **links: str | None) -> MappingRules:
    return MappingRules(
        columns=tuple(ColumnRule(f"C{n}", name, _HERE) for n, name in enumerate(fed)),
        constants=tuple((name, "x", _HERE) for name in constants),
        associations=tuple(
            AssociationRule(to, "id", () if label else _TYPES, _HERE, label=label)
            for to, label in links.items()
        ),
    )


_ALL = _schema(
    owner=External.OWNER,
    line=External.PIPELINE,
    stage=External.STAGE,
    other=External.OTHER,
    plain=None,
)


@pytest.mark.parametrize(
    ("rules", "needs"),
    [
        (_rules("plain", "other", "unknown", None), Needs()),
        (_rules("owner"), Needs(owners=True)),
        (_rules(constants=("owner",)), Needs(owners=True)),
        (_rules("line"), Needs(pipelines=True)),
        (_rules("stage"), Needs(pipelines=True)),
        (_rules(constants=("stage",)), Needs(pipelines=True)),
        (_rules(companies=None), Needs()),
        (_rules(companies="Employer", cars="Owner"), Needs(labels_to=("companies", "cars"))),
    ],
)  # fmt: skip
def test_what_is_fed_decides(rules: MappingRules, needs: Needs) -> None:
    assert needs_of(rules, _ALL) == needs


def test_two_labels_to_one_object_are_one_request() -> None:
    rule = AssociationRule("companies", "id", (), _HERE, label="A")
    rules = MappingRules(associations=(rule, rule))
    assert needs_of(rules, _ALL).labels_to == ("companies",)


@pytest.mark.parametrize(
    ("name", "required", "needed"),
    [
        ("deals", ("dealname", "dealstage"), True),
        ("tickets", ("hs_pipeline_stage",), True),
        ("products", ("name",), False),
    ],
)
def test_a_stage_that_is_required_needs_the_pipelines(
    name: str, required: tuple[str, ...], *, needed: bool
) -> None:
    assert needs_of(_rules(), _schema(name, required, plain=None)).pipelines is needed


def test_an_object_of_which_nothing_is_known_needs_nothing() -> None:
    assert needs_of(_rules("dealstage"), _schema("deals", REQUIRED["deals"])) == Needs()


def test_deals_alone_have_names_of_their_own_for_pipeline_and_stage() -> None:
    assert pipeline_properties("deals") == ("pipeline", "dealstage")
    assert pipeline_properties("tickets") == ("hs_pipeline", "hs_pipeline_stage")
    assert pipeline_properties("2-7") == ("hs_pipeline", "hs_pipeline_stage")


def test_only_the_portal_numbers_the_types_of_custom_objects() -> None:
    rules = MappingRules(associations=(AssociationRule("cars", "id", (), _HERE),))
    assert needs_of(rules, _ALL).labels_to == ("cars",)
    known = MappingRules(associations=(AssociationRule("cars", "id", _TYPES, _HERE, "Owner"),))
    assert needs_of(known, _ALL).labels_to == ()
