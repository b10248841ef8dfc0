"""What every call passes: headers, path, token, limits; then it reaches its endpoint."""

import asyncio
import secrets
import traceback
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubcli.emulator.access import bearer, granted, unauthorized
from hubcli.emulator.answers import Answer, page
from hubcli.emulator.clock import correlation_id, http_date
from hubcli.emulator.limits import limited
from hubcli.emulator.paths import place
from hubcli.emulator.problems import Problem
from hubcli.emulator.world import World

_TOKEN_INFO = "/oauth/private-apps/get/access-token-info"  # noqa: S105 - a path


@dataclass(frozen=True, slots=True)
class Logged:
    """One request and the status of its answer; 0 when there was none."""

    method: str
    path: str
    status: int
    body: bytes
    headers: dict[str, str]


class Envelope:
    """Gives every call its correlation id and every answer HubSpot's headers; keeps the log of requests."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        """Stand in front of an application."""
        self._app = app
        self._world = world
        self.log: deque[Logged] = deque(maxlen=world.switches.log_requests)
        self.failures: deque[str] = deque(maxlen=10)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, and its answer back."""
        correlation = correlation_id(self._world.clock)
        scope.setdefault("state", {})["correlation"] = correlation
        common = self._headers(correlation)
        status, body = 0, bytearray()

        async def hear() -> Message:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *common]
            await send(message)

        method, path = scope["method"], scope["path"]
        try:
            await self._app(scope, hear if self.log.maxlen else receive, answer)
        except ClientDisconnect:
            # Whoever asked went away; nobody waits for an answer.
            pass
        except Exception:  # noqa: BLE001 - the outermost layer: a bug here was answered with 500, and can be looked at
            self.failures.append(traceback.format_exc())
        if self.log.maxlen:
            self.log.append(Logged(method, path, status, bytes(body), dict(Headers(scope=scope))))

    def _headers(self, correlation: str) -> list[tuple[bytes, bytes]]:
        return [
            (b"date", http_date(self._world.clock).encode()),
            (b"x-hubspot-correlation-id", correlation.encode()),
            (b"cf-ray", f"{secrets.token_hex(8)}-EWR".encode()),
            (b"cf-cache-status", b"DYNAMIC"),
            (b"server", b"cloudflare"),
            (b"strict-transport-security", b"max-age=31536000; includeSubDomains; preload"),
            (b"vary", b"origin, Accept-Encoding"),
            (b"access-control-allow-credentials", b"false"),
        ]


class Gate:
    """Lets a call through to its endpoint: a known path, a good token, room under the limits."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        """Stand in front of an application."""
        self._app = app
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, or refuse it (api.md, section 12, for the order)."""
        found = place(scope["path"])
        if found is None:
            await page(404, "404 Not Found")(scope, receive, send)
            return
        token = granted(self._world.switches, bearer(Headers(scope=scope).get("authorization", "")))
        problem = None if found.path == _TOKEN_INFO else unauthorized(token, self._world.clock)
        if problem is not None:
            await self._refuse(problem, scope, receive, send)
            return
        search = found.path.endswith("/search") and found.path.startswith("/objects/")
        policy = self._world.limits.refusal(search=search)
        send = self._counted(send, search=search)
        if policy is not None:
            problem = limited(policy, self._world.account.portal_id, scope["state"]["correlation"])
            await self._refuse(problem, scope, receive, send)
            return
        scope["state"] |= {"version": found.version, "token": token, "path": scope["path"]}
        if self._world.switches.latency:
            await asyncio.sleep(self._world.switches.latency)
        await self._app({**scope, "path": found.path}, receive, send)

    async def _refuse(self, problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
        body = problem.body(scope["state"]["correlation"], live=self._world.live)
        wait, limited_now = (
            self._world.switches.retry_after,
            problem.status == HTTPStatus.TOO_MANY_REQUESTS,
        )
        headers = {"retry-after": str(wait)} if limited_now and wait is not None else {}
        await Answer(problem.status, body, headers).response()(scope, receive, send)

    def _counted(self, send: Send, *, search: bool) -> Send:
        """Add the rate-limit headers as they are after this call."""
        counted = self._world.limits.headers(search=search)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *counted]
            await send(message)

        return answer
