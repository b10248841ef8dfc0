"""An answer as HubSpot gave it, with what its headers say; and why nothing was read where that failed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from hubcli.core.replies import Answer, Problem, Unreadable
from hubcli.hubspot import wire
from hubcli.hubspot.http import Exchange
from hubcli.hubspot.pace import whole

_OK = range(200, 300)
_FORBIDDEN = frozenset({401, 403})
_PASSING = frozenset({408, 423, 429})


def answer_of(exchange: Exchange) -> Answer:
    """The answer to a batch request; a body that speaks of rows is read under any status."""
    headers = exchange.headers
    correlation_id = headers.get("x-hubspot-correlation-id")
    body = wire.batch_body(wire.decode(exchange.content), correlation_id)
    if exchange.status not in _OK and not (body and body.results):
        body = None
    refused = None if body else wire.problem(exchange.content, correlation_id)
    if refused and correlation_id is None:
        correlation_id = next((fault.correlation_id for fault in refused.faults), None)
    return Answer(
        http_status=exchange.status,
        body=body,
        problem=refused,
        correlation_id=correlation_id,
        retry_after=_retry_after(headers),
        interval=_interval(headers),
    )


def unreadable(status: int, problem: Problem | None, doing: str) -> Unreadable:
    """Why an answer tells nothing; a 403 names the scopes (api.md 2.5). `doing` begins the sentence."""
    if status in _FORBIDDEN:
        scopes = ", ".join(problem.scopes) if problem else ""
        wants = f"; it needs one of these scopes: {scopes}" if scopes else ""
        return Unreadable(f"{doing} was refused ({status}){wants}", again=False, is_denied=True)
    final = 400 <= status < 500 and status not in _PASSING  # noqa: PLR2004
    return Unreadable(f"{doing} was answered {status}", again=not final)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, or a date (RFC 9110, section 10.2.3)."""
    text = headers.get("retry-after")
    if not text:
        return None
    if text.isascii() and text.strip().replace(".", "", 1).isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (until.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _interval(headers: Mapping[str, str]) -> float | None:
    milliseconds = whole(headers.get("x-hubspot-ratelimit-interval-milliseconds"))
    return None if milliseconds is None else milliseconds / 1000
