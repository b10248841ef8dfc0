from collections import Counter

import pytest

from hubcli.config.association_types import (
    Unresolved,
    are_custom,
    given_type,
    named_type,
    published_types,
)
from hubcli.core.mapping import AssociationType
from hubcli.core.objects import OBJECT_TYPES

HUBSPOT = "HUBSPOT_DEFINED"


def test_the_table_is_whole() -> None:
    rows = published_types()
    assert len(rows) == len({row.type_id for row in rows}) == 410
    assert Counter(row.kind for row in rows) == {
        "unlabeled": 386,
        "primary": 13,
        "billing": 6,
        "parent_child": 2,
        "signer": 2,
        "upcoming": 1,
    }


def test_every_pair_has_one_unlabelled_type() -> None:
    pairs = {(row.from_object, row.to_object) for row in published_types()}
    unlabelled = Counter(
        (row.from_object, row.to_object) for row in published_types() if row.kind == "unlabeled"
    )
    assert unlabelled == dict.fromkeys(pairs, 1)


def test_the_table_uses_canonical_names() -> None:
    names = {kind.name for kind in OBJECT_TYPES}
    assert {row.from_object for row in published_types()} <= names
    assert {row.to_object for row in published_types()} <= names


@pytest.mark.parametrize(
    ("from_object", "to_object", "kind", "type_id"),
    [
        ("contacts", "companies", "unlabeled", 279),
        ("companies", "contacts", "unlabeled", 280),
        ("contacts", "companies", "primary", 1),
        ("companies", "contacts", "primary", 2),
        ("contact", "COMPANY", "unlabeled", 279),
        ("0-1", "0-2", "unlabeled", 279),
        ("contacts", "contacts", "unlabeled", 449),
        ("companies", "companies", "unlabeled", 450),
        ("contacts", "deals", "unlabeled", 4),
        ("deals", "contacts", "unlabeled", 3),
        ("deals", "companies", "unlabeled", 341),
        ("deals", "companies", "primary", 5),
        ("tickets", "companies", "unlabeled", 339),
        ("tickets", "companies", "primary", 26),
        ("line items", "deal", "unlabeled", 20),
        ("deal", "line_item", "unlabeled", 19),
        ("notes", "contacts", "unlabeled", 202),
        ("leads", "contacts", "primary", 578),
        ("orders", "contacts", "unlabeled", 507),
        ("postal_mail", "deals", "unlabeled", 457),
        ("companies", "quotes", "unlabeled", 72),
    ],
)
def test_a_pair_and_a_kind_name_a_type(
    from_object: str, to_object: str, kind: str, type_id: int
) -> None:
    assert named_type(from_object, to_object, kind) == AssociationType(HUBSPOT, type_id)


@pytest.mark.parametrize(
    ("from_object", "to_object", "kind", "message"),
    [
        (
            "contacts",
            "deals",
            "primary",
            "contacts to deals has no primary type; leave label out, or give category and type_id",
        ),
        (
            "deals",
            "discounts",
            "unlabeled",
            (
                "HubSpot publishes discounts to deals (369) and not deals to discounts; import discounts"
                " with the ids of deals, or give category and type_id"
            ),
        ),
        (
            "contacts",
            "products",
            "unlabeled",
            "HubSpot publishes no type for contacts to products; give category and type_id",
        ),
        (
            "contacts",
            "company's",
            "unlabeled",
            (
                "HubSpot publishes no type for contacts to company's; did you mean companies? Else give"
                " category and type_id"
            ),
        ),
    ],
)
def test_why_there_is_none(from_object: str, to_object: str, kind: str, message: str) -> None:
    assert named_type(from_object, to_object, kind) == Unresolved(message)


@pytest.mark.parametrize(
    ("to_object", "category", "type_id"),
    [
        ("companies", HUBSPOT, 279),
        ("companies", HUBSPOT, 931),
        ("companies", HUBSPOT, 999_999),
        ("companies", "USER_DEFINED", 280),
        ("2-77", "USER_DEFINED", 36),
        ("anything", "INTEGRATOR_DEFINED", 3),
    ],
)
def test_numbers_are_taken_as_given(to_object: str, category: str, type_id: int) -> None:
    found = given_type("contacts", to_object, category=category, type_id=type_id)
    assert found == AssociationType(category, type_id)


@pytest.mark.parametrize(
    ("to_object", "type_id", "message"),
    [
        (
            "companies",
            280,
            (
                "HUBSPOT_DEFINED 280 is companies to contacts (Company to contact), not contacts to"
                " companies; contacts to companies is 279"
            ),
        ),
        (
            "companies",
            2,
            (
                "HUBSPOT_DEFINED 2 is companies to contacts (Company to primary contact), not contacts"
                " to companies; contacts to companies is 1"
            ),
        ),
        (
            "deals",
            5,
            (
                "HUBSPOT_DEFINED 5 is deals to companies (Deal to primary company), not contacts to"
                " deals; contacts to deals is 4"
            ),
        ),
        (
            "2-77",
            279,
            "HUBSPOT_DEFINED 279 is contacts to companies (Contact to company), not contacts to 2-77",
        ),
    ],
)
def test_a_number_that_means_something_else_names_the_right_one(
    to_object: str, type_id: int, message: str
) -> None:
    found = given_type("contacts", to_object, category=HUBSPOT, type_id=type_id)
    assert found == Unresolved(message)


def test_the_types_of_custom_objects_are_the_portals_own() -> None:
    assert are_custom("contacts", "2-77")
    assert are_custom("p42_cars", "contacts")
    assert not are_custom("contacts", "0-2")
