"""A portal's objects by any of their names, with what the whole portal shares."""

import pytest

from hubcli.core.schema import (
    AssociationLabel,
    ObjectSchema,
    Owner,
    PortalAccount,
    PortalSchema,
)

_ACCOUNT = PortalAccount(4242, "STANDARD", currency="NOK", currencies=("EUR", "NOK"))
_CARS = ObjectSchema(
    "2-7",
    type_id="2-7",
    singular="Car",
    plural="Fine cars",
    full_name="p4242_cars",
    own_name="cars",
)
_EMPLOYER = AssociationLabel("contacts", "companies", "USER_DEFINED", 36, "Employer")
_BACK = AssociationLabel("companies", "contacts", "USER_DEFINED", 37, "Employee")
_PORTAL = PortalSchema(
    "2025-09",
    _ACCOUNT,
    {"contacts": ObjectSchema("contacts", type_id="0-1"), "2-7": _CARS},
    owners=(Owner("42", "ada@example.com", "Ada"),),
    associations=(_EMPLOYER, _BACK),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("contacts", "contacts"),
        ("Contact", "contacts"),
        ("0-1", "contacts"),
        ("2-7", "2-7"),
        ("CARS", "2-7"),
        (" car ", "2-7"),
        ("fine cars", "2-7"),
        ("P4242_cars", "2-7"),
        ("deals", None),
        ("", None),
        ("boats", None),
    ],
)
def test_an_object_by_any_of_its_names(name: str, found: str | None) -> None:
    schema = _PORTAL.find(name)
    assert (schema and schema.object) == found


def test_it_comes_with_what_the_portal_shares() -> None:
    schema = _PORTAL.of("contacts")
    assert schema is not None
    assert schema.owners == _PORTAL.owners
    assert schema.currencies == ("EUR", "NOK")
    assert schema.labels == (_EMPLOYER,)
    assert _PORTAL.of("cars") is None


@pytest.mark.parametrize("account", [None, PortalAccount(1, "STANDARD")])
def test_what_could_not_be_read_is_not_known(account: PortalAccount | None) -> None:
    bare = PortalSchema("2025-09", account, {"contacts": ObjectSchema("contacts")})
    schema = bare.of("contacts")
    assert schema is not None
    assert (schema.owners, schema.currencies, schema.labels) == (None, None, None)


@pytest.mark.parametrize(("kind", "production"), [("STANDARD", True), ("SANDBOX", False)])
def test_only_a_standard_account_is_production(kind: str, *, production: bool) -> None:
    assert PortalAccount(1, kind).is_production is production
