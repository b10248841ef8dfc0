"""The object types that HubSpot defines, and one name for every way to write each of them."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One of HubSpot's own object types (api.md section 6)."""

    name: str
    """The plural, as it stands in paths."""
    singular: str
    type_id: str | None = None
    """None: it is only ever associated, or HubSpot's documentation names no id."""
    other_names: tuple[str, ...] = ()


OBJECT_TYPES = (
    ObjectType("contacts", "contact", "0-1"),
    ObjectType("companies", "company", "0-2"),
    ObjectType("deals", "deal", "0-3"),
    ObjectType("tickets", "ticket", "0-5"),
    ObjectType("products", "product", "0-7"),
    ObjectType("line_items", "line_item", "0-8"),
    ObjectType("quotes", "quote", "0-14"),
    ObjectType("communications", "communication", "0-18"),
    ObjectType("feedback_submissions", "feedback_submission", "0-19"),
    ObjectType("tasks", "task", "0-27"),
    ObjectType("notes", "note", "0-46"),
    ObjectType("meetings", "meeting", "0-47"),
    ObjectType("calls", "call", "0-48"),
    ObjectType("emails", "email", "0-49"),
    ObjectType("invoices", "invoice", "0-53"),
    ObjectType("marketing_events", "marketing_event", "0-54"),
    ObjectType("subscriptions", "subscription", "0-69"),
    ObjectType("goal_targets", "goal_target", "0-74", ("goals", "goal")),
    ObjectType("discounts", "discount", "0-84"),
    ObjectType("fees", "fee", "0-85"),
    ObjectType("taxes", "tax", "0-86"),
    ObjectType("commerce_payments", "commerce_payment", "0-101", ("payments", "payment")),
    ObjectType("users", "user", "0-115"),
    ObjectType("postal_mail", "postal_mail", "0-116"),
    ObjectType("orders", "order", "0-123"),
    ObjectType("leads", "lead", "0-136"),
    ObjectType("carts", "cart", "0-142"),
    ObjectType("services", "service", "0-162"),
    ObjectType("courses", "course", "0-410"),
    ObjectType("listings", "listing", "0-420"),
    ObjectType("appointments", "appointment", "0-421"),
    ObjectType("projects", "project", "0-970"),
    ObjectType("abandoned_carts", "abandoned_cart"),
    ObjectType("campaigns", "campaign"),
    ObjectType("conversations", "conversation"),
    ObjectType("data_sync_states", "data_sync_state"),
    ObjectType("deal_splits", "deal_split"),
    ObjectType("discount_codes", "discount_code"),
    ObjectType("engagements", "engagement"),
    ObjectType("goal_target_groups", "goal_target_group"),
    ObjectType("payment_links", "payment_link"),
    ObjectType("payment_schedule_installments", "payment_schedule_installment"),
    ObjectType("quote_templates", "quote_template"),
    ObjectType("threads", "thread"),
)

_PLURALS = {
    form: kind.name
    for kind in OBJECT_TYPES
    for form in (kind.name, kind.singular, *kind.other_names)
}
_NONE: Mapping[str, str] = MappingProxyType({})
_BY_TYPE_ID = {kind.type_id: kind.name for kind in OBJECT_TYPES if kind.type_id}


def canonical(name: str) -> str:
    """The plural name for any form of a known type (`Contact`, `LINE ITEM`, `0-1`), else `name` itself."""
    form = name.strip()
    word = form.lower().replace(" ", "_").replace("-", "_")
    return _BY_TYPE_ID.get(form) or _PLURALS.get(word, name)


def near(name: str, others: Mapping[str, str] = _NONE) -> list[str]:
    """The plural names of the known types that are spelled like `name`, the most alike first.

    `others` are more forms, each with the name that is told for it.
    """
    word = name.strip().lower().replace(" ", "_").replace("-", "_")
    known = {**_PLURALS, **others}
    forms = difflib.get_close_matches(word, known, n=3)
    return list(dict.fromkeys(known[form] for form in forms))
