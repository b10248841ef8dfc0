"""What the portal sends, held against HubSpot's own OpenAPI files."""

from datetime import UTC, datetime, timedelta

import pytest

from hubcli.core.replies import Answer
from hubcli.emulator.server import RunningEmulator
from hubcli.hubspot.import_key import ImportKey
from hubcli.hubspot.paths import Paths
from tests.emulator.openapi import ABSENT, FOLDER
from tests.end_to_end.process import until
from tests.end_to_end.test_requests_by_the_file import _all_by_the_file
from tests.hubspot.portals import Waits, portal_at, session_at, started
from tests.hubspot.records import record

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)


def _sent(emulator: RunningEmulator, number: int) -> set[str]:
    until(lambda: len(emulator.requests) == number)
    return _all_by_the_file(emulator)


def test_changing_and_searching() -> None:
    with started() as emulator, portal_at(emulator.base_url) as portal:
        reply = portal.create([record(1, name="Acme Rockets")])
        assert isinstance(reply, Answer)
        assert reply.body is not None
        assert isinstance(
            portal.update([(reply.body.results[0].id, record(1, city="Bonn"))]), Answer
        )
        portal.seek({"name": "Acme Rockets"}, datetime.now(UTC) - timedelta(seconds=5))
        assert _sent(emulator, 4) == {
            "POST /crm/objects/2025-09/companies/batch/create",
            "POST /crm/objects/2025-09/companies/batch/update",
            "POST /crm/objects/2025-09/companies/search",
            "POST /crm/objects/2025-09/companies/batch/read",
        }


def test_making_the_import_key() -> None:
    with started() as emulator, session_at(emulator.base_url) as session:
        paths = Paths(emulator.base_url, "2025-09")
        key = ImportKey(session, paths, "deals", "hubcli_key", wait=Waits())
        key.make("Import key", key.group())
        assert _sent(emulator, 3) == {
            "POST /crm/properties/2025-09/deals",
            "GET /crm/properties/2025-09/deals/groups",
            "GET /crm/properties/2025-09/deals/hubcli_key",
        }
