"""Which scopes let a token write records of an object type."""

from collections.abc import Collection

_WRITE: dict[str, tuple[str, ...]] = {
    "tickets": ("tickets", "crm.objects.tickets.write"),
    "products": ("crm.objects.products.write", "e-commerce"),
    "line_items": ("crm.objects.line_items.write", "e-commerce"),
    "quotes": ("crm.objects.quotes.write", "e-commerce"),
    "communications": ("crm.objects.contacts.write",),
    "tasks": ("crm.objects.contacts.write",),
    "notes": ("crm.objects.contacts.write",),
    "meetings": ("crm.objects.contacts.write",),
    "calls": ("crm.objects.contacts.write",),
    "emails": ("crm.objects.contacts.write", "sales-email-read"),
    "postal_mail": ("crm.objects.contacts.write",),
    "discounts": ("crm.objects.line_items.write", "e-commerce"),
    "fees": ("crm.objects.line_items.write", "e-commerce"),
    "taxes": ("crm.objects.line_items.write", "e-commerce"),
    "commerce_payments": ("crm.objects.commercepayments.write",),
    "goal_targets": ("crm.objects.goals.write",),
    **{
        name: (f"crm.objects.{name}.write",)
        for name in (
            "contacts",
            "companies",
            "deals",
            "invoices",
            "subscriptions",
            "users",
            "orders",
            "leads",
            "carts",
            "services",
            "courses",
            "listings",
            "appointments",
            "projects",
        )
    },
}
_OLD = "contacts"
"""The scope of before the granular ones; what it still allows is not established."""
_CUSTOM = "crm.objects.custom.write"


def missing_scopes(object_type: str, granted: Collection[str]) -> tuple[str, ...]:
    """The scopes of which any would do and none is granted; empty where one is, or nobody knows.

    `object_type` is a name in paths (api.md section 6). A token with a scope of before the granular
    ones is left for HubSpot to judge.
    """
    wanted = (_CUSTOM,) if object_type.startswith("2-") else _WRITE.get(object_type, ())
    if _OLD in granted or not granted or not set(wanted).isdisjoint(granted):
        return ()
    return wanted
