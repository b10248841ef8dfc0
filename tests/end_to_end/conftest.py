from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hubcli.emulator.faults import parse_fault
from hubcli.emulator.server import RunningEmulator, start
from hubcli.emulator.switches import Switches
from tests.end_to_end.process import Hubcli, InProcess

Portal = Callable[..., RunningEmulator]


@pytest.fixture
def portal() -> Iterator[Portal]:
    """Start emulators: faults in their own words, switches by name; they stop with the test."""
    with ExitStack() as stack:
        running: list[RunningEmulator] = []

        def begin(*faults: str, **switches: object) -> RunningEmulator:
            chosen = {"rate": None, "log_requests": 10_000, **switches}
            told = tuple(parse_fault(fault) for fault in faults)
            emulator = stack.enter_context(start(Switches(faults=told, **chosen)))  # type: ignore[arg-type]
            running.append(emulator)
            return emulator

        yield begin
        for emulator in running:
            assert emulator.failures == ()


@pytest.fixture
def hubcli(tmp_path: Path) -> Hubcli:
    """The command line, not pointed at any server yet."""
    folder, home = tmp_path / "work", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    return Hubcli(folder, home)


@pytest.fixture
def at(hubcli: Hubcli) -> Callable[[RunningEmulator], Hubcli]:
    """The command line, pointed at an emulator."""

    def pointed(emulator: RunningEmulator) -> Hubcli:
        return Hubcli(hubcli.folder, hubcli.home, emulator.base_url)

    return pointed


@pytest.fixture
def inside(
    hubcli: Hubcli, capsys: pytest.CaptureFixture[str]
) -> Callable[[RunningEmulator | str | None], InProcess]:
    """The command line in the test's process, pointed at an emulator or an address."""

    def read() -> tuple[str, str]:
        said = capsys.readouterr()
        return said.out, said.err

    def pointed(at: RunningEmulator | str | None = None) -> InProcess:
        base_url = at.base_url if isinstance(at, RunningEmulator) else at
        command = Hubcli(hubcli.folder, hubcli.home, base_url)
        return InProcess(command, read)

    return pointed
