"""The one thing that ASGI can't do: hang up."""

import asyncio
from typing import Final

from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

HANG_UP: Final = "hubcli.hang_up"


class CuttableProtocol(H11Protocol):
    """HTTP whose application finds a way to close the connection in its scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the application of this connection the transport's `close`."""
        super().connection_made(transport)
        app = self.app

        async def cuttable(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), HANG_UP: transport.close}
            await app(scope, receive, send)

        self.app = cuttable


async def hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection after what was written so far, and wait until it is closed."""
    scope["extensions"][HANG_UP]()
    while (await receive())["type"] != "http.disconnect":
        pass
