import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok

from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.emulator.openapi import ABSENT, FOLDER

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)]

EXAMPLES = 200 if os.environ.get("HUBCLI_LONG") else 15
Operation = schemathesis.APIOperation[Any, Any, Any, Any]
TYPES = ("contacts", "companies", "deals", "0-5")


def operations() -> list[Operation]:
    if not FOLDER.is_dir():
        return []
    schema = schemathesis.openapi.from_path(FOLDER / "objects.json")
    found = (result.ok() for result in schema.get_all_operations() if isinstance(result, Ok))
    return list(found)


@pytest.fixture(scope="module")
def emulator() -> Iterator[RunningEmulator]:
    with start(Switches(rate=None, search_rate=0)) as running:
        yield running
        assert running.failures == ()


@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.label)
def test_no_input_makes_the_emulator_fail(operation: Operation, emulator: RunningEmulator) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def call(case: schemathesis.Case[Any]) -> None:
        case.headers["authorization"] = "Bearer pat-na1-test"
        case.path_parameters["objectType"] = TYPES[len(repr(case.body)) % len(TYPES)]
        response = case.call(base_url=emulator.base_url)
        assert response.status_code < 500

    call()
