import pytest

from hubcli.core.lifecycle import Lifecycle, lifecycle_of
from hubcli.core.schema import ObjectSchema, Option, Property

STAGES = Property(
    "lifecyclestage",
    type="enumeration",
    options=(Option("lead", "Lead"), Option("customer", "Customer")),
)


@pytest.mark.parametrize("name", ["contacts", "companies"])
def test_the_stages_in_the_portals_order(name: str) -> None:
    found = lifecycle_of(ObjectSchema(name, {"lifecyclestage": STAGES}))
    assert found == Lifecycle(("lead", "customer"))


@pytest.mark.parametrize(
    "schema",
    [
        ObjectSchema("deals", {"lifecyclestage": STAGES}),
        ObjectSchema("contacts"),
        ObjectSchema("contacts", {"lifecyclestage": Property("lifecyclestage")}),
    ],
)
def test_where_there_are_none(schema: ObjectSchema) -> None:
    assert lifecycle_of(schema) is None


def test_only_a_move_backwards_is_told() -> None:
    stages = Lifecycle(("lead", "customer"))
    told = stages.backwards({"lifecyclestage": "customer"}, {"lifecyclestage": "lead"})
    assert told is not None
    assert (told.code, told.property) == ("LIFECYCLE_STAGE_BACKWARDS", "lifecyclestage")
    assert told.message == "it is customer now, and HubSpot does not move a stage back to lead"
    for holds, gets in (("lead", "customer"), ("lead", "lead"), ("own", "lead"), ("lead", "own")):
        assert stages.backwards({"lifecyclestage": holds}, {"lifecyclestage": gets}) is None
