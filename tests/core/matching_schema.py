"""A portal's schema for the tests of matching and fixing."""

from hubcli.core.matching_cells import Judge, Sample
from hubcli.core.schema import ObjectSchema, Option, Property

STAGES = (Option("lead", "Lead"), Option("customer", "Customer"), Option("other", "Other"))
SCHEMA = ObjectSchema(
    "contacts",
    {
        prop.name: prop
        for prop in (
            Property("email", "Email"),
            Property("work_email", "Work email"),
            Property("firstname", "First Name"),
            Property("lastname", "Last Name"),
            Property("company", "Company Name"),
            Property("phone", "Phone Number", field_type="phonenumber"),
            Property("website", "Website URL"),
            Property("score", "Score", "number"),
            Property("is_member", "Is member", "bool"),
            Property("born", "Date of birth", "date"),
            Property("closedate", "Close Date", "datetime"),
            Property("lifecyclestage", "Lifecycle Stage", "enumeration", options=STAGES),
            Property("old_stage", "Old", "enumeration", options=STAGES, read_only=True),
            Property(
                "hs_lead_status", "Lead Status", "enumeration", options=(Option("NEW", "New"),)
            ),
            Property("wants", "Wants", "enumeration", "checkbox", options=STAGES),
            Property("createdate", "Create Date", "datetime", read_only=True),
            Property("unlabelled"),
        )
    },
)
JUDGE = Judge(SCHEMA, zone="Europe/Oslo")


def sample(column: str, *cells: str) -> Sample:
    """A column's cells, each as often as it is given."""
    return Sample(column, {cell: cells.count(cell) for cell in cells})
