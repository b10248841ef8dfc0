"""Runs the emulator: in a thread for tests and rehearsals, or in the foreground as a server of its own."""

import asyncio
import contextlib
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from types import FrameType, TracebackType
from typing import Final, Self

import uvicorn

from hubcli.emulator.app import build
from hubcli.emulator.gate import Envelope, Logged
from hubcli.emulator.holdings import Holdings
from hubcli.emulator.protocol import CuttableProtocol
from hubcli.emulator.switches import Switches
from hubcli.emulator.world import World, open_world

_TICK: Final = 0.02
_KEEP_ALIVE: Final = 75
_PATIENCE: Final = 10


class EmulatorError(RuntimeError):
    """The emulator can't start."""


class _Server(uvicorn.Server):
    """Uvicorn that stops at once, and leaves signals to its caller."""

    async def main_loop(self) -> None:
        while not self.should_exit:  # noqa: ASYNC110 - a signal handler sets it, in any thread
            await asyncio.sleep(_TICK)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for listener in sockets or ():
            listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.close()
        await asyncio.sleep(_TICK)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class RunningEmulator:
    """An emulator in a thread of its own; leaving the context stops it."""

    def __init__(self, switches: Switches) -> None:
        """Open the portal and take the port; `run` starts answering."""
        self._world = _open(switches)
        self._app = build(self._world)
        self._socket = _listen(switches, self._world)
        self._server = _Server(_config(self._app))
        self._thread = threading.Thread(target=self._run, name="hubcli-emulator", daemon=True)
        self.base_url = _address(self._socket)
        self.switches = switches
        self.store = Holdings(self._world)
        """What the portal holds."""

    def __enter__(self) -> Self:
        """Give the emulator, which runs already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    @property
    def requests(self) -> tuple[Logged, ...]:
        """The latest requests, as many as the switch `log_requests` asks for."""
        return tuple(self._app.log)

    @property
    def failures(self) -> tuple[str, ...]:
        """Tracebacks of the emulator's own bugs, which were answered with 500."""
        return tuple(self._app.failures)

    def run(self) -> None:
        """Start answering; the socket takes connections from before on."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering, and close the database."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._world.database.close()

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._socket]))


def start(switches: Switches | None = None) -> RunningEmulator:
    """Start an emulator in a thread; use it as a context manager, or call `stop`."""
    emulator = RunningEmulator(switches or Switches())
    emulator.run()
    return emulator


def serve(switches: Switches, on_ready: Callable[[str], None]) -> None:
    """Run an emulator until SIGINT, SIGTERM or SIGHUP; `on_ready` gets its base address once connections are taken."""
    world = _open(switches)
    listener = _listen(switches, world)
    server = _Server(_config(build(world)))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    before = {
        name: signal.signal(name, stop) for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        on_ready(_address(listener))
        asyncio.run(server.serve(sockets=[listener]))
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        world.database.close()


def _open(switches: Switches) -> World:
    try:
        return open_world(switches)
    except sqlite3.Error as error:
        message = f"can't use {switches.db} as the emulator's database: {error}"
        raise EmulatorError(message) from error


def _config(app: Envelope) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=CuttableProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
    )


def _listen(switches: Switches, world: World) -> socket.socket:
    family = socket.AF_INET6 if ":" in switches.host else socket.AF_INET
    try:
        return socket.create_server((switches.host, switches.port), family=family, backlog=2048)
    except OSError as error:
        world.database.close()
        message = f"can't listen on {switches.host}:{switches.port}: {error.strerror}"
        raise EmulatorError(message) from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
