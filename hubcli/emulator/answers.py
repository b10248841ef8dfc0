"""Answers: a status and a body, and how they are written."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.responses import Response

JSON_TYPE: Final = "application/json;charset=utf-8"
HTML_TYPE: Final = "text/html; charset=UTF-8"

_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers; no body means none at all."""

    status: int
    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """Make it a response; one without a body has no content type either (api.md, section 3.3)."""
        if self.body is None:
            return Response(status_code=self.status, headers=self.headers)
        return Response(
            compact(self.body), self.status, {**self.headers, "content-type": JSON_TYPE}
        )


def compact(body: object) -> str:
    """Write JSON without spaces."""
    return _encoder.encode(body)


def page(status: int, title: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make an HTML page such as a gateway sends; its text is invented."""
    html = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center></body></html>\n"
    return Response(html, status, {**(headers or {}), "content-type": HTML_TYPE})
