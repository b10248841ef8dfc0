import pytest

from hubcli.hubspot.paths import Paths


@pytest.mark.parametrize(
    ("version", "objects", "properties", "schemas"),
    [
        (
            "2025-09",
            "/crm/objects/2025-09/0-3/x",
            "/crm/properties/2025-09/0-3",
            "/crm-object-schemas/2025-09/schemas",
        ),
        (
            "2026-03",
            "/crm/objects/2026-03/0-3/x",
            "/crm/properties/2026-03/0-3",
            "/crm-object-schemas/2026-03/schemas",
        ),
        ("v3", "/crm/v3/objects/0-3/x", "/crm/v3/properties/0-3", "/crm/v3/schemas"),
    ],
)
def test_dated_and_older_versions(
    version: str, objects: str, properties: str, schemas: str
) -> None:
    paths = Paths("https://api.hubapi.com", version)
    assert paths.objects("0-3", "x") == f"https://api.hubapi.com{objects}"
    assert paths.properties("0-3") == f"https://api.hubapi.com{properties}"
    assert paths.schemas() == f"https://api.hubapi.com{schemas}"
    assert paths.account() == f"https://api.hubapi.com/account-info/{version}/details"


def test_a_name_can_not_leave_its_place_in_the_address() -> None:
    paths = Paths("https://api.hubapi.com", "2025-09")
    assert paths.properties("../owners?x=1#y z") == (
        "https://api.hubapi.com/crm/properties/2025-09/..%2Fowners%3Fx%3D1%23y%20z"
    )
