import jsonschema
import pytest

from tests.emulator import openapi
from tests.emulator.client import Client, fresh_email

pytestmark = pytest.mark.skipif(not openapi.FOLDER.is_dir(), reason=openapi.ABSENT)


def test_every_answer_of_these_tests_is_held_against_the_files(api: Client) -> None:
    """The client of the tests checks each answer; this shows that the check is on, and what it refuses."""
    assert api.http.event_hooks["response"] == [openapi.check]
    response = api.create([{"email": fresh_email()}, {"email": "no"}])
    (operation,) = [o for o in openapi.operations() if o.path.fullmatch(response.request.url.path)]
    body = response.json()
    operation.validate(207, body)
    del body["errors"][0]["links"]
    with pytest.raises(jsonschema.ValidationError, match="'links' is a required property"):
        operation.validate(207, body)


@pytest.mark.parametrize("status", [400, 401, 429])
def test_errors_are_held_against_the_files_too(api: Client, status: int) -> None:
    (operation,) = [
        o for o in openapi.operations() if o.path.fullmatch("/crm/objects/2025-09/x/batch/create")
    ]
    with pytest.raises(jsonschema.ValidationError):
        operation.validate(status, {"message": "m"})
