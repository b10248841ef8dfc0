from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.emulator.client import Client

Starter = Callable[..., Client]


@pytest.fixture
def starter() -> Iterator[Starter]:
    """Start emulators with switches of one's own; they stop with the test."""
    started: list[RunningEmulator] = []
    with ExitStack() as stack:

        def begin(**switches: object) -> Client:
            emulator = stack.enter_context(start(Switches(**{"rate": None, **switches})))  # type: ignore[arg-type]
            started.append(emulator)
            return stack.enter_context(Client(emulator))

        yield begin
        assert [emulator.failures for emulator in started if emulator.failures] == []


@pytest.fixture(scope="module")
def api() -> Iterator[Client]:
    """An emulator that the tests of a module share."""
    with start(Switches(rate=None, search_rate=0)) as emulator, Client(emulator) as client:
        yield client
        assert emulator.failures == ()
