"""Two portals whose ids differ for the same labels, and the properties that have such ids."""

from hubcli.core.schema import (
    AssociationLabel,
    External,
    ObjectSchema,
    Option,
    Owner,
    Pipeline,
    Property,
    Stage,
)

PROPERTIES = {
    prop.name: prop
    for prop in (
        Property("dealname"),
        Property("amount", type="number"),
        Property("agreed", type="bool"),
        Property("closedate", type="datetime"),
        Property("born", type="date"),
        Property("pipeline", type="enumeration", external=External.PIPELINE),
        Property("dealstage", type="enumeration", external=External.STAGE),
        Property("hubspot_owner_id", type="enumeration", external=External.OWNER),
        Property("deal_currency_code", type="enumeration"),
    )
}


def portal(base: int) -> ObjectSchema:
    """A portal whose ids all begin at `base`."""

    def number(step: int) -> str:
        return str(base + step)

    kind = Property(
        "dealtype",
        type="enumeration",
        options=(Option(number(1), "New business"), Option(number(2), "Existing Business")),
    )
    tags = Property(
        "tags",
        type="enumeration",
        field_type="checkbox",
        options=(Option(number(11), "Red"), Option(number(12), "Blue")),
    )
    return ObjectSchema(
        "deals",
        PROPERTIES | {"dealtype": kind, "tags": tags},
        required=("dealname", "dealstage", "pipeline"),
        pipelines=(
            Pipeline(
                number(20),
                "Sales",
                (Stage(number(21), "Open"), Stage(number(22), "Won"), Stage(number(23), "Lost")),
            ),
            Pipeline(number(30), "Renewals", (Stage(number(31), "Open"), Stage(number(32), "Won"))),
        ),
        owners=(
            Owner(number(41), "ada@example.com", "Ada Lovelace"),
            Owner(number(42), "bob@example.com", "Bob Byron"),
            Owner(number(43), "bob.b@example.com", "Bob Byron"),
        ),
        currencies=("EUR", "NOK"),
        labels=(
            AssociationLabel("deals", "companies", "HUBSPOT_DEFINED", 341, None),
            AssociationLabel("deals", "companies", "USER_DEFINED", base + 51, "Employer"),
            AssociationLabel("deals", "companies", "USER_DEFINED", base + 52, "Partner"),
            AssociationLabel("deals", "companies", "INTEGRATOR_DEFINED", base + 53, "partner"),
            AssociationLabel("deals", "2-7", "USER_DEFINED", base + 54, None),
        ),
    )


ONE, OTHER = portal(1000), portal(5000)
