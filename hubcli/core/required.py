"""The properties without which HubSpot makes no record of its own objects."""

from collections.abc import Mapping

_TIMESTAMP = ("hs_timestamp",)
_STAGED = ("hs_name", "hs_pipeline", "hs_pipeline_stage")

REQUIRED: Mapping[str, tuple[str, ...]] = {
    # `pipeline` may be left out, the default one is taken then; that of tickets by the docs' example.
    "deals": ("dealname", "dealstage"),
    "tickets": ("hs_pipeline_stage",),
    "calls": _TIMESTAMP,
    "meetings": _TIMESTAMP,
    "notes": _TIMESTAMP,
    "tasks": _TIMESTAMP,
    "postal_mail": _TIMESTAMP,
    "emails": ("hs_timestamp", "hs_email_direction"),
    "communications": ("hs_timestamp", "hs_communication_channel_type"),
    # The docs list more; that `name` is among them is all that is relied on.
    "products": ("name",),
    "quotes": ("hs_title", "hs_expiration_date"),
    "invoices": ("hs_currency",),
    "orders": ("hs_order_name",),
    "commerce_payments": ("hs_initial_amount", "hs_initiated_date"),
    "subscriptions": ("hs_name",),
    "appointments": ("hs_appointment_name",),
    "courses": ("hs_course_name",),
    "listings": ("hs_name",),
    "services": _STAGED,
    "projects": _STAGED,
    "users": ("hs_internal_user_id", "hs_email"),
}
"""By the name in paths (api.md 4.5, the table of DOC-OBJ); a custom object's own schema names its."""

REQUIRED_ANY: Mapping[str, tuple[str, ...]] = {"companies": ("domain", "name")}
"""At least one of these (api.md 4.5). Contacts need none: what their guide asks for is not known to be kept."""

PIPELINE_PROPERTIES: Mapping[str, tuple[str, str]] = {"deals": ("pipeline", "dealstage")}
"""The properties that hold a record's pipeline and stage, where they are not the usual ones (api.md 11.16)."""

_USUAL = ("hs_pipeline", "hs_pipeline_stage")


def pipeline_properties(object_name: str) -> tuple[str, str]:
    """Pipeline and stage of an object, by the names of their properties (api.md 11.16)."""
    return PIPELINE_PROPERTIES.get(object_name, _USUAL)
