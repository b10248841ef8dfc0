"""Scopes for writing, by object type (api.md section 6)."""

import pytest

from hubcli.core.scopes import missing_scopes

CONTACTS = "crm.objects.contacts.write"


@pytest.mark.parametrize(
    ("object_type", "granted", "missing"),
    [
        ("contacts", {CONTACTS}, ()),
        ("contacts", {"crm.objects.contacts.read"}, (CONTACTS,)),
        ("notes", {"crm.objects.deals.write"}, (CONTACTS,)),
        ("products", {"e-commerce"}, ()),
        ("tickets", {"x"}, ("tickets", "crm.objects.tickets.write")),
        ("2-123", {CONTACTS}, ("crm.objects.custom.write",)),
        ("2-123", {"crm.objects.custom.write"}, ()),
        ("something_new", {"x"}, ()),
        ("contacts", set(), ()),
        ("deals", {"contacts"}, ()),
    ],
)
def test_a_scope_is_missing_only_where_that_is_sure(
    object_type: str, granted: set[str], missing: tuple[str, ...]
) -> None:
    assert missing_scopes(object_type, granted) == missing
