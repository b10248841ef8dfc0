"""Shows the requests that would be sent, and says that none was."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any, TypeAlias

from hubcli.core.results import RunReport
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.terminal_text import clean
from hubcli.report.wording import several

Body: TypeAlias = bytes | Mapping[str, Any]
"""The body of a request, as it would leave or before it is spelled."""


def decoded(body: Body) -> Mapping[str, Any]:
    """The body as a JSON object."""
    match body:
        case bytes():
            loaded: dict[str, Any] = json.loads(body)
            return loaded
        case _:
            return body


def write_bodies(out: Output, bodies: Iterable[Body], target: str | Sequence[str]) -> None:
    """Each body as JSON, one record a line; its target, such as `POST /crm/…`, stands above it."""
    for body, above in zip(bodies, repeat(target) if isinstance(target, str) else target):  # noqa: B905 - a target may serve all
        if above:
            out.line(clean(above))
        for line in json_lines(decoded(body)):
            out.utf8(line)
        out.line()


def dry_run_remark(report: RunReport) -> str:
    """What would have been sent."""
    one, many = ("request", "") if report.command == "create" else ("batch", "batches")
    return f"A dry run: nothing was sent. {several(report.batches, one, many)} would be."
