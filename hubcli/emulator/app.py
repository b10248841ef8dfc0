"""The application: one portal behind HubSpot's paths."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from hubcli.emulator.answers import Answer, page
from hubcli.emulator.gate import Envelope, Gate
from hubcli.emulator.injection import Injection
from hubcli.emulator.problems import Problem, internal_error
from hubcli.emulator.routes import routes
from hubcli.emulator.world import World


def build(world: World) -> Envelope:
    """Put the application together, the outermost layer first in a call's way."""
    inner = Starlette(
        routes=routes(world),
        exception_handlers={HTTPException: _unrouted, Exception: _failed},
        middleware=[Middleware(Gate, world=world), Middleware(Injection, world=world)],
    )
    inner.router.redirect_slashes = False
    return Envelope(inner, world)


async def _unrouted(request: Request, error: Exception) -> Response:
    """Answer where there is no endpoint: a page for an unknown path, JSON for a wrong method (text invented)."""
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        problem = Problem(405, "HTTP 405 Method Not Allowed", "METHOD_NOT_ALLOWED")
        return Answer(
            405, problem.body(request.state.correlation, live=False), dict(error.headers or {})
        ).response()
    return page(404, "404 Not Found")


async def _failed(request: Request, _: Exception) -> Response:
    return Answer(500, internal_error().body(request.state.correlation, live=False)).response()
