"""Makes the faults of the switches happen."""

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, assert_never

from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hubcli.emulator.access import expired, forbidden
from hubcli.emulator.answers import Answer, compact, page
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.faults import Action, Cut, Kind, LateCommit, Mangled, Slow, Spoiled, Status
from hubcli.emulator.limits import limited
from hubcli.emulator.problems import Problem, internal_error
from hubcli.emulator.protocol import hang_up
from hubcli.emulator.world import World

_BATCHES: Final[dict[str, Kind]] = {
    "create": "create",
    "read": "read",
    "update": "update",
    "upsert": "upsert",
    "archive": "archive",
}
_BATCH: Final = re.compile(rf"/objects/[^/]+/batch/({'|'.join(_BATCHES)})")
_SEARCH: Final = re.compile(r"/objects/[^/]+/search")
_LINKS: Final = re.compile(r"/objects/[^/]+/[^/]+/associations/.*")
_AREAS: Final[dict[str, Kind]] = {
    "objects": "single", "associations": "associations", "properties": "properties", "pipelines": "pipelines",
    "owners": "owners", "schemas": "schemas", "account": "account", "oauth": "token",
}  # fmt: skip
_GATEWAY: Final = {
    500: "internal error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Temporarily Unavailable",
    504: "Gateway Time-out", 520: "Web server is returning an unknown error", 521: "Web server is down",
    522: "Connection timed out", 523: "Origin is unreachable", 524: "A timeout occurred", 525: "SSL handshake failed",
    526: "Invalid SSL certificate",
}  # fmt: skip
_LOCKED: Final = {
    404: "resource not found", 408: "Request Timeout", 409: "Conflict", 413: "Request Entity Too Large",
    414: "URI Too Long", 415: "Unsupported Media Type", 423: "Locked", 477: "Account migration in progress",
}  # fmt: skip


@dataclass(slots=True)
class Exchange:
    """One request whose answer can be held back."""

    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send
    start: Message = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)

    async def run(self) -> bytes:
        """Do what was asked, and hold the answer back."""

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.start = message
            self.body.extend(message.get("body", b""))

        await self.app(self.scope, self.receive, hold)
        return bytes(self.body)

    async def reply(self, response: Response) -> None:
        """Answer with something else."""
        await response(self.scope, self.receive, self.send)

    async def replay(self, body: bytes, *, announced: int | None = None) -> None:
        """Answer with the status that was held back and this body; `announced` is the length told."""
        length = str(len(body) if announced is None else announced).encode()
        kept = [(key, value) for key, value in self.start["headers"] if key != b"content-length"]
        await self.send({**self.start, "headers": [*kept, (b"content-length", length)]})
        await self.send(
            {"type": "http.response.body", "body": body, "more_body": announced is not None}
        )


class Injection:
    """Counts the requests of each kind, and spoils those that a fault is meant for."""

    def __init__(self, app: ASGIApp, world: World) -> None:
        """Stand in front of an application."""
        self._app = app
        self._world = world
        self._seen: Counter[Kind] = Counter()
        self._later: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on, with its fault if it has one."""
        action = self._fault(kind_of(scope["path"]))
        if action is None:
            await self._app(scope, receive, send)
            return
        await self._inject(action, Exchange(self._app, scope, receive, send))

    def _fault(self, kind: Kind) -> Action | None:
        self._seen.update({kind, "any"})
        faults = self._world.switches.faults
        meant = (f for f in faults if f.kind in (kind, "any") and f.which.holds(self._seen[f.kind]))
        return next((fault.action for fault in meant), None)

    async def _inject(self, action: Action, exchange: Exchange) -> None:
        match action:
            case Status() | Spoiled():
                if action.commit:
                    await exchange.run()
                await exchange.reply(self._instead(action, exchange.scope["state"]["correlation"]))
            case Mangled():
                await _mangle(action, exchange)
            case Cut():
                await _cut(action, exchange)
            case LateCommit():
                await self._commit_later(action.seconds, exchange)
            case Slow():
                await asyncio.sleep(action.seconds)
                await self._app(exchange.scope, exchange.receive, exchange.send)
            case _:
                assert_never(action)

    def _instead(self, action: Status | Spoiled, correlation: str) -> Response:
        if isinstance(action, Spoiled):
            return self._spoiled(action)
        headers = {} if action.retry_after is None else {"retry-after": str(action.retry_after)}
        from_gateway = action.code > HTTPStatus.INTERNAL_SERVER_ERROR
        if from_gateway:
            return page(action.code, f"{action.code} {_GATEWAY[action.code]}", headers)
        body = self._problem(action, correlation).body(correlation, live=self._world.live)
        return Answer(action.code, body, headers).response()

    def _problem(self, action: Status, correlation: str) -> Problem:
        match action.code:
            case 401:
                return expired(self._world.clock)
            case 403:
                return forbidden(["crm.objects.contacts.write"])
            case 429:
                return limited(action.policy, self._world.account.portal_id, correlation)
            case 500:
                return internal_error()
        return Problem(action.code, _LOCKED[action.code], "INJECTED_FAULT", bare=True)

    def _spoiled(self, action: Spoiled) -> Response:
        match action.how:
            case "html":
                return page(200, "HubSpot")
            case "redirect":
                return RedirectResponse("https://app.hubspot.com/login", 302)
            case "empty":
                now = iso(milliseconds(self._world.clock))
                body = {"status": "COMPLETE", "results": [], "startedAt": now, "completedAt": now}
                return Answer(200, body).response()
        assert_never(action.how)

    async def _commit_later(self, seconds: float, exchange: Exchange) -> None:
        message = await _whole_body(exchange.receive)

        async def replayed() -> Message:
            return message

        later = Exchange(exchange.app, exchange.scope, replayed, exchange.send)

        async def commit() -> None:
            await asyncio.sleep(seconds)
            await later.run()

        task = asyncio.create_task(commit())
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        await exchange.reply(page(504, "504 Gateway Time-out"))


def kind_of(path: str) -> Kind:
    """Tell what kind of request a path without its version is."""
    batch = _BATCH.fullmatch(path)
    if batch is not None:
        return _BATCHES[batch[1]]
    if _SEARCH.fullmatch(path):
        return "search"
    if _LINKS.fullmatch(path):
        return "associations"
    return _AREAS.get(path.split("/")[1], "any")


async def _mangle(action: Mangled, exchange: Exchange) -> None:
    whole = await exchange.run()
    if action.how == "truncate":
        await exchange.replay(whole[: len(whole) // 2])
        return
    body = json.loads(whole)
    if isinstance(body.get("results"), list):
        body["results"] = body["results"][:-1]
    await exchange.replay(compact(body).encode())


async def _cut(action: Cut, exchange: Exchange) -> None:
    if action.when == "before":
        await _whole_body(exchange.receive)
    else:
        await exchange.run()
    if action.when == "middle":
        await exchange.replay(
            bytes(exchange.body[: len(exchange.body) // 2]), announced=len(exchange.body)
        )
    await hang_up(exchange.scope, exchange.receive)


async def _whole_body(receive: Receive) -> Message:
    body, more = bytearray(), True
    while more:
        message = await receive()
        body.extend(message.get("body", b""))
        more = message.get("more_body", False)
    return {"type": "http.request", "body": bytes(body), "more_body": False}
